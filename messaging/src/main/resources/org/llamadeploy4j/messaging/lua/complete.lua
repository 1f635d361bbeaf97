#!lua flags=allow-oom
-- The end of a run. ARGV: 2 task, 3 generation, 4 epoch, 5 token, 6 operation id, 7 journal length,
-- 8 how many ticks, 9 how many events, 10 inbox entries taken, 11 status, 12 result, 13 '1' when
-- there is session state, 14 it, 15 to 18 how many ended runs stay, for how many ms, how many go at
-- once, and how many bytes stay, 19 results below this size travel with the reply, 20 a reply channel
-- that the caller serves itself, 21 where runs share their session, the SHA-1 of the state that 14 was
-- built on, else ''; the ticks; the events. The last item of a reply says whether the caller has to.
-- A run that was to be cancelled ends as cancelled only.
local task, op, length, status, result = ARGV[2], ARGV[6], tonumber(ARGV[7]), ARGV[11], ARGV[12]
local ticks, events, taken = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'op', 'token', 'epoch', 'len', 'inbox', 'owner', 'version', 'session',
  'reply', 'beside', 'cancel', 'suspect', 'bytes')
local here = run[9] and run[9] == ARGV[20] and 1 or 0
if run[1] == op then
  return { 'committed', {}, here }
end
local why = fenced(generation, run[2], run[3])
if why then
  return { 'fenced', why }
end
if tonumber(run[4] or 0) ~= length then
  return { 'fenced', 'the journal has ' .. (run[4] or 0) .. ' ticks, not ' .. length }
end
if run[11] and status ~= 'cancelled' then
  return { 'cancel_requested' }
end
local waiting = tonumber(run[5] or 0)
if taken > waiting then
  return redis.error_reply('LD4J the inbox holds ' .. waiting .. ' entries, not ' .. taken)
end
if waiting > taken then
  return { 'inbox_changed', call('LRANGE', base .. 'inbox:' .. task, taken, -1) }
end

local place = run[8] and base .. 'session:' .. run[8]
local states = ARGV[13] == '1' and status == 'completed'
if run[10] and states then
  local present = call('HGET', place, 'state') or call('GET', base .. 'state:' .. run[8])
  if redis.sha1hex(present or '') ~= ARGV[21] then
    return { 'state_changed', present and { present } or {} }
  end
end

local function leave(session)
  if states then
    keep_payload(place, 'state', base .. 'state:' .. session, ARGV[14])
  end
  if run[10] then
    call('HINCRBY', place, 'beside', -1)
  else
    hand_on(session)
  end
end

local bytes = (run[13] or 0) + #result + append(base .. 'journal:' .. task, 22, 21 + ticks)
  + append(base .. 'events:' .. task, 22 + ticks, 21 + ticks + events)
local fields = { 'status', status, 'len', length + ticks, 'op', op, 'end', now, 'owner', '', 'token', '',
  'bytes', bytes }
if #result <= INLINE then
  fields[15], fields[16] = 'result', result
else
  call('SET', base .. 'result:' .. task, result)
end
call('HSET', key, unpack(fields))
if waiting > 0 then
  call('DEL', base .. 'inbox:' .. task)
  call('HDEL', key, 'inbox', 'ibytes')
end
call('HDEL', base .. 'owned:' .. run[6], task)
unpin(run[7])
if run[11] then
  call('ZREM', base .. 'cancels', task)
end
if run[12] then
  acquit(task, run[6])
end
if run[8] then
  leave(run[8])
end
note_end(task, bytes, { unpack(ARGV, 15, 18) })
call('PUBLISH', base .. 'news:' .. task, '')
if run[9] and here == 0 then
  local inline = #result < tonumber(ARGV[19]) and '+' .. result or '-'
  call('PUBLISH', string.match(base, '^[^{]*') .. 'reply:' .. run[9],
    task .. '\n' .. status .. '\n' .. inline)
end
return { 'committed', {}, here }
