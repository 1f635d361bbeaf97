#!lua flags=no-writes
-- Describes one session or the oldest ones. ARGV: 2 session or '', 3 how many.
local sessions, views = { ARGV[2] }, {}
if ARGV[2] == '' then
  sessions = call('ZRANGE', base .. 'sessions', 0, ARGV[3] - 1)
end
for _, session in ipairs(sessions) do
  local of = call('HMGET', base .. 'session:' .. session, 'created', 'state', 'lock')
  if of[1] then
    views[#views + 1] = { session, of[2] or call('GET', base .. 'state:' .. session), of[3] }
  end
end
return views
