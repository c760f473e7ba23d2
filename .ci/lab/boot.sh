#!/bin/bash
# boot.sh ROOT: the first process of the server's namespaces. Mounts what systemd needs below ROOT, makes it the root, and
# becomes systemd.
set -e
R=$1
mount --make-rprivate /
mount --bind "$R" "$R"
mount -t proc -o nosuid,nodev,noexec proc "$R/proc"
mount --bind "$R/proc/sys" "$R/proc/sys"
mount -o remount,bind,ro,nosuid,nodev,noexec "$R/proc/sys"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$R/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$R/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid tmpfs "$R/dev"
for n in null zero full random urandom tty; do
  : >"$R/dev/$n"
  mount --bind /dev/$n "$R/dev/$n"
done
ln -s /proc/self/fd "$R/dev/fd"
ln -s fd/0 "$R/dev/stdin"
ln -s fd/1 "$R/dev/stdout"
ln -s fd/2 "$R/dev/stderr"
mkdir "$R/dev/pts" "$R/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$R/dev/pts"
ln -s pts/ptmx "$R/dev/ptmx"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$R/dev/shm"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$R/run"
mkdir -p "$R/run/host"
# a boot id of its own for every boot, as the kernel gives a real machine
cat /proc/sys/kernel/random/uuid >"$R/run/host/boot_id"
mount --bind "$R/run/host/boot_id" "$R/proc/sys/kernel/random/boot_id"
echo iact-lab >"$R/run/host/container-manager"
hostname iact-staging
cd "$R"
mkdir -p .oldroot
pivot_root . .oldroot
umount -l /.oldroot
rmdir /.oldroot || true
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=iact-lab TERM=dumb \
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=no </dev/null
