-- Shared by all scripts. KEYS[1] is the tag's generation key, ARGV[1] the run id of the server as the
-- connection read it. Everything else hangs on `base`, the prefix that all keys of the tag share.
-- A script is not rolled back when it fails, so each one compares everything before it writes.
local base = string.sub(KEYS[1], 1, -4)
local call = redis.call
local now = clock()

-- Payloads up to this size live in their owner's hash, larger ones in keys of their own: one long
-- field would take the whole hash out of its compact form.
local INLINE = 64

-- About how many bytes Redis needs for a run with all keys and index entries that are its own, for an
-- entry of a list, and for an accepted event's id, besides the payloads.
local RUN_BYTES, ENTRY_BYTES, ID_BYTES = 640, 16, 128

-- A run whose claim was lost so often in a row, each time while a step of it ran and before anything
-- was committed, is a suspect; and later poisoned.
local SUSPECT, POISONED = 2, 5

-- Returns the generation of the tag's data, which grows whenever another server life is seen. Leases
-- get one more term then: their owners may have been unable to renew them. Returns as well
-- what the tag's hash has under the names of fields, if any are given.
local function enter(...)
  local gen = call('HMGET', KEYS[1], 'run', 'n', 'term', ...)
  if gen[1] == ARGV[1] then
    return tonumber(gen[2]), unpack(gen, 4, 3 + select('#', ...))
  end
  local n = (tonumber(gen[2]) or 0) + 1
  call('HSET', KEYS[1], 'run', ARGV[1], 'n', n, 'grace', now + (tonumber(gen[3]) or 0))
  return n, unpack(gen, 4, 3 + select('#', ...))
end

-- Says why a writer is not the owner of a run any more, or nothing. `token` and `epoch` are the
-- run's, ARGV[3] to ARGV[5] the writer's generation, epoch and token.
local function fenced(generation, token, epoch)
  if generation ~= tonumber(ARGV[3]) then
    return 'the data set is in generation ' .. generation .. ', the claim of ' .. ARGV[3]
  end
  if not token or token ~= ARGV[5] or epoch ~= ARGV[4] then
    return 'the run is not held under this claim'
  end
end

-- Sends a write with `list[first]` to `list[last]`, in pieces that fit on Lua's stack.
local function in_pieces(command, key, list, first, last)
  for from = first, last, 4000 do
    call(command, key, unpack(list, from, math.min(last, from + 3999)))
  end
end

-- How many bytes ARGV[first] to ARGV[last] take in lists.
local function bytes_of(first, last)
  local bytes = (last - first + 1) * ENTRY_BYTES
  for i = first, last do
    bytes = bytes + #ARGV[i]
  end
  return bytes
end

-- Appends ARGV[first] to ARGV[last] to a list. Returns how many bytes the list grew by.
local function append(key, first, last)
  in_pieces('RPUSH', key, ARGV, first, last)
  return bytes_of(first, last)
end

-- How many bytes a run's journal takes.
local function journal_bytes(task)
  local bytes = 0
  for _, tick in ipairs(call('LRANGE', base .. 'journal:' .. task, 0, -1)) do
    bytes = bytes + #tick + ENTRY_BYTES
  end
  return bytes
end

-- Puts a snapshot in place of a run's journal, of so many ticks ever.
local function compact(task, snapshot, ticks)
  call('DEL', base .. 'journal:' .. task)
  call('RPUSH', base .. 'journal:' .. task, snapshot)
  call('HSET', base .. 'run:' .. task, 'folded', ticks)
end

-- Before a stream goes on. Where its run was driven in another generation, the stream may have lost its
-- end: positions that were given then hold up to what is left of it now. That it was driven at all may be
-- lost as well. `gen` and `cuts` are the run's.
local function cut(task, generation, gen, cuts)
  if tonumber(gen or 1) ~= generation then
    local key = base .. 'run:' .. task
    local length = (call('HGET', key, 'base') or 0) + call('LLEN', base .. 'events:' .. task)
    call('HSET', key, 'cuts', (cuts and cuts .. ' ' or '') .. generation .. ':' .. length, 'gen',
      generation)
  end
end

local function bell(service)
  call('PUBLISH', base .. 'bell:' .. service, '')
end

-- Puts a run that is parked, or whose start has come, at the end of its queue and forgets its timer.
-- Returns its service; nothing for any other run.
local function come_back(task)
  local key = base .. 'run:' .. task
  local run = call('HMGET', key, 'status', 'owner', 'service', 'version')
  local queue = base .. 'queue:' .. (run[3] or '')
  call('ZREM', base .. 'timers', task)
  if run[1] == 'waiting' and run[2] == '' then
    call('HSET', key, 'status', 'queued')
    call('RPUSH', queue .. ':' .. run[4], task)
    return run[3]
  elseif run[1] == 'queued' and not run[4] then
    call('HINCRBY', KEYS[1], 'later:' .. run[3], -1)
    call('RPUSH', queue, task)
    return run[3]
  end
end

-- Clears a run of suspicion, so that its owner may have others beside it again.
local function acquit(task, owner)
  local key, alone = base .. 'run:' .. task, 'alone:' .. owner
  call('HDEL', key, 'suspect')
  if call('HGET', KEYS[1], alone) == task then
    call('HDEL', KEYS[1], alone)
    bell(call('HGET', key, 'service'))
  end
end

-- Keeps a runtime's lease and remembers its term; not on a shard that is no more.
local function keep(runtime, lease)
  local known = call('HMGET', KEYS[1], 'term', 'wiped')
  if known[2] then
    return
  end
  call('ZADD', base .. 'leases', now + lease, runtime)
  if known[1] ~= lease then
    call('HSET', KEYS[1], 'term', lease)
  end
end

-- Gives leases one more term when the server's clock jumped, or stood unwatched for over a term.
local function watch_clock()
  local gen = call('HMGET', KEYS[1], 'seen', 'term')
  local seen, term = tonumber(gen[1]), tonumber(gen[2])
  call('HSET', KEYS[1], 'seen', now)
  if not seen or not term or (now >= seen and now <= seen + term) then
    return
  end
  call('HSET', KEYS[1], 'grace', now + term)
  local far = call('ZRANGEBYSCORE', base .. 'leases', '(' .. (now + term), '+inf')
  for _, runtime in ipairs(far) do
    call('ZADD', base .. 'leases', now + term, runtime)
  end
end
