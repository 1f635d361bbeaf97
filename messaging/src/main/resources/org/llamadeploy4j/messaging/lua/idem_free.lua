#!lua flags=allow-oom
-- Frees a key whose task was refused, unless it was used since. ARGV: 2 task, 3 uses.
local place = base .. 'idem'
local held = call('HMGET', place, 'task', 'uses', 'sent')
if not held[1] then
  return 1
end
if held[1] ~= ARGV[2] or held[2] ~= ARGV[3] or held[3] then
  return 0
end
return call('DEL', place)
