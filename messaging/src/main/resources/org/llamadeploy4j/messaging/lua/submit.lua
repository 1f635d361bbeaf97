#!lua
-- Accepts a task. ARGV: 2 task, 3 service, 4 session or '', 5 input, 6 limit of the service's queue,
-- 7 limit of the session's, 8 reply channel or '', 9 '1' when the store is full, 10 idempotency key
-- or '', 11 in how many ms a task with a key is looked at first, 12 the session's policy, 13 when the
-- task may start, or '', 14 '1' when its session is made with it.
local task, service, session, input, policy = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[12]
local start = tonumber(ARGV[13]) or now
local run = base .. 'run:' .. task
local _, later = enter('later:' .. service)
if call('EXISTS', run) == 1 then
  return { 'accepted' }
end
local keyed, mark = base .. 'keyed', task .. ' ' .. ARGV[10]
if ARGV[10] ~= '' and call('ZSCORE', keyed, mark) then
  return { 'gone' }
end
local place = base .. 'session:' .. session
local came = ARGV[14] == '1' and call('EXISTS', place) == 0
local why = refusal(service, came and '' or session, { later, ARGV[9], ARGV[6], ARGV[7], policy })
if why then
  return why
end
if came then
  call('HSET', place, 'created', now, 'runs', 1)
  call('ZADD', base .. 'sessions', now, session)
elseif session ~= '' and call('HEXISTS', place, 'runs') == 1 then
  call('HINCRBY', place, 'runs', 1)
end

local fields = { 'status', 'queued', 'service', service, 'at', now, 'bytes', RUN_BYTES + #input }
if #input <= INLINE then
  fields[9], fields[10] = 'input', input
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
  if policy == 'parallel' then
    fields[#fields + 1] = 'beside'
    fields[#fields + 1] = 1
  end
  enter_session(task, session, policy)
end
if start > now then
  fields[#fields + 1] = 'start'
  fields[#fields + 1] = ARGV[13]
  call('ZADD', base .. 'timers', start, task)
  call('HINCRBY', KEYS[1], 'later:' .. service, 1)
else
  line_up(task, service)
end
call('HSET', run, unpack(fields))
call('ZADD', base .. 'tasks', now, task)
if ARGV[10] ~= '' then
  call('ZADD', keyed, now + ARGV[11], mark)
end
return { 'accepted' }
