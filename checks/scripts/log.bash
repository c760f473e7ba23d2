# shellcheck shell=bash
# paso_path, and paso_inode, paso_offset of the mark (0 0: none)
# -> "trouble missing|WHY" | "now INODE SIZE direct|sudo" ["old SIZE PATH": the rest of what was marked, after a rotation]
export LC_ALL=C
paso_gone() { [[ $1 == *'No such file'* || $1 == *'Not a directory'* ]]; }
paso_via=direct
if paso_out=$(stat -L -c '%i %s' -- "$paso_path" 2>&1); then
  [[ -d $paso_path ]] && { echo 'trouble Is a directory'; exit 0; }
  [[ -r $paso_path ]] || paso_via=sudo
elif paso_gone "$paso_out"; then
  echo 'trouble missing'
  exit 0
else
  # The directory is closed. Often sudo allows tail and nothing else: then its content can be counted, and its inode is not known.
  paso_via=sudo
  if paso_sudo=$(sudo stat -L -c '%i %s' -- "$paso_path" 2>&1); then
    paso_out=$paso_sudo
  elif paso_sudo=$(sudo tail -c +1 -- "$paso_path" 2>&1 >/dev/null); then
    paso_out="0 $(sudo tail -c +1 -- "$paso_path" | wc -c)"
  elif paso_gone "$paso_sudo"; then
    echo 'trouble missing'
    exit 0
  else
    printf 'trouble %s\n' "${paso_sudo//$'\n'/ }"
    exit 0
  fi
fi
if [[ $paso_via == sudo ]] && ! paso_sudo=$(sudo tail -c 1 -- "$paso_path" 2>&1 >/dev/null); then
  printf 'trouble %s\n' "${paso_sudo//$'\n'/ }"
  exit 0
fi
printf 'now %s %s\n' "$paso_out" "$paso_via"

read -r paso_now paso_size <<<"$paso_out"
[[ $paso_inode != 0 ]] || exit 0
if [[ $paso_now != "$paso_inode" ]]; then # renamed: the old file is beside it, under another name
  paso_dir=.
  [[ $paso_path == */* ]] && paso_dir=${paso_path%/*}
  for paso_file in "$paso_dir"/*; do
    [[ $(stat -c %i -- "$paso_file" 2>/dev/null) == "$paso_inode" ]] || continue
    printf 'old %s %s\n' "$(stat -c %s -- "$paso_file")" "$paso_file"
    break
  done
elif ((paso_size < paso_offset)); then # copied and cut: the copy is as long as the file was
  paso_old=$(stat -L -c %s -- "$paso_path.1" 2>/dev/null) || exit 0
  ((paso_old >= paso_offset)) && printf 'old %s %s\n' "$paso_old" "$paso_path.1"
fi
exit 0
