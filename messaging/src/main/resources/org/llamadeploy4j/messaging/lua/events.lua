#!lua flags=no-writes
-- Reads a run's stream. ARGV: 2 task, 3 position wanted first, 4 how many. A position is the
-- generation it was given in, times 2^32, and a sequence number. A stream may have lost its head:
-- `base` in the run's hash is the number of the first event that is left. Its end may have been lost
-- with a generation: `cuts` says what was left when a later one began to write.
local run = call('HMGET', base .. 'run:' .. ARGV[2], 'status', 'base', 'gen', 'cuts')
local status, lost, current = run[1], tonumber(run[2] or 0), tonumber(run[3] or 0)
local given = math.floor(ARGV[3] / 2 ^ 32)
local wanted = ARGV[3] % 2 ^ 32
if given > current then
  wanted = 0
end
for generation, length in string.gmatch(run[4] or '', '(%d+):(%d+)') do
  if tonumber(generation) > given then
    wanted = math.min(wanted, tonumber(length))
  end
end
local first = math.max(wanted, lost)
local from = first - lost
local running = status == 'queued' or status == 'running' or status == 'waiting'
return { current * 2 ^ 32 + first, running and 0 or 1,
  call('LRANGE', base .. 'events:' .. ARGV[2], from, from + ARGV[4] - 1) }
