#!lua flags=no-writes
-- Counts the runs of a version that have not ended. ARGV: 2 version.
return tonumber(call('HGET', base .. 'unfinished', ARGV[2]) or 0)
