#!/bin/bash
# lab.sh: the staging server of PROCED-BACK-002, for real, on loopback. README.md beside this file says what it is.
#
#   lab.sh up        build if needed, boot, wait until ssh, nginx and gunicorn answer (idempotent)
#   lab.sh down      orderly shutdown; what changed inside is kept (idempotent)
#   lab.sh reset     down, throw away what changed, up: back to "one deployment pending"
#   lab.sh reboot [hard]   boot anew: orderly, or as after a power cut. No process survives, what is on disk does
#   lab.sh status    up or down, units, ports; exit 0 when up, 3 when down
#   lab.sh build     only build (about 3 minutes, with a Debian mirror)
#   lab.sh purge     down, and remove what was built
#   lab.sh exec CMD...          run CMD as root inside
#   lab.sh as USER 'CMD'        run a shell command inside as USER, with a login environment
#   lab.sh variant pgpass|identity|lasttag|env|killuser|linger on|off
#   lab.sh pending KIND         one more commit to deploy: code migration badmigration slowmigration crash smokefail
#                               badreq changelog conflict
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=${LAB:-${TMPDIR:-/tmp}/iact-lab}
mkdir -p "$LAB"
LAB=$(readlink -f "$LAB")
PORT=${LAB_SSH_PORT:-2222}
NAME=staging.iact.example.com
PORTS=("$PORT" 80 443 8000 5432 6379)

KEYS=$LAB/keys
PACKAGES=$LAB/packages       # Debian with its packages
PROVISIONED=$LAB/provisioned # what provision.sh changed on top of it
UPPER=$LAB/upper             # what happened since the last reset
ROOT=$LAB/merged             # the three together, as the server sees them
PID_FILE=$LAB/init.pid
HOSTS_MARK="# iact-lab"
CGROUP=/sys/fs/cgroup/unified
[[ -d $CGROUP ]] || CGROUP=/sys/fs/cgroup
CGROUP=$CGROUP/iact-lab
SEARCH_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { echo "lab: $*" >&2; }

# shellcheck source=build.sh
source "$HERE/build.sh"
# shellcheck source=scenarios.sh
source "$HERE/scenarios.sh"

# init_pid prints the host's pid of the server's systemd, if it is ours and alive.
init_pid() {
  local outer inner
  [[ -s $PID_FILE ]] || return 1
  outer=$(cat "$PID_FILE")
  grep -q iact-lab "/proc/$outer/cgroup" 2>/dev/null || return 1
  inner=$(awk '{print $1}' "/proc/$outer/task/$outer/children" 2>/dev/null)
  [[ -n $inner ]] && echo "$inner"
}

in_lab() {
  local pid
  pid=$(init_pid) || { say "is down"; return 3; }
  nsenter -t "$pid" -m -u -i -p -C -r -w -- env -i PATH="$SEARCH_PATH" TERM=dumb LC_ALL=C.UTF-8 "$@"
}

# ports_free fails, naming the port, where another server would answer in this one's place. The network is the host's.
ports_free() {
  local port
  for port in "${PORTS[@]}"; do
    if ss -Hltn "sport = :$port" | grep -q .; then
      say "port $port is taken on this machine"
      return 1
    fi
  done
}

boot() {
  ports_free
  mkdir -p "$UPPER" "$LAB/work" "$ROOT" "$CGROUP"
  mountpoint -q "$ROOT" ||
    mount -t overlay overlay -o "lowerdir=$PROVISIONED:$PACKAGES,upperdir=$UPPER,workdir=$LAB/work" "$ROOT"
  # Nothing of the caller's stays open in the server: a lock, say, that it holds while it runs this.
  # shellcheck disable=SC2016
  setsid bash -c 'echo $$ >"$1/cgroup.procs"; echo $$ >"$2"
    for fd in /proc/$$/fd/*; do [[ ${fd##*/} -le 2 ]] || eval "exec ${fd##*/}>&-"; done
    exec unshare --pid --mount --uts --ipc --cgroup --fork --kill-child bash "$3" "$4"' \
    lab "$CGROUP" "$PID_FILE" "$HERE/boot.sh" "$ROOT" >"$LAB/boot.log" 2>&1 </dev/null &
  disown
}

write_client_files() {
  printf '[127.0.0.1]:%s %s\n' "$PORT" "$(cut -d' ' -f1,2 "$ROOT/etc/ssh/ssh_host_ed25519_key.pub")" >"$KEYS/known_hosts"
  cat >"$LAB/ssh_config" <<EOF
Host staging-server-pw
  User deploypw
Host staging-server staging-server-pw
  HostName 127.0.0.1
  Port $PORT
  User deploy
  IdentityFile $KEYS/deploy_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $KEYS/known_hosts
  StrictHostKeyChecking yes
EOF
  grep -q "$HOSTS_MARK" /etc/hosts || echo "127.0.0.1 $NAME $HOSTS_MARK" >>/etc/hosts
}

answers() {
  curl -fs --noproxy '*' --max-time 3 --cacert "$KEYS/staging-cert.pem" "https://$NAME/api/health/" >/dev/null 2>&1 &&
    ssh -F "$LAB/ssh_config" -o BatchMode=yes -o ConnectTimeout=2 staging-server true 2>/dev/null
}

up() {
  build
  if init_pid >/dev/null; then say "already up"; else boot; fi
  write_client_files
  local tries=0
  until answers; do
    tries=$((tries + 1))
    [[ $tries -lt 120 ]] || { say "did not come up; see $LAB/boot.log and: lab.sh exec journalctl -b"; return 1; }
    init_pid >/dev/null || [[ $tries -lt 8 ]] || { say "init died: $(cat "$LAB/boot.log")"; return 1; }
    sleep .25
  done
  say "up: ssh -F $LAB/ssh_config staging-server   (or staging-server-pw; its sudo password: staging-pw)"
}

# gone waits until a process has ended, for at most so many tenths of a second.
gone() {
  local tries
  for ((tries = 0; tries < $2; tries++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep .1
  done
  return 1
}

# power_off [hard] ends the server and all its processes; the disk stays as it is.
power_off() {
  local inner outer
  if inner=$(init_pid); then
    outer=$(cat "$PID_FILE")
    if [[ ${1:-} != hard ]]; then
      kill -s RTMIN+4 "$inner" # systemd: power off
      gone "$inner" 200 || say "killing"
    fi
    kill -9 "$inner" 2>/dev/null || true
    gone "$outer" 50 || say "pid $outer is still there"
  fi
  rm -f "$PID_FILE"
}

down() {
  power_off
  if mountpoint -q "$ROOT"; then umount "$ROOT"; fi
  if [[ -d $CGROUP ]]; then find "$CGROUP" -depth -type d -exec rmdir {} + 2>/dev/null || true; fi
  if grep -q "$HOSTS_MARK" /etc/hosts; then
    grep -v "$HOSTS_MARK" /etc/hosts >"$LAB/hosts.tmp"
    cat "$LAB/hosts.tmp" >/etc/hosts
    rm -f "$LAB/hosts.tmp"
  fi
  say "down"
}

status() {
  local pid
  if ! pid=$(init_pid); then
    echo "down"
    return 3
  fi
  echo "up: init pid $pid, system: $(in_lab systemctl is-system-running || true)"
  in_lab systemctl list-units --no-pager --plain --no-legend \
    ssh.service gunicorn.service celery.service nginx.service redis-server.service postgresql@15-main.service
  ss -Hltn | awk '{print $4}' | grep -E ":($PORT|80|443|8000|5432|6379)\$" | xargs echo ports:
}

usage() {
  sed -n '2,/^set /{/^#/p}' "${BASH_SOURCE[0]}"
  exit 2
}

case "${1:-}" in
up) up ;;
down) down ;;
reboot) power_off "${2:-}" && up ;;
reset) down && rm -rf "$UPPER" "$LAB/work" && up ;;
status) status ;;
build) build ;;
purge) down && rm -rf "$UPPER" "$LAB/work" "$ROOT" "$PROVISIONED" "$PACKAGES" "$LAB"/*.ok ;;
exec) shift && in_lab "$@" ;;
as) in_lab su - "$2" -c "$3" ;;
variant) variant "${2:-}" "${3:-}" ;;
pending) pending "${2:-}" ;;
*) usage ;;
esac
