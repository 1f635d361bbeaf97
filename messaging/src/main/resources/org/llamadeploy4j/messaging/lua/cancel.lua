#!lua flags=allow-oom
-- Cancels a run: at once while nobody drives it, else by its owner, who is told. ARGV: 2 task,
-- 3 operation id, 4 result, 5 last event, 6 to 9 how many ended runs stay, for how many ms, how many
-- go at once, and how many bytes stay. Allowed without memory: it frees some.
local task, op = ARGV[2], ARGV[3]
local key = base .. 'run:' .. task
enter()
local run = call('HMGET', key, 'status', 'owner', 'cancel', 'asked')
local status, owner = run[1], run[2]
if not status then
  return { 'unknown' }
end
local asked, answer = string.match(run[4] or '', '^(%S+) (%S+)$')
if asked == op then
  return { answer }
end
if status == 'cancelled' then
  return { 'cancelled' }
elseif status == 'completed' or status == 'failed' then
  return { 'ended', status }
end

if not owner or owner == '' then
  call('HSET', key, 'asked', op .. ' cancelled')
  end_now(task, { 'cancelled', ARGV[4], ARGV[5] }, { unpack(ARGV, 6, 9) })
  return { 'cancelled' }
end
if not run[3] then
  call('HSET', key, 'cancel', 1, 'asked', op .. ' requested')
  call('ZADD', base .. 'cancels', now, task)
end
call('PUBLISH', string.match(base, '^[^{]*') .. 'bell:runtime:' .. owner,
  string.match(base, '{.*}') .. ' ' .. task)
return { 'requested' }
