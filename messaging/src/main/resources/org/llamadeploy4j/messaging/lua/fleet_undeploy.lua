#!lua flags=allow-oom
-- Has a deployment go. ARGV: 2 deployment, 3 'DRAIN' or 'CANCEL', which may follow on the other.
if call('HEXISTS', base .. 'deployments', ARGV[2]) == 0 then
  return 'UNKNOWN'
elseif call('HEXISTS', base .. 'active', ARGV[2]) == 1 then
  return 'BUSY'
end
local present = call('HGET', base .. 'leaving', ARGV[2])
if present ~= ARGV[3] and present ~= 'CANCEL' then
  call('HSET', base .. 'leaving', ARGV[2], ARGV[3])
  changed()
end
return 'LEAVING'
