#!lua flags=no-writes
-- Describes one task or the newest ones. ARGV: 2 task or '', 3 how many.
local tasks, views = { ARGV[2] }, {}
if ARGV[2] == '' then
  tasks = call('ZREVRANGE', base .. 'tasks', 0, ARGV[3] - 1)
end
for _, task in ipairs(tasks) do
  local run = call('HMGET', base .. 'run:' .. task, 'service', 'version', 'session', 'status',
    'result', 'input', 'at', 'end', 'beside', 'start')
  if run[1] then
    local blocker = false
    local starts = run[10] and tonumber(run[10]) <= now or not run[10]
    if run[4] == 'queued' and run[3] and not run[9] and starts then
      blocker = call('HGET', base .. 'session:' .. run[3], 'lock')
      blocker = blocker ~= task and blocker
    end
    views[#views + 1] = { task, run[1], run[2], run[3], run[4],
      run[5] or call('GET', base .. 'result:' .. task),
      run[6] or call('GET', base .. 'input:' .. task), run[7], run[8], blocker, run[10] }
  end
end
return views
