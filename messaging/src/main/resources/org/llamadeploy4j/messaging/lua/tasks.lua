#!lua flags=no-writes
-- Describes one task, or a page of tasks, newest first. ARGV: 2 task or '', 3 how many at most,
-- 4 '1' with inputs and results; failures are there in any case. A page: 5 creation time and 6 id of
-- the task that it follows, or '', 7 statuses as ' failed cancelled ' or '', 8 service or '',
-- 9 session or '', 10 how many tasks to look at. Returns the views; after a page that is not the
-- last, also when the last task that was looked at was created, and its id.
local FAILURE = { failed = true, cancelled = true }
local max, payloads = tonumber(ARGV[3]), ARGV[4] == '1'
local tasks = base .. 'tasks'

local function blocker(task, run)
  local starts = tonumber(run[14] or 0) <= now
  local waits = run[4] == 'queued' and run[3] and not run[13] and starts
  local lock = waits and call('HGET', base .. 'session:' .. run[3], 'lock')
  return lock and lock ~= task and lock
end

local function view(task, run)
  local result, input = false, false
  if payloads or FAILURE[run[4]] then
    result = run[5] or call('GET', base .. 'result:' .. task)
  end
  if payloads then
    input = run[6] or call('GET', base .. 'input:' .. task)
  end
  return { task, run[1], run[2], run[3], run[4], result, input, run[7], run[8], blocker(task, run),
    run[9], run[10] ~= '' and run[10], run[11], run[12], run[14], run[15] }
end

local function read(task)
  return call('HMGET', base .. 'run:' .. task, 'service', 'version', 'session', 'status', 'result',
    'input', 'at', 'end', 'began', 'owner', 'attempts', 'cancel', 'beside', 'start', 'suspect')
end

local function matches(run)
  return run[1]
    and (ARGV[7] == '' or string.find(ARGV[7], ' ' .. run[4] .. ' ', 1, true))
    and (ARGV[8] == '' or ARGV[8] == run[1])
    and (ARGV[9] == '' or ARGV[9] == run[3])
end

-- How many tasks come before the page. The task that it follows may be gone: then those that were
-- created later, and those of the same moment with a greater id.
local function skipped()
  if ARGV[5] == '' then
    return 0
  end
  if tonumber(call('ZSCORE', tasks, ARGV[6]) or -1) == tonumber(ARGV[5]) then
    return call('ZREVRANK', tasks, ARGV[6]) + 1
  end
  local at = call('ZCOUNT', tasks, '(' .. ARGV[5], '+inf')
  while true do
    local tie = call('ZREVRANGE', tasks, at, at, 'WITHSCORES')
    if not tie[1] or tonumber(tie[2]) ~= tonumber(ARGV[5]) or tie[1] < ARGV[6] then
      return at
    end
    at = at + 1
  end
end

if ARGV[2] ~= '' then
  local run = read(ARGV[2])
  return { run[1] and { view(ARGV[2], run) } or {} }
end
local views, first, look, last = {}, skipped(), tonumber(ARGV[10]), false
local looked = 0
while #views < max and looked < look do
  local from = first + looked
  local piece = call('ZREVRANGE', tasks, from, from + math.min(look - looked, max) - 1)
  for _, task in ipairs(piece) do
    if #views == max then
      break
    end
    local run = read(task)
    if matches(run) then
      views[#views + 1] = view(task, run)
    end
    looked, last = looked + 1, task
  end
  if #piece == 0 then
    break
  end
end
if last and first + looked < call('ZCARD', tasks) then
  return { views, call('ZSCORE', tasks, last), last }
end
return { views }
