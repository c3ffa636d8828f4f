// Upgrades of a chain's runtime: the versions that there are, and how a network comes to the next.
//
// The next runtime is the file that the environment variable CHAOS_NEXT_RUNTIME names. It differs from
// the node's in nothing but its version.

import type { ApiPromise } from '@polkadot/api';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type Account, account, cos, fieldOf, include, send, type Transaction } from './chain.js';
import { type Node, until } from './node.js';

/** The runtime of the release before, that which the node has in it, and the next. */
export const [OLD, CURRENT, NEXT] = [101, 102, 103];

/** The key of the runtime in storage: `:code`. */
export const CODE = '0x3a636f6465';

/** For how many blocks votes are taken: time enough for two on a busy machine. */
const PERIOD = 20;

/** What the voters vote with. */
const VOTES = cos('100000');

const MINUTES = 60_000;

const [alice, bob] = ['//Alice', '//Bob'].map(account);

/** The code of the next runtime, in hex. */
export function readNext(): string {
  const path = process.env.CHAOS_NEXT_RUNTIME;
  if (!path || !existsSync(path)) {
    console.error(
      'CHAOS_NEXT_RUNTIME must be the path of the runtime to upgrade to, as scripts/test.sh builds ' +
        `it; it is ${path ?? 'not set'}`,
    );
    process.exit(1);
  }
  return `0x${readFileSync(path, 'hex')}`;
}

/** The version of a node's runtime, in the best block or in that one. */
export async function version(node: Node, block: string | null = null): Promise<number> {
  const { specVersion } = await node.rpc<{ specVersion: number }>('state_getRuntimeVersion', block);
  return specVersion;
}

export async function versions(nodes: Node[]): Promise<number[]> {
  return Promise.all(nodes.map((node) => version(node)));
}

/** The runtime of a raw chain spec, in hex. */
export function codeOf(spec: string): string {
  return JSON.parse(readFileSync(spec, 'utf8')).genesis.raw.top[CODE];
}

/** Waits until a runtime of this version is final, and gives the number of the last block without it. */
export async function lastOfOld(node: Node, next: number): Promise<number> {
  const isNext = async (number: number) =>
    (await version(node, await node.blockHash(number))) === next;
  let number = await until(
    'the next runtime',
    async () => {
      const final = await node.finalised();
      return (await isNext(final)) && final;
    },
    5 * MINUTES,
  );
  // A block that replaces the runtime is still one of the old.
  while (await isNext(number - 1)) number -= 1;
  return number;
}

/** Nobody signs it. */
export function apply(api: ApiPromise, code: string): Transaction {
  return api.tx.system.applyAuthorizedUpgrade(code);
}

/** Proposes a call, has it voted for, and waits until it was dispatched with success. */
export async function carryOut(node: Node, api: ApiPromise, call: Transaction): Promise<void> {
  const document = { hash: blake2AsHex('its text'), location: 'https://example.org/cip' };
  const rules = { minVoters: null, minTurnout: null, minApproval: null, period: PERIOD };
  const proposal = { Inline: call.method.toHex() };
  const { events } = await send(
    api,
    api.tx.cip.propose('An upgrade', document, proposal, rules),
    alice,
  );
  const proposed = events.find((event) => api.events.cip.Proposed.is(event));
  assert.ok(proposed);
  const cip = Number(fieldOf(proposed, 'cip'));
  const vote = (voter: Account) => include(api, api.tx.cip.vote(cip, true, VOTES), voter);
  await Promise.all([alice, bob].map(vote));
  await until('the enactment', async () => {
    const final = await node.rpc('chain_getFinalizedHead');
    const { state } = await node.rpc<{ state: string }>('cip_cip', cip, final);
    assert.ok(['voting', 'passed', 'enacted'].includes(state), state);
    return state === 'enacted';
  });
}
