#!/bin/sh
# Install what is missing and pass every test.
#
# Usage: scripts/test.sh [--help | --all]
#
#   --all       the tests that take more than three minutes each, too
#   -h, --help  this text
#
# Formatting, lints, the documentation of the code, links in the book, the files for operators, the
# licences and sources of dependencies, the build, the contracts, the tests of every crate and of the
# patched GRANDPA, the fuzzer, the end-to-end tests and attacks against a running node, and the tests of
# networks of many nodes. Needs Node.js 20 or newer for the last and for the contracts. Says at the end
# how long each stage took. Leaves no process and no temporary file behind, also when it is interrupted.

set -eu
. "$(dirname -- "$0")/lib.sh"
all=
networks='small permissioned'
case ${1-} in
'') ;;
--all)
    all=yes
    networks="$networks large"
    ;;
*) only_help "$@" ;;
esac

check_node_js() {
    have npm || fail "no npm: install Node.js 20 or newer from https://nodejs.org, or Debian's" \
        "packages nodejs and npm"
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old: 20 or newer is needed"
}

# Without the runtime's WebAssembly, which the build has made and nothing here looks at, and without the code
# of others in patched/.
lint() {
    SKIP_WASM_BUILD=1 cargo clippy --release --locked --workspace --all-targets --no-deps -- -D warnings
}

# Of the runtime alone: with these features, the node brings dependencies that don't go together.
lint_features() {
    SKIP_WASM_BUILD=1 cargo clippy --release --locked -p chaos-runtime \
        --features runtime-benchmarks,try-runtime --no-deps -- -D warnings
}

document() {
    SKIP_WASM_BUILD=1 RUSTDOCFLAGS='-D warnings' cargo doc --release --locked --workspace --no-deps
}

build_tests() {
    programs=$(mktemp)
    cargo test --release --locked --workspace --no-run --message-format=json-render-diagnostics >"$programs"
}

# Cargo runs the programs one after the other, and the longest of them have one thread. Here two run at a time, each in
# the folder of its package, as by cargo; but not what measures time.
test_crates() {
    sed -n 's/.*"manifest_path":"\([^"]*\)\/Cargo\.toml".*"test":true},"features".*"executable":"\([^"]*\)".*/\1 \2/p' "$programs" |
        grep -v '/bound-[0-9a-f]*$' |
        xargs -n 2 -P 2 sh -c 'cd "$0" && output=$("$1" 2>&1); outcome=$?; echo "$1: $output"; exit "$outcome"' &&
        cargo test --release --locked --workspace --doc
}

# Time against weight.
test_bound() {
    cargo test --release --locked --workspace --test bound
}

# What is patched there has tests of its own, which need what the workspace does not. In the versions that the
# workspace has.
test_grandpa() {
    cp Cargo.lock patched/finality-grandpa/ &&
        cargo test --release --manifest-path patched/finality-grandpa/Cargo.toml --features derive-codec,test-helpers
}

# Of the libraries alone, as the node can't be built with such a runtime. Its WebAssembly is made by a build script, so
# nothing else is compiled.
build_next_runtime() {
    cargo check --release --locked --workspace --lib --features chaos-runtime/next-version
}

test_end_to_end() (
    cd e2e && npm ci --no-audit --no-fund --loglevel=error && npm test
)

test_long() (
    cd e2e && npm run test:long
)

[ -n "${CHAOS_CONTAINED-}" ] || {
    check_node_js
    # May ask for a password, so outside of the session.
    stage 'install what is missing' scripts/setup.sh
}
contain "$@"
stage 'formatting' cargo fmt --all --check
stage 'links in the documentation' scripts/check-links.sh
stage 'directions of imports' scripts/check-architecture.sh
stage 'files for operators' scripts/check-operations.sh
stage 'licences and sources of dependencies' scripts/deny.sh
stage 'build the node' build_node
stage 'build the contracts' scripts/contracts.sh
stage 'tests of the contracts' scripts/contracts.sh --test
stage 'build the tests of the crates' build_tests
stage 'tests of the crates' test_crates
stage 'time against weight' test_bound
stage 'tests of the patched GRANDPA' test_grandpa
stage 'the fuzzer' scripts/fuzz.sh --test
stage 'build the runtime that tests upgrade to' build_next_runtime
stage 'end-to-end tests' test_end_to_end
# shellcheck disable=SC2086 # a list of words
stage "tests of networks: $networks" scripts/zombienet.sh --test $networks
[ -z "$all" ] || stage 'tests that take long' test_long
stage 'lints' lint
stage 'lints of the features for benchmarks and dry runs' lint_features
stage 'documentation of the code' document
say 'every test passed'
print_times
