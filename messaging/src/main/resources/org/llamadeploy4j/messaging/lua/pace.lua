#!lua flags=no-writes
-- How fast runs of a service have ended lately. ARGV: 2 service, 3 how many ends are looked at. Answers
-- how many of the last ones were of that service, and the ms since the first of all that were looked at.
local count, since = 0, now
for i, entry in ipairs(call('LRANGE', base .. 'ended', -ARGV[3], -1)) do
  local at, task = string.match(entry, '^(%d+) (%S+)')
  if i == 1 then
    since = tonumber(at)
  end
  if call('HGET', base .. 'run:' .. task, 'service') == ARGV[2] then
    count = count + 1
  end
end
return { count, math.max(0, now - since) }
