# shellcheck shell=sh disable=SC2154 # set by the client, or by the other parts
# Which processes are an attempt's (or a query's): those of its session, those that carry its mark in their environment
# (PASO_MARK, the directory it runs in: what setsid, nohup and a lost parent leave of it), those that were seen to be its
# before their parent died (known, as pid:start), and all below them. sudo takes the mark away and root's environment cannot be
# read, so a root child is known by its session or its parents alone.
# Only /proc is read, and nothing is written: it works on a full disk, and where the run's directory is gone.

# look PID: sets parent group session start; false when it is gone or dead
look() {
  { IFS= read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # fields; the command's name, which may hold anything, ends at the last bracket
  set -- ${stat_line##*) }
  [ "$1" != Z ] && [ "$1" != X ] || return 1
  parent=$2 group=$3 session=$4 start=${20}
}

# of_mark DIR: the pids that carry the mark, as one line between blanks
of_mark() {
  printf ' '
  for file in $(grep -lzxF "PASO_MARK=$1" /proc/[0-9]*/environ 2>/dev/null); do
    file=${file#/proc/}
    printf '%s ' "${file%/environ}"
  done
}

# find_ours DIR [LEADER]: sets found (pids, as one line), groups, and known, to which it only adds
find_ours() {
  marked=$(of_mark "$1") found=' ' groups=' ' others=''
  known=" ${known:-} "
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    look "$pid" || continue
    case "$marked$known" in
    *" $pid "* | *" $pid:$start "*) count_in ;;
    *) if [ "$session" = "${2:-none}" ]; then count_in; else others="$others $pid $parent $group $start"; fi ;;
    esac
  done
  before=
  while [ "$before" != "$found" ]; do # until a turn adds none
    before=$found
    # shellcheck disable=SC2086 # words
    set -- $others
    others=
    while [ $# -gt 3 ]; do
      pid=$1 parent=$2 group=$3 start=$4
      shift 4
      case $found in *" $parent "*) count_in ;; *) others="$others $pid $parent $group $start" ;; esac
    done
  done
  found=${found# } found=${found% }
}

count_in() {
  found="$found$pid "
  case $known in *" $pid:$start "*) ;; *) known="$known$pid:$start " ;; esac
  case $groups in *" $group "*) ;; *) groups="$groups$group " ;; esac
}

# kill_ours DIR [LEADER]: nothing of it survives but what this account may not end. A whole group gets the signal at once, so that
# what forks without end cannot get ahead of it; and again, until none is left.
kill_ours() {
  tries=0
  while [ "$tries" -lt 40 ]; do
    find_ours "$@"
    mine=
    for pid in $found; do kill -0 "$pid" 2>/dev/null && mine="$mine $pid"; done
    [ -n "$mine" ] || return 0
    for group in $groups; do [ "$group" -gt 1 ] && kill -KILL "-$group" 2>/dev/null; done
    # shellcheck disable=SC2086 # pids
    kill -KILL $mine 2>/dev/null
    tries=$((tries + 1))
    [ "$tries" -lt 3 ] || sleep 0.05
  done
}

# tell_process PID: one record that names it, with its user and the beginning of its command line
tell_process() {
  line=$({ tr '\000\n' '  ' <"/proc/$1/cmdline" | head -c 600; } 2>/dev/null)
  [ -n "$line" ] || { IFS= read -r line <"/proc/$1/comm"; } 2>/dev/null
  say "process pid=$1 user=$(stat -c %U "/proc/$1" 2>/dev/null) -- $(encoded "$line")"
}

# tell_left PID:START,PID:START…: those that are still there, each by a record
tell_left() {
  for entry in $(printf '%s' "$1" | tr ',' ' '); do
    look "${entry%:*}" && [ "$start" = "${entry#*:}" ] && tell_process "${entry%:*}"
  done
  return 0
}

# named PID…: as PID:START,PID:START…, of those that are there; cut where a record must not grow further
named() {
  list=
  for pid in "$@"; do
    [ "${#list}" -lt 300 ] || break
    look "$pid" && list=$list${list:+,}$pid:$start
  done
  printf '%s' "$list"
}

# processes: what is alive of an attempt, whether its directory is there or not
processes() {
  leader=''
  if [ "$(head -n 1 "$here/started" 2>/dev/null)" = "$(boot_id)" ]; then
    { read -r leader _ <"$here/session"; } 2>/dev/null
  fi
  find_ours "$here" "${leader:-none}"
  for pid in $found; do tell_process "$pid"; done
  finish
}
