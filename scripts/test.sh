#!/bin/sh
# Install what is missing and pass every test.
#
# Usage: scripts/test.sh [--help | --all]
#
#   --all       the tests that take long, too: more networks, every case of the property tests and of the fuzzer, and
#               a new pallet (scripts/test-new-pallet.sh)
#   -h, --help  this text
#
# Formatting, links in the book, the directions of imports, the files for operators, the licences and
# sources of dependencies, the build, all that scripts/check.sh checks, the end-to-end tests and attacks
# against a running node, and the tests of networks of many nodes. Zombienet spawns the permissioned one with
# --all only: e2e/src/networks/permissioned.test.ts, which always runs, tests admission at length. Needs Node.js
# 20 or newer. Says at the end how long each stage took. Leaves no process and no temporary file behind, also
# when it is interrupted.

set -eu
. "$(dirname -- "$0")/lib.sh"
all=
networks=small
case ${1-} in
'') ;;
--all)
    all=yes
    networks="$networks permissioned large"
    ;;
*) only_help "$@" ;;
esac

check_node_js() {
    have npm || fail "no npm: install Node.js 20 or newer from https://nodejs.org, or Debian's" \
        "packages nodejs and npm"
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old: 20 or newer is needed"
}

# Of the libraries alone, as the node can't be built with such a runtime. Its WebAssembly is made by a build script, so
# nothing else is compiled.
build_next_runtime() {
    cargo check --release --locked --workspace --lib --features chaos-runtime/next-version
}

build_end_to_end() (
    cd e2e && npm ci --no-audit --no-fund --loglevel=error && npm run test:static
)

# test_end_to_end KIND
test_end_to_end() (
    cd e2e && npm run "test:$1"
)

# Time against weight.
test_bound() {
    cargo test --release --locked --workspace --test bound
}

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
stage 'build the runtime that tests upgrade to' build_next_runtime
stage 'build the contracts' scripts/contracts.sh
stage 'build the end-to-end tests' build_end_to_end
CHAOS_TESTS_ARE_BUILT=yes
export CHAOS_TESTS_ARE_BUILT
# Nodes wait for each other's blocks, and compilers have that time.
beside 'checks without a running node' scripts/check.sh ${all:+--all}
stage 'end-to-end tests' test_end_to_end chain
stage 'end-to-end tests of networks' test_end_to_end networks
# shellcheck disable=SC2086 # a list of words
stage "networks by zombienet: $networks" scripts/zombienet.sh --test $networks
await_beside
# What measures time has the machine to itself.
stage 'attacks' test_end_to_end attacks
stage 'time against weight' test_bound
[ -z "$all" ] || {
    stage 'tests that take long' test_end_to_end long
    stage 'a new pallet' scripts/test-new-pallet.sh
}
say 'every test passed'
print_times
