-- What all scripts share; it stands before each of them.
--
-- KEYS[1] is the base of all names, '{prefix}': the braces keep everything in one slot of a cluster. Positions are
-- microseconds, so they stay exact in Lua's doubles (below 2^53) for two centuries, but must be printed by int().

local base = KEYS[1]
local LOG = base .. ':log' -- hash: where the whole history stands
local TOPICS = base .. ':topics' -- hash: where each topic stands, see FIELDS
local NAMES = base .. ':names' -- zset: the topics that are known, all with score 0, so in the order of their paths
local ORDER = base .. ':order' -- zset: '<position> <topic>' by position, one for each kept event
local SIZES = base .. ':sizes' -- zset: topics that keep something, by its bytes
local EXPIRY = base .. ':expiry' -- zset: topics that keep something, by when their oldest event is too old, in ms
local EVICTED = base .. ':evicted' -- zset: topics by their newest evicted position
local SILENT = base .. ':silent' -- zset: topics that keep nothing, by their head
local TAIL = base .. ':tail' -- stream: the newest events of all topics, for the hubs' tails

local function int(number)
    return string.format('%.0f', number)
end

local function micros()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- The time in ms: the engine's, unless a test says another.
local function millis(given)
    return given ~= '' and tonumber(given) or math.floor(micros() / 1000)
end

-- ---- where the whole history stands

local NUMBERS = { 'term', 'head', 'floor', 'bytes', 'events', 'forgotten', 'sent', 'trimmed' }

-- epoch: its name, nil if there is none; run: the process of the engine that gave the newest positions; term: grows with
-- each change of these or of the holes; head: the newest position; floor: below it no position is given any more; bytes and
-- events: what is kept; forgotten: up to where topics may be forgotten; sent, trimmed: bytes that went into the tail, out of it
local function load_log()
    local values = redis.call('HMGET', LOG, 'epoch', 'run', unpack(NUMBERS))
    local log = { epoch = values[1] or nil, run = values[2] or nil }
    for i, name in ipairs(NUMBERS) do
        log[name] = tonumber(values[i + 2] or '0')
    end
    return log
end

local function save_log(log)
    local values = { 'epoch', log.epoch, 'run', log.run }
    for _, name in ipairs(NUMBERS) do
        values[#values + 1] = name
        values[#values + 1] = int(log[name])
    end
    redis.call('HSET', LOG, unpack(values))
end

-- Names the history as a hub must know it to write to it or to read it.
local function stamp(log)
    return (log.epoch or '') .. '.' .. int(log.term)
end

-- ---- where a topic stands

-- head: its newest position; evicted: its newest evicted one; events, bytes: what it keeps; oldest: the oldest kept position,
-- 0 for none; last: the time of its newest event; appeared: up to where it may have been forgotten before; age: how old its
-- events may become, in ms
local FIELDS = { 'head', 'evicted', 'events', 'bytes', 'oldest', 'last', 'appeared', 'age' }

local function topic_of(name, packed)
    local topic = { name = name }
    local i = 0
    for number in string.gmatch(packed, '%S+') do
        i = i + 1
        topic[FIELDS[i]] = tonumber(number)
    end
    return topic
end

local function load_topic(name)
    local packed = redis.call('HGET', TOPICS, name)
    return packed and topic_of(name, packed) or nil
end

local function save_topic(topic)
    local numbers = {}
    for i, field in ipairs(FIELDS) do
        numbers[i] = int(topic[field])
    end
    redis.call('HSET', TOPICS, topic.name, table.concat(numbers, ' '))
end

-- The stream of what a topic keeps. An entry's id is '<position>-0', its fields are in this order: p(rev), t(ime in ms),
-- c(ost in bytes), y (the type), k(ey), d(ata); so fields[2], [4] and [6] are the numbers.
local function stream_of(name)
    return base .. ':t:' .. name
end

local function position_of(id)
    return tonumber(string.match(id, '^%d+'))
end

-- ---- letting go

-- Takes out a topic's oldest events for as long as expendable(time) says so, at most so many; keeps all indexes right.
local function evict(log, topic, most, expendable)
    local stream = stream_of(topic.name)
    local gone = 0
    local oldest_time = 0
    local going = true
    while going and topic.events > 0 do
        for _, entry in ipairs(redis.call('XRANGE', stream, '-', '+', 'COUNT', 2)) do
            local position = position_of(entry[1])
            local time = tonumber(entry[2][4])
            if gone == most or not expendable(time) then
                topic.oldest = position
                oldest_time = time
                going = false
                break
            end
            local cost = tonumber(entry[2][6])
            redis.call('XDEL', stream, entry[1])
            redis.call('ZREM', ORDER, int(position) .. ' ' .. topic.name)
            topic.evicted = position
            topic.events = topic.events - 1
            topic.bytes = topic.bytes - cost
            log.events = log.events - 1
            log.bytes = log.bytes - cost
            gone = gone + 1
        end
    end
    if gone == 0 then
        return 0
    end
    redis.call('ZADD', EVICTED, int(topic.evicted), topic.name)
    if topic.events == 0 then
        topic.oldest = 0
        redis.call('UNLINK', stream)
        redis.call('ZREM', SIZES, topic.name)
        redis.call('ZREM', EXPIRY, topic.name)
        redis.call('ZADD', SILENT, int(topic.head), topic.name)
    else
        redis.call('ZADD', SIZES, int(topic.bytes), topic.name)
        redis.call('ZADD', EXPIRY, int(oldest_time + topic.age), topic.name)
    end
    return gone
end

-- ---- which topics match

-- A function that tells whether a topic matches; alternatives is JSON, [{"has": [...], "not": [...]}, ...] of Lua patterns:
-- a topic matches if for one of them some of "has" is found and none of "not".
local function matcher(alternatives)
    local terms = cjson.decode(alternatives)
    local known = {}

    local function any(patterns, name)
        for _, pattern in ipairs(patterns) do
            if string.find(name, pattern) then
                return true
            end
        end
        return false
    end

    return function(name)
        local found = known[name]
        if found == nil then
            found = false
            for _, term in ipairs(terms) do
                if any(term['has'], name) and not any(term['not'], name) then
                    found = true
                    break
                end
            end
            known[name] = found
        end
        return found
    end
end
