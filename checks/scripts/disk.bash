# shellcheck shell=bash
# paso_path -> df -Pk of it, or of its nearest parent that exists
export LC_ALL=C
while [[ ! -e $paso_path ]]; do
  paso_up=${paso_path%/*}
  case $paso_path in
  */) paso_path=$paso_up ;;
  /*/* | [!/]*/*) paso_path=$paso_up ;;
  /*) paso_path=/ ;;
  *) paso_path=. ;;
  esac
  [[ -n $paso_path ]] || paso_path=/
done
df -Pk -- "$paso_path"
