-- Says which history there is, after every connect and whenever a hub's idea of it turns out to be wrong; begins a new one
-- where there is none, and finds out whether some of it was lost. Exactly one hub changes anything; all others are told.
--
-- ARGV: the run id of the engine's process, the epoch that the hub knows, the newest position that it has seen in it, a
--       name for a new epoch, the margin in microseconds
-- Returns: epoch, term, head, floor, holes as 'after:through,...' in order
--
-- The engine's process is another one after a restart or a failover, and then the newest positions may be lost. So that none
-- of them is given twice, the floor rises by the margin, more than the clocks of two engines can differ. What is below it and
-- above the head at that time is remembered as a joint: a hub that has seen a position in a joint proves that it was lost, and
-- the joint becomes a hole.

local run, known, seen, fresh, margin = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local MOST = 64

local function load_stretches(name)
    local stretches = {}
    for after, through in string.gmatch(redis.call('HGET', LOG, name) or '', '(%d+):(%d+)') do
        stretches[#stretches + 1] = { after = tonumber(after), through = tonumber(through) }
    end
    return stretches
end

local function packed(stretches)
    local texts = {}
    for i, stretch in ipairs(stretches) do
        texts[i] = int(stretch.after) .. ':' .. int(stretch.through)
    end
    return table.concat(texts, ',')
end

-- The index of the stretch that a position is in, or nil.
local function within(stretches, position)
    for i, stretch in ipairs(stretches) do
        if stretch.after < position and position <= stretch.through then
            return i
        end
    end
    return nil
end

-- What is left if only a part of the keys was lost.
local function sweep_out()
    for _, name in ipairs(redis.call('ZRANGE', NAMES, 0, -1)) do
        redis.call('UNLINK', stream_of(name))
    end
    redis.call('UNLINK', LOG, TOPICS, NAMES, ORDER, SIZES, EXPIRY, EVICTED, SILENT, TAIL)
end

local log = load_log()
local joints = load_stretches('joints')
local holes = load_stretches('holes')
local changed = false

if not log.epoch then
    sweep_out()
    log = load_log()
    log.epoch, log.run, log.floor = fresh, run, micros()
    joints, holes, changed = {}, {}, true
end

if log.run ~= run then
    log.run = run
    log.floor = math.max(log.head, log.floor, micros()) + margin
    joints[#joints + 1] = { after = log.head, through = log.floor }
    if #joints > MOST then
        table.remove(joints, 1)
    end
    changed = true
end

if log.epoch == known and seen > 0 and not within(holes, seen) then
    local joint = within(joints, seen)
    if joint then
        holes[#holes + 1] = table.remove(joints, joint)
        table.sort(holes, function(a, b) return a.after < b.after end)
        if #holes > MOST then
            local first = table.remove(holes, 1)
            holes[1].after = first.after
        end
        changed = true
    elseif seen > log.head then
        -- A position that was never given here: no floor could be high enough, so nothing can be said about the others either.
        log.epoch = fresh
        log.floor = math.max(log.floor, seen)
        joints, holes, changed = {}, {}, true
    end
end

if changed then
    log.term = log.term + 1
    save_log(log)
    redis.call('HSET', LOG, 'joints', packed(joints), 'holes', packed(holes))
    -- Tells the hubs that only listen; its id is above all given positions, and below all others.
    redis.call('XADD', TAIL, int(math.max(log.head, log.floor)) .. '-' .. int(log.term), 'm', int(log.term))
end

return { log.epoch, int(log.term), int(log.head), int(log.floor), packed(holes) }
