# shellcheck shell=sh disable=SC2154 # set by the client, or by common.sh
# An attempt: start, supervise, follow, act on it; and questions in a copy of its state.

# ---------------------------------------------------------------- processes, without ps

# process PID: sets process_state parent session foreground; false when there is none
process() {
  { IFS= read -r stat_line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # fields; the command's name, which may hold anything, ends at the last bracket
  set -- ${stat_line##*) }
  process_state=$1 parent=$2 session=$4 foreground=$6
  [ "$process_state" != Z ] && [ "$process_state" != X ]
}

# members SESSION: the processes of a session, as one line. grep looks through all of them at once, for a shell reads byte
# by byte; what it proposes is then looked at, for the command's name in the line may hold anything.
members() {
  wanted=$1 found=
  [ -n "$wanted" ] || return 0
  for entry in $(grep -lE "[)] [^ZX] -?[0-9]+ -?[0-9]+ $wanted " /proc/[0-9]*/stat 2>/dev/null); do
    entry=${entry#/proc/}
    process "${entry%/stat}" && [ "$session" = "$wanted" ] && found="$found ${entry%/stat}"
  done
  printf '%s\n' "${found# }"
}

# read_session: sets leader; false as long as the step's shell does not exist
read_session() {
  leader=''
  { read -r leader <"$here/session"; } 2>/dev/null
  [ -n "$leader" ]
}

# terminal_of LEADER: the step's terminal
terminal_of() { readlink "/proc/$1/fd/0"; }

# leader_lives: the step's shell is there, and it is the one of this attempt (a pid is used again, a session with it)
leader_lives() { read_session && process "$leader" && [ "$session" = "$leader" ]; }

lock_is_free() { flock -s -n "$here/lock" true; }
lock_freed_within() { flock -s -w "$1" "$here/lock" true; }

# ---------------------------------------------------------------- an attempt: start

# build DIR: everything an attempt needs, so that it is born complete and closed to others. What is written when the
# disk may be full (session, result, why …) has its place from now on. Its lock is fd 9, and ours.
# Files are made by "true" and not by ":", nor by "exec": a redirection that fails ends sh at once where those have it,
# without a word of the room that is missing and with a half of the attempt left behind.
build() {
  mkdir "$1" || return 1
  mkfifo "$1/in" "$1/out" &
  fifos=$!
  true >>"$1/lock" || { wait; return 1; }
  exec 9>>"$1/lock"
  flock -n 9 &
  locking=$!
  printf "%s" "$paso_script" >"$1/script" && printf '%s\n' "$paso_digest" >"$1/digest" &&
    printf '%511s\n' '' >"$1/result" && printf '%511s\n' '' >"$1/why.new" && printf '%127s\n' '' >"$1/session" &&
    printf '%127s\n' '' >"$1/started.new" && printf '%7s\n' '' >"$1/status" && printf '%7s\n' '' >"$1/saved" &&
    true >"$1/log" && true >"$1/events" && true >"$1/captures" && true >"$1/state" && true >"$1/truncated.new" && true >"$1/log.err" &&
    true >"$1/script.err" && true >"$1/restore.err" && true >"$1/list"
  written=$? # a write that failed is told by printf
  wait "$fifos" && wait "$locking" && [ "$written" = 0 ]
}

# launch returns when the start is committed, or nothing of it is left.
launch() {
  # The block of variables, secrets among them, crosses to the supervisor in a pipe: never a file, never an argument.
  # "setsid -f" and not "&": a background job of sh ignores INT for ever, and so would the step.
  # paso_scope: where logind ends what is in a session that is over, it is put into a scope of the account's own manager.
  # shellcheck disable=SC2086 # words
  printf '%s' "$paso_step" | ${paso_scope:-} setsid -f sh "$run/$paso_harness" supervise "$run" "$paso_attempt" \
    "$paso_prelude" "$paso_timeout" "$paso_max_log" "$step_umask" "$paso_rows" "$paso_columns" 2>/dev/null | read -r _
}

start() {
  is_private "$run" || refuse "missing"
  if [ -n "$paso_state" ] && ! has_state "$run/attempts/$paso_state"; then refuse "state -- $paso_state"; fi
  ours=no
  if [ ! -d "$here" ]; then
    new=$run/attempts/.new.$paso_attempt.$$
    [ ! -e "$new" ] || rm -rf "$new"
    build "$new" 2>/dev/null || { rm -rf "$new"; no_room "$run"; }
    if [ "$paso_check" = yes ] && ! complaint=$(bash -n "$new/script" 2>&1); then
      rm -rf "$new"
      refuse "syntax -- $(encoded "$complaint")"
    fi
    if mv -T "$new" "$here" 2>/dev/null; then ours=yes; else rm -rf "$new"; fi # somebody else was first: theirs stands
  fi
  digest=
  IFS= read -r digest <"$here/digest"
  [ "$digest" = "$paso_digest" ] || refuse "different"
  begun=existing tries=0
  [ "$ours" = yes ] || exec 9>>"$here/lock"
  until [ -e "$here/started" ]; do
    if [ "$ours" = yes ] || flock -n 9; then
      [ -e "$here/started" ] || begun=new
      break
    fi
    tries=$((tries + 1)) # another start holds the lock and has not come to "started"
    [ "$tries" -lt 400 ] || refuse "busy"
    sleep 0.05
  done
  listen # before the launch: it is ready when the first output comes
  [ "$begun" = existing ] || launch
  exec 9>&-
  until [ -e "$here/started" ] || lock_is_free; do sleep 0.02; done # another's: "begun" is said of what is committed
  say "begun how=$begun"
  hold
}

# ---------------------------------------------------------------- an attempt: the supervisor

# no_core: a process that a limit ends leaves no dump (dash, bash and busybox know the option)
# shellcheck disable=SC3045
no_core() { ulimit -c 0 2>/dev/null || true; }

# keep_log LIMIT: from the step's terminal to the log. It drains whatever happens, for a step must neither block nor
# die because the disk is full or its output has no end.
keep_log() {
  exec 9>&- >/dev/null
  (
    no_core
    [ "$1" = 0 ] || ulimit -f "$1"
    exec cat >>log 2>log.err
  ) || {
    mv -f truncated.new truncated # neither a block nor an inode is needed
    exec cat >/dev/null
  }
}

# watch SECONDS: the time limit holds with nobody connected
watch() {
  exec 9>&- </dev/null >/dev/null
  lock_freed_within "$1" || { paso_why=timeout; cancel; }
}

# await_members: when the leader was killed the shell below it is hung up on, and needs a moment to save its state
await_members() {
  tries=0
  while [ -n "$(members "$leader")" ] && [ "$tries" -lt 20 ]; do tries=$((tries + 1)); sleep 0.1; done
}

# settle: at a normal end the rest of the session is hung up on, as by a closed terminal, and what stays is reported;
# after a cancel or a timeout everything that is the step's is ended, in its session or not
settle() {
  if [ -s why ]; then
    { read -r _; read -r known; } <why
    find_ours "$here" "$leader"
    signal_found HUP
    signal_found CONT # what is stopped hears of nothing but KILL
    [ -z "$found" ] || sleep 0.2
    find_ours "$here" "$leader"
    signal_found TERM
    [ -z "$found" ] || sleep 0.3
    kill_ours "$here" "$leader"
    left=$found
    return 0
  fi
  left=$(members "$leader")
  [ -n "$left" ] || return 0
  # shellcheck disable=SC2086 # pids
  { kill -HUP $left; kill -CONT $left; } 2>/dev/null
  sleep 0.2
  left=$(members "$leader")
}

signal_found() {
  # shellcheck disable=SC2086 # pids
  [ -z "$found" ] || kill -"$1" $found 2>/dev/null
}

# commit: from here on the attempt has begun. It must outlive a power cut too: journaling file systems sync the names
# with the file.
commit() {
  { boot_id && echo "$$"; } 1<>started.new && mv started.new started && { sync started || true; } 2>/dev/null
}

# release: the step's shell waits for its block, and gets it when the start is committed; script(1) and the shell come up
# meanwhile. The launcher waits for the line, and may be gone.
release() {
  trap '' PIPE
  block=$(cat)
  case $block in *'# complete') ;; *) return ;; esac # the launcher was cut off: nothing has begun
  commit || return
  echo begun >&7
  exec 7>&-
  printf '%s' "$block"
}

# has_state DIR: the shell left a snapshot there, and read it back whole
has_state() {
  word=''
  { read -r word <"$1/saved"; } 2>/dev/null
  [ "$word" = ok ]
}

# saved_state: what became of the snapshot
saved_state() {
  if has_state .; then state=ok; elif [ -s state ]; then state=short; else state=none; fi
}

# supervise, the file's own verb: RUN ATTEMPT PRELUDE TIMEOUT MAX_LOG UMASK ROWS COLUMNS; stdin: the block for the shell;
# stdout: the launcher, who waits for a line
supervise() {
  cd "$here" || exit 70
  exec 7>&1 >/dev/null
  : >log # of a launch that was not committed
  [ "$2" = 0 ] || watch "$2" 7>&- &
  keep_log "$3" <out 7>&- &
  logger=$!
  # script(1) runs $SHELL -c: a bash there would read start-up files of its own. The sh that it runs says which session
  # it is, and leaves the status of bash; what sh itself would say of a killed bash is not the step's. (With
  # POSIXLY_CORRECT bash would neither read the prelude nor let it replace trap and exit.) script holds the lock (fd 9),
  # which thus stays taken if this process is killed; the step and its daemons do not get fd 9.
  export PASO_RUN="$run" PASO_ATTEMPT="$here" PASO_PRELUDE="$run/$1" PASO_UMASK="$4"
  export PASO_SHELL="${SHELL:-/bin/sh}" PASO_BASH_ENV="${BASH_ENV:-}" PASO_ROWS="$5" PASO_COLUMNS="$6"
  # shellcheck disable=SC2016 # expanded by the sh that script runs
  begin='printf "%s " "$$" 1<>"$PASO_ATTEMPT/session"
    stty rows "$PASO_ROWS" cols "$PASO_COLUMNS" susp undef echo 2>/dev/null 9>&-
    unset POSIXLY_CORRECT PASO_ROWS PASO_COLUMNS
    trap : INT QUIT TERM
    exec 3>&2 2>/dev/null
    (exec bash "$PASO_ATTEMPT/script" 2>&3 3>&- 9>&-)
    code=$?
    printf "%s " "$code" 1<>"$PASO_ATTEMPT/status"
    exit "$code"'
  release | BASH_ENV=$run/$1 SHELL=/bin/sh TERM=xterm-256color \
    script -qec "$begin" /dev/null 8<&0 0<>in >out 2>script.err 7>&-
  code=$?
  exec 7>&-
  wait "$logger"
  [ -e started ] || exit 70
  # If script was killed the shell ends in its own time; until then the step has not ended.
  while leader_lives; do sleep 0.1; done
  # The status that bash left is the truth. script that is sent TERM (a shutdown) says 0, whatever became of the shell:
  # without a status its word counts only for a death by signal, and else the outcome is unknown, so no result is written.
  seen=
  read -r seen <status
  if [ -n "$seen" ]; then code=$seen; elif [ "$code" -lt 128 ]; then exit 70; else await_members; fi
  settle
  saved_state
  why=
  [ ! -s why ] || why=$(head -n 1 why)
  truncated=no
  [ -e truncated ] && truncated=yes
  listed=
  # shellcheck disable=SC2086 # pids
  [ -z "$left" ] || listed=$(named $left)
  # shellcheck disable=SC2046 # "LINES BYTES NAME" of each and of all
  set -- $(wc -lc log events)
  printf 'exit=%s state=%s why=%s size=%s events=%s truncated=%s left=%s end' "$code" "$state" "$why" \
    "$2" "$4" "$truncated" "$listed" 1<>result
  rm -f in out 9>&- &
}

# ---------------------------------------------------------------- an attempt: follow, ask

# describe: one record saying how the attempt stands, once its lock is free
describe() {
  if [ ! -e "$here/started" ]; then
    say "end how=unstarted"
    return
  fi
  result=
  IFS= read -r result <"$here/result"
  case $result in
  *' end'*)
    if [ -s "$here/captures" ]; then
      head -c 1048576 "$here/captures" | base64 -w 2048 | while IFS= read -r chunk; do say "captures -- $chunk"; done
    fi
    left=${result#* left=} left=${left%% *}
    [ -z "$left" ] || tell_left "$left"
    say "end how=finished ${result%% end*}"
    ;;
  *)
    changed=no leader=''
    read -r started_boot <"$here/started"
    if [ "$started_boot" = "$(boot_id)" ]; then read_session; else changed=yes; fi
    find_ours "$here" "${leader:-none}"
    for pid in $found; do tell_process "$pid"; done
    # shellcheck disable=SC2086 # pids
    say "end how=lost rebooted=$changed left=$(named $found) size=$(byte_count "$here/log") events=$(line_count "$here/events")"
    ;;
  esac
}

# listen: stdout is the log from paso_offset on, stderr all events and then the end.
listen() {
  mark_output
  tail -c "+$((paso_offset + 1))" -f "$here/log" 2>/dev/null 9>&- &
  output=$!
  tail -n +1 -f "$here/events" >&2 2>/dev/null 9>&- &
  marks=$!
  # no polling: the lock wakes this up, also when the supervisor is killed
  # shellcheck disable=SC2016 # expanded by the inner sh, whose arguments are the file's
  flock -s "$here/lock" sh -c 'if [ -r "$0" ]; then . "$0"; else printf "\036end how=gone\036" >&2; fi' \
    "$run/$paso_harness" describe "$run" "$paso_attempt" >/dev/null 9>&- &
  waiter=$!
}

# hold: stdin is the keyboard. It ends with stdin, so nothing is left behind by a client that is gone.
hold() {
  if [ -p "$here/in" ]; then cat 1<>"$here/in" 2>/dev/null; else cat >/dev/null; fi
  kill "$output" "$marks" "$waiter" 2>/dev/null
  wait
}

follow() {
  [ -d "$here" ] || refuse "absent"
  say "begun how=existing"
  listen
  hold
}

status() {
  [ -d "$run" ] || finish "how=missing"
  [ -d "$here" ] || finish "how=absent"
  lock_is_free || finish "how=running boot=$(head -n 1 "$here/started" 2>/dev/null)"
  mark_output
  cat "$here/events"
  describe
  finish
}

# ---------------------------------------------------------------- an attempt: act on it

terminal_flags() { LC_ALL=C stty -F "$(terminal_of "$leader")" -a 2>/dev/null | tr '\n;' '  '; }
terminal_has() { case " $flags " in *" $1 "*) return 0 ;; *) return 1 ;; esac }

terminal_mode() {
  leader_lives || refuse "ended"
  flags=$(terminal_flags)
  echo=yes canonical=yes
  terminal_has -echo && echo=no
  terminal_has -icanon && canonical=no
  finish "echo=$echo canonical=$canonical"
}

secret() {
  tries=0
  while :; do
    leader_lives || refuse "ended"
    [ -p "$here/in" ] || refuse "ended"
    flags=$(terminal_flags)
    terminal_has -echo && break
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || refuse "echoes"
    sleep 0.1
  done
  printf '%s\n' "$paso_secret" 1<>"$here/in"
  finish
}

resize() {
  leader_lives || refuse "ended"
  stty -F "$(terminal_of "$leader")" rows "$paso_rows" cols "$paso_cols" 2>/dev/null || refuse "ended"
  finish
}

# interrupt: exactly one INT. A ^C through the terminal reaches root's children too, as the kernel sends it; kill(2)
# only where the terminal makes no signals.
interrupt() {
  flags=$(terminal_flags)
  if terminal_has -isig; then
    process "$leader" && [ "$foreground" -gt 1 ] && kill -INT -"$foreground" 2>/dev/null
  elif [ -p "$here/in" ]; then printf '\003' 1<>"$here/in"; fi
}

# ask_to_end: from here on no statement begins. The place of the note is there from birth on, so that it can be written on a full
# disk. It holds what is known to be the step's: a process of root is not found again once its parent is gone.
ask_to_end() {
  find_ours "$here" "${leader:-none}"
  [ ! -e "$here/why" ] || return 0
  printf '%s\n%.400s\n' "$paso_why" "$known" 1<>"$here/why.new"
  mv -f "$here/why.new" "$here/why" 2>/dev/null
}

cancel() {
  trap '' PIPE # it goes on when the client that asked for it is cut off
  [ -d "$here" ] || refuse "absent"
  known=
  lock_is_free && report_left
  tries=0
  until read_session || [ "$tries" -ge 20 ]; do tries=$((tries + 1)); sleep 0.1; done
  ask_to_end
  # script(1) stops itself when the shell below it is stopped, and passes nothing on
  process "$leader" && terminal_process=$parent && [ "$parent" -gt 1 ] && kill -CONT "$parent" 2>/dev/null
  say "signal INT"
  interrupt
  signal_found CONT # a process that is stopped hears of nothing
  lock_freed_within "${paso_int_wait:-2}" && report_left
  say "signal TERM"
  find_ours "$here" "${leader:-none}"
  signal_found TERM
  lock_freed_within "${paso_term_wait:-3}" && report_left
  say "signal KILL"
  # closing the terminal hangs up on what is left of the session, root's too
  kill_ours "$here" "${leader:-none}"
  [ "${terminal_process:-0}" -gt 1 ] && process "$terminal_process" && kill -KILL "$terminal_process" 2>/dev/null
  lock_freed_within 5
  report_left
}

report_left() {
  read_session
  find_ours "$here" "${leader:-none}"
  for pid in $found; do tell_process "$pid"; done
  # shellcheck disable=SC2086 # pids
  finish "left=$(named $found)"
}

# ---------------------------------------------------------------- questions

# query: a script in a throwaway shell. Its output goes to files, bounded by ulimit: a pipe would wait for a daemon. It ends when
# its time is over, and when whoever asked is gone (fd 3, the call's stdin, which the client keeps open for as long as it waits).
query() {
  if [ -n "$paso_state" ] && ! has_state "$run/attempts/$paso_state"; then refuse "state -- $paso_state"; fi
  is_private "$run" || refuse "missing"
  work=$(mktemp -d "$run/query.XXXXXX") || no_room "$run"
  trap 'rm -rf "$work"' EXIT
  trap 'exit 70' HUP INT TERM PIPE
  exec 3<&0
  # On a full disk a question has no answer: none is made of what could be kept of it.
  for file in code status room; do
    { printf '%7s\n' '' >"$work/$file"; } 2>/dev/null && [ -s "$work/$file" ] || no_room "$run"
  done
  (
    umask "$step_umask"
    no_core
    ulimit -f 131072
    # shellcheck disable=SC2016 # expanded by the inner sh
    printf '%s' "$paso_step" | PASO_RUN=$run PASO_QUERY=$work PASO_UMASK=$step_umask \
      timeout -k 2 "$paso_timeout" sh -c 'unset POSIXLY_CORRECT
        { cat >/dev/null; [ ! -d "$PASO_QUERY" ] || exec setsid sh "$PASO_RUN/$0" end_query "$PASO_RUN" "${PASO_QUERY##*/}"; } <&3 8<&- >/dev/null 2>&1 &
        bash "$@" 3<&-; printf "%s " "$?" 1<>"$PASO_QUERY/code"' "$paso_harness" "$run/$paso_prelude" \
      8<&0 </dev/null >"$work/out" 2>"$work/err"
    printf '%s ' "$?" 1<>"$work/status"
  )
  timed_out=no code=
  read -r status <"$work/status"
  read -r code <"$work/code"
  if [ -z "$code" ]; then
    code=$status
    case $status in 124 | 137) timed_out=yes ;; esac
  fi
  { printf '%8191s\n' '' >"$work/room"; } 2>/dev/null && [ "$(byte_count "$work/room")" -eq 8192 ] || no_room "$run"
  [ "$timed_out" = no ] || { known=''; kill_ours "$work"; }
  mark_output
  head -c "$paso_max" "$work/out"
  head -c "$paso_max" "$work/err"
  finish "exit=$code timeout=$timed_out out=$(byte_count "$work/out") err=$(byte_count "$work/err")"
}

# end_query, the file's own verb: RUN QUERY. Whoever asked is gone; a query that has its answer is not there any more. It is in a
# session of its own, because the whole group that timeout(1) made is ended.
end_query() {
  code=unasked
  { read -r code <"$run/$paso_attempt/code"; } 2>/dev/null
  [ -z "$code" ] || return 0
  known=''
  kill_ours "$run/$paso_attempt"
  rm -rf "${run:?}/$paso_attempt"
}

# ----------------------------------------------------------------

[ -z "${paso_mark:-}" ] || say "mark $paso_mark"
case $paso_verb in
supervise) shift 3; supervise "$@" ;;
*) "$paso_verb" ;;
esac
