# shellcheck shell=bash
# paso_path, paso_tail (1: the end is wanted) -> "absent" | "SIZE KIND" ["tail" BYTES | "unreadable"]
export LC_ALL=C
paso_gone() { [[ $1 == *'No such file'* || $1 == *'Not a directory'* ]]; }
paso_absent() { echo absent; exit 0; }
paso_root=()
if ! paso_out=$(stat -L -c '%s %F' -- "$paso_path" 2>&1); then
  ! paso_gone "$paso_out" || paso_absent
  # The directory is closed. Often sudo allows tail and nothing else.
  if paso_sudo=$(sudo stat -L -c '%s %F' -- "$paso_path" 2>&1); then
    paso_out=$paso_sudo
  elif paso_sudo=$(sudo tail -c 1 -- "$paso_path" 2>&1 >/dev/null); then
    paso_out="$(sudo tail -c +1 -- "$paso_path" | wc -c) regular file"
  else
    ! paso_gone "$paso_sudo" || paso_absent
    printf '%s\n' "$paso_sudo" >&2
    exit 1
  fi
fi
printf '%s\n' "$paso_out"
[[ -n $paso_tail && $paso_out == *regular* ]] || exit 0
[[ -r $paso_path ]] || paso_root=(sudo)
if "${paso_root[@]}" tail -c 1 -- "$paso_path" >/dev/null; then
  echo tail
  "${paso_root[@]}" tail -c 4096 -- "$paso_path"
else
  echo unreadable
fi
exit 0
