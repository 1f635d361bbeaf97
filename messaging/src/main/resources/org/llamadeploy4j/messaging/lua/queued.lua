#!lua flags=no-writes
-- Counts what waits for a service, pinned or not. ARGV: 2 service.
local queue = base .. 'queue:' .. ARGV[2]
local count, newest = call('LLEN', queue), tonumber(call('HGET', KEYS[1], 'reducer') or 1)
for _, version in ipairs(call('HKEYS', base .. 'unfinished')) do
  for _, line in ipairs({ queue, base .. 'suspects:' .. ARGV[2] }) do
    count = count + call('LLEN', line .. ':' .. version)
    for reducer = 2, newest do
      count = count + call('LLEN', line .. ':' .. version .. ':' .. reducer)
    end
  end
end
return count
