#!/bin/sh
# Build the node and launch a chain.
#
# Usage: scripts/run.sh [--chain dev|local|FILE] [-- NODE OPTIONS...]
#
#   --chain dev     one validator, a block a second, nothing kept afterwards (the default)
#   --chain local   four validators on this machine; their logs and databases lie in data/local,
#                   which is made anew every time; Ctrl-C stops all of them
#   --chain FILE    a node of the chain of that chain spec
#   -- OPTIONS      go to the node, for --chain local to the first of them, Alice
#   -h, --help      this text
#
# Installs first what is missing (scripts/setup.sh). JSON-RPC is at ws://127.0.0.1:9944.

set -eu
caller=$PWD
. "$(dirname -- "$0")/lib.sh"

chain=dev
while [ $# -gt 0 ]; do
    case $1 in
    --chain)
        [ $# -ge 2 ] || fail "--chain needs dev, local or a file"
        chain=$2
        shift
        ;;
    --chain=*) chain=${1#*=} ;;
    -h | --help) usage && exit ;;
    --)
        shift
        break
        ;;
    *) fail "unknown argument $1; see $0 --help" ;;
    esac
    shift
done

# The public half of the first validator's network key, by which the others find it.
alice_peer=12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp

validators=

stop_validators() {
    trap - EXIT INT TERM
    for pid in $validators; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $validators; do
        wait "$pid" 2>/dev/null || true
    done
    say "all validators have stopped"
}

# start_validator NAME NUMBER OPTIONS...
start_validator() {
    name=$1
    number=$2
    shift 2
    "$CHAOS_NODE" --chain local "--$name" --validator \
        --base-path "data/local/$name" --node-key "$(printf '%064d' $((number + 1)))" \
        --port $((30333 + number)) --rpc-port $((9944 + number)) \
        --prometheus-port $((9615 + number)) "$@" >"data/local/logs/$name.log" 2>&1 &
    validators="$validators $!"
    say "$name: JSON-RPC at ws://127.0.0.1:$((9944 + number)), log in data/local/logs/$name.log"
}

run_local() {
    rm -rf data/local
    mkdir -p data/local/logs
    trap stop_validators EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    start_validator alice 0 "$@"
    bootnode=/ip4/127.0.0.1/tcp/30333/p2p/$alice_peer
    start_validator bob 1 --bootnodes "$bootnode"
    start_validator charlie 2 --bootnodes "$bootnode"
    start_validator dave 3 --bootnodes "$bootnode"
    say "four validators are starting; Ctrl-C stops all of them"
    # Until the first of them ends, which none should.
    while :; do
        for pid in $validators; do
            kill -0 "$pid" 2>/dev/null ||
                fail "a validator has stopped: $(tail -qn 1 data/local/logs/*.log)"
        done
        sleep 1
    done
}

stage 'install what is missing' scripts/setup.sh
stage 'build the node' build_node
print_times
case $chain in
dev)
    say "launching a development chain; Ctrl-C stops it"
    exec "$CHAOS_NODE" --dev "$@"
    ;;
local) run_local "$@" ;;
*)
    case $chain in
    /*) ;;
    *) chain=$caller/$chain ;;
    esac
    [ -f "$chain" ] || fail "there is no chain spec $chain; see $0 --help"
    say "launching a node of the chain of $chain; Ctrl-C stops it"
    exec "$CHAOS_NODE" --chain "$chain" "$@"
    ;;
esac
