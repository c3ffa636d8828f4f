// Makes the chain spec of a network, from the preset `local` on the standard input and the network's
// definition: its validators are the nodes of the definition.
//
// Usage: node chain-spec.mjs NETWORK.toml <local.json >plain.json
//
// A node's name is all there is to know of its keys. By zombienet's rules, those that it signs with are
// of the secret `//Name`, and its network key is the hash of the name. On this chain, a validator's
// peer id stands in the genesis.

import { Keyring } from '@polkadot/keyring';
import { u8aConcat } from '@polkadot/util';
import { base58Encode, cryptoWaitReady, ed25519PairFromSeed } from '@polkadot/util-crypto';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import toml from 'toml';

/** What stands before an ed25519 key in a peer id: an identity hash of a protobuf. */
const ED25519 = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20);

/** The validators that a definition names, in order. */
function validatorsOf({ nodes = [], node_groups: groups = [] }) {
  const named = nodes.filter(({ validator }) => validator !== false).map(({ name }) => name);
  const grouped = groups.flatMap(({ name, count }) =>
    Array.from({ length: count }, (_, i) => `${name}-${i}`),
  );
  return [...named, ...grouped];
}

function accountOf(type, name) {
  const secret = `//${name[0].toUpperCase()}${name.slice(1)}`;
  return new Keyring({ type, ss58Format: 42 }).addFromUri(secret).address;
}

function peerIdOf(name) {
  const { publicKey } = ed25519PairFromSeed(createHash('sha256').update(name).digest());
  return base58Encode(u8aConcat(ED25519, publicKey));
}

await cryptoWaitReady();
const { relaychain, chaos = {} } = toml.parse(readFileSync(process.argv[2], 'utf8'));
const spec = JSON.parse(readFileSync(0, 'utf8'));
const { validatorSet, session, nodeAdmission } = spec.genesis.runtimeGenesis.patch;

const validators = validatorsOf(relaychain).map((name) => {
  const account = accountOf('sr25519', name);
  return { name, account, keys: { aura: account, grandpa: accountOf('ed25519', name) } };
});
spec.name = `Zombienet ${relaychain.chain}`;
spec.id = `zombienet_${relaychain.chain}`;
spec.permissioned = chaos.permissioned === true;
validatorSet.validators = validators.map(({ account }) => account);
session.keys = validators.map(({ account, keys }) => [account, account, keys]);
nodeAdmission.members = validators.map(({ name, account }) => ({
  account,
  peerId: peerIdOf(name),
  role: 'validator',
  label: name,
}));
process.stdout.write(JSON.stringify(spec, null, 2));
