package dev.crier.redis;

/**
 * What a hub's log has counted since it was started, for metrics.
 *
 * @param pending how many appends have no answer now
 * @param pendingBytes what they hold, in bytes
 * @param resent how many appends were sent again after a connection was lost
 * @param reconnects how often a connection for appends or for the tail was made again
 * @param otherHistories how often the engine turned out to have another history, or to have lost a part of it, or the tail to
 *     have been trimmed while the hub was away
 */
public record RedisLogCounts(int pending, long pendingBytes, long resent, long reconnects, long otherHistories) {}
