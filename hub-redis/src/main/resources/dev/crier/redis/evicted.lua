-- What is left to say of what was evicted, after a page, see read.lua: so much that can be looked at in one go.
--
-- It is of a later moment than the page. That does no harm, since each topic's newest evicted position only rises: a record that
-- was evicted meanwhile is to be taken out of the page, and a topic that was forgotten meanwhile is covered by what is forgotten now.
--
-- ARGV: 1 the history's stamp, 2 the run id, 3 after, 4 the most topics that are looked at, 5 the alternatives as JSON
-- Returns: 'stale' if the stamp or the run id is another, else 'ok', the topics and newest evicted positions in turn, the position
--          after which there may be more, '' for none, and up to where topics may be forgotten

local log = load_log()
if ARGV[1] ~= stamp(log) or ARGV[2] ~= log.run then
    return { 'stale' }
end
local found, rest = evicted_after(tonumber(ARGV[3]), matcher(ARGV[5]), tonumber(ARGV[4]))
return { 'ok', found, rest, int(log.forgotten) }
