# shellcheck shell=bash
# paso_dir, paso_tag, paso_remote ("": it is not asked), paso_refs (full names, one a line) -> lines "word rest", see parseGit
export LC_ALL=C GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat
paso_need git
paso_git() { command git -c core.fsmonitor=false -c core.quotePath=true "$@" </dev/null; }
paso_each() { # WORD TEXT: every line of the text behind the word
  local rows
  [[ -n $2 ]] || return 0
  mapfile -t rows <<<"$2"
  printf "$1 %s\\n" "${rows[@]}"
}
[[ -d $paso_dir ]] || { echo 'trouble missing'; exit 0; }
builtin cd -- "$paso_dir" || exit 1
if ! paso_out=$(paso_git rev-parse --is-inside-work-tree 2>&1) || [[ $paso_out != true ]]; then
  printf 'trouble %s\n' "${paso_out%%$'\n'*}"
  exit 0
fi
echo tree
printf 'branch %s\n' "$(paso_git symbolic-ref --short -q HEAD)"
printf 'head %s\n' "$(paso_git rev-parse -q --verify 'HEAD^{commit}')"
paso_changed=$(paso_git status --porcelain --untracked-files=no) || exit 1
paso_each changed "$paso_changed"
[[ -z $paso_tag ]] || printf 'tag %s\n' "$(paso_git rev-parse -q --verify "refs/tags/$paso_tag")"
[[ -n $paso_remote ]] || exit 0
# ssh must not ask for a password here; who set up a command of their own knows what it does.
if [[ -z ${GIT_SSH_COMMAND-}${GIT_SSH-} ]] && ! paso_git config core.sshCommand >/dev/null; then
  export GIT_SSH_COMMAND='ssh -o BatchMode=yes'
fi
mapfile -t paso_names <<<"$paso_refs"
if paso_out=$(paso_git ls-remote -- "$paso_remote" "${paso_names[@]}" 2>&1); then
  echo asked
  paso_each ref "$paso_out"
else
  printf 'unreachable %s\n' "${paso_out//$'\n'/ }"
fi
exit 0
