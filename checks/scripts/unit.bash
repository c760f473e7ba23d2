# shellcheck shell=bash
# paso_unit -> Key=Value lines of systemctl show
export LC_ALL=C
paso_need systemctl
command systemctl show -p LoadState -p ActiveState -p SubState -p Result -p MainPID -p NRestarts -- "$paso_unit"
