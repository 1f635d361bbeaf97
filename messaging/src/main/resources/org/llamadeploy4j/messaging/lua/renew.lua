#!lua flags=allow-oom
-- Keeps a runtime's lease. ARGV: 2 runtime, 3 lease in ms. Returns the generation and what it owns.
local generation = enter()
watch_clock()
keep(ARGV[2], ARGV[3])
return { generation, call('HGETALL', base .. 'owned:' .. ARGV[2]) }
