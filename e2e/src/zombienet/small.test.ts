// Four validators and a full node, as zombienet spawns them: one chain, which all of them make and all
// of them have.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { account, connect, cos, free, freshAccount, send } from '../lib/chain.js';
import { assertOneChain, untilAuthors, untilConnected, untilFurther } from '../lib/network.js';
import { secretOf, zombieNodes } from '../lib/zombienet.js';

describe('The network small', { timeout: 600_000 }, () => {
  const nodes = zombieNodes();
  const validators = nodes.filter(({ validates }) => validates);
  let apis: ApiPromise[] = [];

  before(async () => {
    apis = await Promise.all(nodes.map(connect));
  });

  after(() => Promise.all(apis.map((api) => api.disconnect())));

  test('has the nodes of its definition, each connected with all others', async () => {
    const names = nodes.map(({ name }) => name);
    assert.deepEqual(names, ['alice', 'bob', 'charlie', 'dave', 'full']);
    await untilConnected(nodes);
  });

  test('has the same blocks on every node, and they become final', async () => {
    await untilFurther(nodes, 10);
    await assertOneChain(nodes);
  });

  test('has blocks of every validator', async () => {
    const accounts = validators.map((node) => account(secretOf(node)).address);
    await untilAuthors(nodes[0], apis[0], accounts);
  });

  test('takes a transfer on the full node, and has it everywhere', async () => {
    const recipient = freshAccount();
    const transfer = apis[4].tx.balances.transferKeepAlive(recipient.address, cos('5'));
    const { block } = await send(apis[4], transfer, account('//Alice'));
    const { number } = await nodes[4].rpc<{ number: string }>('chain_getHeader', block);
    await Promise.all(nodes.map((node) => node.untilFinalised(Number(number))));
    for (const api of apis) assert.equal(await free(api, recipient, block), cos('5'));
  });
});
