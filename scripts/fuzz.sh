#!/bin/sh
# Look for what breaks the runtime: fuzz/README.md tells how to read what is found.
#
# Usage: scripts/fuzz.sh [--help] [TARGET] [OPTION...]
#        scripts/fuzz.sh --minutes N TARGET
#        scripts/fuzz.sh --keep TARGET
#        scripts/fuzz.sh --test
#
#   TARGET        runtime (sequences of everything), extrinsic (bytes of transactions) or extension
#                 (what contracts pass to the chain's extension); runtime if not given
#   OPTION        of the seeded run, which is the same every time: --sequences N, --seed N, --only N,
#                 --file FILE; see the program's own --help
#   --minutes N   guided by coverage, for so long, from the corpus in fuzz/corpus/TARGET, which it adds to;
#                 where there is none, from the one that is kept
#   --keep        keep the corpus for others, as fuzz/corpus/TARGET.tar.gz, without what reaches nothing new
#   --test        check formatting and lints of the fuzzer, pass its tests, and run 5,000 sequences, or 20,000 with
#                 CHAOS_TESTS=all in the environment, in which every call has to succeed
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

# With what `cargo fuzz run --sanitizer none` gives to the compiler, which is stable, but for one crate. As a
# target is named, what is compiled with it is kept apart.
build_guided() {
    host=$(rustc --version --verbose | sed -n 's/^host: //p')
    RUSTC_WRAPPER=$PWD/fuzz/spare-interpreter.sh \
        RUSTFLAGS='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
        -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares' \
        cargo build --release --locked --manifest-path "$manifest" --features coverage \
        --bin chaos-fuzz-coverage --target "$host"
}

# guided TARGET OPTIONS...: libFuzzer's options and folders. Time is what the fuzzer itself looks at; an input
# that takes a minute is one anyway.
guided() {
    mkdir -p "fuzz/artifacts/$1"
    fuzzed=$1
    shift
    CHAOS_FUZZ_TARGET=$fuzzed "$CARGO_TARGET_DIR/$host/release/chaos-fuzz-coverage" \
        -max_len=2048 -len_control=0 -timeout=60 -rss_limit_mb=4096 \
        -artifact_prefix="fuzz/artifacts/$fuzzed/" "$@"
}

unpack() {
    [ ! -d "fuzz/corpus/$1" ] || return 0
    mkdir -p "fuzz/corpus/$1"
    [ ! -f "fuzz/corpus/$1.tar.gz" ] || tar -xzf "fuzz/corpus/$1.tar.gz" -C "fuzz/corpus/$1"
}

keep() {
    [ -d "fuzz/corpus/$1" ] || fail "there is no fuzz/corpus/$1"
    merged=$(mktemp -d)
    trap 'rm -rf "$merged"' EXIT
    guided "$1" -merge=1 "$merged" "fuzz/corpus/$1"
    tar -czf "fuzz/corpus/$1.tar.gz" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$merged" .
}

case ${1-} in
-h | --help) usage && exit ;;
esac
stage 'install what is missing' scripts/setup.sh
case ${1-} in
--test)
    [ $# -eq 1 ] || fail "--test takes nothing else"
    sequences=5000
    [ "${CHAOS_TESTS-}" != all ] || sequences=20000
    stage 'formatting of the fuzzer' format
    stage 'lints of the fuzzer' lint
    stage 'tests of the fuzzer' run_tests
    stage 'sequences of the whole runtime' seeded runtime --all-succeed \
        --sequences "$sequences"
    stage 'hostile transactions' seeded extrinsic --sequences 20000
    stage 'hostile calls of the extension' seeded extension --sequences 5000
    print_times
    ;;
--minutes)
    [ $# -eq 3 ] || fail "--minutes takes a number and a target"
    build_guided
    unpack "$3"
    guided "$3" -max_total_time="$(($2 * 60))" "fuzz/corpus/$3"
    ;;
--keep)
    [ $# -eq 2 ] || fail "--keep takes a target"
    build_guided
    keep "$2"
    ;;
*) seeded "$@" ;;
esac
