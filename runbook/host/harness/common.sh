# shellcheck shell=sh disable=SC2034,SC2154 # paso_ variables come from the client; the next part uses what is set here
# paso's harness, in POSIX sh. The package's doc.go describes layout, states and protocol. This part comes in front of
# both others: attempt.sh, which lies in the run's directory as a file, and site.sh, which travels with its call.
#
# Control records go to stderr between two RS bytes, in one write each: they may fall inside a line of events.

step_umask=${paso_umask:-$(umask)}
umask 077

if [ -z "${paso_verb:-}" ]; then # the file's own arguments: what must outlive a call
  paso_verb=$1 run=$2 paso_attempt=$3
  paso_harness=${0##*/}
else
  base=${paso_base:-${XDG_STATE_HOME:-$HOME/.local/state}/paso}
  run=$base/$paso_run
fi
here=$run/attempts/${paso_attempt:-}

say() { printf '\036%s\036' "$*" >&2; }
finish() { say "done $*"; exit 0; }
# no_room PATH: refuses, with what the file system there has left, or says that it takes nothing
no_room() {
  place=$1
  while [ ! -d "$place" ] && [ -n "$place" ]; do place=${place%/*}; done
  case ,$(findmnt -no OPTIONS -T "${place:-/}" 2>/dev/null), in *,ro,*) refuse "readonly -- $1" ;; esac
  [ -w "${place:-/}" ] || refuse "directory -- $1"
  # shellcheck disable=SC2046 # numbers: free blocks, their size, free inodes, all inodes
  set -- "$1" $(stat -f -c '%a %S %d %c' "${place:-/}" 2>/dev/null)
  [ $# -eq 5 ] || refuse "space -- $1"
  inodes=$4
  [ "$5" != 0 ] || inodes= # a file system without a fixed number of them
  refuse "space free=$(($2 * $3)) inodes=$inodes -- $1"
}
refuse() { say "refused $*"; exit 0; }
mark_output() { printf '\036mark %s\036' "$paso_mark"; }
boot_id() { IFS= read -r boot </proc/sys/kernel/random/boot_id && printf '%s\n' "$boot"; }
byte_count() { printf '%s' "$(($(wc -c <"$1")))"; }
line_count() { printf '%s' "$(($(wc -l <"$1")))"; }
encoded() { printf '%s' "$1" | base64 | tr -d '\n'; }

# is_private DIR: a real directory (no link) that belongs to this account
is_private() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
