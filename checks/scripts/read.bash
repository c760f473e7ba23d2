# shellcheck shell=bash
# paso_path, paso_root (1: through sudo), paso_from (first byte, from 1), paso_size -> so many bytes
export LC_ALL=C
if [[ -n $paso_root ]]; then
  sudo tail -c "+$paso_from" -- "$paso_path" | head -c "$paso_size"
else
  tail -c "+$paso_from" -- "$paso_path" | head -c "$paso_size"
fi
exit 0
