-- Shared by the scripts that let runs into the queue of their service.

-- Says why a run must stay outside, as the script's reply, or nothing. `doors` has how
-- many runs of the service are to start later, '1' when the store is full, the limits of the service's
-- queue and of the session's, and the session's policy.
local function refusal(service, session, doors)
  if call('HGET', KEYS[1], 'closed') then
    return { 'closed' }
  end
  if doors[2] == '1' then
    return { 'store_full' }
  end
  local all = call('LLEN', base .. 'queue:' .. service)
    + (tonumber(doors[1]) or 0)
  if all >= tonumber(doors[3]) then
    return { 'queue_full', all }
  end
  if session == '' then
    return
  end
  local of = call('HMGET', base .. 'session:' .. session, 'created', 'queued', 'lock', 'beside')
  local queued = tonumber(of[2]) or 0
  if not of[1] then
    return { 'unknown_session' }
  end
  if doors[5] == 'reject' and (of[3] or queued + (tonumber(of[4]) or 0) > 0) then
    return { 'session_busy', of[3] }
  end
  if doors[5] == 'enqueue' and queued >= tonumber(doors[4]) then
    local since = of[3] and call('HGET', base .. 'run:' .. of[3], 'at') or now
    return { 'session_full', queued, math.max(0, now - since) }
  end
end

-- Counts a run into its session. Whoever is refused is told by whom, so where runs do not wait the lock
-- is taken now and not with the claim.
local function enter_session(task, session, policy)
  call('HINCRBY', base .. 'session:' .. session, 'queued', 1)
  if policy == 'reject' then
    call('HSET', base .. 'session:' .. session, 'lock', task)
  end
end

-- Puts a run at the end of its service's queue.
local function line_up(task, service)
  if call('RPUSH', base .. 'queue:' .. service, task) == 1 then
    bell(service)
  end
end
