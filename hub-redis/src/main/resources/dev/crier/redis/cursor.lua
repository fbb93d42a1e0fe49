-- The position after which the newest events of a filter stand, 0 if there are fewer; as far as can be looked at in one go.
--
-- ARGV: 1 the history's stamp, 2 the run id, 3 how many events, 4 only those before this position, '' for all, 5 how many were found
--       after it, 6 the most events that are looked at, 7 the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok', the position, and '' if that is it; else how many were found
--          after it so far

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end
local events, found, most = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
if events == 0 then
    return { 'ok', int(log.head), '' }
end
if log.events <= events then
    return { 'ok', '0', '' }
end
local matches = matcher(ARGV[7])
local before = ARGV[4] == '' and '+inf' or '(' .. ARGV[4]
local scanned = 0
while true do
    local order = redis.call('ZREVRANGEBYSCORE', ORDER, before, '-inf', 'LIMIT', 0, math.min(256, most))
    if #order == 0 then
        return { 'ok', '0', '' }
    end
    local position, name
    for _, member in ipairs(order) do
        position, name = string.match(member, '^(%d+) (.+)$')
        if matches(name) then
            found = found + 1
            if found > events then
                return { 'ok', position, '' }
            end
        end
    end
    before = '(' .. position
    scanned = scanned + #order
    if scanned >= most then
        return { 'ok', position, int(found) }
    end
end
