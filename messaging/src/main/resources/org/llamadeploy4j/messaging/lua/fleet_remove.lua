#!lua flags=allow-oom
-- Takes a deployment off that was to go. ARGV: 2 term, 3 deployment, 4 its incarnation.
if not leads(ARGV[2]) then
  return 'REFUSED'
end
local document = call('HGET', base .. 'deployments', ARGV[3])
local same = document and cjson.decode(document).incarnation == ARGV[4]
if same and call('HEXISTS', base .. 'leaving', ARGV[3]) == 1 then
  call('HDEL', base .. 'deployments', ARGV[3])
  call('HDEL', base .. 'leaving', ARGV[3])
  changed()
end
return 'DONE'
