#!lua flags=allow-oom
-- Puts runs whose time has come into their queues. ARGV: 2 how many at most. Returns in how many ms
-- the next one is due, -1 when none is, and the tasks. Allowed without memory: what is queued can
-- end, which frees some.
enter()
local timers, fired, rung = base .. 'timers', { -1 }, {}
for _, task in ipairs(call('ZRANGEBYSCORE', timers, '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local service = come_back(task)
  if service then
    fired[#fired + 1] = task
    if not rung[service] then
      rung[service] = true
      bell(service)
    end
  end
end
local next = call('ZRANGE', timers, 0, 0, 'WITHSCORES')
if next[2] then
  fired[1] = math.max(0, next[2] - now)
end
return fired
