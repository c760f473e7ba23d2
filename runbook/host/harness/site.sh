# shellcheck shell=sh disable=SC2154 # set by the client, or by common.sh
# The host as such: the run's directory, facts, sudo, files, the lock.

# ---------------------------------------------------------------- the run's directory

# unsafe PATH WHY: refused, telling whose it is
unsafe() {
  # shellcheck disable=SC2046
  set -- "$1" "$2" $(LC_ALL=C stat -c '%U %a' "$1" 2>/dev/null)
  refuse "unsafe why=$2 owner=${3:-} mode=${4:-} -- $1"
}

# check_directory PATH own|any: refused unless it is a directory, of this account (any: or of root), in which nobody else
# can change a name. Of a sticky directory that may be anybody's who asks; a group of the owner's own name is the owner.
check_directory() {
  # shellcheck disable=SC2046
  set -- "$1" "$2" $(LC_ALL=C stat -c '%u 0%a %U %G %F' "$1" 2>/dev/null)
  [ "${7:-}" = directory ] || unsafe "$1" link
  [ "$3" = "$me" ] || { [ "$2" = any ] && [ "$3" = 0 ]; } || unsafe "$1" owner
  [ "$2" = any ] && [ "$(($4 & 01000))" != 0 ] && return
  if [ "$(($4 & 002))" != 0 ] || { [ "$(($4 & 020))" != 0 ] && [ "$5" != "$6" ]; }; then unsafe "$1" writable; fi
}

# make_directory PATH: one level, and only where what is above has been looked at
make_directory() {
  [ -e "$1" ] || [ -L "$1" ] || mkdir "$1" 2>/dev/null || [ -d "$1" ] || no_room "$1"
  check_directory "$1" own
}

# check_above PATH: it and everything above, by its real name. Who can rename one of these steers what is below.
check_above() {
  above=$(cd -P "$1" 2>/dev/null && pwd) || refuse "directory -- $1"
  while :; do
    check_directory "${above:-/}" any
    [ -n "$above" ] && [ "$above" != / ] || break
    above=${above%/*}
  done
}

install_file() { # NAME TEXT BYTES: whole or not at all, and never changed afterwards
  [ -f "$run/$1" ] && [ ! -L "$run/$1" ] && [ -O "$run/$1" ] && return 0
  new=$run/.$1.$$
  { printf '%s' "$2" >"$new"; } 2>/dev/null && [ "$(byte_count "$new")" -eq "$3" ] && mv -fT "$new" "$run/$1" && return 0
  rm -f "$new"
  return 1
}

prepare() {
  existed=no me=$(id -u)
  { [ -d "$run" ] || [ -L "$run" ]; } && existed=yes
  above=${base%/*}
  mkdir -p "${above:-/}" 2>/dev/null || no_room "${above:-/}"
  check_above "${above:-/}"
  for directory in "$base" "$run" "$run/attempts"; do make_directory "$directory"; done
  chmod 700 "$run" "$run/attempts"
  install_file "$paso_harness" "$paso_harness_text" "$paso_harness_size" || no_room "$run"
  install_file "$paso_prelude" "$paso_prelude_text" "$paso_prelude_size" || no_room "$run"
  finish "existed=$existed boot=$(boot_id) -- $run"
}

remove() {
  [ -d "$run" ] || finish
  is_private "$run" || refuse "unsafe -- $run"
  for attempt in "$run"/attempts/*/; do
    [ -e "$attempt/lock" ] || continue
    flock -n "$attempt/lock" true || { attempt=${attempt%/}; refuse "held -- ${attempt##*/}"; }
  done
  rm -rf "$run" || refuse "directory -- $run"
  finish
}

verify_sudo() {
  command -v sudo >/dev/null || refuse "sudo -- $(encoded 'sudo: not found')"
  complaint=$(printf '%s\n' "$paso_secret" | LC_ALL=C sudo -k -S -p '' -v 2>&1) || refuse "sudo -- $(encoded "$complaint")"
  finish
}

# logout_kills: whether logind ends what runs on when the account logs out: no, yes, scope (it would, but a scope of the account's own
# manager is spared, for that stays: linger alone does not spare what is in the session), or unknown
logout_kills() {
  told=$(loginctl show-user --property=KillUserProcesses --property=KillOnlyUsers --property=KillExcludeUsers 2>/dev/null)
  me=$(id -un)
  excluded=" $(printf '%s\n' "$told" | sed -n 's/^KillExcludeUsers=//p') "
  only=$(printf '%s\n' "$told" | sed -n 's/^KillOnlyUsers=//p')
  case $told in
  *KillUserProcesses=no*) echo no; return ;;
  *KillUserProcesses=yes*) ;;
  *) echo unknown; return ;;
  esac
  case $excluded in *" $me "*) echo no; return ;; esac
  case " $only " in "  " | *" $me "*) ;; *) echo no; return ;; esac
  case $(loginctl show-user --property=Linger "$me" 2>/dev/null) in
  *=yes) systemd-run --user --scope --quiet true </dev/null >/dev/null 2>&1 && { echo scope; return; } ;;
  esac
  echo yes
}

probe() {
  missing=
  for tool in bash script setsid flock mkfifo tail head stty base64 timeout mktemp readlink; do
    command -v "$tool" >/dev/null || missing=$missing${missing:+,}$tool
  done
  # shellcheck disable=SC2016 # expanded by bash
  version=$(bash -c 'echo "$BASH_VERSION"' 2>/dev/null)
  kills=$(logout_kills)
  finish "boot=$(boot_id) now=$(date +%s.%N) bash=${version%% *} missing=$missing kills=$kills user=$(id -un) system=$(uname -s) -- $(uname -n)"
}

# ---------------------------------------------------------------- files

absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s' "$run/$1" ;; esac; }

read_file() {
  file=$(absolute "$paso_path")
  [ -e "$file" ] || refuse "nofile"
  if [ ! -f "$file" ] || [ ! -r "$file" ]; then refuse "directory -- $file"; fi
  mark_output
  cat "$file" || refuse "directory -- $file"
  finish
}

write_file() { # stdin: paso_size bytes
  file=$(absolute "$paso_path")
  directory=${file%/*}
  mkdir -p "$directory" 2>/dev/null
  if [ ! -w "$directory" ] || [ -d "$file" ]; then refuse "directory -- $file"; fi
  new=$(mktemp "$directory/.paso.XXXXXX" 2>/dev/null) || no_room "$file" # a name that nobody can foresee
  trap 'rm -f "$new"' EXIT
  head -c "$paso_size" >"$new" 2>/dev/null
  [ "$(byte_count "$new")" -eq "$paso_size" ] || no_room "$file"
  if ! { chmod "$paso_mode" "$new" && sync "$new" && mv -fT "$new" "$file"; }; then no_room "$file"; fi
  finish
}

# ---------------------------------------------------------------- the lock
# NAME.EPOCH are files of which the highest counts; its first word says whether it is held. Nobody can remove or
# change another account's file (sticky directory), but anybody may add the next epoch, by link(2), which is atomic.
# The time of last change is the heartbeat. All ages are of this host's clock.

lock_directory() {
  if [ ! -e "$paso_dir" ] && [ ! -L "$paso_dir" ]; then
    (umask 0; mkdir -p "${paso_dir%/*}" 2>/dev/null; mkdir -m 1777 "$paso_dir" 2>/dev/null)
  fi
  if [ ! -d "$paso_dir" ] || [ -L "$paso_dir" ]; then unsafe "$paso_dir" link; fi
  # shellcheck disable=SC2046
  set -- $(stat -c '%u %a' "$paso_dir")
  # a directory planted by a service account (a web server, say) is not trusted; root's, ours and people's are
  if [ "$1" != 0 ] && [ "$1" != "$(id -u)" ] && { [ "$1" -lt 1000 ] || [ "$1" = 65534 ]; }; then unsafe "$paso_dir" owner; fi
  case $2 in
  *[2367][0-7] | *[2367]) case $2 in [1357]???) ;; *) [ "$1" = "$(id -u)" ] || unsafe "$paso_dir" writable ;; esac ;;
  esac
}

# highest: sets epoch (0: never held) and file. A file that goes while it is looked at was followed by a higher one, which
# the list may not have: then it is listed again.
highest() {
  tries=0
  while :; do
    epoch=0 gone=
    for file in "$paso_dir/$paso_name".*; do
      number=${file##*.}
      case $number in '' | *[!0-9]* | 0* | ??????????*) continue ;; esac
      [ -L "$file" ] && continue
      [ -e "$file" ] || gone=1
      [ -f "$file" ] && [ "$number" -gt "$epoch" ] && epoch=$number
    done
    tries=$((tries + 1))
    if [ -z "$gone" ] || [ "$tries" -ge 100 ]; then break; fi
  done
  file=$paso_dir/$paso_name.$epoch
}

beat_of() { LC_ALL=C stat -c %.9Y "$1" 2>/dev/null; }

# holder WORD: the record of the highest epoch, named WORD
holder() {
  if [ "$epoch" = 0 ]; then say "$1 epoch=0 held=no"; return; fi
  held='' since=0
  # It may be anybody's, so it is read neither for ever (a FIFO put in its place) nor without end.
  text=$(timeout 2 head -c 4096 "$file" 2>/dev/null)
  { read -r held since; IFS= read -r about; } <<TEXT
$text
TEXT
  case $since in '' | *[!0-9]*) since=0 ;; esac
  [ "$held" = free ] && held=no || held=yes
  say "$1 epoch=$epoch held=$held since=$since beat=$(beat_of "$file") now=$(date +%s.%N) account=$(stat -c %U "$file") -- $(printf '%.2000s' "$about" | base64 | tr -d '\n')"
}

# add WORD: the next epoch, as WORD (held or free); false when somebody was quicker
add() {
  # Something else in the place of the next epoch, or one that no number comes after, would be tried for ever.
  next=$paso_dir/$paso_name.$((epoch + 1))
  if [ -L "$next" ] || { [ -e "$next" ] && [ ! -f "$next" ]; }; then unsafe "$next" planted; fi
  [ "$epoch" -lt 999999999 ] || unsafe "$file" planted
  new=$(mktemp "$paso_dir/.$paso_name.XXXXXX" 2>/dev/null) || no_room "$paso_dir" # a name that nobody can foresee
  printf '%s %s\n%s\n' "$1" "$(date +%s)" "$paso_about" >"$new" 2>/dev/null
  [ -s "$new" ] || { rm -f "$new"; no_room "$paso_dir"; }
  chmod 644 "$new"
  ln -T "$new" "$paso_dir/$paso_name.$((epoch + 1))" 2>/dev/null
  added=$?
  rm -f "$new"
  [ "$added" = 0 ] || return 1
  # Its name may have been used and removed since we looked: then a higher one is there, and ours never counted.
  ours=$((epoch + 1))
  highest
  if [ "$epoch" != "$ours" ]; then rm -f "$paso_dir/$paso_name.$ours"; return 1; fi
  epoch=$((ours - 1))
  # our own older epochs say nothing any more
  for old in "$paso_dir/$paso_name".*; do
    number=${old##*.}
    case $number in '' | *[!0-9]*) continue ;; esac
    [ "$number" -le "$epoch" ] && [ -O "$old" ] && rm -f "$old"
  done
  epoch=$((epoch + 1))
  return 0
}

# paso_expect is the epoch that the client has judged (free, its own, or to be taken over), and paso_beat, where it is to be
# taken from somebody, the last sign of life that was judged: one that has come since keeps it.
lock_add() {
  lock_directory
  highest
  if [ "$epoch" = "$paso_expect" ] && { [ -z "$paso_beat" ] || [ "$(beat_of "$file")" = "$paso_beat" ]; }; then
    add "$paso_word" && finish "epoch=$epoch"
  fi
  highest
  holder holder
  refuse "changed"
}

lock_status() {
  lock_directory
  highest
  holder holder
  finish
}

lock_beat() {
  lock_directory
  highest
  if [ "$epoch" != "$paso_expect" ] || ! grep -q '^held ' "$file"; then
    holder holder
    refuse "changed"
  fi
  touch -c "$file" 2>/dev/null || no_room "$file"
  finish
}

# lock_running: whether a step of the run paso_other runs on this host. Our own runs are asked by their attempts' locks;
# those of another account are told by the supervisor's command line, where /proc shows it.
lock_running() {
  running=unknown attempt=
  if [ -d "$base/$paso_other/attempts" ]; then
    running=no
    for one in "$base/$paso_other"/attempts/*/; do
      [ -e "$one/lock" ] || continue
      flock -n "$one/lock" true && continue
      one=${one%/} running=yes attempt=${one##*/}
    done
  elif head -c 1 /proc/1/cmdline >/dev/null 2>&1; then
    running=no
    # shellcheck disable=SC2062 # files, not a pattern
    for one in $(printf '/%s/harness-' "$paso_other" | grep -lsaF -f - /proc/[0-9]*/cmdline); do
      # shellcheck disable=SC2046 # split on purpose: sh FILE supervise RUN ATTEMPT
      set -- $(tr '\0' ' ' <"$one" 2>/dev/null)
      [ "${3:-}" = supervise ] && running=yes attempt=${5:-}
    done
  fi
  case $attempt in *[!A-Za-z0-9._-]*) attempt= ;; esac
  finish "running=$running -- $attempt"
}

# ----------------------------------------------------------------

[ -z "${paso_mark:-}" ] || say "mark $paso_mark"
"$paso_verb"
