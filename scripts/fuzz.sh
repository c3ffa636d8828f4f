#!/bin/sh
# Look for what breaks the runtime: fuzz/README.md tells how to read what is found.
#
# Usage: scripts/fuzz.sh [--help] [TARGET] [OPTION...]
#        scripts/fuzz.sh --minutes N TARGET
#        scripts/fuzz.sh --test
#
#   TARGET        runtime (sequences of everything), extrinsic (bytes of transactions) or extension
#                 (what contracts pass to the chain's extension); runtime if not given
#   OPTION        of the seeded run, which is the same every time: --sequences N, --seed N, --only N,
#                 --file FILE; see the program's own --help
#   --minutes N   guided by coverage, for so long, from the corpus in fuzz/corpus, which it adds to
#   --test        check formatting and lints of the fuzzer, pass its tests, and run 20,000 sequences,
#                 in which every call has to succeed
#   -h, --help    this text
#
# Installs first what is missing (scripts/setup.sh). What libFuzzer finds it writes to
# fuzz/artifacts/TARGET.

set -eu
. "$(dirname -- "$0")/lib.sh"

# Nothing here needs the runtime's WebAssembly. A target folder of its own, as its dependencies have other
# features than the node's.
export SKIP_WASM_BUILD=1
CARGO_TARGET_DIR=$(dirname -- "$CARGO_TARGET_DIR")/fuzz/target
manifest=fuzz/Cargo.toml

seeded() {
    cargo run --release --locked --quiet --manifest-path "$manifest" -- "$@"
}

format() {
    cargo fmt --manifest-path "$manifest" --check
}

lint() {
    cargo clippy --release --locked --quiet --manifest-path "$manifest" --all-targets -- -D warnings
}

run_tests() {
    cargo test --release --locked --manifest-path "$manifest"
}

# With what `cargo fuzz run --sanitizer none` gives to the compiler, which is stable. As a target is named,
# what is compiled with it is kept apart.
guided() {
    host=$(rustc --version --verbose | sed -n 's/^host: //p')
    RUSTFLAGS='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
        -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares' \
        cargo build --release --locked --manifest-path "$manifest" --features coverage \
        --bin chaos-fuzz-coverage --target "$host"
    mkdir -p "fuzz/corpus/$2" "fuzz/artifacts/$2"
    # Time is what the fuzzer itself looks at; an input that takes a minute is one anyway.
    CHAOS_FUZZ_TARGET=$2 "$CARGO_TARGET_DIR/$host/release/chaos-fuzz-coverage" \
        -max_total_time="$(($1 * 60))" -max_len=2048 -timeout=60 -rss_limit_mb=4096 \
        -artifact_prefix="fuzz/artifacts/$2/" "fuzz/corpus/$2"
}

case ${1-} in
-h | --help) usage && exit ;;
esac
stage 'install what is missing' scripts/setup.sh
case ${1-} in
--test)
    [ $# -eq 1 ] || fail "--test takes nothing else"
    stage 'formatting of the fuzzer' format
    stage 'lints of the fuzzer' lint
    stage 'tests of the fuzzer' run_tests
    stage 'sequences of the whole runtime' seeded runtime --all-succeed
    stage 'hostile transactions' seeded extrinsic --sequences 20000
    stage 'hostile calls of the extension' seeded extension --sequences 5000
    print_times
    ;;
--minutes)
    [ $# -eq 3 ] || fail "--minutes takes a number and a target"
    guided "$2" "$3"
    ;;
*) seeded "$@" ;;
esac
