# shellcheck shell=bash disable=SC2154,SC2317 # the block sets variables; functions are called by traps and the script
# paso's prelude. bash reads it before the step's script (through BASH_ENV, so that $0, line numbers and messages stay
# those of the script), or runs it for a query. It restores the shell that the step starts from, sets the variables,
# says which statement runs, and leaves captures and the shell's state behind. Every name of ours starts with __paso_.
#
# fd 8 is a pipe with the block: __paso_assign (a function that sets the variables), __paso_base, __paso_login, __paso_secrets,
# __paso_captures, __paso_wanted (their names), __paso_statement (line -> statement), __paso_statements, __paso_script.

# A bash that a start-up file of the login shell runs (pyenv init, nvm …) inherits all this too. It is not the step's: the
# block on fd 8 is not for it.
if [[ ${PASO_ATTEMPT-} && $0 != "$PASO_ATTEMPT/script" ]]; then
  exec 8<&-
  if [[ $PASO_BASH_ENV ]]; then BASH_ENV=$PASO_BASH_ENV; else unset BASH_ENV; fi
  unset PASO_RUN PASO_ATTEMPT PASO_QUERY PASO_UMASK PASO_SHELL PASO_BASH_ENV PASO_PRELUDE
  # shellcheck source=/dev/null
  [[ ! ${BASH_ENV-} ]] || builtin . "$BASH_ENV"
  builtin return
fi

__paso_run=$PASO_RUN __paso_here=${PASO_ATTEMPT-} __paso_query=${PASO_QUERY-} __paso_umask=$PASO_UMASK
if [[ $__paso_here ]]; then
  export SHELL=$PASO_SHELL
  if [[ $PASO_BASH_ENV ]]; then BASH_ENV=$PASO_BASH_ENV; else unset BASH_ENV; fi
fi
unset PASO_RUN PASO_ATTEMPT PASO_QUERY PASO_UMASK PASO_SHELL PASO_BASH_ENV PASO_PRELUDE

# shellcheck source=/dev/null
builtin . /dev/fd/8
exec 8<&-
[[ ${__paso_complete-} ]] || builtin exit 97 # the start was not committed: nothing has begun
umask "$__paso_umask"

# Variables that belong to the process and not to the work: neither saved nor taken away.
__paso_own='@(BASH|BASHOPTS|BASHPID|BASH_*|DIRSTACK|EPOCH*|EUID|FUNCNAME|GROUPS|HOSTNAME|HOSTTYPE|LINENO|MACHTYPE|OSTYPE|PIPESTATUS|PPID|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM|UID|_|COMP_*|COLUMNS|LINES|TERM|SSH_*|SUDO_PROMPT|PASO_MARK|XDG_RUNTIME_DIR|XDG_SESSION_ID|__paso_*)'

__paso_event() { # KIND FIELD...: one line, one write; never false: an event that a full disk refuses must not end the step
  local __paso_fields # without IFS: "local" of what a script has made readonly fails, and would end the step
  builtin printf -v __paso_fields '\t%s' "$@"
  builtin printf '%s%s\n' "${EPOCHREALTIME-$(builtin printf '%(%s)T' -1)}" "$__paso_fields" >>"$__paso_here/events" || :
} 2>/dev/null

# __paso_list COMMAND ARGUMENT...: the lines that a builtin prints, in __paso_listed. By way of a file, which costs less than a fork
# and a pipe that is read byte by byte; those are for a full disk.
__paso_list() {
  __paso_listed=()
  if { builtin "$@" && builtin echo .; } >"${__paso_here:-$__paso_query}/list"; then
    builtin mapfile -t __paso_listed <"${__paso_here:-$__paso_query}/list"
  fi
  if [[ ${__paso_listed[*]: -1} == . ]]; then unset -v '__paso_listed[-1]'; else builtin mapfile -t __paso_listed < <(builtin "$@"); fi
} 2>/dev/null

__paso_restore() { # the snapshot of the attempt that this one starts from
  local __paso_name
  __paso_list compgen -e
  for __paso_name in "${__paso_listed[@]}"; do
    # shellcheck disable=SC2053 # a pattern
    [[ $__paso_name == $__paso_own ]] || unset -v "$__paso_name" 2>/dev/null
  done
}

# ---------------------------------------------------------------- the end of a step

# __paso_holds_secret NAME: its value, or an element, contains the value of a secret
__paso_holds_secret() {
  local -n __paso_ref=$1 2>/dev/null || return 1
  local __paso_value __paso_element
  for __paso_value in "${__paso_secret_values[@]}"; do
    for __paso_element in "${__paso_ref[@]}"; do
      [[ $__paso_element == *"$__paso_value"* ]] && return 0
    done
  done
  return 1
}

__paso_is_secret() { # NAME
  local __paso_name
  for __paso_name in "${__paso_secrets[@]}"; do
    [[ $__paso_name == "$1" ]] && return 0
  done
  if (( ${#__paso_secret_values[@]} )) && __paso_holds_secret "$1"; then
    [[ ${__paso_brought[$1]-} == "$(declare -p "$1")" ]] && return 1
    __paso_event withheld "$1"
    return 0
  fi
  return 1
}

__paso_save_variables() {
  local __paso_name __paso_keep=()
  for __paso_name in "${__paso_listed[@]}"; do
    # shellcheck disable=SC2053
    [[ $__paso_name == $__paso_own ]] || __paso_is_secret "$__paso_name" || __paso_keep+=("$__paso_name")
  done
  (( ${#__paso_keep[@]} )) && builtin declare -p "${__paso_keep[@]}" 2>/dev/null # of no name it would tell all, secrets too
}

__paso_save_functions() {
  local __paso_line __paso_keep=() __paso_exported=()
  for __paso_line in "${__paso_listed[@]}"; do # declare -FLAGS NAME
    local __paso_flags=${__paso_line#declare } __paso_name=${__paso_line#declare -* }
    [[ $__paso_name == __paso_* || $__paso_name == trap || $__paso_name == exit ]] && continue
    __paso_keep+=("$__paso_name")
    [[ ${__paso_flags%% *} == *x* ]] && __paso_exported+=("$__paso_name")
  done
  (( ${#__paso_keep[@]} )) && builtin declare -f "${__paso_keep[@]}"
  (( ${#__paso_exported[@]} )) && builtin printf 'export -f %q\n' "${__paso_exported[@]}"
}

# The options of set as they were when the script ended: SHELLOPTS names those that were on.
__paso_save_options() {
  local __paso_line __paso_name
  for __paso_line in "${__paso_listed[@]}"; do # set +o NAME
    __paso_name=${__paso_line##* }
    case $__paso_name in
      errexit | errtrace | functrace | monitor | history | pipefail) continue ;;
    esac
    if [[ :$__paso_options: == *:"$__paso_name":* ]]; then builtin printf 'set -o %s\n' "$__paso_name"
    else builtin printf 'set +o %s\n' "$__paso_name"; fi
  done
}

__paso_save() { # into the file "state": appended to, since lists go by way of a file as well
  builtin umask -p
  builtin printf 'shopt -s extglob\n' # functions may need it to be read; the options come last
  __paso_list compgen -v
  __paso_save_variables
  __paso_list declare -F
  __paso_save_functions
  builtin alias -p
  builtin printf '%s\n' "$__paso_traps"
  builtin printf 'builtin cd -- %q 2>/dev/null || __paso_gone=%q\n' "$PWD" "$PWD"
  builtin printf 'OLDPWD=%q\n' "${OLDPWD-}"
  builtin shopt -p
  [[ :$__paso_shopts: == *:nocasematch:* ]] && builtin printf 'shopt -s nocasematch\n'
  __paso_list set +o
  __paso_save_options
  builtin printf '# complete\n'
}

__paso_save_captures() { # NAME, "set" or "unset", value; each ends in NUL; a lone "." says that all are there
  local __paso_name
  for __paso_name in "${__paso_captures[@]}"; do
    if [[ ${!__paso_name+x} ]]; then
      builtin printf '%s\0set\0%s\0' "$__paso_name" "${!__paso_name}"
    else
      builtin printf '%s\0unset\0\0' "$__paso_name"
    fi
  done
  builtin printf '.\0'
}

__paso_finish() {
  builtin trap '' INT TERM HUP
  set +eufxv +o noclobber
  __paso_shopts=$BASHOPTS
  builtin shopt -u nocasematch # "uid" is not UID
  __paso_event ended "$__paso_code"
  if (( ${#__paso_captures[@]} )); then __paso_save_captures >"$__paso_here/captures"; fi
  __paso_save >"$__paso_here/state" 2>/dev/null
  builtin mapfile -t __paso_listed <"$__paso_here/state"
  if [[ ${__paso_listed[*]: -1} == '# complete' ]]; then builtin printf ok 1<>"$__paso_here/saved"; fi
  builtin exit "$__paso_code"
}

__paso_return() { return "$1"; }

__paso_exit() {
  __paso_code=$?
  __paso_options=$SHELLOPTS
  set +eET
  builtin trap - DEBUG ERR
  __paso_traps=
  if [[ ${__paso_trapped-} || -o posix ]]; then __paso_traps=$(builtin trap -p HUP INT QUIT TERM USR1 USR2); fi
  if [[ ${__paso_on_exit-} ]]; then
    __paso_leaving=1
    __paso_return "$__paso_code"
    eval "$__paso_on_exit"
  fi
  __paso_finish
}

# ---------------------------------------------------------------- while a step runs

__paso_began() { # LINE: a statement of the script begins; a cancel stops the script here at the latest
  [[ -s $__paso_here/why ]] && builtin exit 130
  __paso_event began "$__paso_at" "$1"
}

# __paso_failed CODE LINE COMMAND: what set -e ends the script for. Calling it fires DEBUG, so a statement of whose
# beginning bash has no word, as ( … ), is said to have begun now.
__paso_failed() {
  if [[ $- == *e* ]]; then
    local LC_ALL=C __paso_command=${3:0:400}
    __paso_event failed "$1" "$2" "$BASH_SUBSHELL" "${__paso_command//[[:cntrl:]]/ }"
  fi
  return "$1"
}

# The script's own EXIT and ERR traps run as well as ours.
trap() {
  if (( BASH_SUBSHELL )) || [[ ${1-} == -[lp]* ]] || (( $# < 2 )); then
    # shellcheck disable=SC2064 # as the script wrote it
    builtin trap "$@"
    return
  fi
  [[ $1 == -- ]] && shift
  local __paso_action=$1 __paso_signal
  shift
  for __paso_signal; do
    case $__paso_signal in
      EXIT | exit | 0) if [[ $__paso_action == - ]]; then __paso_on_exit=; else __paso_on_exit=$__paso_action; fi ;;
      ERR | err)
        if [[ $__paso_action == - ]]; then __paso_action=; fi
        builtin trap -- "$__paso_on_error"$'\n'"$__paso_action" ERR
        ;;
      *) builtin trap -- "$__paso_action" "$__paso_signal" && __paso_trapped=1 || return ;;
    esac
  done
}

# A script that ends itself has come to an end that it chose; one that set -e ends has not.
exit() {
  local __paso_last=$?
  if (( ! BASH_SUBSHELL )); then
    if [[ ${__paso_leaving-} ]]; then
      __paso_code=${1-$__paso_code}
      __paso_finish
    fi
    __paso_event exit "${BASH_LINENO[0]}"
  fi
  builtin exit "${@:-$__paso_last}"
}

# ---------------------------------------------------------------- a query

__paso_answer() {
  unset -f trap exit
  if [[ ${__paso_sudo_password+x} ]]; then
    # The password goes to "sudo -v" and never to a command, which would get it as its input where sudo does not ask.
    sudo() {
      builtin printf '%s\n' "$__paso_sudo_password" | command sudo -S -p '' -v >/dev/null 2>&1
      if command sudo -n -v 2>/dev/null; then command sudo -n "$@"
      else builtin printf '%s\n' "$__paso_sudo_password" | command sudo -S -p '' "$@"; fi
    }
  else
    sudo() { command sudo -n "$@"; }
  fi
  eval "$__paso_script"
}

# ---------------------------------------------------------------- begin

builtin cd
if [[ $__paso_login ]]; then
  # As a login shell does. Not "bash -l": that one runs ~/.bash_logout at "exit", under the script's set -e.
  # shellcheck source=/dev/null
  if [[ -r /etc/profile ]]; then builtin . /etc/profile; fi
  for __paso_name in ~/.bash_profile ~/.bash_login ~/.profile; do
    # shellcheck source=/dev/null
    if [[ -r $__paso_name ]]; then
      builtin . "$__paso_name"
      break
    fi
  done
fi
if [[ $__paso_base ]]; then
  __paso_restore
  # shellcheck source=/dev/null
  if ! builtin . "$__paso_run/attempts/$__paso_base/state" 2>>"${__paso_here:-$__paso_query}/restore.err"; then
    builtin printf 'paso: the shell of the step before cannot be restored:\n' >&2
    command tail -n 3 "${__paso_here:-$__paso_query}/restore.err" >&2
    builtin exit 96 # half of it would be worse than none: another directory, say
  fi
  if [[ ${__paso_gone-} ]]; then
    builtin printf 'paso: the working directory of the step before is gone: %s\n' "$__paso_gone" >&2
    [[ $__paso_here ]] && __paso_event gone "${__paso_gone//[[:cntrl:]]/ }"
    builtin exit 96
  fi
fi
__paso_assign
export PASO_MARK=${__paso_here:-$__paso_query} # by which everything that the script starts is known (processes.sh)
unset -f __paso_assign __paso_restore

if [[ $__paso_query ]]; then
  __paso_answer
  builtin exit
fi
unset -f __paso_answer

__paso_secret_values=()
for __paso_name in "${__paso_secrets[@]}"; do
  if (( ${#__paso_name} )) && [[ ${!__paso_name-} ]] && __paso_value=${!__paso_name} && (( ${#__paso_value} >= 4 )); then
    __paso_secret_values+=("$__paso_value")
  fi
done
# What the account's own environment brought along, a DATABASE_URL with the password in it, is nothing that this step put
# there. It stays in the snapshot as long as the script does not change it: the next step could not work without.
declare -A __paso_brought=()
if (( ${#__paso_secret_values[@]} )); then
  while IFS= read -r __paso_name; do
    # shellcheck disable=SC2053
    [[ $__paso_name == $__paso_own || " ${__paso_secrets[*]} " == *" $__paso_name "* ]] && continue
    if __paso_holds_secret "$__paso_name"; then __paso_brought[$__paso_name]=$(declare -p "$__paso_name"); fi
  done < <(compgen -v)
fi
unset __paso_name __paso_value

__paso_at=0 __paso_ready=1
# shellcheck disable=SC2016 # expanded when it fires
__paso_on_error='__paso_failed $? $LINENO "$BASH_COMMAND"'
__paso_event start "$__paso_statements" "$__paso_wanted"
builtin trap __paso_exit EXIT
# shellcheck disable=SC2064 # now
builtin trap "$__paso_on_error" ERR
set -eE -o pipefail
# Only a higher number is said: one event for a statement, none for each turn of a loop.
(( ${#__paso_statement[@]} )) &&
  builtin trap '((__paso_statement[LINENO]>__paso_at&&(__paso_at=__paso_statement[LINENO])))&&__paso_began $LINENO' DEBUG
:
