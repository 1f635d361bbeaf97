#!lua flags=allow-oom
-- Moves queued runs into a runtime's ownership. ARGV: 2 service, 3 version, 4 '1' when unpinned runs
-- may be taken, 5 runtime, 6 lease in ms, 7 how many, 8 operation id, which becomes the claim token,
-- 9 the newest reducer that the runtime knows. A run is driven by those alone who know the newest reducer
-- that ever drove it: others put it into a line of its own, where they do not meet it again.
-- A suspect is claimed alone: by a runtime that runs nothing else in this shard, which gets nothing else
-- until the suspect has committed something, waits or ends. While a suspect waits, one runtime at a
-- time makes room for it by claiming nothing.
-- Allowed without memory: what is claimed can end, which frees some.
local service, version, runtime, max, op = ARGV[2], ARGV[3], ARGV[5], tonumber(ARGV[7]), ARGV[8]
local reducer = tonumber(ARGV[9])
-- How many runs with a locked session are set aside for one claim.
local MOST = max + 256
local generation, alone, room, newest = enter('alone:' .. ARGV[5], 'room', 'reducer')
local claims, which = base .. 'claims:' .. runtime, service .. ':' .. version
local owned = base .. 'owned:' .. runtime
local last = call('HGET', claims, which)
local reply, taken, epochs, pinned, looked = { generation }, {}, {}, 0, 0
keep(runtime, ARGV[6])
if reducer > tonumber(newest or 1) then
  call('HSET', KEYS[1], 'reducer', reducer)
end

local function read(task)
  return call('HMGET', base .. 'run:' .. task, 'status', 'epoch', 'version', 'session', 'input',
    'reply', 'inbox', 'token', 'len', 'gen', 'cuts', 'beside', 'suspect', 'reducer')
end

local function describe(task, run, epoch)
  local journal, inbox, state = {}, {}, false
  if tonumber(run[9] or 0) > 0 then
    journal = call('LRANGE', base .. 'journal:' .. task, 0, -1)
  end
  if tonumber(run[7] or 0) > 0 then
    inbox = call('LRANGE', base .. 'inbox:' .. task, 0, -1)
  end
  if run[4] then
    state = call('HGET', base .. 'session:' .. run[4], 'state')
      or call('GET', base .. 'state:' .. run[4])
  end
  reply[#reply + 1] = { task, epoch, run[4], run[5] or call('GET', base .. 'input:' .. task), state,
    journal, inbox, run[6], run[12] }
end

-- Whether a run may go on: its session is free, its own, or shared. Else it waits in the session's
-- own line.
local function enters(task, session, beside)
  local lock = session and not beside and call('HGET', base .. 'session:' .. session, 'lock')
  if lock and lock ~= task then
    call('RPUSH', base .. 'waiting:' .. session, task)
    return false
  end
  return true
end

local function own(task, run)
  local epoch = (tonumber(run[2]) or 0) + 1
  local fields = { 'status', 'running', 'version', version, 'owner', runtime, 'epoch', epoch,
    'token', op, 'gen', generation }
  if not run[3] then
    pinned = pinned + 1
    fields[#fields + 1] = 'began'
    fields[#fields + 1] = now
    if run[4] then
      local place = base .. 'session:' .. run[4]
      if run[12] then
        call('HINCRBY', place, 'beside', 1)
      else
        call('HSET', place, 'lock', task)
      end
      call('HINCRBY', place, 'queued', -1)
    end
  end
  if reducer > tonumber(run[14] or 1) then
    fields[#fields + 1] = 'reducer'
    fields[#fields + 1] = reducer
  end
  cut(task, generation, run[10], run[11])
  call('HSET', base .. 'run:' .. task, unpack(fields))
  taken[#taken + 1] = task
  epochs[#epochs + 1] = task
  epochs[#epochs + 1] = epoch
  describe(task, run, epoch)
end

local function take_from(queue, max)
  while #taken < max and looked < MOST do
    local tasks = call('LPOP', queue, math.min(max - #taken, MOST - looked, 1000))
    if not tasks then
      return
    end
    looked = looked + #tasks
    for _, task in ipairs(tasks) do
      local run = read(task)
      if run[1] == 'queued' and tonumber(run[14] or 1) > reducer then
        call('RPUSH', queue .. ':' .. run[14], task)
      elseif run[1] == 'queued' and enters(task, run[4], run[12]) then
        own(task, run)
      end
    end
  end
end

-- Where runs stand that may be taken from a line: those that others could not take come first.
local function lines(queue)
  local all = {}
  for known = reducer, 2, -1 do
    all[#all + 1] = queue .. ':' .. known
  end
  all[#all + 1] = queue
  return all
end

local function take(queue, max)
  for _, line in ipairs(lines(queue)) do
    take_from(line, max)
  end
end

if last and string.sub(last, 1, #op + 1) == op .. ' ' then
  for task in string.gmatch(string.sub(last, #op + 2), '%S+') do
    local run = read(task)
    if run[8] == op then
      describe(task, run, tonumber(run[2]))
    end
  end
  return reply
end

-- Whether no step runs in the runtime, as far as commits tell.
local function idle()
  for _, task in ipairs(call('HKEYS', owned)) do
    if call('HGET', base .. 'run:' .. task, 'status') == 'running' then
      return false
    end
  end
  return true
end

local maker, till = string.match(room or '', '^(%S+) (%d+)$')
local makes_room = maker == runtime and tonumber(till) > now
local suspects = base .. 'suspects:' .. which
if not alone and call('EXISTS', unpack(lines(suspects))) > 0 then
  if idle() then
    take(suspects, 1)
    call('HDEL', KEYS[1], 'room')
    if #taken == 1 then
      call('HSET', KEYS[1], 'alone:' .. runtime, taken[1])
    end
    alone = true
  elseif makes_room or not maker or tonumber(till) <= now then
    call('HSET', KEYS[1], 'room', runtime .. ' ' .. now + ARGV[6])
    makes_room = true
  end
end
if not alone and not makes_room then
  take(base .. 'queue:' .. which, max)
  if ARGV[4] == '1' then
    take_from(base .. 'queue:' .. service, max)
  end
end
if #taken > 0 then
  call('HSET', claims, which, op .. ' ' .. table.concat(taken, ' '))
  in_pieces('HSET', owned, epochs, 1, #epochs)
end
if pinned > 0 then
  call('HINCRBY', base .. 'unfinished', version, pinned)
end
return reply
