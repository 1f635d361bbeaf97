#!lua flags=allow-oom
-- Keeps a runtime's lease. ARGV: 2 runtime, 3 lease in ms. Returns the generation, what it owns, and
-- what of that is to be cancelled.
local generation, owned, cancels = enter(), base .. 'owned:' .. ARGV[2], {}
watch_clock()
keep(ARGV[2], ARGV[3])
for _, task in ipairs(call('ZRANGE', base .. 'cancels', 0, -1)) do
  if call('HEXISTS', owned, task) == 1 then
    cancels[#cancels + 1] = task
  end
end
return { generation, call('HGETALL', owned), cancels }
