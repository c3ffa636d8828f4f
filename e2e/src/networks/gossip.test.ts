// A node with more transactions in its pool than can be on their way to a peer at a time, and another that
// connects to it. Nobody makes blocks here.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { account, connect, cos, freshAccount } from '../lib/chain.js';
import { joinNetwork, peersOf, rawSpec } from '../lib/network.js';
import { Node, until } from '../lib/node.js';

/** The network has room for 2,048. */
const COUNT = 6_000;
/** So many are sent before an answer is waited for. */
const AT_ONCE = 200;

describe('A node with a full pool', { timeout: 300_000 }, () => {
  const nodes: Node[] = [];
  let api: ApiPromise;

  before(async () => {
    const full = await Node.start(['--chain', await rawSpec()]);
    nodes.push(full);
    api = await connect(full);
    const [sender, recipient] = [account('//Eve'), freshAccount().address];
    for (let nonce = 0; nonce < COUNT; nonce += AT_ONCE) {
      const nonces = Array.from({ length: AT_ONCE }, (_, i) => nonce + i);
      await Promise.all(
        nonces.map(async (nonce) => {
          const transfer = api.tx.balances.transferKeepAlive(recipient, cos('0.01'));
          await (await transfer.signAsync(sender, { nonce, era: 0 })).send();
        }),
      );
    }
  });

  after(async () => {
    await api?.disconnect();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  test('tells all of it to one that connects, and stays connected with it', async () => {
    const [full] = nodes;
    assert.equal(await waiting(full), COUNT);
    const late = await joinNetwork(full);
    nodes.push(late);
    await until('all transactions', async () => (await waiting(late)) === COUNT);
    assert.deepEqual(await peersOf(late), [await full.rpc('system_localPeerId')]);
    assert.doesNotMatch(full.log(), /channel clogged/);
  });
});

/** How many transactions wait in its pool, ready for a block. */
async function waiting(node: Node): Promise<number> {
  return (await node.rpc<string[]>('author_pendingExtrinsics')).length;
}
