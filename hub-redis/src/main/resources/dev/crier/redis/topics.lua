-- The topics that are known and match, in the order of their paths; as far as can be looked at in one go.
--
-- ARGV: 1 the history's stamp, 2 the run id, 3 only after this one, '' for all, 4 how many, 5 the most topics that are looked at,
--       6 the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok', the topic after which to look on, '' if there is no need to,
--          and each topic and where it stands, see TOPIC in common.lua

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end
local after, limit, most = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local matches = matcher(ARGV[6])
local found, scanned = {}, 0
while true do
    local names = redis.call('ZRANGEBYLEX', NAMES, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, math.min(256, most))
    if #names == 0 then
        return { 'ok', '', found }
    end
    for _, name in ipairs(names) do
        if matches(name) then
            found[#found + 1] = name
            found[#found + 1] = redis.call('HGET', TOPICS, name)
            if #found == 2 * limit then
                return { 'ok', '', found }
            end
        end
    end
    after = names[#names]
    scanned = scanned + #names
    if scanned >= most then
        return { 'ok', after, found }
    end
end
