#!lua flags=allow-oom
-- Drops a runtime. ARGV: 2 runtime.
call('ZREM', base .. 'until', ARGV[2])
if call('HDEL', base .. 'runtimes', ARGV[2]) == 1 then
  changed()
end
