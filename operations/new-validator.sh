#!/bin/sh
# Create the keys of a validator before the network exists.
#
# Usage: operations/new-validator.sh LABEL ACCOUNT FOLDER
#
# Writes the network key and the session keys into FOLDER, which must stay private, and prints a line for
# the validators' file of `chaos-node new-network`. ACCOUNT is the validator's address; its own key is not
# needed here. Start the node with
#
#     --node-key-file FOLDER/node.key --keystore-path FOLDER/keystore
#
# CHAOS_NODE selects the node binary, chaos-node by default.

set -eu
umask 077

[ $# -eq 3 ] || {
    sed -n '2,/^$/ { s/^# \{0,1\}//; p; }' "$0"
    exit 2
}
label=$1
account=$2
folder=$3
node=${CHAOS_NODE:-chaos-node}

[ ! -e "$folder/node.key" ] || {
    printf 'error: %s has keys already\n' "$folder" >&2
    exit 1
}

# session_key SCHEME TYPE: add a new key to the keystore and print its address. The secret is passed in a
# file, because arguments are visible to every user.
session_key() {
    "$node" key generate --scheme "$1" --output-type json >"$folder/secret.json"
    field secretSeed "$folder/secret.json" >"$folder/secret"
    "$node" key insert --keystore-path "$folder/keystore" --scheme "$1" --key-type "$2" \
        --suri "$folder/secret"
    field ss58PublicKey "$folder/secret.json"
    rm "$folder/secret.json" "$folder/secret"
}

# field NAME FILE: a field of a JSON object with one field per line.
field() {
    sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}$/\1/p" "$2"
}

mkdir -p "$folder/keystore"
peer_id=$("$node" key generate-node-key --file "$folder/node.key" 2>&1)
aura=$(session_key sr25519 aura)
grandpa=$(session_key ed25519 gran)
printf '%s,%s,%s,%s,%s\n' "$label" "$account" "$aura" "$grandpa" "$peer_id"
