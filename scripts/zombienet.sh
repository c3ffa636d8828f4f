#!/bin/sh
# Spawn a network of many nodes on this machine, with zombienet.
#
# Usage: scripts/zombienet.sh [--help] NAME
#        scripts/zombienet.sh --test NAME...
#
#   NAME        small         four validators and a full node
#               permissioned  three validators that serve each other alone, and an outsider
#               large         as many validators as two cores carry
#   --test      spawn one network after the other, and run its tests
#   -h, --help  this text
#
# Says where each node answers and keeps its log. Ctrl-C stops the network; nothing is kept. The node is
# what the environment variable CHAOS_NODE names, and is built if there is none. Needs Node.js 20 or
# newer; zombienet comes from its package registry.

set -eu
node=
[ -z "${CHAOS_NODE-}" ] || node=$(realpath -- "$CHAOS_NODE")
. "$(dirname -- "$0")/lib.sh"

case ${1-} in
-h | --help) usage && exit ;;
--test)
    [ $# -ge 2 ] || fail "which networks? See $0 --help"
    names=$*
    names=${names#--test }
    ;;
'' | -*) fail "which network? See $0 --help" ;;
*)
    [ $# -eq 1 ] || fail "more than one network; see $0 --help"
    names=$1
    ;;
esac
for name in $names; do
    # shellcheck disable=SC2154 # lib.sh says what the root is
    [ -e "$root/zombienet/$name.toml" ] || fail "there is no network $name; see $0 --help"
done
have npm || fail "no npm: install Node.js 20 or newer from https://nodejs.org"

[ -z "$node" ] || CHAOS_NODE=$node
[ -n "$node" ] || {
    stage 'install what is missing' scripts/setup.sh
    stage 'build the node' build_node
}
contain "$@"

install_zombienet() (
    cd zombienet && npm ci --no-audit --no-fund --loglevel=error
)

build_tests() (
    cd e2e && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
)

# As storage: zombienet rewrites the genesis of any other chain spec.
make_spec() {
    "$CHAOS_NODE" export-chain-spec --chain local >"$folder/local.json" &&
        node zombienet/chain-spec.mjs "$definition" <"$folder/local.json" >"$folder/plain.json" &&
        "$CHAOS_NODE" export-chain-spec --chain "$folder/plain.json" --raw >"$CHAOS_SPEC"
}

# Its last act of spawning is to write what it has spawned.
spawn() {
    zombienet/node_modules/.bin/zombienet spawn --provider native --logType text \
        --dir "$folder/network" "$definition" >"$folder/zombienet.log" 2>&1 &
    zombienet=$!
    until [ -s "$CHAOS_NETWORK" ]; do
        kill -0 "$zombienet" 2>/dev/null || {
            cat "$folder/zombienet.log" >&2
            return 1
        }
        sleep 0.5
    done
}

test_network() (
    cd e2e && node --test --test-timeout=900000 --test-reporter=spec "dist/zombienet/$name.test.js"
)

# Where it does not end by itself, `contain` sees to it.
stop() {
    kill "$zombienet"
    wait "$zombienet" || true
}

# Says in the environment what zombienet and the tests need to know.
spawn_network() {
    name=$1
    definition=zombienet/$name.toml
    folder=$TMPDIR/$name
    mkdir "$folder"
    CHAOS_SPEC=$folder/raw.json
    CHAOS_NETWORK=$folder/network/zombie.json
    export CHAOS_SPEC CHAOS_NETWORK
    stage "make the chain spec of $name" make_spec
    stage "spawn $name" spawn
}

stage 'install zombienet' install_zombienet
if [ "$1" != --test ]; then
    spawn_network "$1"
    node zombienet/show.mjs "$CHAOS_NETWORK"
    say 'the network runs; Ctrl-C stops it'
    wait "$zombienet"
    fail 'zombienet has stopped'
fi
# scripts/test.sh has built them.
[ -n "${CHAOS_TESTS_ARE_BUILT-}" ] || stage 'build the tests' build_tests
for name in $names; do
    spawn_network "$name"
    stage "tests of $name" test_network
    stage "stop $name" stop
done
print_times
