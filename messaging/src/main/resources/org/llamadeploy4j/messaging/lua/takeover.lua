#!lua flags=allow-oom
-- Puts runs of runtimes whose lease lapsed back on their queues. ARGV: 2 how many at most.
enter()
watch_clock()
local grace = tonumber(call('HGET', KEYS[1], 'grace') or 0)
local given, max = {}, tonumber(ARGV[2])
if now < grace then
  return given
end
for _, runtime in ipairs(call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 16)) do
  for _, task in ipairs(give_back(runtime, max - #given)) do
    given[#given + 1] = task
  end
end
return given
