-- The topics that are known and match, in the order of their paths.
--
-- ARGV: 1 the history's stamp, 2 the run id, 3 only after this one, '' for all, 4 how many, 5 the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok' and then each topic and where it stands, see TOPIC in common.lua

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end
local after, limit = ARGV[3], tonumber(ARGV[4])
local matches = matcher(ARGV[5])
local found = { 'ok' }
local from = after == '' and '-' or '(' .. after
while true do
    local names = redis.call('ZRANGEBYLEX', NAMES, from, '+', 'LIMIT', 0, 256)
    if #names == 0 then
        return found
    end
    for _, name in ipairs(names) do
        from = '(' .. name
        if matches(name) then
            if #found > 2 * limit then
                return found
            end
            found[#found + 1] = name
            found[#found + 1] = redis.call('HGET', TOPICS, name)
        end
    end
end
