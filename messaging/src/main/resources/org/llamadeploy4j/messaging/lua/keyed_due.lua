#!lua flags=no-writes
-- Tasks with a key that should be looked at. ARGV: 2 how many. A task is followed by '' while it has
-- not ended, by when it ended, or by 'gone'.
local ENDED = { completed = true, failed = true, cancelled = true }
local due = {}
for _, mark in ipairs(call('ZRANGEBYSCORE', base .. 'keyed', '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local task, key = string.match(mark, '^(%S+) (.+)$')
  local run = call('HMGET', base .. 'run:' .. task, 'status', 'end')
  local how = 'gone'
  if run[1] then
    how = ENDED[run[1]] and run[2] or ''
  end
  due[#due + 1] = { task, key, how }
end
return { now, due }
