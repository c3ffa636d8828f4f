#!/bin/sh
# A wrapper of rustc (cargo's RUSTC_WRAPPER) that compiles the interpreter of contracts without the
# instrumentation for coverage.
#
# At each `switch`, libFuzzer goes through its cases one by one. The interpreter's has hundreds, one for each
# instruction: a contract that loops and weighs 3 ms took 165 ms, and was reported for it.

set -eu
case " $* " in
*' --crate-name wasmi '*)
    for argument; do
        shift
        case $argument in
        -Cpasses=sancov-module | -Cllvm-args=-sanitizer-coverage-*) ;;
        *) set -- "$@" "$argument" ;;
        esac
    done
    ;;
esac
exec "$@"
