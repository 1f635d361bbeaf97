#!lua flags=allow-oom
-- Says whose namespace this is; makes it the caller's if it is nobody's. ARGV: 2 id or '' to only ask,
-- 3 where its artifacts are, 4 format of all that is kept here.
local about = base .. 'about'
if ARGV[2] ~= '' and call('HSETNX', about, 'id', ARGV[2]) == 1 then
  call('HSET', about, 'artifacts', ARGV[3], 'format', ARGV[4], 'since', now)
end
local known = call('HMGET', about, 'id', 'artifacts')
return known[1] and known or {}
