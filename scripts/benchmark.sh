#!/bin/sh
# Measure on this machine what blocks, transactions, calls and the database cost, and write it to
# runtime/src/weights.
#
# Usage: scripts/benchmark.sh [--help | --list] [--quick] [NAME...]
#
#   NAME        measure only these: pallets, `overhead` of blocks and transactions, `storage`
#   --list      the names of all
#   --quick     see that everything can be measured, in few steps. What that says of costs is worth
#               nothing, and is written to a folder beside the target folder
#   -h, --help  this text
#
# Builds a node with the feature runtime-benchmarks first, in a target folder of its own: its runtime
# must not take the place of the one that the node proper is built with. The measuring itself takes
# about half an hour, in which nothing else should run.

set -eu
. "$(dirname -- "$0")/lib.sh"

# Of what blocks are full of, more steps: some of the SDK's benchmarks prepare for longer than all of ours
# take.
accuracy_of_ours='--steps 50 --repeat 20 --min-duration 1'
accuracy='--steps 20 --repeat 20 --min-duration 1'
accuracy_of_overhead='--warmup 10 --repeat 200'

# What is read and written of a small state is in every cache.
accounts=500000
# How many keys a block of transfers writes.
writes_of_a_block=5000

target=$(dirname -- "$CARGO_TARGET_DIR")/benchmark/target
node=$target/release/chaos-node
bench=$target/release/chaos-bench
output=$root/runtime/src/weights

names=
only_list=
for argument; do
    case $argument in
    --list) only_list=yes ;;
    --quick)
        accuracy='--steps 3 --repeat 1 --min-duration 0'
        accuracy_of_ours=$accuracy
        accuracy_of_overhead='--warmup 1 --repeat 2 --max-ext-per-block 100'
        accounts=10000
        output=$(dirname -- "$target")/quick-weights
        ;;
    -*) only_help "$argument" ;;
    *) names="$names $argument" ;;
    esac
done

# The tool brings a runtime of its own, for `benchmark storage`, which does not build outside of the
# SDK's workspace.
build_with_benchmarks() {
    CARGO_TARGET_DIR=$target SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD=1 \
        cargo build --release --locked --workspace \
        --features chaos-node/runtime-benchmarks
}

list() {
    "$node" benchmark pallet --chain dev --all --list=pallets --no-csv-header
    printf 'overhead\nstorage\n'
}

# measure_pallet NAME. Without proofs: nobody asks a chain of its own for them.
measure_pallet() {
    folder=$(echo "${1#pallet_}" | tr _ -)
    case $1 in
    frame_* | pallet_balances) options=$accuracy_of_ours ;;
    # One of its checks expects deposits, and this chain's ledger of items takes none.
    pallet_nfts) options="$accuracy --no-verify" ;;
    *) [ -d "pallets/$folder" ] && options=$accuracy_of_ours || options=$accuracy ;;
    esac
    # shellcheck disable=SC2086 # a list of options
    "$node" benchmark pallet --chain dev --pallets "$1" --extrinsic '*' $options \
        --disable-proof-recording --output "$output" --quiet
}

measure_overhead() {
    # shellcheck disable=SC2086 # a list of options
    "$node" benchmark overhead --chain dev --database paritydb $accuracy_of_overhead \
        --weight-path "$output"
}

# Of a chain with many accounts, of each of which the keys are hashes, so that the database finds no order in them.
measure_storage() {
    chain=$(mktemp -d)
    "$node" export-chain-spec --chain dev --raw >"$chain/dev.json"
    "$bench" fund --chain "$chain/dev.json" --accounts "$accounts" --balance 1000000000000 \
        --from //One //Two --output "$chain/spec.json"
    "$node" benchmark storage --chain "$chain/spec.json" --base-path "$chain" --database paritydb \
        --state-version 1 --disable-pov-recorder --batch-size "$writes_of_a_block" \
        --weight-path "$output"
}

# Without the paths and the name of the machine that the tool notes, by the names by which this runtime
# knows its dependencies, and in its format.
clean() {
    sed -i '
        /^\/\/ Executed Command/,/^$/d
        /^\/\/! WEIGHT-PATH/d
        s/HOSTNAME: `[^`]*`, //
        s/\bsp_weights\b/frame_support::weights/
    ' "$output"/*_*.rs
    [ ! -e "$output/crate_contracts_extension.rs" ] ||
        mv "$output/crate_contracts_extension.rs" "$output/contracts_extension.rs"
    rustfmt --edition 2021 "$output"/*_*.rs
}

# May ask for a password, so outside of the session.
[ -n "${CHAOS_CONTAINED-}" ] || stage 'install what is missing' scripts/setup.sh
contain "$@"
stage 'build a node with benchmarks' build_with_benchmarks
[ -z "$only_list" ] || {
    list
    exit
}
[ -n "$names" ] || names=$(list)
mkdir -p "$output"
for name in $names; do
    case $name in
    overhead) stage 'measure blocks and transactions' measure_overhead ;;
    storage) stage 'measure the database' measure_storage ;;
    *) stage "measure $name" measure_pallet "$name" ;;
    esac
done
stage 'write what was measured' clean
print_times
