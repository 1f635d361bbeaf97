#!lua flags=allow-oom
-- Answers deployments, running rollouts, runtimes whose lease has not lapsed, assignments, leader, and
-- which deployments go and how.
local at = fleet_time()
local rollouts = {}
for _, id in ipairs(call('HVALS', base .. 'active')) do
  rollouts[#rollouts + 1] = call('HGET', base .. 'rollouts', id)
end
local runtimes = {}
for _, id in ipairs(call('ZRANGEBYSCORE', base .. 'until', '(' .. at, '+inf')) do
  runtimes[#runtimes + 1] = call('HGET', base .. 'runtimes', id)
end
local leader = call('HMGET', base .. 'leader', 'name', 'until')
local leads_now = leader[1] and tonumber(leader[2]) > at
return {
  call('HVALS', base .. 'deployments'),
  rollouts,
  runtimes,
  call('GET', base .. 'assignments'),
  leads_now and leader[1] or '',
  call('HGETALL', base .. 'leaving'),
}
