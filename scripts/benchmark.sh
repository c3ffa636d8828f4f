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
case ${1-} in
'') ;;
-h | --help) usage && exit ;;
*) fail "unknown argument $1; see $0 --help" ;;
esac

CARGO_TARGET_DIR=$(dirname -- "$CARGO_TARGET_DIR")/benchmark/target

build_with_benchmarks() {
    cargo build --release --locked -p chaos-node --features runtime-benchmarks
}

benchmark() {
    "$CARGO_TARGET_DIR/release/chaos-node" benchmark pallet --chain dev --pallet "$1" \
        --extrinsic '*' --steps 50 --repeat 20 --output "runtime/src/weights/$1.rs"
}

stage 'install what is missing' scripts/setup.sh
stage 'build a node with benchmarks' build_with_benchmarks
for pallet in pallet_cos_distribution pallet_validator_set; do
    stage "benchmark $pallet" benchmark "$pallet"
done
# The tool formats by another standard than this repository.
stage 'format' cargo fmt --all
print_times
