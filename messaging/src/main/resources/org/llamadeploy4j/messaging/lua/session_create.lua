#!lua
-- Makes a session, unless there is one. ARGV: 2 session.
if call('HSETNX', base .. 'session:' .. ARGV[2], 'created', now) == 1 then
  call('ZADD', base .. 'sessions', now, ARGV[2])
end
