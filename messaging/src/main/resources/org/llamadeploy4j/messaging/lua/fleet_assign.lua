#!lua flags=allow-oom
-- Sets all assignments. ARGV: 2 term, 3 their document.
if not leads(ARGV[2]) then
  return 'REFUSED'
end
if call('GET', base .. 'assignments') ~= ARGV[3] then
  call('SET', base .. 'assignments', ARGV[3])
  changed()
end
return 'DONE'
