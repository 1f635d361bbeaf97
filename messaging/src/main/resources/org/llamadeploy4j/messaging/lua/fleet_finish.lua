#!lua flags=allow-oom
-- Ends a rollout, unless its deployment is not what the caller has built on.
-- ARGV: 2 operation, 3 term, 4 rollout, 5 deployment, 6 the rollout's document from now on,
-- 7 the deployment's as it should be ('' for none), 8 the deployment's from now on ('' to leave it).
if call('HGET', base .. 'leader', 'operation') == ARGV[2] then
  return 'DONE'
end
if not leads(ARGV[3]) or call('HGET', base .. 'active', ARGV[5]) ~= ARGV[4] then
  return 'REFUSED'
end
if (call('HGET', base .. 'deployments', ARGV[5]) or '') ~= ARGV[7] then
  return 'CHANGED'
end
purge_rollouts()
call('HSET', base .. 'leader', 'operation', ARGV[2])
call('HDEL', base .. 'active', ARGV[5])
call('HSET', base .. 'rollouts', ARGV[4], ARGV[6])
call('ZADD', base .. 'ended', now, ARGV[4])
if ARGV[8] ~= '' then
  call('HSET', base .. 'deployments', ARGV[5], ARGV[8])
end
changed()
return 'DONE'
