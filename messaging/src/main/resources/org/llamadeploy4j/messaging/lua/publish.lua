#!lua
-- Appends to a run's stream what it does not have yet. ARGV: 2 task, 3 generation, 4 epoch, 5 token,
-- 6 number of the first event, 7 how many bytes the run may hold; the events. Each claim counts its
-- events from 1 on.
local task, first = ARGV[2], tonumber(ARGV[6])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'token', 'epoch', 'pub', 'bytes')
if fenced(generation, run[1], run[2]) then
  return 'fenced'
end
local epoch, number = string.match(run[3] or '', '^(%d+) (%d+)$')
local known = (epoch == ARGV[4] and tonumber(number) or 0) - first + 1
if known < 0 then
  return 'gap'
end
if known < #ARGV - 7 then
  local bytes = (run[4] or 0) + bytes_of(8 + known, #ARGV)
  if bytes > tonumber(ARGV[7]) then
    return 'too_large'
  end
  in_pieces('RPUSH', base .. 'events:' .. task, ARGV, 8 + known, #ARGV)
  call('HSET', key, 'pub', ARGV[4] .. ' ' .. first + #ARGV - 8, 'bytes', bytes)
  call('PUBLISH', base .. 'news:' .. task, '')
end
return 'stored'
