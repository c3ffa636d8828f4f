#!/bin/sh
# Build the smart contracts into bundles, which Polkadot.js apps take (Developer, Contracts).
#
# Usage: scripts/contracts.sh [--help] [--test | NAME...]
#
#   NAME...    only the contracts with these names
#   --test     check the contracts' formatting and lints, and run their unit tests instead
#   -h, --help this text
#
# Installs first what is missing (scripts/setup.sh). Needs Node.js 20 or newer. Everything else comes
# from the package registries of Rust and Node.js, in the versions that the lock files say; the same
# sources make the same code. Says where the bundles are, and how long each stage took.

set -eu
. "$(dirname -- "$0")/lib.sh"

# One for every checkout, and none of the node's.
CARGO_TARGET_DIR=$(dirname -- "$CARGO_TARGET_DIR")/contracts/target
bundles=$CHAOS_CONTRACTS

format() {
    cargo fmt --manifest-path contracts/Cargo.toml --all --check
}

lint() {
    cargo clippy --locked --quiet --manifest-path contracts/Cargo.toml --workspace \
        --all-targets -- -D warnings
}

run_tests() {
    cargo test --locked --manifest-path contracts/Cargo.toml --workspace --no-fail-fast
}

case ${1-} in
-h | --help) usage && exit ;;
--test)
    [ $# -eq 1 ] || fail "--test takes no names"
    stage 'install what is missing' scripts/setup.sh
    stage 'formatting of the contracts' format
    stage 'lints of the contracts' lint
    stage 'unit tests of the contracts' run_tests
    print_times
    exit
    ;;
-*) fail "unknown argument $1; see $0 --help" ;;
esac

# The folder of a contract. A crate without metadata is none.
folder_of() {
    for folder in contracts contracts/tests; do
        if [ -e "$folder/$1/examples/$1-metadata.rs" ]; then
            printf '%s\n' "$folder/$1"
            return
        fi
    done
    fail "there is no contract $1"
}

every_name() {
    for metadata in contracts/*/examples/*-metadata.rs contracts/tests/*/examples/*-metadata.rs; do
        basename -- "$metadata" -metadata.rs
    done
}

# Paths of this machine would be in the code and its hash.
# shellcheck disable=SC2154 # lib.sh says what the root is
remap="--remap-path-prefix=$root= --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}="

# The memory is the chain's, of 16 pages at most. Rust's own link-time optimisation does all there is:
# the linker's would make WebAssembly that the chain does not take.
compile() {
    RUSTFLAGS=$remap cargo rustc --release --locked --quiet --manifest-path "$2/Cargo.toml" \
        --lib --crate-type cdylib --no-default-features --target wasm32v1-none -- \
        -Clink-arg=-zstack-size=65536 -Clink-arg=--import-memory \
        -Clink-arg=--max-memory=1048576
}

describe() {
    cargo run --locked --quiet --manifest-path "$2/Cargo.toml" --example "$1-metadata" \
        >"$CARGO_TARGET_DIR/$1.json"
}

bundle() {
    node contracts/bundle.mjs "$1" "$CARGO_TARGET_DIR/wasm32v1-none/release/$1.wasm" \
        "$CARGO_TARGET_DIR/$1.json" "$(rustc --version)" "$bundles/$1.contract"
}

# Nothing is bundled that was compiled before, should it not compile now.
build() {
    folder=$(folder_of "$1") && compile "$1" "$folder" && describe "$1" "$folder" && bundle "$1"
}

install_tools() (
    cd contracts && npm ci --no-audit --no-fund --loglevel=error
)

have npm || fail "no npm: install Node.js 20 or newer"
mkdir -p "$CARGO_TARGET_DIR" "$bundles"
stage 'install what is missing' scripts/setup.sh
stage 'install what makes bundles' install_tools
[ $# -gt 0 ] || {
    # shellcheck disable=SC2046 # a list of words
    set -- $(every_name)
}
for name in "$@"; do
    stage "build $name" build "$name"
done
say "the bundles are in $bundles"
print_times
