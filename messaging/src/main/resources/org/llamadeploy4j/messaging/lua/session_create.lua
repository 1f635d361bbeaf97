#!lua
-- Makes a session, unless there is one. ARGV: 2 session. Returns whether it is there: a closed shard
-- takes no new one.
if call('HGET', KEYS[1], 'closed') then
  return call('EXISTS', base .. 'session:' .. ARGV[2])
end
if call('HSETNX', base .. 'session:' .. ARGV[2], 'created', now) == 1 then
  call('ZADD', base .. 'sessions', now, ARGV[2])
end
return 1
