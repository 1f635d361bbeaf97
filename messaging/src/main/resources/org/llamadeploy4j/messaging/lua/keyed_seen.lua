#!lua flags=allow-oom
-- Says when to look at tasks with a key again. ARGV from 2: task and key, next look or '', and so on.
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    call('ZREM', base .. 'keyed', ARGV[i])
  else
    call('ZADD', base .. 'keyed', 'XX', ARGV[i + 1], ARGV[i])
  end
end
