-- Takes, renews or gives back a lease.
--
-- ARGV: 1 the time in ms, '' for the engine's, 2 'take', 'renew' or 'release', 3 the lease's name, 4 for how long in ms,
--       5 the token that the holder has, '' for take
-- Returns: the token, '' if it has another holder

local clock = micros()
local now = millis(ARGV[1], clock)
local what, lease, ttl, token = ARGV[2], base .. ':lease:' .. ARGV[3], tonumber(ARGV[4]), ARGV[5]
local held = redis.call('HMGET', lease, 'token', 'until')

if what == 'take' then
    if held[1] and now < tonumber(held[2]) then
        return ''
    end
    -- Microseconds, so that a token is greater than all before even if those are lost.
    token = int(math.max(clock, tonumber(redis.call('GET', base .. ':tokens') or '0') + 1))
    redis.call('SET', base .. ':tokens', token)
elseif held[1] ~= token then
    return ''
end

if what == 'release' then
    redis.call('DEL', lease)
else
    redis.call('HSET', lease, 'token', token, 'until', int(now + ttl))
    -- Long after it has ended, so that its last holder can go on as long as there is no other.
    redis.call('PEXPIRE', lease, int(ttl + 3600000))
end
return token
