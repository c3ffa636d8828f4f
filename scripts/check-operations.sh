#!/bin/sh
# Check the files for operators: Prometheus's configuration and alerts, with promtool.
#
# Usage: scripts/check-operations.sh [--help]
#
# Where there is no promtool, takes the one out of Debian's package prometheus, and installs nothing.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

cache=$(dirname -- "$CARGO_TARGET_DIR")/prometheus

# In a subshell: a package is downloaded into the current folder.
fetch_promtool() (
    rm -rf "$cache" && mkdir -p "$cache" && cd "$cache"
    apt-get download -qq prometheus 2>/dev/null ||
        # Maybe there is no list of packages yet.
        { apt-get update -qq && apt-get download -qq prometheus; } ||
        fail 'could not download the package prometheus'
    dpkg-deb --extract prometheus_*.deb .
    rm prometheus_*.deb
)

if have promtool; then
    promtool=promtool
else
    promtool=$cache/usr/bin/promtool
    [ -x "$promtool" ] || fetch_promtool
fi
"$promtool" check config operations/prometheus/prometheus.yml
"$promtool" test rules operations/prometheus/alerts.test.yml
