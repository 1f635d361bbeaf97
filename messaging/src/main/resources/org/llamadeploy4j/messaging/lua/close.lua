#!lua flags=allow-oom
-- Lets no task and no session into a shard any more, and tells how many of its tasks have not ended.
-- No more ARGV. Allowed without memory: it leads to its end.
enter()
call('HSET', KEYS[1], 'closed', 1)
return math.max(0, call('ZCARD', base .. 'tasks') - call('LLEN', base .. 'ended'))
