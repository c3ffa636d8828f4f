#!/bin/sh
# Measure how many transactions a second a network on this machine makes final, and what they cost.
#
# Usage: scripts/load.sh [OPTIONS] [-- NODE OPTIONS...]
#
#   --load KIND       transfers (the default), erc20, batches, bids, contracts or mix
#   --validators N    1 or 4 validators; 1 is the default
#   --accounts N      how many accounts send to one another; 10,000 is the default
#   --seconds S       how long transactions are sent in each round; 60 is the default
#   --rounds N        how many times that is done, each time on a new chain; 1 is the default
#   --rate R          so many transactions a second, instead of as many as blocks have room for
#   --in-flight M     so many transactions at most that are sent and in no block yet
#   --baseline NODE   measure another node, too, in turns, and compare: the SDK's template of a solo
#                     chain, or any other that has its chains dev and local, //Alice and //Bob
#   --port PORT       where the first node answers; 19944 is the default. The others have the next ports,
#                     and to one another they talk on those from PORT + 10000 on
#   --output FOLDER   where reports and plots go; data/load is the default
#   -- OPTIONS        go to all nodes
#   -h, --help        this text
#
# The node is what the environment variable CHAOS_NODE names, and is built if there is none. Nodes answer
# on this machine alone. Nothing is left of them but the reports.

set -eu
node=
[ -z "${CHAOS_NODE-}" ] || node=$(realpath -- "$CHAOS_NODE")
. "$(dirname -- "$0")/lib.sh"

load=transfers
validators=1
accounts=10000
seconds=60
rounds=1
rate=
in_flight=
baseline=
# Not those of a chain that somebody uses at the moment.
port=19944
output=data/load
node_options=

count() {
    case $2 in
    '' | 0* | *[!0-9]*) fail "$1 needs a number, not '$2'" ;;
    esac
}

# Not in place: `contain` starts the script again.
read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help) usage && exit ;;
        --)
            shift
            node_options=$*
            return
            ;;
        --load | --validators | --accounts | --seconds | --rounds | --rate | --in-flight | --baseline | --port | --output)
            [ $# -ge 2 ] || fail "$1 needs a value; see $0 --help"
            ;;
        *) fail "unknown argument $1; see $0 --help" ;;
        esac
        case $1 in
        --load) load=$2 ;;
        --validators) validators=$2 ;;
        --accounts) count "$1" "$2" && accounts=$2 ;;
        --seconds) count "$1" "$2" && seconds=$2 ;;
        --rounds) count "$1" "$2" && rounds=$2 ;;
        --rate) count "$1" "$2" && rate=$2 ;;
        --in-flight) count "$1" "$2" && in_flight=$2 ;;
        --baseline) baseline=$2 ;;
        --port) count "$1" "$2" && port=$2 ;;
        --output) output=$2 ;;
        esac
        shift 2
    done
}

read_options "$@"
case $validators in
1) chain=dev ;;
4) chain=local ;;
*) fail "1 or 4 validators, not $validators" ;;
esac
[ -z "$baseline" ] || [ -x "$baseline" ] || fail "there is no node $baseline"

bench=$CARGO_TARGET_DIR/release/chaos-bench
[ -z "$node" ] || CHAOS_NODE=$node
[ -n "$node" ] && [ -x "$bench" ] || {
    stage 'install what is missing' scripts/setup.sh
    stage 'build the node and the load generator' build_node
}
contain "$@"
mkdir -p "$output"

# The public half of the first validator's network key, by which the others find it.
alice_peer=12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp

# make_raw NODE CHAIN FILE: the chain spec with the state that the chain starts from.
make_raw() {
    "$1" export-chain-spec --chain "$2" --raw >"$3" 2>"$TMPDIR/spec.log" ||
        "$1" build-spec --chain "$2" --raw --disable-default-bootnode >"$3" 2>"$TMPDIR/spec.log" || {
        cat "$TMPDIR/spec.log" >&2
        return 1
    }
}

# As much for each as four of the development accounts have together, or 10 coins of 12 decimals.
balance=$((1000000000000000000 / accounts))
[ "$balance" -le 10000000000000 ] || balance=10000000000000

# give_coins LABEL GIVERS...
give_coins() {
    spec=$TMPDIR/$1.json
    shift
    "$bench" fund --chain "$spec" --accounts "$accounts" --balance "$balance" \
        --output "$spec.funded" --from "$@" && mv "$spec.funded" "$spec"
}

make_spec() {
    make_raw "$CHAOS_NODE" "$chain" "$TMPDIR/chaos.json" && give_coins chaos //One //Two
}

# The template's own `local` has two validators.
make_baseline_spec() {
    if [ "$validators" = 1 ]; then
        make_raw "$baseline" dev "$TMPDIR/stock.json"
    else
        "$baseline" build-spec --chain local --disable-default-bootnode >"$TMPDIR/two.json" 2>/dev/null &&
            "$bench" authorities --chain "$TMPDIR/two.json" --output "$TMPDIR/four.json" \
                //Alice //Bob //Charlie //Dave &&
            make_raw "$baseline" "$TMPDIR/four.json" "$TMPDIR/stock.json"
    fi && give_coins stock //Alice //Bob
}

# start_validator LABEL NODE NAME NUMBER OPTIONS...
start_validator() {
    base=$TMPDIR/$1-network/$3
    log=$TMPDIR/$1-$3.log
    spec=$TMPDIR/$1.json
    program=$2
    name=$3
    number=$4
    shift 4
    # shellcheck disable=SC2086 # a list of words
    "$program" --chain "$spec" "--$name" --validator --base-path "$base" \
        --node-key "$(printf '%064d' $((number + 1)))" \
        --listen-addr "/ip4/127.0.0.1/tcp/$((port + 10000 + number))" \
        --rpc-port $((port + number)) --rpc-max-response-size 128 \
        --no-prometheus --no-telemetry --no-mdns \
        --pool-limit 100000 --pool-kbytes 204800 "$@" $node_options >"$log" 2>&1 &
    processes="$processes $!"
    urls="$urls --url ws://127.0.0.1:$((port + number))"
    databases="$databases --database $base"
}

# start_network LABEL NODE
start_network() {
    processes=
    urls=
    databases=
    if [ "$validators" = 1 ]; then
        # It has nobody to wait for.
        start_validator "$1" "$2" alice 0 --force-authoring
        return
    fi
    bootnode=/ip4/127.0.0.1/tcp/$((port + 10000))/p2p/$alice_peer
    start_validator "$1" "$2" alice 0
    start_validator "$1" "$2" bob 1 --bootnodes "$bootnode"
    start_validator "$1" "$2" charlie 2 --bootnodes "$bootnode"
    start_validator "$1" "$2" dave 3 --bootnodes "$bootnode"
}

stop_network() {
    for pid in $processes; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $processes; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$TMPDIR/$1-network"
}

# measure LABEL NODE ROUND
measure() {
    start_network "$1" "$2"
    # A database that is not there yet has no size.
    for folder in $databases; do
        [ "$folder" = --database ] || mkdir -p "$folder"
    done
    # Reading the genesis of a million accounts takes minutes. A node that stops is not waited for.
    arguments="--load $load --accounts $accounts --seconds $seconds --wait 900"
    [ -z "$rate" ] || arguments="$arguments --rate $rate"
    [ -z "$in_flight" ] || arguments="$arguments --in-flight $in_flight"
    for pid in $processes; do
        arguments="$arguments --pid $pid"
    done
    [ ! -e "$CHAOS_CONTRACTS/erc20.contract" ] ||
        arguments="$arguments --contract $CHAOS_CONTRACTS/erc20.contract"
    # shellcheck disable=SC2086 # lists of words
    if "$bench" run $urls $databases $arguments --label "$1" \
        --json "$output/$1-$3.json" --plot "$output/$1-$3.svg"; then
        stop_network "$1"
    else
        tail -n 20 "$TMPDIR/$1"-*.log >&2
        return 1
    fi
}

stage 'make the chain spec' make_spec
[ -z "$baseline" ] || stage "make the baseline's chain spec" make_baseline_spec
reports=
round=1
while [ "$round" -le "$rounds" ]; do
    stage "round $round" measure chaos "$CHAOS_NODE" "$round"
    reports="$reports $output/chaos-$round.json"
    [ -z "$baseline" ] || {
        stage "round $round of the baseline" measure stock "$baseline" "$round"
        reports="$reports $output/stock-$round.json"
    }
    round=$((round + 1))
done
# shellcheck disable=SC2086 # a list of words
if [ -n "$baseline" ]; then
    "$bench" compare $reports --baseline stock
elif [ "$rounds" -gt 1 ]; then
    "$bench" compare $reports
fi
say "the reports are in $output"
print_times
