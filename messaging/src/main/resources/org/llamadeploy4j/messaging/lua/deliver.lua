#!lua
-- Puts an event into a run's inbox; a parked run comes back. ARGV: 2 task, 3 session or '', 4 event
-- id, 5 event, 6 '1' when the store is full, 7 how many events an inbox may hold, 8 how many bytes,
-- 9 how many ids are kept, 10 hash of the event where the client named it, else ''. Named events are
-- kept twice: by their id, and with their hash, which tells whether the same name comes with the
-- same event. A run that is to be cancelled takes none any more.
local task, id, event = ARGV[2], ARGV[4], ARGV[5]
local key, ids = base .. 'run:' .. task, base .. 'ids:' .. task
enter()
local run = call('HMGET', key, 'status', 'session', 'inbox', 'ibytes', 'accepted', 'owner', 'cancel',
  'bytes')
local status, waiting, size = run[1], tonumber(run[3] or 0), tonumber(run[4] or 0)
if not status or (ARGV[3] ~= '' and ARGV[3] ~= run[2]) then
  return 'unknown'
end
local named = id .. ' ' .. ARGV[10]
if call('ZSCORE', ids, id) then
  return (ARGV[10] == '' or call('ZSCORE', ids, named)) and 'accepted' or 'other_event'
end
if run[7] or status == 'completed' or status == 'failed' or status == 'cancelled' then
  return 'ended'
end
if ARGV[6] == '1' or waiting >= tonumber(ARGV[7]) or size + #event > tonumber(ARGV[8]) then
  return 'inbox_full'
end

local accepted = tonumber(run[5] or 0) + 1
call('RPUSH', base .. 'inbox:' .. task, event)
if ARGV[10] == '' then
  call('ZADD', ids, accepted, id)
else
  call('ZADD', ids, accepted, id, accepted, named)
end
call('ZREMRANGEBYRANK', ids, 0, -1 - ARGV[9])
local bytes = (run[8] or 0) + (accepted <= tonumber(ARGV[9]) and ID_BYTES or 0)
call('HSET', key, 'inbox', waiting + 1, 'ibytes', size + #event, 'accepted', accepted, 'bytes', bytes)
if run[6] and run[6] ~= '' then
  call('PUBLISH', string.match(base, '^[^{]*') .. 'bell:runtime:' .. run[6],
    string.match(base, '{.*}') .. ' ' .. task)
elseif status == 'waiting' then
  bell(come_back(task))
end
return 'accepted'
