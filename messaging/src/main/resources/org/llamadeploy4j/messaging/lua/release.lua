#!lua flags=allow-oom
-- Gives all runs of a runtime back and drops its lease. ARGV: 2 runtime, 3 result and 4 last event of a
-- run that was to be cancelled, 5 how many ended runs stay, 6 for how many ms, 7 how many go at once,
-- 8 result and 9 last event of a run that is poisoned, 10 '1' when the runtime did not stop but die, and
-- its next life says so.
enter()
return give_back(ARGV[2], math.huge, ARGV[10] == '1', {
  cancelled = { 'cancelled', ARGV[3], ARGV[4] },
  poisoned = { 'failed', ARGV[8], ARGV[9] },
  keep = { ARGV[5], ARGV[6], ARGV[7] }
})
