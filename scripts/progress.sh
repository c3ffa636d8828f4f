#!/bin/sh
# Run cargo, and say how many crates are done and about how long the rest takes.
#
# Usage: scripts/progress.sh CARGO ARGUMENTS...
#
# On a terminal it says so in the last line, elsewhere once a minute. Everything else that cargo writes is passed on.

set -eu
case ${1-} in
-h | --help)
    sed -n '2,/^$/ { s/^# \{0,1\}//; p; }' "$0"
    exit
    ;;
esac

# How much of the time of a build from nothing is over (second number) when so many crates are done (first number),
# in thousandths: runtime and node, the last ones, take longest.
course='0 0
260 126
434 278
608 356
781 516
868 608
994 760
1000 1000'

# time_at CRATES: the second number for any first one.
time_at() {
    crates=0 time=0
    while read -r next_crates next_time; do
        if [ "$1" -le "$next_crates" ]; then
            [ "$next_crates" -eq "$crates" ] ||
                time=$((time + (next_time - time) * ($1 - crates) / (next_crates - crates)))
            break
        fi
        crates=$next_crates time=$next_time
    done <<END
$course
END
    printf '%d\n' "$time"
}

# report DONE/TOTAL
report() {
    done=${1%/*} total=${1#*/} now=$(date +%s)
    over=$(time_at $((done * 1000 / total)))
    # What was compiled before is done at once, and says nothing of how fast this machine is.
    if [ "$now" -lt $((started + 5)) ]; then
        over_at_first=$over
    fi
    left=
    if [ $((over - over_at_first)) -ge 20 ]; then
        left=", about $(((now - started) * (1000 - over) / (over - over_at_first) / 60 + 1)) min left"
    fi
    if [ "$is_terminal" ]; then
        printf '\r\033[K==> %d of %d crates%s' "$done" "$total" "$left"
    elif [ "$now" -ge "$next" ]; then
        printf '==> %d of %d crates%s\n' "$done" "$total" "$left"
        next=$((now + 60))
    fi
}

is_terminal=
[ ! -t 2 ] || is_terminal=yes
started=$(date +%s) over_at_first=0 next=$((started + 30))
outcome=$(mktemp)
trap 'rm -f -- "$outcome"' EXIT
{
    status=0
    CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=200 "$@" 2>&1 || status=$?
    echo "$status" >"$outcome"
} | stdbuf -oL tr '\r' '\n' | while IFS= read -r line; do
    case $line in
    *'Building ['*) report "$(expr "$line" : '.*\] \([0-9]*/[0-9]*\)')" ;;
    *[![:space:]]*)
        [ -z "$is_terminal" ] || printf '\r\033[K'
        printf '%s\n' "$line"
        ;;
    esac
done >&2
[ -z "$is_terminal" ] || printf '\r\033[K' >&2
exit "$(cat "$outcome")"
