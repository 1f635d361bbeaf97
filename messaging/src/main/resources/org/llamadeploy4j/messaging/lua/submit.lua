#!lua
-- Accepts a task. ARGV: 2 task, 3 service, 4 session or '', 5 input, 6 limit of the service's queue,
-- 7 limit of the session's, 8 reply channel or '', 9 '1' when the store is full, 10 idempotency key
-- or '', 11 in how many ms a task with a key is looked at first, 12 the session's policy, 13 when the
-- task may start, or ''.
local task, service, session, input = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local start = tonumber(ARGV[13]) or now
local _, later = enter('later:' .. service)
local run = base .. 'run:' .. task
if call('EXISTS', run) == 1 then
  return { 'accepted' }
end
local keyed, mark = base .. 'keyed', task .. ' ' .. ARGV[10]
if ARGV[10] ~= '' and call('ZSCORE', keyed, mark) then
  return { 'gone' }
end
if call('HGET', KEYS[1], 'closed') then
  return { 'closed' }
end
if ARGV[9] == '1' then
  return { 'store_full' }
end
local queue = base .. 'queue:' .. service
local waiting = call('LLEN', queue)
local all = waiting + (tonumber(later) or 0)
if all >= tonumber(ARGV[6]) then
  return { 'queue_full', all }
end
local place, policy = base .. 'session:' .. session, ARGV[12]
if session ~= '' then
  local of = call('HMGET', place, 'created', 'queued', 'lock', 'beside')
  local queued = tonumber(of[2]) or 0
  if not of[1] then
    return { 'unknown_session' }
  end
  if policy == 'reject' and (of[3] or queued + (tonumber(of[4]) or 0) > 0) then
    return { 'session_busy', of[3] }
  end
  if policy == 'enqueue' and queued >= tonumber(ARGV[7]) then
    local since = of[3] and call('HGET', base .. 'run:' .. of[3], 'at') or now
    return { 'session_full', queued, math.max(0, now - since) }
  end
end

local fields = { 'status', 'queued', 'service', service, 'at', now }
if #input <= INLINE then
  fields[7], fields[8] = 'input', input
else
  call('SET', base .. 'input:' .. task, input)
end
if ARGV[8] ~= '' then
  fields[#fields + 1] = 'reply'
  fields[#fields + 1] = ARGV[8]
end
if session ~= '' then
  fields[#fields + 1] = 'session'
  fields[#fields + 1] = session
  call('HINCRBY', place, 'queued', 1)
  if policy == 'parallel' then
    fields[#fields + 1] = 'beside'
    fields[#fields + 1] = 1
  elseif policy == 'reject' then
    -- Whoever is refused is told by whom, so the lock is taken now and not with the claim.
    call('HSET', place, 'lock', task)
  end
end
if start > now then
  fields[#fields + 1] = 'start'
  fields[#fields + 1] = ARGV[13]
  call('ZADD', base .. 'timers', start, task)
  call('HINCRBY', KEYS[1], 'later:' .. service, 1)
else
  call('RPUSH', queue, task)
end
call('HSET', run, unpack(fields))
call('ZADD', base .. 'tasks', now, task)
if ARGV[10] ~= '' then
  call('ZADD', keyed, now + ARGV[11], mark)
end
if waiting == 0 and start <= now then
  bell(service)
end
return { 'accepted' }
