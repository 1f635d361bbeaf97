#!lua flags=allow-oom
-- Removes what is kept about a closed shard whose tasks have all ended. ARGV: 2 how many tasks, and
-- how many sessions, at most. Returns how many keys of these are left. The closed door stays for an
-- hour, for those who have not heard of it. Allowed without memory: it frees some.
local _, closed = enter('closed')
local tasks, sessions = base .. 'tasks', base .. 'sessions'
if not closed or call('ZCARD', tasks) > call('LLEN', base .. 'ended') then
  return redis.error_reply('LD4J the shard is not closed, or tasks have not ended')
end

local function first(index)
  return call('ZRANGE', index, 0, ARGV[2] - 1)
end

local gone = first(tasks)
if #gone > 0 then
  remove(gone)
end
for _, session in ipairs(first(sessions)) do
  call('DEL', base .. 'session:' .. session, base .. 'state:' .. session, base .. 'waiting:' .. session)
  call('ZREM', sessions, session)
end
local left = call('EXISTS', tasks, sessions)
if left == 0 then
  for _, runtime in ipairs(call('ZRANGE', base .. 'leases', 0, -1)) do
    call('DEL', base .. 'claims:' .. runtime)
  end
  call('DEL', base .. 'ended', base .. 'keyed', base .. 'timers', base .. 'unfinished', base .. 'leases')
  local door = { run = true, n = true, seen = true, closed = true }
  for _, field in ipairs(call('HKEYS', KEYS[1])) do
    if not door[field] then
      call('HDEL', KEYS[1], field)
    end
  end
  call('HSET', KEYS[1], 'wiped', 1)
  call('EXPIRE', KEYS[1], 3600)
end
return left
