#!lua flags=allow-oom
-- Removes a run that has ended, with all that is kept about it. ARGV: 2 task.
local run = call('HMGET', base .. 'run:' .. ARGV[2], 'status', 'end', 'bytes')
if not run[1] then
  return { 'unknown' }
elseif run[1] == 'queued' or run[1] == 'running' or run[1] == 'waiting' then
  return { 'active', run[1] }
end
forget_end(ARGV[2], run[2], run[3])
remove({ ARGV[2] })
return { 'deleted' }
