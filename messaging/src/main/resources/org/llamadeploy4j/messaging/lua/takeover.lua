#!lua flags=allow-oom
-- Puts runs of runtimes whose lease lapsed back on their queues. ARGV: 2 how many at most, 3 result and
-- 4 last event of a run that was to be cancelled, 5 to 8 how many ended runs stay, for how many ms,
-- how many go at once, and how many bytes stay, 9 result and 10 last event of a run that is poisoned.
enter()
watch_clock()
local grace = tonumber(call('HGET', KEYS[1], 'grace') or 0)
local given, max = {}, tonumber(ARGV[2])
local ends = {
  cancelled = { 'cancelled', ARGV[3], ARGV[4] },
  poisoned = { 'failed', ARGV[9], ARGV[10] },
  keep = { unpack(ARGV, 5, 8) }
}
if now < grace then
  return given
end
for _, runtime in ipairs(call('ZRANGEBYSCORE', base .. 'leases', '-inf', now, 'LIMIT', 0, 16)) do
  for _, task in ipairs(give_back(runtime, max - #given, true, ends)) do
    given[#given + 1] = task
  end
end
return given
