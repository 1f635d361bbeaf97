#!lua flags=allow-oom
-- Gives the leadership up; the term stays, so that it goes on growing. ARGV: 2 control plane.
if call('HGET', base .. 'leader', 'name') == ARGV[2] then
  call('HDEL', base .. 'leader', 'name', 'until')
  changed()
end
