// As many validators as a small machine carries, as zombienet spawns them: all make blocks, and what
// one has final, all have.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { account, connect, cos, free, freshAccount, send } from '../lib/chain.js';
import { assertOneChain, peersOf, untilAuthors, untilFurther } from '../lib/network.js';
import { until } from '../lib/node.js';
import { secretOf, zombieNodes } from '../lib/zombienet.js';

/** How many peers a node looks for by itself. */
const OUT_PEERS = 8;

describe('The network large', { timeout: 900_000 }, () => {
  const nodes = zombieNodes();
  let api: ApiPromise;

  before(async () => {
    api = await connect(nodes[0]);
  });

  after(() => api?.disconnect());

  test('has 24 validators, each connected with as many as nodes look for', async () => {
    assert.deepEqual([nodes.length, nodes.every(({ validates }) => validates)], [24, true]);
    for (const node of nodes) {
      await until('peers', async () => (await peersOf(node)).length >= OUT_PEERS);
    }
  });

  test('has the same blocks on every node, and they become final', async () => {
    await untilFurther(nodes, 10);
    await assertOneChain(nodes);
  });

  test('has blocks of every validator', async () => {
    const accounts = nodes.map((node) => account(secretOf(node)).address);
    await untilAuthors(nodes[0], api, accounts);
  });

  test('has a transfer on every node', async () => {
    const recipient = freshAccount();
    const transfer = api.tx.balances.transferKeepAlive(recipient.address, cos('5'));
    const { block } = await send(api, transfer, account('//Alice'));
    const { number } = await nodes[0].rpc<{ number: string }>('chain_getHeader', block);
    await Promise.all(nodes.map((node) => node.untilFinalised(Number(number))));
    await assertOneChain(nodes);
    assert.equal(await free(api, recipient, block), cos('5'));
  });
});
