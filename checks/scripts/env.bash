# shellcheck shell=bash
# paso_names -> those of them which are exported and not empty, one a line; never a value
for paso_name in $paso_names; do
  [[ -n ${!paso_name-} ]] || continue
  while IFS= read -r paso_exported; do
    [[ $paso_exported == "$paso_name" ]] && printf '%s\n' "$paso_name"
  done < <(compgen -e)
done
exit 0
