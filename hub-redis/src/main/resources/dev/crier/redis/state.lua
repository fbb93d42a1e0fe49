-- Keeps values of one source's state, all of them or none.
--
-- ARGV: 1 the source's name, 2 the most bytes of all keys and values, 3 the lease that the change needs, '' for none, 4 its
--       token, then keys and values in turn; an empty value removes
-- Returns: how many bytes there are, or would be if that is too much; -1 if the lease has another holder

if ARGV[3] ~= '' and redis.call('HGET', base .. ':lease:' .. ARGV[3], 'token') ~= ARGV[4] then
    return -1
end
local state = base .. ':source:' .. ARGV[1]
local values = {}
local kept = redis.call('HGETALL', state)
for i = 1, #kept, 2 do
    values[kept[i]] = kept[i + 1]
end
for i = 5, #ARGV, 2 do
    values[ARGV[i]] = ARGV[i + 1] ~= '' and ARGV[i + 1] or nil
end
local bytes = 0
for key, value in pairs(values) do
    bytes = bytes + #key + #value
end
if bytes <= tonumber(ARGV[2]) then
    for i = 5, #ARGV, 2 do
        if ARGV[i + 1] ~= '' then
            redis.call('HSET', state, ARGV[i], ARGV[i + 1])
        else
            redis.call('HDEL', state, ARGV[i])
        end
    end
end
return bytes
