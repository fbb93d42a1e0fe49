-- Lets go of what has become too old in topics that nobody publishes on.
--
-- ARGV: 1 the time in ms, '' for the engine's, 2 how many topics at a time, 3 how many events of each
-- Returns: how many events went

local now = millis(ARGV[1], micros())
local log = load_log()
local gone = 0
for _, name in ipairs(redis.call('ZRANGEBYSCORE', EXPIRY, '-inf', '(' .. int(now), 'LIMIT', 0, ARGV[2])) do
    local topic = load_topic(name)
    local went, oldest_time = evict(log, topic, tonumber(ARGV[3]), function(time) return now - time > topic.age end)
    gone = gone + went
    if oldest_time then
        redis.call('ZADD', EXPIRY, int(oldest_time + topic.age), name)
    end
    save_topic(topic)
end
if gone > 0 then
    save_log(log)
end
return gone
