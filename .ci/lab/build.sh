# shellcheck shell=bash disable=SC2016,SC2153,SC2154
# Building the server, in two layers: a Debian with its packages, and what provision.sh makes of it. Each is rebuilt when
# what it is made from has changed. Sourced by lab.sh.

MIRROR=${LAB_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | head -1 || true)}

SERVER_PACKAGES=(
  systemd systemd-sysv dbus libpam-systemd openssh-server sudo postgresql redis-server nginx
  python3-django python3-djangorestframework python3-psycopg2 gunicorn celery python3-redis python3-pytest
  python3-requests python3-venv python3-pip
  git curl ca-certificates procps less openssl iproute2 nano rsync
)

# chroot_run runs the script on standard input in the tree $1, in its own pid and mount namespace, so that nothing outlives it.
chroot_run() {
  unshare --mount --pid --fork --kill-child bash -ec '
    mount --make-rprivate /
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    exec chroot "$1" env -i PATH="$2" HOME=/root DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 bash -es' lab "$1" "$SEARCH_PATH"
}

# made tells whether a layer was built from just this recipe.
made() { [[ $(cat "$LAB/$1.ok" 2>/dev/null) == "$2" ]]; }

build() {
  local packages provisioned
  packages=$(printf '%s\n' "${SERVER_PACKAGES[@]}" | sha256sum)
  provisioned=$(cd "$HERE" && { echo "$packages $PORT"; cat provision.sh; find app -type f -exec sha256sum {} + | sort; } | sha256sum)
  made provisioned "$provisioned" && return 0
  if init_pid >/dev/null; then down; fi
  rm -rf "$UPPER" "$LAB/work"
  made packages "$packages" || { build_packages && echo "$packages" >"$LAB/packages.ok"; }
  build_provisioned
  echo "$provisioned" >"$LAB/provisioned.ok"
}

build_packages() {
  command -v debootstrap >/dev/null || apt-get install -qy --no-install-recommends debootstrap >/dev/null
  rm -rf "$PACKAGES" "$LAB/packages.ok"
  say "debootstrap"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$PACKAGES" "$MIRROR" >"$LAB/build.log" 2>&1
  cp /etc/resolv.conf /etc/hosts "$PACKAGES/etc/"
  printf '#!/bin/sh\nexit 101\n' >"$PACKAGES/usr/sbin/policy-rc.d" # nothing starts while it is built
  chmod 755 "$PACKAGES/usr/sbin/policy-rc.d"
  rm -f "$PACKAGES/etc/apt/sources.list"
  cp -r /etc/apt/sources.list* "$PACKAGES/etc/apt/"
  say "packages"
  chroot_run "$PACKAGES" >>"$LAB/build.log" 2>&1 <<EOF
apt-get update -q
apt-get install -qy --no-install-recommends ${SERVER_PACKAGES[*]} </dev/null
apt-get clean
EOF
}

build_provisioned() {
  local tree=$LAB/building
  ports_free
  mkdir -p "$KEYS" "$tree"
  chmod 700 "$KEYS"
  [[ -e $KEYS/deploy_ed25519 ]] || ssh-keygen -q -t ed25519 -N '' -C iact-lab -f "$KEYS/deploy_ed25519"
  if mountpoint -q "$tree"; then umount "$tree"; fi
  rm -rf "$PROVISIONED" "$LAB/building.work" "$LAB/provisioned.ok"
  mkdir -p "$PROVISIONED" "$LAB/building.work"
  mount -t overlay overlay -o "lowerdir=$PACKAGES,upperdir=$PROVISIONED,workdir=$LAB/building.work" "$tree"
  say "provision"
  cp -r "$HERE/app" "$tree/root/app"
  cp "$KEYS/deploy_ed25519.pub" "$tree/root/deploy.pub"
  if ! { echo "PORT=$PORT NAME=$NAME"; cat "$HERE/provision.sh"; } | chroot_run "$tree" >"$LAB/provision.log" 2>&1; then
    tail -20 "$LAB/provision.log" >&2
    umount "$tree"
    say "provision failed"
    return 1
  fi
  cp "$tree/etc/nginx/iact/cert.pem" "$KEYS/staging-cert.pem"
  rm -f "$tree/usr/sbin/policy-rc.d"
  : >"$tree/etc/resolv.conf" # nothing inside can resolve anything but /etc/hosts
  umount "$tree"
  rm -rf "$tree" "$LAB/building.work"
}
