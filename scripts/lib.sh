# What the scripts share. Source it from a script in this folder, after `set -eu`.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

# One target folder for every checkout, so that dependencies are compiled once for all of them. The
# last part of its path has to be `target`: the runtime's build looks for it.
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/chaos/target}
export CARGO_TARGET_DIR
CHAOS_NODE=$CARGO_TARGET_DIR/release/chaos-node
export CHAOS_NODE
# The runtime that tests upgrade a chain to: see runtime/build.rs.
CHAOS_NEXT_RUNTIME=$CARGO_TARGET_DIR/release/wbuild/chaos-runtime/chaos_runtime_next.compact.compressed.wasm
export CHAOS_NEXT_RUNTIME
# The contracts that tests deploy: see scripts/contracts.sh.
CHAOS_CONTRACTS=${CHAOS_CONTRACTS:-$(dirname -- "$CARGO_TARGET_DIR")/contracts/bundles}
export CHAOS_CONTRACTS

say() {
    printf '==> %s\n' "$*"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The comment at the top of the script is its help.
usage() {
    sed -n '2,/^$/ { s/^# \{0,1\}//; p; }' "$0"
}

# For a script that takes no arguments but --help.
only_help() {
    case ${1-} in
    '') ;;
    -h | --help) usage && exit ;;
    *) fail "unknown argument $1; see $0 --help" ;;
    esac
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# contain ARGUMENTS...: go on in a session of processes and a folder for temporary files of the script's
# own, of which nothing is left behind, however it ends and whatever interrupts it.
contain() {
    # shellcheck disable=SC2154 # lib.sh says what the root is
    script=$root/scripts/$(basename -- "$0")
    if [ "${CHAOS_CONTAINED-}" = "$script" ]; then
        # Linux shares the processors out among sessions first: a process's own niceness counts within its session.
        { nice >/proc/self/autogroup; } 2>/dev/null || true
        return 0
    fi
    have setsid || fail "no setsid: it is in the package util-linux"
    folder=$(mktemp -d "${TMPDIR:-/tmp}/chaos-XXXXXX")
    session=
    trap leave_nothing EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    CHAOS_CONTAINED=$script CHAOS_TIMES=$times TMPDIR=$folder setsid "$script" "$@" &
    session=$!
    outcome=0
    wait "$session" || outcome=$?
    exit "$outcome"
}

# End what is in the session, and remove the folder. Asks first: what is asked may have to stop others.
leave_nothing() {
    trap - EXIT
    trap '' HUP INT TERM
    if [ -n "$session" ]; then
        kill -s TERM -- "-$session" 2>/dev/null || true
        patience=200
        while [ "$patience" -gt 0 ] && kill -s 0 -- "-$session" 2>/dev/null; do
            patience=$((patience - 1))
            sleep 0.1
        done
        kill -s KILL -- "-$session" 2>/dev/null || true
    fi
    rm -rf -- "$folder"
}

# What ran before this script had a session of its own.
times=${CHAOS_TIMES-}
unset CHAOS_TIMES

# stage NAME COMMAND...: say what is done, do it, stop with its name where it fails, and keep how
# long it took.
stage() {
    stage_name=$1
    shift
    say "$stage_name"
    started=$(date +%s)
    "$@" || fail "$stage_name: \`$*\` failed"
    times="$times$(printf '%6d s  %s' $(($(date +%s) - started)) "$stage_name")
"
}

# beside NAME COMMAND...: begin a stage that goes on beside the next ones, with what they leave of the processors.
beside() {
    beside_name=$1
    shift
    say "$beside_name (goes on beside what follows)"
    beside_started=$(date +%s)
    beside_log=$(mktemp)
    nice -n 19 "$@" >"$beside_log" 2>&1 &
    beside=$!
}

# Wait for what goes on beside, and show what it wrote.
await_beside() {
    say "waiting for $beside_name"
    outcome=0
    wait "$beside" || outcome=$?
    cat "$beside_log"
    [ "$outcome" -eq 0 ] || fail "$beside_name failed"
    times="$times$(printf '%6d s  %s, since it began' $(($(date +%s) - beside_started)) "$beside_name")
"
}

# How long each stage took.
print_times() {
    printf '%s' "$times"
}

# The whole workspace at once, and always so: every command then finds the same dependencies, with
# the same features, compiled already.
build_node() {
    scripts/progress.sh cargo build --release --locked --workspace
}

# Without the runtime's WebAssembly, which the build has made and nothing here looks at, and without the code
# of others in patched/.
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
