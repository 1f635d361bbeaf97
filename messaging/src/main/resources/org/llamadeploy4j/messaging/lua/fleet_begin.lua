#!lua
-- Reserves a deployment's name for a rollout, which may be asked for again.
-- ARGV: 2 rollout, 3 deployment, 4 '1' for a reload, 5 the rollout's document.
local running = call('HGET', base .. 'active', ARGV[3])
if call('HEXISTS', base .. 'rollouts', ARGV[2]) == 1 then
  return 'STARTED'
end
local exists = call('HEXISTS', base .. 'deployments', ARGV[3]) == 1
local reload = ARGV[4] == '1'
if call('HEXISTS', base .. 'leaving', ARGV[3]) == 1 then
  return 'LEAVING'
elseif exists and not reload then
  return 'NAME_TAKEN'
elseif running then
  return 'BUSY'
elseif reload and not exists then
  return 'UNKNOWN'
end
purge_rollouts()
call('HSET', base .. 'rollouts', ARGV[2], ARGV[5])
call('HSET', base .. 'active', ARGV[3], ARGV[2])
changed()
return 'STARTED'
