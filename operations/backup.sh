#!/bin/sh
# Back up a stopped node: its keys, and with --chain also its chain.
#
# Usage: operations/backup.sh [--chain] BASE_PATH ARCHIVE
#
# Only the owner can read the archive; whoever has it is the validator. To restore it:
#
#     mkdir -m 700 BASE_PATH && tar -xpf ARCHIVE -C BASE_PATH
#
# Never run the old node and the restored one at the same time: signing twice with the same session keys
# is an equivocation.

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

[ -d "$base_path/chains" ] || fail "$base_path is not the base path of a node: it has no folder 'chains'"
for lock in "$base_path"/chains/*/paritydb/full/lock; do
    [ ! -e "$lock" ] || flock --nonblock "$lock" true || fail "the node is running; stop it first"
done

# Without --chain, the database is omitted: the network has it.
if [ -n "$chain" ]; then
    tar -cSf "$archive" -C "$base_path" .
else
    tar -cf "$archive" -C "$base_path" --exclude=paritydb .
fi
printf '%s\n' "$archive"
