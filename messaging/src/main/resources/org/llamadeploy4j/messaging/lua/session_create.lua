#!lua
-- Makes a session, unless there is one. ARGV: 2 session, 3 how many there may be besides those that came
-- with tasks, 4 '1' when the store is full. A closed shard takes no new one.
local place = base .. 'session:' .. ARGV[2]
if call('EXISTS', place) == 1 then
  return 'there'
elseif call('HGET', KEYS[1], 'closed') then
  return 'closed'
elseif ARGV[4] == '1' then
  return 'store_full'
elseif tonumber(call('HGET', KEYS[1], 'sessions') or 0) >= tonumber(ARGV[3]) then
  return 'too_many'
end
call('HSET', place, 'created', now)
call('ZADD', base .. 'sessions', now, ARGV[2])
call('HINCRBY', KEYS[1], 'sessions', 1)
return 'there'
