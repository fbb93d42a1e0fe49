-- Gives one event its place, or says why not; all of it or nothing.
--
-- ARGV: 1 the time in ms, '' for the engine's
--       2 the history's stamp as the hub knows it
--       3 the writer (one life of one hub), 4 the append's number in it from 1, 5 the number before it that must have been
--         executed, 0 for none, 6 how many answers are remembered
--       7 topic, 8 type, 9 key, 10 data, 11 cost in bytes
--       12 the topic's most events, 13 bytes, 14 age in ms; 15 the log's bytes, 16 topics, 17 the tail's bytes
--       18 the idempotency key with its scope, as a digest, '' for none, 19 the digest of the event, 20 for how long in ms
--       21 the lease that the append needs, '' for none, 22 its token
-- Returns: 'ok <position>' stored; 'again <position>' stored before under that idempotency key; 'conflict' that was another
--          event; 'fenced' the lease has another holder; 'stale' the stamp is another; 'order' what must be before it is not
--          there; 'gone' executed, and the answer isn't remembered any more

local clock = micros()
local now = millis(ARGV[1], clock)
local log = load_log()
if ARGV[2] ~= stamp(log) then
    return 'stale'
end

-- ---- once, in the writer's order

local writer = base .. ':w:' .. ARGV[3]
local number = tonumber(ARGV[4])
local slot = int(number % tonumber(ARGV[6]))
local last = tonumber(redis.call('HGET', writer, 'last') or '0')
if number <= last then
    local of, answer = string.match(redis.call('HGET', writer, slot) or '', '^(%d+) (.+)$')
    return of == ARGV[4] and answer or 'gone'
end
if last < tonumber(ARGV[5]) then
    return 'order'
end

local function answered(answer)
    redis.call('HSET', writer, 'last', ARGV[4], slot, ARGV[4] .. ' ' .. answer)
    if number % 16 == 1 then
        redis.call('PEXPIRE', writer, 86400000)
    end
    return answer
end

if ARGV[21] ~= '' and redis.call('HGET', base .. ':lease:' .. ARGV[21], 'token') ~= ARGV[22] then
    return answered('fenced')
end

local idempotency = base .. ':k:' .. ARGV[18]
if ARGV[18] ~= '' then
    local epoch, digest, position, till = string.match(redis.call('GET', idempotency) or '', '^(%S+) (%S+) (%S+) (%S+)$')
    if epoch == log.epoch and now <= tonumber(till) then
        return answered(digest == ARGV[19] and 'again ' .. position or 'conflict')
    end
end

-- ---- the place

-- Forgets topics that keep nothing, those that were silent longest first, a tenth of the bound at a time.
local function forget_silent(most)
    if redis.call('ZCARD', NAMES) < most then
        return
    end
    local silent = redis.call('ZPOPMIN', SILENT, math.max(1, math.min(100, math.floor(most / 10))))
    for i = 1, #silent, 2 do
        log.forgotten = math.max(log.forgotten, tonumber(silent[i + 1]))
        redis.call('HDEL', TOPICS, silent[i])
        redis.call('ZREM', NAMES, silent[i])
        redis.call('ZREM', EVICTED, silent[i])
    end
end

local name, cost = ARGV[7], tonumber(ARGV[11])
local position = math.max(clock, log.head + 1, log.floor + 1)
local id = int(position) .. '-0'
local topic = load_topic(name)
if not topic then
    forget_silent(tonumber(ARGV[16]))
    topic = { name = name, head = log.forgotten, evicted = 0, events = 0, bytes = 0, oldest = 0, appeared = log.forgotten, class = -1 }
    redis.call('ZADD', NAMES, 0, name)
end
local prev = int(topic.head)
local time = int(now)
redis.call('XADD', stream_of(name), id,
    'p', prev, 't', time, 'c', ARGV[11], 'y', ARGV[8], 'k', ARGV[9], 'd', ARGV[10])
redis.call('XADD', TAIL, id,
    'p', prev, 't', time, 'c', ARGV[11], 'y', ARGV[8], 'k', ARGV[9], 'd', ARGV[10], 'n', name, 'b', int(log.head))
redis.call('ZADD', ORDER, int(position), int(position) .. ' ' .. name)
if topic.events == 0 then
    topic.oldest = position
    redis.call('ZREM', SILENT, name)
    redis.call('ZADD', EXPIRY, int(now + tonumber(ARGV[14])), name)
end
topic.head = position
topic.last = now
topic.age = tonumber(ARGV[14])
topic.events = topic.events + 1
topic.bytes = topic.bytes + cost
log.head = position
log.events = log.events + 1
log.bytes = log.bytes + cost
log.sent = log.sent + cost

-- ---- what goes for it

local most_events, most_bytes = tonumber(ARGV[12]), tonumber(ARGV[13])
evict(log, topic, 1000, function(oldest)
    return topic.events > most_events
        or (topic.bytes > most_bytes and topic.events > 1)
        or now - oldest > topic.age
end)
save_topic(topic)

local most_log_bytes = tonumber(ARGV[15])
for _ = 1, 64 do
    if log.bytes <= most_log_bytes or log.events < 2 then
        break
    end
    local biggest = load_topic(redis.call('ZREVRANGE', SIZES, 0, 0)[1])
    evict(log, biggest, 1, function() return true end)
    save_topic(biggest)
end

-- The tail gives way in bigger steps, so that most appends needn't look at it.
local most_tail_bytes = tonumber(ARGV[17])
if log.sent - log.trimmed > most_tail_bytes then
    local until_bytes = most_tail_bytes * 7 / 8
    local first
    for _, entry in ipairs(redis.call('XRANGE', TAIL, '-', '+', 'COUNT', 256)) do
        first = entry[1]
        if log.sent - log.trimmed <= until_bytes or first == id then
            break
        end
        if entry[2][1] == 'p' then
            log.trimmed = log.trimmed + tonumber(entry[2][6])
        end
    end
    redis.call('XTRIM', TAIL, 'MINID', first)
end
save_log(log)

if ARGV[18] ~= '' then
    local till = int(now + tonumber(ARGV[20]))
    redis.call('SET', idempotency, table.concat({ log.epoch, ARGV[19], int(position), till }, ' '), 'PX', ARGV[20])
end
return answered('ok ' .. int(position))
