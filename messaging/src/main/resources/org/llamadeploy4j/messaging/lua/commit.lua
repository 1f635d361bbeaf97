#!lua
-- One step forward of a run. ARGV: 2 task, 3 generation, 4 epoch, 5 token, 6 operation id, 7 journal
-- length, 8 how many ticks, 9 how many events, 10 inbox entries taken, 11 status, 12 '1' when
-- more happened than that the run was taken up again, 13 how many bytes the run may hold, 14 a snapshot
-- that takes the place of all ticks before these, or ''; the ticks; the events. Returns what is in the inbox, and whether the run is to be cancelled.
local task, op, length = ARGV[2], ARGV[6], tonumber(ARGV[7])
local ticks, events, taken = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local key, inbox = base .. 'run:' .. task, base .. 'inbox:' .. task
local generation = enter()
local run = call('HMGET', key, 'op', 'token', 'epoch', 'len', 'inbox', 'cancel', 'suspect', 'owner',
  'bytes')
local waiting, cancel = tonumber(run[5] or 0), run[6] and 1 or 0
if run[1] == op then
  return { 'committed', waiting > 0 and call('LRANGE', inbox, 0, -1) or {}, cancel }
end
local why = fenced(generation, run[2], run[3])
if why then
  return { 'fenced', why }
end
if tonumber(run[4] or 0) ~= length then
  return { 'fenced', 'the journal has ' .. (run[4] or 0) .. ' ticks, not ' .. length }
end
if taken > waiting then
  return redis.error_reply('LD4J the inbox holds ' .. waiting .. ' entries, not ' .. taken)
end

local bytes = (run[9] or 0) + bytes_of(15, #ARGV)
if ARGV[14] ~= '' then
  bytes = bytes + bytes_of(14, 14) - journal_bytes(task)
end
if #ARGV > 14 and bytes > tonumber(ARGV[13]) then
  return { 'too_large' }
end

if ARGV[14] ~= '' then
  compact(task, ARGV[14], length)
end
in_pieces('RPUSH', base .. 'journal:' .. task, ARGV, 15, 14 + ticks)
in_pieces('RPUSH', base .. 'events:' .. task, ARGV, 15 + ticks, 14 + ticks + events)
call('HSET', key, 'status', ARGV[11], 'len', length + ticks, 'op', op, 'bytes', bytes)
if ARGV[12] == '1' then
  call('HSET', key, 'moved', ARGV[4])
  if run[7] then
    acquit(task, run[8])
  end
end
local arrived = {}
if taken > 0 then
  call('LTRIM', inbox, taken, -1)
end
if waiting > taken then
  arrived = call('LRANGE', inbox, 0, -1)
end
if taken > 0 then
  local size = 0
  for _, entry in ipairs(arrived) do
    size = size + #entry
  end
  call('HSET', key, 'inbox', waiting - taken, 'ibytes', size)
end
if events > 0 then
  call('PUBLISH', base .. 'news:' .. task, '')
end
return { 'committed', arrived, cancel }
