/**
 * The log of many hubs with one history, on Redis or Valkey.
 *
 * <p>{@link dev.crier.redis.RedisEventLog} is the way in. What must be atomic is a script that the engine runs (the {@code
 * *.lua} beside these classes); what must survive a cut connection is here.
 */
@NullMarked
package dev.crier.redis;

import org.jspecify.annotations.NullMarked;
