#!lua flags=allow-oom
-- Replaces a deployment's document, unless it is not what the caller has built on.
-- ARGV: 2 term, 3 deployment, 4 document as it should be ('' for none), 5 document from now on.
if not leads(ARGV[2]) then
  return 'REFUSED'
end
local present = call('HGET', base .. 'deployments', ARGV[3]) or ''
if present == ARGV[5] then
  return 'DONE'
elseif present ~= ARGV[4] then
  return 'CHANGED'
end
call('HSET', base .. 'deployments', ARGV[3], ARGV[5])
changed()
return 'DONE'
