#!/bin/sh
# Benchmark the calls of this chain's own pallets on this machine, and write their weights to
# runtime/src/weights.
#
# Usage: scripts/benchmark.sh [--help]
#
# Builds a node with the feature runtime-benchmarks first, in a folder of its own: its runtime must
# not take the place of the one that the node proper is built with.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

CARGO_TARGET_DIR=$(dirname -- "$CARGO_TARGET_DIR")/benchmark/target

# The tool brings a runtime of its own, for `benchmark storage`, which does not build outside of the
# SDK's workspace.
build_with_benchmarks() {
    SKIP_FRAME_STORAGE_ACCESS_TEST_RUNTIME_WASM_BUILD=1 cargo build --release --locked -p chaos-node --features runtime-benchmarks
}

# Without the paths and the name of the machine that the tool notes in the file.
benchmark() {
    "$CARGO_TARGET_DIR/release/chaos-node" benchmark pallet --chain dev --pallet "$1" \
        --extrinsic '*' --steps 50 --repeat 20 --output "runtime/src/weights/$1.rs" &&
        sed -i '/^\/\/ Executed Command/,/^$/d; s/HOSTNAME: `[^`]*`, //' "runtime/src/weights/$1.rs"
}

stage 'install what is missing' scripts/setup.sh
stage 'build a node with benchmarks' build_with_benchmarks
for pallet in pallet_aura_equivocation pallet_business_tokens pallet_cip \
    pallet_cos_distribution pallet_dutch_auction pallet_erc20 pallet_erc721 pallet_node_admission; do
    stage "benchmark $pallet" benchmark "$pallet"
done
print_times
