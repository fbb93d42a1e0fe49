-- The position after which the newest events of a filter stand, 0 if there are fewer.
--
-- ARGV: 1 the history's stamp, 2 the run id, 3 how many events, 4 the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok' and the position

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end
local events = tonumber(ARGV[3])
if events == 0 then
    return { 'ok', int(log.head) }
end
if log.events <= events then
    return { 'ok', '0' }
end
local matches = matcher(ARGV[4])
local found = 0
local before = '+inf'
while true do
    local order = redis.call('ZREVRANGEBYSCORE', ORDER, before, '-inf', 'LIMIT', 0, 256)
    if #order == 0 then
        return { 'ok', '0' }
    end
    for _, member in ipairs(order) do
        local position, name = string.match(member, '^(%d+) (.+)$')
        before = '(' .. position
        if matches(name) then
            found = found + 1
            if found > events then
                return { 'ok', position }
            end
        end
    end
end
