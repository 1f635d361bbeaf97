#!lua flags=allow-oom
-- Lets go of a run whose steps all wait. ARGV: 2 task, 3 generation, 4 epoch, 5 token, 6 operation
-- id, 7 journal length, 8 in how many ms its next timer is due, or '', 9 a snapshot that takes the place
-- of its journal, or ''. A run whose inbox holds anything stays: nobody would come back for that. Allowed
-- without memory: it frees what its owner holds, and a snapshot is smaller than what it stands for.
local task, op, length = ARGV[2], ARGV[6], tonumber(ARGV[7])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'op', 'token', 'epoch', 'len', 'inbox', 'owner', 'cancel', 'suspect',
  'bytes')
if run[1] == op then
  return { 'committed', {} }
end
local why = fenced(generation, run[2], run[3])
if why then
  return { 'fenced', why }
end
if tonumber(run[4] or 0) ~= length then
  return { 'fenced', 'the journal has ' .. (run[4] or 0) .. ' ticks, not ' .. length }
end
if run[7] then
  return { 'cancel_requested' }
end
if tonumber(run[5] or 0) > 0 then
  return { 'inbox_changed', call('LRANGE', base .. 'inbox:' .. task, 0, -1) }
end

if ARGV[9] ~= '' then
  local bytes = (run[9] or 0) - journal_bytes(task) + bytes_of(9, 9)
  compact(task, ARGV[9], length)
  call('HSET', key, 'bytes', bytes)
end
call('HSET', key, 'status', 'waiting', 'op', op, 'owner', '', 'token', '')
call('HDEL', base .. 'owned:' .. run[6], task)
if run[8] then
  acquit(task, run[6])
end
if ARGV[8] ~= '' then
  call('ZADD', base .. 'timers', now + ARGV[8], task)
end
return { 'committed', {} }
