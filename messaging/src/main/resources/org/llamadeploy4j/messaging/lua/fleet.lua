-- Shared by the scripts of the fleet, beside the prelude.
local tag = string.sub(KEYS[1], 1, -4)

-- The fleet's time: TIME without the spans in which nobody spoke to Redis for over two seconds, and
-- without its jumps. While Redis was away nobody could renew a lease, so leases do not age then.
local function fleet_time()
  local now = clock()
  local known = redis.call('HMGET', tag .. 'clock', 'seen', 'skipped')
  local gap = now - (tonumber(known[1]) or now)
  local skipped = tonumber(known[2]) or 0
  if gap > 2000 then
    skipped = skipped + gap - 2000
  elseif gap < 0 then
    skipped = skipped + gap
  end
  if not known[1] or gap < 0 or gap > 250 then
    redis.call('HSET', tag .. 'clock', 'seen', now, 'skipped', skipped)
  end
  return now - skipped
end

-- Whether this is the control plane that leads now, and its term.
local function leads(term)
  local leader = redis.call('HMGET', tag .. 'leader', 'name', 'until', 'term')
  return leader[1] and leader[1] .. ' ' .. leader[3] == term and tonumber(leader[2]) > fleet_time()
end

-- Rollouts are kept for an hour after their end.
local function purge_rollouts()
  local old = redis.call('ZRANGEBYSCORE', tag .. 'ended', '-inf', clock() - 3600000, 'LIMIT', 0, 100)
  for _, id in ipairs(old) do
    redis.call('HDEL', tag .. 'rollouts', id)
    redis.call('ZREM', tag .. 'ended', id)
  end
end

-- Tells everyone that something changed. The channel is the fleet's key prefix without its tag.
local function changed()
  redis.call('PUBLISH', string.sub(tag, 1, -9) .. 'fleet', '')
end
