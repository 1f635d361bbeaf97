#!lua flags=no-writes
-- Answers the time, a rollout, and a deployment: the rollout's where no name is given.
-- ARGV: 2 rollout or '', 3 deployment or ''.
local rollout = call('HGET', base .. 'rollouts', ARGV[2])
local name = ARGV[3]
if name == '' and rollout then
  name = cjson.decode(rollout).deployment
end
return { now, rollout, call('HGET', base .. 'deployments', name) }
