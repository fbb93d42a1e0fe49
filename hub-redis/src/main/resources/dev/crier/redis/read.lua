-- One page of the history, with what was evicted, of one moment. Where there may be more of that than can be looked at in one go,
-- the rest is for evicted.lua.
--
-- ARGV: 1 the history's stamp, 2 the run id of the engine's process, as the hub knows them
--       3 after, 4 up to ('' for all), 5 the most events, 6 the most bytes, 7 the most entries of others that are passed over,
--       and the most evicted topics that are looked at
--       8 'exact' and then the topics; or 'match' and then the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok', through, 1 if there is more, forgotten, the records as
--          {position, topic, prev, time, type, key, data}, the topics and newest evicted positions in turn, and the position
--          after which there may be more of those, '' for none

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end

local after = tonumber(ARGV[3])
local last = ARGV[4] == '' and log.head or math.min(tonumber(ARGV[4]), log.head)
local most_events, most_bytes, most_scanned = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local records, evicted, rest, forgotten = {}, {}, '', 0
local through, bytes, full = after, 0, false

-- Takes a record unless the page is full.
local function take(name, entry)
    local fields = entry[2]
    bytes = bytes + tonumber(fields[6])
    if #records > 0 and (#records >= most_events or bytes > most_bytes) then
        full = true
        return
    end
    local position = string.match(entry[1], '^%d+')
    records[#records + 1] = { position, name, fields[2], fields[4], fields[8], fields[10], fields[12] }
    through = tonumber(position)
end

-- ---- a few topics: their streams, merged

-- Where one topic's stream is read, some entries at a time; position is that of the next entry, nil at the end.
local function reader(topic)
    local average = topic.bytes / topic.events
    local chunk = math.max(1, math.min(64, most_events + 1, math.ceil(most_bytes / average)))
    local reading = { name = topic.name }
    local entries, index, from = {}, 0, '(' .. int(after)

    function reading.advance()
        index = index + 1
        if index > #entries and from then
            entries = redis.call('XRANGE', stream_of(topic.name), from, int(last), 'COUNT', chunk)
            from = #entries == chunk and '(' .. entries[chunk][1] or nil
            index = 1
        end
        reading.entry = entries[index]
        reading.position = reading.entry and position_of(reading.entry[1])
    end

    reading.advance()
    return reading
end

local function merge(names)
    local readers = {}
    for _, name in ipairs(names) do
        local topic = load_topic(name)
        forgotten = math.max(forgotten, topic and topic.appeared or log.forgotten)
        if topic and topic.evicted > after then
            evicted[#evicted + 1] = name
            evicted[#evicted + 1] = int(topic.evicted)
        end
        if topic and topic.events > 0 and topic.head > after and after < last then
            readers[#readers + 1] = reader(topic)
        end
    end
    while not full do
        local next
        for _, reading in ipairs(readers) do
            if reading.position and (not next or reading.position < next.position) then
                next = reading
            end
        end
        if not next then
            return
        end
        take(next.name, next.entry)
        next.advance()
    end
end

-- ---- many topics: the order of all events, passing over what doesn't match

local function scan(matches)
    forgotten = log.forgotten
    evicted, rest = evicted_after(after, matches, most_scanned)
    local scanned = 0
    while not full do
        local order = redis.call('ZRANGEBYSCORE', ORDER, '(' .. int(through), int(last), 'LIMIT', 0, 128)
        if #order == 0 then
            return
        end
        for _, member in ipairs(order) do
            local position, name = string.match(member, '^(%d+) (.+)$')
            if matches(name) then
                take(name, redis.call('XRANGE', stream_of(name), position, position)[1])
                if full then
                    return
                end
            else
                scanned = scanned + 1
                through = tonumber(position)
                if scanned > most_scanned then
                    full = true
                    return
                end
            end
        end
    end
end

if ARGV[8] == 'exact' then
    merge({ unpack(ARGV, 9) })
else
    scan(matcher(ARGV[9]))
end
if not full then
    through = math.max(through, last)
end
return { 'ok', int(through), through < last and 1 or 0, int(forgotten > after and forgotten or 0), records, evicted,
    rest }
