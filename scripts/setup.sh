#!/bin/sh
# Install what building and testing need and this machine lacks.
#
# Usage: scripts/setup.sh [--help]
#
# On Debian or Ubuntu, as root or with sudo, with rustup. It installs Debian packages (a C and C++
# compiler, protobuf's compiler, OpenSSL's headers; for tests, what makes networks and shifts clocks)
# and, for the toolchain that rust-toolchain.toml names, the target wasm32v1-none and the components
# rust-src, rustfmt and clippy. What is there already is left alone, so it is safe to repeat. run.sh
# and test.sh call it themselves.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

packages='build-essential ca-certificates git iproute2 libfaketime libssl-dev pkg-config
    protobuf-compiler'

install_packages() {
    missing=
    for package in $packages; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    say "installing Debian packages:$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || fail "not root, and no sudo. Install these packages:$missing"
        as_root=sudo
    fi
    $as_root apt-get update -qq || fail "apt-get update found no package list (no network?)"
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing >/dev/null ||
        fail "could not install$missing; install them from a Debian mirror or by hand"
}

install_toolchain() {
    channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    if ! rustup run "$channel" rustc --version >/dev/null 2>&1; then
        say "installing the Rust toolchain $channel"
        rustup toolchain install "$channel" --profile minimal --no-self-update ||
            fail "could not download Rust $channel. Where static.rust-lang.org can't be reached," \
                "install that version by other means and name it with" \
                "\`rustup toolchain link $channel <folder>\`"
    fi
    if ! rustup target list --toolchain "$channel" --installed | grep -qx wasm32v1-none; then
        say "installing the target wasm32v1-none"
        rustup target add --toolchain "$channel" wasm32v1-none ||
            fail "could not download the target wasm32v1-none; it is the rust-std component of" \
                "Rust $channel for that target"
    fi
    for component in rust-src rustfmt clippy; do
        if ! rustup component list --toolchain "$channel" --installed | grep -q "^$component"; then
            say "installing the component $component"
            rustup component add --toolchain "$channel" "$component" ||
                fail "could not download the component $component of Rust $channel"
        fi
    done
}

if have dpkg-query && have apt-get; then
    install_packages
else
    say "not a Debian or Ubuntu: make sure that there are$(printf ' %s,' $packages) or what is" \
        "like them"
fi
have rustup || fail "no rustup: install it from https://rustup.rs, then run this again"
install_toolchain
say "everything that building needs is there"
