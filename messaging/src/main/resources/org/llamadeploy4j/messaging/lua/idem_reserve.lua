#!lua
-- Reserves an idempotency key, or says which task it stands for. All in the key's own tag. ARGV:
-- 2 task, 3 session or '', 4 hash of the request, 5 for how many ms, 6 '1' when the store is full.
local place = base .. 'idem'
local held = call('HMGET', place, 'task', 'session', 'hash', 'until', 'uses', 'sent')
if held[1] and tonumber(held[4]) > now then
  if held[3] ~= ARGV[4] then
    return { 'taken', held[1] }
  end
  local uses, ends = held[5] + 1, tonumber(held[4])
  if not held[6] then
    ends = math.max(ends, now + ARGV[5])
  end
  call('HSET', place, 'uses', uses, 'until', ends)
  call('PEXPIRE', place, ends - now)
  return { 'known', held[1], held[2], uses, held[6] and 1 or 0 }
end
if ARGV[6] == '1' then
  return { 'store_full' }
end
call('DEL', place)
call('HSET', place, 'task', ARGV[2], 'hash', ARGV[4], 'until', now + ARGV[5], 'uses', 1)
if ARGV[3] ~= '' then
  call('HSET', place, 'session', ARGV[3])
end
call('PEXPIRE', place, ARGV[5])
return { 'fresh', ARGV[2], ARGV[3] ~= '' and ARGV[3], 1, 0 }
