#!lua flags=no-writes
-- Reads a run's stream. ARGV: 2 task, 3 first sequence number wanted, 4 how many. A stream may have
-- lost its head: `base` in the run's hash is the number of the first event that is left.
local run = call('HMGET', base .. 'run:' .. ARGV[2], 'status', 'base')
local lost, status = tonumber(run[2] or 0), run[1]
local first = math.max(tonumber(ARGV[3]), lost)
local from = first - lost
local running = status == 'queued' or status == 'running' or status == 'waiting'
return { first, running and 0 or 1,
  call('LRANGE', base .. 'events:' .. ARGV[2], from, from + ARGV[4] - 1) }
