#!lua flags=allow-oom
-- The end of a run. ARGV: 2 task, 3 generation, 4 epoch, 5 token, 6 operation id, 7 journal length,
-- 8 how many ticks, 9 how many events, 10 inbox entries taken, 11 status, 12 result, 13 '1' when
-- there is session state, 14 it, 15 how many ended runs stay, 16 for how many ms, 17 results below
-- this size travel with the reply, 18 how many runs go at once, 19 a reply channel that the caller
-- serves itself, 20 where runs share their session, the SHA-1 of the state that 14 was built on, else
-- ''; the ticks; the events. The last item of a reply says whether the caller has to.
local KINDS = { 'run:', 'journal:', 'events:', 'input:', 'result:', 'ids:' }
local task, op, length, status, result = ARGV[2], ARGV[6], tonumber(ARGV[7]), ARGV[11], ARGV[12]
local ticks, events, taken = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'op', 'token', 'epoch', 'len', 'inbox', 'owner', 'version', 'session',
  'reply', 'beside')
local here = run[9] and run[9] == ARGV[19] and 1 or 0
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
  if redis.sha1hex(present or '') ~= ARGV[20] then
    return { 'state_changed', present and { present } or {} }
  end
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
  if states then
    keep_payload(place, 'state', base .. 'state:' .. session, ARGV[14])
  end
  if run[10] then
    call('HINCRBY', place, 'beside', -1)
    return
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

-- Removes ended runs that are too many or too old, two per completion on average.
local function purge(count)
  local runs, batch = tonumber(ARGV[15]), tonumber(ARGV[18])
  if count < runs + batch and count % batch ~= 0 then
    return
  end
  local tasks, keys = {}, {}
  for i, entry in ipairs(call('LRANGE', base .. 'ended', 0, 2 * batch - 1)) do
    local at, old = string.match(entry, '^(%d+) (.+)$')
    if count - i < runs and at + ARGV[16] > now then
      break
    end
    tasks[i] = old
    for _, kind in ipairs(KINDS) do
      keys[#keys + 1] = base .. kind .. old
    end
  end
  if #tasks > 0 then
    call('LPOP', base .. 'ended', #tasks)
    call('ZREM', base .. 'tasks', unpack(tasks))
    call('DEL', unpack(keys))
  end
end

append(base .. 'journal:' .. task, 21, 20 + ticks)
append(base .. 'events:' .. task, 21 + ticks, 20 + ticks + events)
local fields = { 'status', status, 'len', length + ticks, 'op', op, 'end', now, 'owner', '', 'token', '' }
if #result <= INLINE then
  fields[13], fields[14] = 'result', result
else
  call('SET', base .. 'result:' .. task, result)
end
call('HSET', key, unpack(fields))
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
if run[9] and here == 0 then
  local inline = #result < tonumber(ARGV[17]) and '+' .. result or '-'
  call('PUBLISH', string.match(base, '^[^{]*') .. 'reply:' .. run[9],
    task .. '\n' .. status .. '\n' .. inline)
end
return { 'committed', {}, here }
