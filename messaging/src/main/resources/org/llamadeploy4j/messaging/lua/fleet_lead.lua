#!lua flags=allow-oom
-- Takes or keeps the leadership; answers the term, or -1 when somebody else leads.
-- ARGV: 2 control plane, 3 lease.
local at = fleet_time()
local leader = call('HMGET', base .. 'leader', 'name', 'until', 'term')
purge_rollouts()
if leader[1] == ARGV[2] then
  call('HSET', base .. 'leader', 'until', at + ARGV[3])
  return tonumber(leader[3])
elseif leader[1] and tonumber(leader[2]) > at then
  return -1
end
-- So that a number that was given before Redis lost its last writes comes again only if its clock
-- was set back as well, the number grows with the time. Writes name their control plane besides.
local term = math.max((tonumber(leader[3]) or 0) + 1, now)
call('HSET', base .. 'leader', 'name', ARGV[2], 'until', at + ARGV[3], 'term', term)
changed()
return term
