# shellcheck shell=bash
# A step may have left the shell in any state: back to the usual one, so that the script means what it says.
unalias -a
set +aeufx +o pipefail +o noclobber +o posix
shopt -u nullglob failglob nocaseglob nocasematch dotglob
unset -v GLOBIGNORE POSIXLY_CORRECT CDPATH
IFS=$' \t\n'
paso_need() { type -P -- "$1" >/dev/null || { printf '%s\n' "$1" >&2; exit 127; }; }
