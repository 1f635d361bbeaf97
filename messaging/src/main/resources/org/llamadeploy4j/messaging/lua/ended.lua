-- Shared by the scripts that note the end of a run, or take that back.

-- What an end is noted as in `ended`. Ends from before runs were measured have no bytes.
local function entry_of(task, at, bytes)
  return at .. ' ' .. task .. (bytes and ' ' .. bytes or '')
end

-- So many bytes are held by ended runs no more: `kept` is the sum of those that `ended` tells of.
local function let_go(bytes)
  call('HINCRBY', KEYS[1], 'kept', 0 - bytes) -- not -bytes: to Redis, -0 is no integer
end

-- Takes back that a run has ended.
local function forget_end(task, at, bytes)
  if call('LREM', base .. 'ended', 1, entry_of(task, at, bytes)) == 1 and bytes then
    let_go(bytes)
  end
end
