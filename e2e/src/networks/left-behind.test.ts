// A CIP replaces the runtime of four validators, of which one keeps the old: it is left behind, and keeps
// nobody from going on.

import type { ApiPromise } from '@polkadot/api';
import { compactAddLength, hexToU8a, numberToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { decompress } from 'fzstd';
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { account, connect, cos, freshAccount, send } from '../lib/chain.js';
import {
  assertOneChain,
  joinNetwork,
  rawSpec,
  startValidators,
  untilFurther,
} from '../lib/network.js';
import { newFolder, type Node, until } from '../lib/node.js';
import {
  apply,
  carryOut,
  codeOf,
  CURRENT,
  lastOfOld,
  NEXT,
  readNext,
  versions,
} from '../lib/upgrade.js';

const MINUTES = 60_000;

const alice = account('//Alice');
const next = readNext();

describe('A validator that keeps the old runtime', { timeout: 15 * MINUTES }, () => {
  /** Where Dave has the runtime that it takes for the next one. */
  const overrides = newFolder();
  let nodes: Node[] = [];
  let others: Node[];
  let dave: Node;
  /** A full node that knows nobody but Dave. */
  let follower: Node;
  let api: ApiPromise;
  /** The last block that all have. */
  let last: number;
  /** What Dave makes of the one after it. */
  let fork: string;

  before(async () => {
    const old = hexToU8a(codeOf(await rawSpec()));
    writeFileSync(join(overrides, 'old.wasm'), pretendNext(old));
    // It makes blocks even when the others have dropped it, as it asks for the same ones again.
    const own = ['--wasm-runtime-overrides', overrides, '--force-authoring'];
    nodes = await startValidators({ dave: own });
    others = nodes.slice(0, 3);
    dave = nodes[3];
    api = await connect(nodes[0]);
    await untilFurther(nodes, 2);
  });

  after(async () => {
    await api?.disconnect();
    await Promise.all([...nodes, follower].map((node) => node?.stop()));
  });

  test('has part in the chain until the upgrade', async () => {
    await carryOut(nodes[0], api, api.tx.system.authorizeUpgrade(blake2AsHex(next)));
    await assertOneChain(nodes);
    await apply(api, next).send();
    last = await lastOfOld(nodes[0], NEXT);
    const block = await nodes[0].blockHash(last);
    await until('the last common block', async () => (await dave.blockHash(last)) === block);
  });

  test('makes another block than the others, and refuses theirs', async () => {
    fork = await until('a block of its own', async () => {
      const [own, theirs] = await Promise.all([dave, nodes[0]].map((n) => n.blockHash(last + 1)));
      return own !== null && theirs !== null && own !== theirs && own;
    });
    const theirs = await nodes[0].blockHash(last + 1);
    await until('the refusal', async () => refused(dave, theirs));
    assert.equal(await dave.rpc('chain_getHeader', theirs), null);
  });

  test('makes blocks that nobody takes, not even who hears of no others', async () => {
    const [address] = await dave.rpc<string[]>('system_localListenAddresses');
    follower = await joinNetwork(dave, '--reserved-only', '--reserved-nodes', address);
    await until('the refusal', async () => refused(follower, fork));
    assert.equal(await follower.blockHash(last), await dave.blockHash(last));
    for (const node of [follower, ...others]) {
      assert.equal(await node.rpc('chain_getHeader', fork), null);
    }
  });

  test('does not keep the others from going on', async () => {
    await Promise.all(others.map((node) => node.untilFinalised(last + 20)));
    await assertOneChain(others);
    assert.deepEqual(
      await versions(others),
      others.map(() => NEXT),
    );
    const transfer = api.tx.balances.transferKeepAlive(freshAccount().address, cos('3'));
    await send(api, transfer, alice);
  });

  test('has nothing that is final any more', async () => {
    assert.ok((await dave.finalised()) <= last);
    assert.equal(await dave.blockHash(last + 1), fork);
  });

  test('has part in the chain again once it takes the runtime from there', async () => {
    await dave.stop();
    rmSync(join(overrides, 'old.wasm'));
    await dave.start();
    // The others answer it again after a while only.
    const caughtUp = async () => (await dave.finalised()) > last + 20;
    await until('what it missed', caughtUp, 8 * MINUTES);
    await untilFurther(nodes, 4);
    await assertOneChain(nodes);
    assert.equal(await dave.blockHash(last + 1), await nodes[0].blockHash(last + 1));
  });
});

/** Whether a node has logged that it doesn't take that block. */
function refused(node: Node, block: string): boolean {
  return node.log().includes(`Error importing block ${block}`);
}

/** The runtime of this code, said to be of the next version. It still does what it did. */
function pretendNext(code: Uint8Array): Uint8Array {
  // Eight bytes say that zstd compressed the rest.
  const plain = decompress(code.subarray(8));
  // The version is in a section of its own, for those who don't execute the code.
  const names = ['chaos', 'chaos-node'].map((name) => compactAddLength(stringToU8a(name)));
  const version = (spec: number) =>
    u8aConcat(...names, ...[1, spec].map((number) => numberToU8a(number, 32).reverse()));
  const bytes = Buffer.from(plain);
  const at = bytes.indexOf(version(CURRENT));
  assert.ok(at >= 0 && bytes.indexOf(version(CURRENT), at + 1) < 0, 'where the version is');
  bytes.set(version(NEXT), at);
  return bytes;
}
