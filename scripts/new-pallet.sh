#!/bin/sh
# Write a new pallet: a crate in pallets/ with one call, registered in the runtime, in JSON-RPC, in the benchmarks,
# in the fuzzer's dictionary and in the book. Rewrite it into what you need.
#
# Usage: scripts/new-pallet.sh [--help] NAME [INDEX]
#
#   NAME        lower case, words joined by hyphens. Of data-market the crate is pallet-data-market, the pallet in
#               the runtime DataMarket, and its JSON-RPC dataMarket_*
#   INDEX       of the pallet in the runtime, for good; the first free one from 70 on if not given
#   -h, --help  this text
#
# It compiles at once. Its weights are high guesses until `scripts/benchmark.sh pallet_NAME` has measured them, and
# until then the runtime's test of weights fails.

set -eu
. "$(dirname -- "$0")/lib.sh"
LC_ALL=C
export LC_ALL
templates=scripts/templates/pallet

case $# in
0) fail "which pallet? See $0 --help" ;;
1 | 2) case $1 in -*) only_help "$1" ;; esac ;;
*) fail "too many arguments; see $0 --help" ;;
esac
name=$1
case $name in
*[!a-z0-9-]* | [!a-z]* | *- | *--*) fail "$name: expected lower case, and words joined by hyphens" ;;
esac
[ ! -e "pallets/$name" ] || fail "there is a pallet $name"
module=$(echo "$name" | tr - _)
Name=$(echo "$name" | awk -F- '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }')
namespace=$(echo "$Name" | awk '{ print tolower(substr($0, 1, 1)) substr($0, 2) }')
index=${2-}
is_taken() {
    grep -q "pallet_index($1)" runtime/src/lib.rs
}
if [ -z "$index" ]; then
    index=70
    while is_taken "$index"; do index=$((index + 1)); done
fi
case $index in *[!0-9]*) fail "$index: expected the index of a pallet, a number" ;; esac
[ "$index" -le 255 ] || fail "$index: expected an index of at most 255"
! is_taken "$index" || fail "another pallet has the index $index"

# fill TEMPLATE FILE
fill() {
    mkdir -p "$(dirname -- "$2")"
    sed "s/@name@/$name/g; s/@module@/$module/g; s/@Name@/$Name/g; s/@nameCamel@/$namespace/g; s/@client@/$client/g" \
        "$1" >"$2"
}

# edit FILE AWK-ARGUMENTS...: what awk makes of it. An error where it inserts nothing: the file is not as this script
# knows it.
edit() {
    file=$1
    shift
    awk "$@" "$file" >"$file.new"
    if cmp -s "$file" "$file.new"; then
        rm -f "$file.new"
        fail "$file has no place for a new pallet that $0 knows"
    fi
    mv "$file.new" "$file"
}

# insert_sorted FILE PATTERN LINE: among the lines that match.
insert_sorted() {
    edit "$1" -v pattern="$2" -v line="$3" '
        { lines[NR] = $0 }
        $0 ~ pattern { last = NR; if (!before && $0 > line) before = NR }
        END {
            # The last line of a sentence stays the last.
            if (last && !before && lines[last] ~ /\.$/) before = last
            for (i = 1; i <= NR; i++) {
                if (i == before) print line
                print lines[i]
                if (i == last && !before) print line
            }
        }'
}

# insert_before FILE PATTERN TEXT: before the first line that matches.
insert_before() {
    edit "$1" -v pattern="$2" -v text="$3" '!done && $0 ~ pattern { print text; done = 1 } { print }'
}

# insert_after FILE PATTERN TEXT: after the last line that matches.
insert_after() {
    edit "$1" -v pattern="$2" -v text="$3" '
        { lines[NR] = $0 }
        $0 ~ pattern { last = NR }
        END {
            for (i = 1; i <= NR; i++) {
                print lines[i]
                if (i == last) print text
            }
        }'
}

# In a group of its own, the last one.
add_api() {
    fill "$templates/outside/api.rs" "runtime/src/apis/$module.rs"
    insert_after runtime/src/apis/mod.rs '^mod ' "#[macro_use]
mod $module;"
    insert_before runtime/src/apis/mod.rs '^use crate::' "use self::$module::*;"
    edit runtime/src/apis/mod.rs -v module="$module" '{ sub(/^impl_groups! \{ \[.*[a-z]/, "& " module); print }'
}

# add_line FILE LINE
add_line() {
    printf '%s\n' "$2" >>"$1"
}

write_crate() {
    (cd "$templates" && find Cargo.toml README.md src -type f) | while read -r file; do
        fill "$templates/$file" "pallets/$name/$file"
    done
}

register() {
    insert_sorted Cargo.toml '^pallet-[a-z0-9-]* = \{ path' \
        "pallet-$name = { path = \"pallets/$name\", default-features = false }"

    insert_sorted runtime/Cargo.toml '^pallet-[a-z0-9-]*(\.workspace)? = ' "pallet-$name.workspace = true"
    for feature in std runtime-benchmarks try-runtime; do
        insert_sorted runtime/Cargo.toml "^    \"pallet-[a-z0-9-]*/$feature\",\$" "    \"pallet-$name/$feature\","
    done
    # So the node and the fuzzer know it without a dependency of their own.
    insert_before runtime/src/lib.rs '^use ' "pub use pallet_$module;"
    insert_after runtime/src/lib.rs '^    pub type [A-Za-z0-9]* = pallet_[a-z0-9_]*;' \
        "    #[runtime::pallet_index($index)]
    pub type $Name = pallet_$module;"
    insert_sorted runtime/src/configs/mod.rs '^pub mod ' "pub mod $module;"
    fill "$templates/outside/config.rs" "runtime/src/configs/$module.rs"
    add_api
    insert_sorted runtime/src/benchmarks/mod.rs '^    \[pallet_' "    [pallet_$module, crate::$Name]"
    insert_sorted runtime/src/weights/mod.rs '^pub mod pallet_' "pub mod pallet_$module;"
    fill "$templates/outside/weights.rs" "runtime/src/weights/pallet_$module.rs"
    insert_sorted runtime/tests/weights.rs '^        pallet_[a-z0-9_]*,$' "        pallet_$module,"

    add_line runtime/tests/filters.txt "$(printf '%-46s signed' "$Name.set_value")"

    insert_before node/src/rpc/mod.rs '^mod ' "mod $module;"
    insert_before node/src/rpc/mod.rs '^use ' "use $module::{$Name, ${Name}RpcServer};"
    # As that of tokens is made.
    insert_after node/src/rpc/mod.rs 'Erc20::new\(' \
        "$(grep 'Erc20::new(' node/src/rpc/mod.rs | sed "s/Erc20/$Name/g")"
    fill "$templates/outside/rpc.rs" "node/src/rpc/$module.rs"

    insert_before fuzz/src/dictionary/mod.rs '^mod ' "mod $module;"
    insert_after fuzz/src/dictionary/mod.rs '^    [a-z]*::[A-Z_]*ENTRIES,$' "    $module::ENTRIES,"
    fill "$templates/outside/dictionary.rs" "fuzz/src/dictionary/$module.rs"

    insert_sorted docs/README.md '^\[[a-z0-9-]*\]\(\.\./pallets/' "[$name](../pallets/$name/README.md),"
}

# Cargo adds what it misses.
lock() {
    for manifest in Cargo.toml fuzz/Cargo.toml; do
        cargo metadata --format-version 1 --manifest-path "$manifest" >/dev/null
    done
}

format() {
    cargo fmt --all && cargo fmt --manifest-path fuzz/Cargo.toml
}

# Where the node has the type of its client.
client=$(grep -h '^use crate::.*FullClient' node/src/rpc/*.rs | head -n 1)
[ -n "$client" ] || fail "no file in node/src/rpc says where the node's client is"
stage "write pallets/$name" write_crate
stage 'register it' register
stage 'lock its dependencies' lock
stage 'format what was written' format
say "$Name has the index $index. Measure it: scripts/benchmark.sh pallet_$module"
