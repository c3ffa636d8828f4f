#!/bin/sh
# Write a new pallet: a crate in pallets/ with one call, registered in the runtime, in JSON-RPC, in the benchmarks and
# in the fuzzer, with an end-to-end test. Rewrite it into what you need.
#
# Usage: scripts/new-pallet.sh [--help] NAME [INDEX]
#
#   NAME        lower case, words joined by hyphens. Of data-market the crate is pallet-data-market, the pallet in
#               the runtime DataMarket, and its JSON-RPC dataMarket_*
#   INDEX       of the pallet in the runtime, for good; the first free one from 70 on if not given
#   -h, --help  this text
#
# It compiles at once (scripts/test-new-pallet.sh). Its weights are high guesses until `scripts/benchmark.sh
# pallet_NAME` has measured them, and until then the runtime's test of weights fails.
#
# Installs first what is missing (scripts/setup.sh). Cargo locks the pallet's dependencies and formats it.

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
module=$(echo "$name" | tr - _)
Name=$(echo "$name" | awk -F- '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }')
namespace=$(echo "$Name" | awk '{ print tolower(substr($0, 1, 1)) substr($0, 2) }')
for file in "pallets/$name" "runtime/src/configs/$module.rs" "runtime/src/apis/$module.rs" \
    "runtime/src/weights/pallet_$module.rs" "node/src/rpc/$module.rs" "fuzz/src/dictionary/$module.rs" \
    "e2e/src/$name.test.ts"; do
    [ ! -e "$file" ] || fail "there is $file already: choose another name"
done
! grep -q "pub type $Name = " runtime/src/lib.rs || fail "the runtime has a pallet $Name"
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

# edit FILE PROGRAM [PATTERN TEXT]: what awk makes of it. An error where it inserts nothing: the file is not as this
# script knows it. In the environment, as awk takes backslashes out of what `-v` sets.
edit() {
    pattern=${3-} text=${4-} awk "
        BEGIN { pattern = ENVIRON[\"pattern\"]; text = ENVIRON[\"text\"] }
        $2" "$1" >"$1.new"
    if cmp -s "$1" "$1.new"; then
        rm -f "$1.new"
        fail "$1 has no place for a new pallet that $0 knows"
    fi
    mv "$1.new" "$1"
}

# insert_sorted FILE PATTERN LINE: among the lines that match.
insert_sorted() {
    # shellcheck disable=SC2016 # awk's
    edit "$1" '
        { lines[NR] = $0 }
        $0 ~ pattern { last = NR; if (!before && $0 > text) before = NR }
        END {
            for (i = 1; i <= NR; i++) {
                if (i == before) print text
                print lines[i]
                if (i == last && !before) print text
            }
        }' "$2" "$3"
}

# insert_before FILE PATTERN TEXT: before the first line that matches.
insert_before() {
    # shellcheck disable=SC2016
    edit "$1" '!done && $0 ~ pattern { print text; done = 1 } { print }' "$2" "$3"
}

# insert_after FILE PATTERN TEXT: after the last line that matches.
insert_after() {
    # shellcheck disable=SC2016
    edit "$1" '
        { lines[NR] = $0 }
        $0 ~ pattern { last = NR }
        END {
            for (i = 1; i <= NR; i++) {
                print lines[i]
                if (i == last) print text
            }
        }' "$2" "$3"
}

# In a group of its own, the last one.
add_api() {
    fill "$templates/outside/api.rs" "runtime/src/apis/$module.rs"
    insert_after runtime/src/apis/mod.rs '^mod ' "#[macro_use]
mod $module;"
    insert_after runtime/src/apis/mod.rs '^use self::\{$' "    $module::*,"
    # shellcheck disable=SC2016 # awk's
    edit runtime/src/apis/mod.rs '$0 ~ pattern { sub(/\]/, " " text "]") } { print }' '^impl_groups! \{ \[' "$module"
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
    insert_after fuzz/src/dictionary/mod.rs '^    [a-z0-9_]*::[A-Z_]*ENTRIES,$' "    $module::ENTRIES,"
    fill "$templates/outside/dictionary.rs" "fuzz/src/dictionary/$module.rs"
    add_line fuzz/Cargo.toml "[profile.release.package.pallet-$name]
overflow-checks = true"

    fill "$templates/outside/story.ts" "e2e/src/$name.test.ts"
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

stage 'install what is missing' scripts/setup.sh
# Where the node has the type of its client.
client=$(grep -h '^use crate::.*FullClient' node/src/rpc/*.rs | head -n 1)
[ -n "$client" ] || fail "no file in node/src/rpc says where the node's client is"
stage "write pallets/$name" write_crate
stage 'register it' register
stage 'lock its dependencies' lock
stage 'format what was written' format
say "$Name has the index $index. Measure it: scripts/benchmark.sh pallet_$module"
