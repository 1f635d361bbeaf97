#!lua flags=allow-oom
-- Gives all runs of a runtime back and drops its lease. ARGV: 2 runtime, 3 result and 4 last event of a
-- run that was to be cancelled, 5 to 8 how many ended runs stay, for how many ms, how many go at once,
-- and how many bytes stay, 9 result and 10 last event of a run that is poisoned, 11 '1' when the runtime
-- did not stop but die, and its next life says so.
enter()
return give_back(ARGV[2], math.huge, ARGV[11] == '1', {
  cancelled = { 'cancelled', ARGV[3], ARGV[4] },
  poisoned = { 'failed', ARGV[9], ARGV[10] },
  keep = { unpack(ARGV, 5, 8) }
})
