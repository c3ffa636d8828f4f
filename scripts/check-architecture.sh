#!/bin/sh
# Check that imports follow the arrows of docs/architecture.md.
#
# Usage: scripts/check-architecture.sh [--help]
#
# In the node, nothing but the command line imports the module that puts a node together. A pallet does not
# depend on another pallet of this workspace: where two have to meet, a FRAME trait or one in primitives/
# stands between them.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

wrong=0
complain() {
    printf '%s\n' "$*" >&2
    wrong=$((wrong + 1))
}

# Alone or in a group of imports. Comments may name it.
for file in $(git ls-files --cached --others --exclude-standard 'node/src/*.rs'); do
    case $file in
    node/src/main.rs | node/src/command.rs) continue ;;
    esac
    [ -e "$file" ] || continue
    if sed 's://.*::' "$file" | tr -d ' \n' |
        grep -Eq '(crate|super)::service[^_a-z0-9]|crate::\{([^;]*[,{])?service(::|,|\}|as)'; then
        complain "$file: imports crate::service, which only the command line may"
    fi
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
