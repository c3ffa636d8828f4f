#!/bin/sh
# Pass every check that needs no running node: lints, the documentation of the code, and the tests of every crate, of the
# patched GRANDPA, of the contracts and of the fuzzer.
#
# Usage: scripts/check.sh [--help | --all]
#
#   --all       every case of the property tests and of the fuzzer: without it, a quarter of them
#   -h, --help  this text
#
# Installs first what is missing (scripts/setup.sh). The runtime's tests run the contracts that scripts/contracts.sh
# builds. Says at the end how long each stage took.

set -eu
. "$(dirname -- "$0")/lib.sh"
case ${1-} in
'') ;;
--all)
    CHAOS_TESTS=all
    export CHAOS_TESTS
    ;;
*) only_help "$@" ;;
esac

# The node's own tests are the largest program, and none of them takes long for want of optimisation.
build_tests() {
    programs=$(mktemp)
    cargo test --release --locked --workspace --no-run --message-format=json-render-diagnostics \
        --config 'profile.release.package.chaos-node.opt-level=0' >"$programs"
}

# Cargo runs the programs one after the other, and the longest of them have one thread. Here two run at a time, each in
# the folder of its package, as by cargo; but not what measures time.
test_crates() {
    sed -n 's/.*"manifest_path":"\([^"]*\)\/Cargo\.toml".*"test":true},"features".*"executable":"\([^"]*\)".*/\1 \2/p' "$programs" |
        grep -v '/bound-[0-9a-f]*$' |
        xargs -n 2 -P 2 sh -c 'cd "$0" && output=$("$1" 2>&1); outcome=$?; echo "$1: $output"; exit "$outcome"' &&
        cargo test --release --locked --workspace --doc
}

# What is patched there has tests of its own, which need what the workspace does not. In the versions that the
# workspace has.
test_grandpa() {
    cp Cargo.lock patched/finality-grandpa/ &&
        cargo test --release --manifest-path patched/finality-grandpa/Cargo.toml --features derive-codec,test-helpers
}

[ -n "${CHAOS_CONTAINED-}" ] || stage 'install what is missing' scripts/setup.sh
contain "$@"
stage 'lints' lint
stage 'lints of the features for benchmarks and dry runs' lint_features
stage 'documentation of the code' document
stage 'build the tests of the crates' build_tests
stage 'tests of the crates' test_crates
stage 'tests of the patched GRANDPA' test_grandpa
stage 'tests of the contracts' scripts/contracts.sh --test
stage 'the fuzzer' scripts/fuzz.sh --test
print_times
