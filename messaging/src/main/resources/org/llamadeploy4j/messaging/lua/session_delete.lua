#!lua flags=allow-oom
-- Removes a session that no task runs or waits in. ARGV: 2 session.
local place = base .. 'session:' .. ARGV[2]
local of = call('HMGET', place, 'created', 'lock', 'queued', 'beside', 'runs')
if not of[1] then
  return 'unknown'
end
if of[2] or tonumber(of[3] or 0) + tonumber(of[4] or 0) > 0 then
  return 'busy'
end
call('DEL', place, base .. 'state:' .. ARGV[2])
call('ZREM', base .. 'sessions', ARGV[2])
-- Sessions from before they were counted are not in the count.
if not of[5] and tonumber(call('HGET', KEYS[1], 'sessions') or 0) > 0 then
  call('HINCRBY', KEYS[1], 'sessions', -1)
end
return 'deleted'
