-- Shared by all scripts. KEYS[1] is the tag's generation key, ARGV[1] the run id of the server as the
-- connection read it. Everything else hangs on `base`, the prefix that all keys of the tag share.
local base = string.sub(KEYS[1], 1, -4)
local call = redis.call
local now = clock()

-- Returns the generation of the tag's data, which grows whenever another server life is seen. Leases
-- get one more term then: their owners may have been unable to renew them.
local function enter()
  local gen = call('HMGET', KEYS[1], 'run', 'n', 'term')
  if gen[1] == ARGV[1] then
    return tonumber(gen[2])
  end
  local n = (tonumber(gen[2]) or 0) + 1
  call('HSET', KEYS[1], 'run', ARGV[1], 'n', n, 'grace', now + (tonumber(gen[3]) or 0))
  return n
end
