#!/bin/sh
# Write a new pallet with scripts/new-pallet.sh in a copy of this checkout, and see that it works as it is: it passes
# the checks that all pallets pass, its benchmark runs, and a node that has it carries out its call and answers for it.
#
# Usage: scripts/test-new-pallet.sh [--help]
#
# Builds the node of this checkout first. After scripts/test.sh only what knows of the new pallet is compiled: the
# runtime, the node, and the pallet with its benchmark. Needs Node.js 20 or newer, and as much room beside the
# target folder as that has (about 15 GB). Says at the end how long each stage took, and leaves nothing behind.
#
# It does not measure the pallet with scripts/benchmark.sh, which builds a second node.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"
have npm || fail "no npm: install Node.js 20 or newer from https://nodejs.org"

name=guestbook
shared=$CARGO_TARGET_DIR
# A target folder of its own, on the same file system. In the shared one, the copy's WebAssembly and node would take
# the place of this checkout's, and the next build would compile both again. Not of hard links: cargo writes into some
# of the files.
case ${CHAOS_CONTAINED-} in
*/test-new-pallet.sh) ;;
*)
    TMPDIR=$(dirname -- "$shared")
    mkdir -p "$TMPDIR"
    ;;
esac

# What is tracked or may be, with its times, by which cargo knows that it is compiled already.
copy_checkout() {
    mkdir "$copy" &&
        git ls-files -z --cached --others --exclude-standard |
        xargs -0 sh -c 'for file; do [ ! -e "$file" ] || printf "%s\0" "$file"; done' sh |
            xargs -0 cp -a --parents -t "$copy" &&
        cp -a patched "$copy" &&
        git -C "$copy" init --quiet
}

# Without the programs that it has built, which are large. Those have no extension.
copy_target() {
    for folder in doc release/.fingerprint release/build release/wbuild; do
        [ -d "$shared/$folder" ] || continue
        mkdir -p "$(dirname -- "$CARGO_TARGET_DIR/$folder")" &&
            cp -a --reflink=auto "$shared/$folder" "$CARGO_TARGET_DIR/$folder" || return
    done
    mkdir "$CARGO_TARGET_DIR/release/deps" &&
        find "$shared/release/deps" -type f -name '*.*' -exec \
            cp -a --reflink=auto -t "$CARGO_TARGET_DIR/release/deps" {} +
}

write_pallet() {
    "$copy/scripts/new-pallet.sh" "$name"
}

check_text() {
    cargo fmt --all --check &&
        cargo fmt --manifest-path fuzz/Cargo.toml --check &&
        "$copy/scripts/check-links.sh" &&
        "$copy/scripts/check-architecture.sh"
}

# In the folder of scripts/fuzz.sh: without the WebAssembly, cargo keeps apart what depends on the new pallet.
lint_fuzzer() {
    SKIP_WASM_BUILD=1 CARGO_TARGET_DIR=$(dirname -- "$shared")/fuzz/target \
        cargo clippy --release --locked --manifest-path fuzz/Cargo.toml --all-targets -- -D warnings
}

# With its benchmark, which is a test then. Alone and not optimised: with this feature, all that the pallet depends on
# is compiled again.
test_pallet() {
    CARGO_PROFILE_DEV_DEBUG=0 cargo test --locked -p "pallet-$name" --features runtime-benchmarks >"$TMPDIR/tests.log" ||
        {
            cat "$TMPDIR/tests.log" >&2
            return 1
        }
    cat "$TMPDIR/tests.log"
    grep -q '^test .*bench.*set_value.* ok$' "$TMPDIR/tests.log" || {
        say 'no benchmark ran'
        return 1
    }
}

# Of the whole workspace, so that its dependencies have the features with which they are compiled already.
build_new_node() {
    cargo build --release --locked --workspace --bin chaos-node
}

# But that its weights were measured.
test_runtime() {
    cargo test --release --locked --workspace --test runtime -- \
        filters:: every_pallet_uses_what_was_measured every_call_weighs_something
}

build_story() (
    cd e2e && npm ci --no-audit --no-fund --loglevel=error && npm run lint && npm run build
)

tell_story() (
    cd e2e && node dist/run.js 1 15 "dist/$name.test.js"
)

# May ask for a password, so outside of the session.
[ -n "${CHAOS_CONTAINED-}" ] || stage 'install what is missing' scripts/setup.sh
contain "$@"
stage 'build the node' build_node
copy=$TMPDIR/checkout
CARGO_TARGET_DIR=$TMPDIR/target
CHAOS_NODE=$CARGO_TARGET_DIR/release/chaos-node
stage 'copy the checkout' copy_checkout
stage 'copy what is compiled' copy_target
cd "$copy"
stage 'write a pallet' write_pallet
stage 'formatting, links and imports' check_text
stage 'lints' lint
stage 'lints of the features for benchmarks and dry runs' lint_features
stage 'lints of the fuzzer' lint_fuzzer
stage 'documentation of the code' document
stage 'tests and benchmark of the pallet' test_pallet
stage 'build a node with the pallet' build_new_node
stage 'tests of the runtime with the pallet' test_runtime
stage 'build the end-to-end test of the pallet' build_story
stage 'end-to-end test of the pallet' tell_story
say 'a new pallet works as it is'
print_times
