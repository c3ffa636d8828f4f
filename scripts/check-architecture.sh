#!/bin/sh
# Check that imports follow the arrows of docs/architecture.md.
#
# Usage: scripts/check-architecture.sh [--help]
#
# The rooms of the node, which are the files and folders of node/src, import each other in one direction alone.
# A pallet does not depend on another pallet of this workspace: where two have to meet, a FRAME trait or one in
# primitives/ stands between them.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

wrong=0
complain() {
    printf '%s\n' "$*" >&2
    wrong=$((wrong + 1))
}

# From the command line down: each may import those that come later.
rooms='command service cli tasks chain network consensus rpc pool signatures authorship metrics preflight headers
    new_network distribution sign_peer_id chain_spec client executor failure'

# imports FILE ROOM: what ROOM must not import, but FILE of it does. Tests and comments may name everything.
imports() {
    awk -v room="$2" -v rooms="$rooms" '
        /^ *mod tests \{/ { exit }
        { sub(/\/\/.*/, ""); text = text $0 " " }
        END {
            count = split(rooms, names)
            for (i = 1; i <= count; i++) place[names[i]] = i
            gsub(/crate::/, "\n", text)
            for (i = split(text, parts, "\n"); i > 1; i--) {
                part = parts[i]
                gsub(/ /, "", part)
                # A group: its names without what they contain.
                if (sub(/^\{/, "", part)) while (sub(/\{[^{}]*\}/, "", part));
                sub(/[;}].*/, "", part)
                for (j = split(part, paths, ","); j > 0; j--) {
                    match(paths[j], /^[a-z0-9_]+/)
                    name = substr(paths[j], 1, RLENGTH)
                    if (name in place && place[name] < place[room]) print name
                }
            }
        }' "$1"
}

for file in $(git ls-files --cached --others --exclude-standard 'node/src/*.rs'); do
    case $file in
    node/src/main.rs | node/src/testing.rs | */tests.rs | */tests/* | */hostile.rs) continue ;;
    esac
    [ -e "$file" ] || continue
    room=${file#node/src/}
    room=${room%%/*}
    room=${room%.rs}
    case " $(printf '%s' "$rooms" | tr -s '\n ' ' ') " in
    *" $room "*) ;;
    *) complain "$file: $0 has no place for $room among the rooms" ;;
    esac
    for other in $(imports "$file" "$room" | sort -u); do
        complain "$file: imports crate::$other, which is above it"
    done
done

# In each line a pallet, the one that it may depend on, and why.
allowed='
'
names=$(sed -n 's/^name = "\(pallet-.*\)"/\1/p' pallets/*/Cargo.toml)
for manifest in pallets/*/Cargo.toml; do
    own=$(sed -n 's/^name = "\(.*\)"/\1/p' "$manifest")
    # The tests of a pallet may put another one beside it.
    needed=$(awk -F '[. =]' '/^\[/ { section = $0 } /^pallet-/ && section !~ /dev-/ { print $1 }' "$manifest")
    for other in $needed; do
        printf '%s\n' "$names" | grep -qx -e "$other" || continue
        printf '%s\n' "$allowed" | grep -q "^$own $other " ||
            complain "$manifest: $own depends on $other, put a trait between them"
    done
done

[ "$wrong" -eq 0 ] || fail "$wrong dependencies against the arrows"
say 'imports follow the arrows'
