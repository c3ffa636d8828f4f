#!/bin/sh
# Check what the project is made of besides its own code: licences, sources and banned crates, as deny.toml says,
# in every workspace.
#
# Usage: scripts/deny.sh [--help | --advisories]
#
#   --advisories  look for known vulnerabilities instead. Needs git and a network: the list of them is a
#                 repository, https://github.com/rustsec/advisory-db
#   -h, --help    this text
#
# Where there is no cargo-deny of the right version, installs it beside the target folder.

set -eu
. "$(dirname -- "$0")/lib.sh"
what=composition
case ${1-} in
--advisories) what=advisories ;;
*) only_help "$@" ;;
esac

version=0.20.2
tools=$(dirname -- "$CARGO_TARGET_DIR")/cargo-deny-$version

# Not optimised as its authors do it: that takes minutes, and saves seconds.
install_cargo_deny() {
    say "installing cargo-deny $version"
    env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        cargo install cargo-deny --version "$version" --locked --quiet --root "$tools" ||
        fail "could not install cargo-deny $version"
}

cargo_deny() {
    "$tools/bin/cargo-deny" --locked --config deny.toml --manifest-path "$workspace/Cargo.toml" "$@"
}

# Some crates spell their licences as was usual once, which is a parse-error.
check_composition() {
    cargo_deny --all-features check --hide-inclusion-graph bans sources
    cargo_deny check --hide-inclusion-graph --allow parse-error licenses
}

check_advisories() {
    cargo_deny check advisories
}

# Cargo finds no patched crate before.
scripts/setup.sh
[ -x "$tools/bin/cargo-deny" ] || install_cargo_deny
for lock in $(git ls-files '*Cargo.lock'); do
    workspace=$(dirname -- "$lock")
    say "$workspace"
    "check_$what"
done
