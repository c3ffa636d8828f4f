#!/bin/sh
set -eu
. "$(dirname -- "$0")/lib.sh"
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

# What is patched there has tests of its own, which need what the workspace does not. In the versions that the
# workspace has.
test_grandpa() {
    cp Cargo.lock patched/finality-grandpa/ &&
        cargo test --release --manifest-path patched/finality-grandpa/Cargo.toml --features derive-codec,test-helpers
}

stage build_tests build_tests
stage test_crates test_crates
print_times
