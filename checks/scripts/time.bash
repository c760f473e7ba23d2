# shellcheck shell=bash
# -> seconds since 1970, with nanoseconds
export LC_ALL=C
date +%s.%N
