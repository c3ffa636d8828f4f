#!/bin/sh
# Measure how long it takes to import a chain of full blocks: with signatures verified on all cores and
# remembered, and without.
#
# Usage: scripts/import.sh [--seconds S] [--rounds N] [--help]
#
#   --seconds S   for how long blocks are filled with transfers; 30 is the default
#   --rounds N    how often the chain is imported in each way, in turns; 3 is the default
#   -h, --help    this text
#
# The node is what the environment variable CHAOS_NODE names, and is built if there is none. It answers on
# this machine alone. Nothing is left of it.

set -eu
node=
[ -z "${CHAOS_NODE-}" ] || node=$(realpath -- "$CHAOS_NODE")
. "$(dirname -- "$0")/lib.sh"

seconds=30
rounds=3
options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds | --rounds)
            case ${2-} in
            '' | 0* | *[!0-9]*) fail "$1 needs a number" ;;
            esac
            [ "$1" = --rounds ] && rounds=$2 || seconds=$2
            shift 2
            ;;
        *) only_help "$@" ;;
        esac
    done
}
options "$@"

bench=$CARGO_TARGET_DIR/release/chaos-bench
[ -z "$node" ] || CHAOS_NODE=$node
[ -n "$node" ] && [ -x "$bench" ] || {
    stage 'install what is missing' scripts/setup.sh
    stage 'build the node and the load generator' build_node
}
contain "$@"

rpc_port=19944
accounts=10000

make_spec() {
    "$CHAOS_NODE" export-chain-spec --chain dev --raw >"$TMPDIR/raw.json" 2>/dev/null &&
        "$bench" fund --chain "$TMPDIR/raw.json" --accounts $accounts --balance 10000000000000 \
            --output "$TMPDIR/spec.json" --from //One //Two
}

# A chain of blocks that are as full as the node can fill them.
fill() {
    "$CHAOS_NODE" --chain "$TMPDIR/spec.json" --alice --validator --force-authoring \
        --base-path "$TMPDIR/full" --node-key "$(printf '%064d' 1)" \
        --listen-addr /ip4/127.0.0.1/tcp/31333 --rpc-port $rpc_port --rpc-max-response-size 128 \
        --no-prometheus --no-telemetry --no-mdns --pool-limit 100000 --pool-kbytes 204800 \
        >"$TMPDIR/node.log" 2>&1 &
    pid=$!
    "$bench" run --url ws://127.0.0.1:$rpc_port --load transfers --accounts $accounts \
        --seconds "$seconds" --json "$TMPDIR/report.json" || return 1
    kill "$pid" && wait "$pid" || true
    "$CHAOS_NODE" export-blocks --chain "$TMPDIR/spec.json" --base-path "$TMPDIR/full" --binary \
        --from 1 "$TMPDIR/blocks" 2>/dev/null
}

# import_with MIB: print how many milliseconds it takes.
import_with() {
    rm -rf "$TMPDIR/copy"
    begun=$(date +%s%N)
    "$CHAOS_NODE" import-blocks --chain "$TMPDIR/spec.json" --base-path "$TMPDIR/copy" --binary \
        --signature-cache "$1" "$TMPDIR/blocks" 2>"$TMPDIR/import.log" || {
        tail -n 20 "$TMPDIR/import.log" >&2
        return 1
    }
    ended=$(date +%s%N)
    echo $(((ended - begun) / 1000000))
}

median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

import_in_turns() {
    round=0
    while [ "$round" -lt "$rounds" ]; do
        import_with 64 >>"$TMPDIR/with"
        import_with 0 >>"$TMPDIR/without"
        round=$((round + 1))
    done
}

stage 'make the chain spec' make_spec
stage 'fill blocks' fill
stage 'import them' import_in_turns
with=$(median "$TMPDIR/with")
without=$(median "$TMPDIR/without")
say "with the cache $with ms, without $without ms (medians of $rounds):" \
    "$(awk "BEGIN { printf \"%.2f\", $without / $with }") times as fast"
