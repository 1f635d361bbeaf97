#!lua flags=allow-oom
-- The end of a run. ARGV: 2 task, 3 generation, 4 epoch, 5 token, 6 operation id, 7 journal length,
-- 8 how many ticks, 9 how many events, 10 inbox entries taken, 11 status, 12 result, 13 '1' when
-- there is session state, 14 it, 15 how many ended runs stay, 16 for how many ms, 17 results below
-- this size travel with the reply; the ticks; the events.
local task, op, length, status, result = ARGV[2], ARGV[6], tonumber(ARGV[7]), ARGV[11], ARGV[12]
local ticks, events, taken = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'op', 'token', 'epoch', 'len', 'inbox', 'owner', 'version', 'session',
  'reply')
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
local waiting = tonumber(run[5] or 0)
if taken > waiting then
  return redis.error_reply('LD4J the inbox holds ' .. waiting .. ' entries, not ' .. taken)
end
if waiting > taken then
  return { 'inbox_changed', call('LRANGE', base .. 'inbox:' .. task, taken, -1) }
end

-- Keeps a payload in a hash while it is small, else beside it.
local function keep_payload(hash, field, beside, payload)
  if #payload <= INLINE then
    call('HSET', hash, field, payload)
    call('DEL', beside)
  else
    call('HDEL', hash, field)
    call('SET', beside, payload)
  end
end

-- Hands the session to the next run that waits for it, at the head of its service's queue.
local function leave(session)
  local place = base .. 'session:' .. session
  if ARGV[13] == '1' and status == 'completed' then
    keep_payload(place, 'state', base .. 'state:' .. session, ARGV[14])
  end
  local following = call('LPOP', base .. 'waiting:' .. session)
  if following then
    local service = call('HGET', base .. 'run:' .. following, 'service')
    call('HSET', place, 'lock', following)
    call('LPUSH', base .. 'queue:' .. service, following)
    bell(service)
  else
    call('HDEL', place, 'lock')
  end
end

local function purge(count)
  for _ = 1, 2 do
    local oldest = call('LINDEX', base .. 'ended', 0)
    local at, old = string.match(oldest, '^(%d+) (.+)$')
    if count <= tonumber(ARGV[15]) and at + ARGV[16] > now then
      return
    end
    count = count - 1
    call('LPOP', base .. 'ended')
    call('ZREM', base .. 'tasks', old)
    call('DEL', base .. 'run:' .. old, base .. 'journal:' .. old, base .. 'events:' .. old,
      base .. 'input:' .. old, base .. 'result:' .. old, base .. 'ids:' .. old)
    if count == 0 then
      return
    end
  end
end

append(base .. 'journal:' .. task, 18, 17 + ticks)
append(base .. 'events:' .. task, 18 + ticks, 17 + ticks + events)
call('HDEL', key, 'owner', 'token')
if #result <= INLINE then
  call('HSET', key, 'status', status, 'len', length + ticks, 'op', op, 'end', now, 'result', result)
else
  call('HSET', key, 'status', status, 'len', length + ticks, 'op', op, 'end', now)
  call('SET', base .. 'result:' .. task, result)
end
if waiting > 0 then
  call('DEL', base .. 'inbox:' .. task)
  call('HDEL', key, 'inbox', 'ibytes')
end
call('HDEL', base .. 'owned:' .. run[6], task)
if call('HINCRBY', base .. 'unfinished', run[7], -1) == 0 then
  call('HDEL', base .. 'unfinished', run[7])
end
if run[8] then
  leave(run[8])
end
purge(call('RPUSH', base .. 'ended', now .. ' ' .. task))
call('PUBLISH', base .. 'news:' .. task, '')
if run[9] then
  local inline = #result < tonumber(ARGV[17]) and '+' .. result or '-'
  call('PUBLISH', string.match(base, '^[^{]*') .. 'reply:' .. run[9],
    task .. '\n' .. status .. '\n' .. inline)
end
return { 'committed', {} }
