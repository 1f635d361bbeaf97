#!lua
-- Has a run that failed or was cancelled begin anew, from its input. Its stream goes on, its journal does
-- not. ARGV: 2 task, 3 operation id, 4 the number of the attempt that begins, 5 the event that says so,
-- 6 limit of the service's queue, 7 limit of the session's, 8 the session's policy, 9 '1' when the store
-- is full.
local task, op, attempt = ARGV[2], ARGV[3], tonumber(ARGV[4])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'status', 'again', 'attempts', 'service', 'session', 'end', 'beside',
  'bytes', 'result', 'gen', 'cuts')
local status, service, session = run[1], run[4], run[5] or ''
if not status then
  return { 'unknown' }
elseif run[2] == op then
  return { 'accepted' }
elseif status ~= 'failed' and status ~= 'cancelled' then
  return { 'wrong_status', status }
elseif tonumber(run[3] or 1) + 1 ~= attempt then
  return { 'other_attempt' }
end
local policy = run[7] and 'parallel' or ARGV[8]
local later = call('HGET', KEYS[1], 'later:' .. service)
local why = refusal(service, session, { later, ARGV[9], ARGV[6], ARGV[7], policy })
if why then
  return why
end

forget_end(task, run[6], run[8])
local bytes = (run[8] or 0) - (run[9] and #run[9] or call('STRLEN', base .. 'result:' .. task))
for _, tick in ipairs(call('LRANGE', base .. 'journal:' .. task, 0, -1)) do
  bytes = bytes - #tick - ENTRY_BYTES
end
bytes = math.max(0, bytes) + #ARGV[5] + ENTRY_BYTES
call('DEL', base .. 'journal:' .. task, base .. 'result:' .. task)
call('HDEL', key, 'version', 'began', 'end', 'len', 'result', 'cancel', 'start', 'reply',
  'suspect', 'moved', 'reducer')
call('HSET', key, 'status', 'queued', 'attempts', attempt, 'again', op, 'bytes', bytes)
cut(task, generation, run[10], run[11])
call('RPUSH', base .. 'events:' .. task, ARGV[5])
if session ~= '' then
  enter_session(task, session, policy)
end
line_up(task, service)
call('PUBLISH', base .. 'news:' .. task, '')
return { 'accepted' }
