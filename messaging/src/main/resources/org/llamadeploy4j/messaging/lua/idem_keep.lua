#!lua flags=allow-oom
-- Notes that a key's task was submitted. ARGV: 2 task, 3 until when the reservation lives, 4 '1' when
-- that may be earlier than before.
local place = base .. 'idem'
local held = call('HMGET', place, 'task', 'until')
if held[1] ~= ARGV[2] then
  return 0
end
local ends = tonumber(ARGV[3])
if ARGV[4] ~= '1' then
  ends = math.max(ends, tonumber(held[2]))
end
if ends <= now then
  call('DEL', place)
  return 1
end
call('HSET', place, 'until', ends, 'sent', 1)
call('PEXPIRE', place, ends - now)
return 1
