#!lua flags=no-writes
-- Counts what waits for a service, pinned or not. ARGV: 2 service.
local queue = base .. 'queue:' .. ARGV[2]
local count = call('LLEN', queue)
for _, version in ipairs(call('HKEYS', base .. 'unfinished')) do
  count = count + call('LLEN', queue .. ':' .. version)
    + call('LLEN', base .. 'suspects:' .. ARGV[2] .. ':' .. version)
end
return count
