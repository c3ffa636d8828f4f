#!/bin/sh
# Install what building and testing need and this machine lacks.
#
# Usage: scripts/setup.sh [--help]
#
# On Debian or Ubuntu, as root or with sudo, with rustup. It installs Debian packages (a C and C++
# compiler, protobuf's compiler, OpenSSL's headers; for tests, what makes networks and shifts clocks)
# and, for the toolchain that rust-toolchain.toml names, the target wasm32v1-none and the components
# rust-src, rustfmt and clippy. Then it makes patched/, the crates of others that are mended here, without
# which cargo does nothing in this workspace. What is there already is left alone, so it is safe to
# repeat. The other scripts call it themselves.

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

packages='build-essential ca-certificates git iproute2 libfaketime libssl-dev patch
    pkg-config protobuf-compiler'

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

# patch_crate NAME: put into patched/NAME the sources of the crate, as cargo fetches and verifies them, with
# patches/NAME.patch, which also says which version, with which checksum in Cargo.lock.
patch_crate() {
    patch=$root/patches/$1.patch
    version=$(sed -n 's/^version: //p' "$patch")
    checksum=$(sed -n 's/^checksum: //p' "$patch")
    made_of=$(cksum <"$patch")
    last=${XDG_CACHE_HOME:-$HOME/.cache}/chaos/patched/$1
    if [ "$(cat "patched/$1/made-of" 2>/dev/null)" = "$made_of" ]; then
        was_last || date_sources "$1"
        return 0
    fi
    say "patching $1 $version"
    have patch || fail "no patch: install the package of that name"
    # In a package of its own, as the workspace lacks what is made here. With the versions that the
    # workspace has, so that nothing is fetched that building does not need.
    package=$(mktemp -d)
    new=patched/$1.new
    trap 'rm -rf -- "$package" "$new"' EXIT
    : >"$package/lib.rs"
    cat >"$package/Cargo.toml" <<END
[package]
name = "sources-of-$1"
edition = "2021"
[lib]
path = "lib.rs"
[dependencies]
$1 = { version = "=$version", default-features = false }
[workspace]
END
    sed "/^name = \"$1\"\$/,/^\$/ {
        s/^version = \"$version\"\$/&\\
source = \"registry+https:\\/\\/github.com\\/rust-lang\\/crates.io-index\"\\
checksum = \"$checksum\"/
    }" Cargo.lock >"$package/Cargo.lock"
    cargo fetch --quiet --manifest-path "$package/Cargo.toml" ||
        fail "cargo could not fetch $1 $version with the checksum that $patch names"
    sources=$(cargo metadata --quiet --offline --format-version 1 \
        --manifest-path "$package/Cargo.toml" | tr , '\n' |
        sed -n "s/^\"manifest_path\":\"\(.*\/$1\(-$version\)\{0,1\}\)\/Cargo.toml\"\$/\1/p")
    [ -d "$sources" ] || fail "no sources of $1 $version where cargo says that they are: $sources"
    mkdir -p patched
    rm -rf "$new"
    cp -R "$sources" "$new"
    patch --quiet --strip 1 --fuzz 0 --directory "$new" --input "$patch" ||
        fail "$patch does not apply to $1 $version"
    printf '%s\n' "$made_of" >"$new/made-of"
    rm -rf "patched/$1"
    mv "$new" "patched/$1"
    rm -rf -- "$package"
    trap - EXIT
    date_sources "$1"
}

# Whether these sources are the last that any checkout had.
was_last() {
    [ "$(cat "$last" 2>/dev/null)" = "$made_of" ]
}

# date_sources NAME: have cargo compile patched/NAME, and all that depends on it, where other sources of it were the
# last, and not for each checkout. Cargo goes by the times of the files alone.
date_sources() {
    if was_last; then
        find "patched/$1" -exec touch -h -r "$last" {} +
    else
        find "patched/$1" -exec touch -h {} +
        mkdir -p "$(dirname -- "$last")"
        cp -p "patched/$1/made-of" "$last"
    fi
}

if have dpkg-query && have apt-get; then
    install_packages
else
    say "not a Debian or Ubuntu: make sure that there are$(printf ' %s,' $packages) or what is" \
        "like them"
fi
have rustup || fail "no rustup: install it from https://rustup.rs, then run this again"
install_toolchain
patch_crate pallet-contracts
patch_crate wasmi
patch_crate litep2p
patch_crate finality-grandpa
patch_crate sc-consensus-grandpa
patch_crate sc-network
say "everything that building needs is there"
