# shellcheck shell=bash
# paso_unit, paso_since ("": from the beginning), paso_limit (bytes) -> the unit's messages; exit 3: no such unit
export LC_ALL=C
paso_need journalctl
if paso_load=$(command systemctl show -p LoadState -- "$paso_unit" 2>/dev/null) && [[ $paso_load == LoadState=not-found ]]; then
  exit 3
fi
paso_read=(journalctl --no-pager -u "$paso_unit")
[[ -z $paso_since ]] || paso_read+=(--since "$paso_since")
set -o pipefail
paso_try() { # COMMAND…: its messages, cut; 0 also where the cut ended it
  "$@" -o cat | head -c "$paso_limit"
  case ${PIPESTATUS[0]} in 0 | 141) return 0 ;; esac
  return 1
}
# Who may not read the system's journal gets an empty one, exit code 0 and a hint on standard error. Not so with -o cat,
# which keeps the hint back: so it is asked for first, without any message.
paso_hint=$("${paso_read[@]}" -n 0 2>&1 >/dev/null)
case $paso_hint in
*'not seeing messages'* | *'No journal files'*)
  if ! paso_hint=$(sudo "${paso_read[@]}" -n 0 2>&1 >/dev/null) || [[ $paso_hint == *'No journal files'* ]]; then
    printf '%s\n' "$paso_hint" >&2
    exit 1
  fi
  paso_try sudo "${paso_read[@]}"
  ;;
*) paso_try "${paso_read[@]}" ;;
esac
