-- What all scripts share; it stands before each of them.
--
-- KEYS[1] is the base of all names, '{prefix}': the braces keep everything in one slot of a cluster. Positions are
-- microseconds, so they stay exact in Lua's doubles (below 2^53) for two centuries, but must be printed by int().

local base = KEYS[1]
local LOG = base .. ':log' -- hash: where the whole history stands
local TOPICS = base .. ':topics' -- hash: where each topic stands, see TOPIC
local NAMES = base .. ':names' -- zset: the topics that are known, all with score 0, so in the order of their paths
local ORDER = base .. ':order' -- zset: '<position> <topic>' by position, one for each kept event
local SIZES = base .. ':sizes' -- zset: topics that keep something, by the power of two of its bytes
local EXPIRY = base .. ':expiry' -- zset: topics that keep something, by when their oldest event is too old, in ms, or before
local EVICTED = base .. ':evicted' -- zset: topics by their newest evicted position
local SILENT = base .. ':silent' -- zset: topics that keep nothing, by their head
local TAIL = base .. ':tail' -- stream: the newest events of all topics, for the hubs' tails

local function int(number)
    return string.format('%.0f', number)
end

-- Sizes are told apart by the power of two, so that a topic that holds about the same needn't be moved each time.
local function class_of(bytes)
    local _, exponent = math.frexp(bytes)
    return exponent
end

local function micros()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- The time in ms of some microseconds, unless a test says another.
local function millis(given, time)
    return given ~= '' and tonumber(given) or math.floor(time / 1000)
end

-- ---- where the whole history stands

-- epoch: its name; run: the process of the engine that gave the newest positions; term: grows with each change of these or of
-- the holes; head: the newest position; floor: below it no position is given any more; bytes and events: what is kept;
-- forgotten: up to where topics may be forgotten; sent, trimmed: bytes that went into the tail, and out of it again
local STATE = '^(%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$'

-- Without an epoch if there is no history.
local function load_log()
    local epoch, run, term, head, floor, bytes, events, forgotten, sent, trimmed =
        string.match(redis.call('HGET', LOG, 'state') or '', STATE)
    return {
        epoch = epoch,
        run = run,
        term = tonumber(term or 0),
        head = tonumber(head or 0),
        floor = tonumber(floor or 0),
        bytes = tonumber(bytes or 0),
        events = tonumber(events or 0),
        forgotten = tonumber(forgotten or 0),
        sent = tonumber(sent or 0),
        trimmed = tonumber(trimmed or 0),
    }
end

local function save_log(log)
    redis.call('HSET', LOG, 'state', string.format('%s %s %.0f %.0f %.0f %.0f %.0f %.0f %.0f %.0f', log.epoch, log.run,
        log.term, log.head, log.floor, log.bytes, log.events, log.forgotten, log.sent, log.trimmed))
end

-- Names the history as a hub must know it to write to it or to read it.
local function stamp(log)
    return (log.epoch or '') .. '.' .. int(log.term)
end

-- ---- where a topic stands

-- head: its newest position; evicted: its newest evicted one; events, bytes: what it keeps; oldest: the oldest kept position,
-- 0 for none; last: the time of its newest event; appeared: up to where it may have been forgotten before; age: how old its
-- events may become, in ms
local TOPIC = '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$'

local function load_topic(name)
    local packed = redis.call('HGET', TOPICS, name)
    if not packed then
        return nil
    end
    local head, evicted, events, bytes, oldest, last, appeared, age = string.match(packed, TOPIC)
    return {
        name = name,
        head = tonumber(head),
        evicted = tonumber(evicted),
        events = tonumber(events),
        bytes = tonumber(bytes),
        oldest = tonumber(oldest),
        last = tonumber(last),
        appeared = tonumber(appeared),
        age = tonumber(age),
        class = class_of(tonumber(bytes)),
    }
end

-- Also puts it among those of its size, if that has changed.
local function save_topic(topic)
    redis.call('HSET', TOPICS, topic.name, string.format('%.0f %.0f %.0f %.0f %.0f %.0f %.0f %.0f', topic.head,
        topic.evicted, topic.events, topic.bytes, topic.oldest, topic.last, topic.appeared, topic.age))
    local class = class_of(topic.bytes)
    if topic.class ~= class then
        topic.class = class
        if topic.events == 0 then
            redis.call('ZREM', SIZES, topic.name)
        else
            redis.call('ZADD', SIZES, class, topic.name)
        end
    end
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

-- Takes out a topic's oldest events for as long as expendable(time) says so, at most so many. The topic is still to be saved.
-- Returns how many went, and the time of the oldest that is left, if that is known.
local function evict(log, topic, most, expendable)
    local stream = stream_of(topic.name)
    local gone = 0
    local oldest_time
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
    if gone > 0 then
        redis.call('ZADD', EVICTED, int(topic.evicted), topic.name)
    end
    if topic.events == 0 then
        topic.oldest = 0
        redis.call('UNLINK', stream)
        redis.call('ZREM', EXPIRY, topic.name)
        redis.call('ZADD', SILENT, int(topic.head), topic.name)
    end
    return gone, oldest_time
end

-- ---- which topics match

-- A function that tells whether a topic matches; alternatives is JSON, {"names": [...], "terms": [{"has": [...], "not": [...]}, ...]}:
-- a topic matches if it is one of the names, or if for one of the terms, which are Lua patterns, some of "has" is found and none
-- of "not".
local function matcher(alternatives)
    local decoded = cjson.decode(alternatives)
    local terms = decoded['terms']
    local known = {}
    for _, name in ipairs(decoded['names']) do
        known[name] = true
    end

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

-- The matching topics of which something was evicted after a position, with their newest evicted positions in turn, in the order
-- of those; no more than so many are looked at. Then the position after which to look on, '' if that was all.
local function evicted_after(position, matches, most)
    local newest = redis.call('ZRANGEBYSCORE', EVICTED, '(' .. int(position), '+inf', 'WITHSCORES', 'LIMIT', 0, most)
    local found = {}
    for i = 1, #newest, 2 do
        if matches(newest[i]) then
            found[#found + 1] = newest[i]
            found[#found + 1] = int(tonumber(newest[i + 1]))
        end
    end
    return found, #newest == 2 * most and int(tonumber(newest[#newest])) or ''
end
