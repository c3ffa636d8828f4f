// The four validators of the `local` preset on this machine, and what they agree on.
//
// Four nodes are a lot for a small machine, so nothing here depends on how fast they are.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from './endpoint.js';
import { newFolder, Node, type Settings, succeed, until } from './node.js';
import { WELL_KNOWN_NODE_KEYS } from './peers.js';

/** The validators of the preset, whose keys a node has that is started with `--alice` and so on. */
const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'] as const;

let spec: Promise<string> | undefined;

/**
 * The file with the preset's raw chain spec: of a raw one, no node has to make storage before it
 * starts.
 */
export function rawSpec(): Promise<string> {
  spec ??= succeed(['export-chain-spec', '--chain', 'local', '--raw']).then((text) => {
    const path = join(newFolder(), 'local.json');
    writeFileSync(path, text);
    return path;
  });
  return spec;
}

type Validator = (typeof VALIDATORS)[number];

/**
 * Starts the validators, some with arguments and settings of their own. Each of them knows the
 * first. Their chain is the preset's, or one like it.
 */
export async function startValidators(
  own: Partial<Record<Validator, string[]>> = {},
  settings: Partial<Record<Validator, Settings>> = {},
  spec: string | Promise<string> = rawSpec(),
): Promise<Node[]> {
  const [first, ...others] = VALIDATORS.map(async (name, i) => {
    const args = ['--chain', await spec, '--validator', `--${name}`, ...(own[name] ?? [])];
    if (i > 0) args.push('--bootnodes', await addressOf(await first));
    return Node.start(args, { nodeKey: WELL_KNOWN_NODE_KEYS[i], ...settings[name] });
  });
  return Promise.all([first, ...others]);
}

/** Starts a node of the same chain that knows this one. */
export async function joinNetwork(bootnode: Endpoint, ...args: string[]): Promise<Node> {
  const address = await addressOf(bootnode);
  return Node.start(['--chain', await rawSpec(), '--bootnodes', address, ...args]);
}

export async function addressOf(node: Endpoint): Promise<string> {
  const [address] = await node.rpc<string[]>('system_localListenAddresses');
  return address;
}

/** All that is final on every one of the nodes is the same chain. */
export async function assertOneChain(nodes: Endpoint[]): Promise<void> {
  const height = Math.min(...(await Promise.all(nodes.map((node) => node.finalised()))));
  assert.ok(height > 0);
  const numbers = Array.from({ length: height + 1 }, (_, number) => number);
  const [chain, ...others] = await Promise.all(
    nodes.map((node) => node.rpc<string[]>('chain_getBlockHash', numbers)),
  );
  assert.equal(new Set(chain).size, numbers.length);
  others.forEach((other) => assert.deepEqual(other, chain));
}

/** Waits until each of the nodes has that many more blocks that are final than any has now. */
export async function untilFurther(nodes: Endpoint[], blocks: number): Promise<void> {
  const reached = Math.max(...(await Promise.all(nodes.map((node) => node.finalised()))));
  await Promise.all(nodes.map((node) => node.untilFinalised(reached + blocks)));
}

/** The peer ids of the nodes that a node is connected with. */
export async function peersOf(node: Endpoint): Promise<string[]> {
  return (await node.rpc<{ peerId: string }[]>('system_peers')).map(({ peerId }) => peerId).sort();
}

/** Waits until the nodes are connected with each other, and with nobody else. */
export async function untilConnected(nodes: Endpoint[]): Promise<void> {
  const ids = await Promise.all(nodes.map((node) => node.rpc<string>('system_localPeerId')));
  for (const [i, node] of nodes.entries()) {
    const others = ids.filter((_, j) => j !== i).sort();
    await until('peers', async () => `${await peersOf(node)}` === `${others}`);
  }
}

/** Who made a block. */
export async function authorOf(api: ApiPromise, block: string): Promise<string> {
  return `${(await api.derive.chain.getHeader(block)).author}`;
}

/** Waits until each of the accounts has made a block that is final, from this number on. */
export async function untilAuthors(
  node: Endpoint,
  api: ApiPromise,
  accounts: string[],
  from?: number,
): Promise<void> {
  const missing = new Set(accounts);
  let number = from ?? (await node.finalised());
  // Each has a turn in so many slots, and may miss a few.
  const last = number + 20 * accounts.length;
  for (; missing.size > 0; number++) {
    assert.ok(number <= last, `no block of ${[...missing]}`);
    await node.untilFinalised(number);
    missing.delete(await authorOf(api, await node.blockHash(number)));
  }
}
