#!lua
-- Appends to a run's stream. ARGV: 2 task, 3 generation, 4 epoch, 5 token; the events; last, the
-- number of the call, which grows and stays when the call is sent again.
local task, number = ARGV[2], tonumber(ARGV[#ARGV])
local key = base .. 'run:' .. task
local generation = enter()
local run = call('HMGET', key, 'token', 'epoch', 'pub')
if fenced(generation, run[1], run[2]) then
  return 0
end
-- Numbers of an earlier owner say nothing.
local epoch, last = string.match(run[3] or '', '^(%d+) (%d+)$')
if epoch ~= ARGV[4] or number > tonumber(last) then
  append(base .. 'events:' .. task, 6, #ARGV - 1)
  call('HSET', key, 'pub', ARGV[4] .. ' ' .. number)
  call('PUBLISH', base .. 'news:' .. task, '')
end
return 1
