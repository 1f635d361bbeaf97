#!lua flags=allow-oom
-- Renews a runtime's lease and drops those that lapsed. ARGV: 2 runtime, 3 lease, 4 its document.
local at = fleet_time()
local news = false
for _, id in ipairs(call('ZRANGEBYSCORE', base .. 'until', '-inf', at, 'LIMIT', 0, 100)) do
  call('HDEL', base .. 'runtimes', id)
  call('ZREM', base .. 'until', id)
  news = true
end
if call('HGET', base .. 'runtimes', ARGV[2]) ~= ARGV[4] then
  call('HSET', base .. 'runtimes', ARGV[2], ARGV[4])
  news = true
end
call('ZADD', base .. 'until', at + ARGV[3], ARGV[2])
if news then
  changed()
end
