#!/bin/sh
# Back up a node that is stopped: its keys, and with --chain also its chain.
#
# Usage: operations/backup.sh [--chain] BASE_PATH ARCHIVE
#
# The archive can be read by its owner alone, and whoever has it is the validator. To restore it:
#
#     mkdir -m 700 BASE_PATH && tar -xpf ARCHIVE -C BASE_PATH
#
# Never let the old node and the restored one run at the same time: what the same session keys sign
# twice is an equivocation.

set -eu
umask 077

chain=
if [ "${1-}" = --chain ]; then
    chain=yes
    shift
fi
[ $# -eq 2 ] || {
    sed -n '2,/^$/ { s/^# \{0,1\}//; p; }' "$0"
    exit 2
}
base_path=$1
archive=$2

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

[ -d "$base_path/chains" ] || fail "$base_path is not a node's base path: it has no folder chains"
for lock in "$base_path"/chains/*/paritydb/full/lock; do
    [ ! -e "$lock" ] || flock --nonblock "$lock" true || fail "the node is running; stop it first"
done

# What is left out can be had again from the network.
if [ -n "$chain" ]; then
    tar -cSf "$archive" -C "$base_path" .
else
    tar -cf "$archive" -C "$base_path" --exclude=paritydb .
fi
printf '%s\n' "$archive"
