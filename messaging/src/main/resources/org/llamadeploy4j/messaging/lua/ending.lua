-- Shared by the scripts that end runs, or remove those that have ended.
local KINDS = { 'run:', 'journal:', 'events:', 'input:', 'result:', 'ids:' }

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

-- Hands a session to the next run that waits for it, at the head of its service's queue.
local function hand_on(session)
  local place = base .. 'session:' .. session
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

-- One less run that is pinned to the version has not ended.
local function unpin(version)
  if call('HINCRBY', base .. 'unfinished', version, -1) == 0 then
    call('HDEL', base .. 'unfinished', version)
  end
end

-- A session that came with a task goes with the last of its tasks.
local function leave_for_good(task)
  local session = call('HGET', base .. 'run:' .. task, 'session')
  local place = session and base .. 'session:' .. session
  if not place or call('HEXISTS', place, 'runs') == 0 or call('HINCRBY', place, 'runs', -1) > 0 then
    return
  end
  local of = call('HMGET', place, 'lock', 'queued', 'beside')
  if not of[1] and tonumber(of[2] or 0) + tonumber(of[3] or 0) == 0 then
    call('DEL', place, base .. 'state:' .. session)
    call('ZREM', base .. 'sessions', session)
  end
end

local function remove(tasks)
  local keys = {}
  for _, task in ipairs(tasks) do
    leave_for_good(task)
    for _, kind in ipairs(KINDS) do
      keys[#keys + 1] = base .. kind .. task
    end
  end
  call('ZREM', base .. 'tasks', unpack(tasks))
  call('DEL', unpack(keys))
end

-- Notes that a run has ended which holds so many bytes, and removes ended runs that are too many or too
-- old, two per end on average, or too large together; never the one that just ended, whose result may be
-- waited for. `keep` says how many stay, for how many ms, how many go at once, and how many bytes stay.
local function note_end(task, bytes, keep)
  local count = call('RPUSH', base .. 'ended', entry_of(task, now, bytes))
  local kept = call('HINCRBY', KEYS[1], 'kept', bytes)
  local runs, age, batch, most = tonumber(keep[1]), keep[2], tonumber(keep[3]), tonumber(keep[4])
  if count < runs + batch and count % batch ~= 0 and kept <= most then
    return
  end
  -- Beyond the bound some more room is made, so that the next end does not have to.
  local room = kept > most and most - math.floor(most / 64) or most
  local tasks, freed = {}, 0
  for i, entry in ipairs(call('LRANGE', base .. 'ended', 0, 2 * batch - 1)) do
    local at, old, size = string.match(entry, '^(%d+) (%S+) ?(%d*)$')
    if i == count or (count - i < runs and at + age > now and kept - freed <= room) then
      break
    end
    tasks[i] = old
    freed = freed + (tonumber(size) or 0)
  end
  if #tasks > 0 then
    call('LPOP', base .. 'ended', #tasks)
    let_go(freed)
    remove(tasks)
  end
end

-- Takes a run that nobody drives out of the line that it stands in. A run that was never claimed is
-- in its service's queue, or waits for its start or its session.
local function step_out(task, service, version, session, reducer)
  local queue, timed = base .. 'queue:' .. service, call('ZREM', base .. 'timers', task)
  if version then
    for _, line in ipairs({ queue .. ':' .. version, base .. 'suspects:' .. service .. ':' .. version }) do
      call('LREM', line, 1, task)
      if reducer then
        call('LREM', line .. ':' .. reducer, 1, task)
      end
    end
  elseif timed == 1 then
    call('HINCRBY', KEYS[1], 'later:' .. service, -1)
  elseif call('LREM', queue, 1, task) == 0 and session then
    call('LREM', base .. 'waiting:' .. session, 1, task)
  end
end

-- Ends a run without its driver: nothing is appended to its journal. `how` has the status, the result
-- and the last event.
local function end_now(task, how, keep)
  local key = base .. 'run:' .. task
  local run = call('HMGET', key, 'service', 'version', 'session', 'beside', 'reply', 'owner', 'bytes',
    'gen', 'cuts', 'reducer')
  local service, version, session = run[1], run[2], run[3]
  if run[6] and run[6] ~= '' then
    call('HDEL', base .. 'owned:' .. run[6], task)
  else
    step_out(task, service, version, session, run[10])
  end
  if version then
    unpin(version)
  end
  if session then
    local place = base .. 'session:' .. session
    if not version then
      call('HINCRBY', place, 'queued', -1)
    elseif run[4] then
      call('HINCRBY', place, 'beside', -1)
    end
    if call('HGET', place, 'lock') == task then
      hand_on(session)
    end
  end
  local bytes = (run[7] or 0) + #how[2] + #how[3] + ENTRY_BYTES
  call('HSET', key, 'status', how[1], 'end', now, 'owner', '', 'token', '', 'bytes', bytes)
  keep_payload(key, 'result', base .. 'result:' .. task, how[2])
  cut(task, enter(), run[8], run[9])
  call('RPUSH', base .. 'events:' .. task, how[3])
  call('DEL', base .. 'inbox:' .. task)
  call('HDEL', key, 'inbox', 'ibytes')
  call('ZREM', base .. 'cancels', task)
  note_end(task, bytes, keep)
  call('PUBLISH', base .. 'news:' .. task, '')
  if run[5] then
    call('PUBLISH', string.match(base, '^[^{]*') .. 'reply:' .. run[5],
      task .. '\n' .. how[1] .. '\n+' .. how[2])
  end
end

-- How often in a row the claim of a run has been lost now, where its runtime is `gone`: only such
-- losses count that come while a step runs, and before anything was committed under the claim.
local function suspicion(key, gone)
  local run = call('HMGET', key, 'suspect', 'status', 'moved', 'epoch')
  if gone and run[2] == 'running' and run[3] ~= run[4] then
    return call('HINCRBY', key, 'suspect', 1)
  end
  return tonumber(run[1] or 0)
end

-- Takes up to `max` runs from a runtime, which is `gone` or stops. They come to the head of their
-- versions' queues, suspects to a line of their own; but those that were to be cancelled end as
-- `ends.cancelled` says, and those whose claim was lost too often as `ends.poisoned` says. With the last
-- one goes all else that is kept about the runtime. Returns the tasks.
local function give_back(runtime, max, gone, ends)
  local owned = base .. 'owned:' .. runtime
  local tasks, rung, given = call('HKEYS', owned), {}, {}
  table.sort(tasks)
  call('HDEL', KEYS[1], 'alone:' .. runtime)
  for i = math.min(max, #tasks), 1, -1 do
    local key = base .. 'run:' .. tasks[i]
    local of = call('HMGET', key, 'service', 'version', 'cancel')
    local lost = of[3] and 0 or suspicion(key, gone)
    given[i] = tasks[i]
    if of[3] then
      end_now(tasks[i], ends.cancelled, ends.keep)
    elseif lost >= POISONED then
      end_now(tasks[i], ends.poisoned, ends.keep)
    else
      local line = lost >= SUSPECT and 'suspects:' or 'queue:'
      call('HSET', key, 'status', 'queued', 'owner', '', 'token', '')
      call('LPUSH', base .. line .. of[1] .. ':' .. of[2], tasks[i])
      call('HDEL', owned, tasks[i])
      if not rung[of[1]] then
        rung[of[1]] = true
        bell(of[1])
      end
    end
  end
  if #given == #tasks then
    call('ZREM', base .. 'leases', runtime)
    call('DEL', base .. 'claims:' .. runtime)
  end
  return given
end
