// Nodes that are started late come to the same state as those that have been there from the start, by
// executing every block (full sync) or by proofs of finality and a copy of the state (warp sync).

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { account, connect } from '../../lib/chain.js';
import { Load } from '../../lib/load.js';
import { assertOneChain, untilFurther } from '../../lib/network.js';
import { type Node, until } from '../../lib/node.js';
import { join, network, SESSION_LENGTH, validators as four } from './setting.js';

/** How long the chain is when they come: over a session. */
const HEIGHT = SESSION_LENGTH + 10;

four.suite('A chain that is there for a while', { timeout: 900_000 }, () => {
  let validators: Node[] = [];
  const late: Node[] = [];
  let api: ApiPromise;
  let load: Load;

  before(async () => {
    validators = network.nodes;
    api = await connect(validators[0]);
    await untilFurther(validators, 2);
    load = await Load.start(validators[0], api, account('//Eve'));
    await Promise.all(validators.map((node) => node.untilFinalised(HEIGHT)));
  });

  after(async () => {
    await api?.disconnect();
    await Promise.all(late.map((node) => node.stop()));
  });

  test('is synced by executing every block', async () => {
    const node = await join('--sync', 'full');
    late.push(node);
    await node.untilFinalised(await validators[0].finalised());
    assert.doesNotMatch(node.log(), /Warp sync|State sync/);
    // It executed the second block: nobody gave it the state after that.
    assert.equal(typeof (await versionAfter(node, 2)), 'number');
    await assertSameState([validators[0], node]);
  });

  test('is synced by proofs and a copy of the state', async () => {
    const node = await join('--sync', 'warp');
    late.push(node);
    // What is final is known before there is a state of it.
    await until('the proofs', async () => /Warp sync is complete/.test(node.log()));
    await until('the state', async () => /State sync is complete/.test(node.log()));
    await node.untilFinalised((await validators[0].finalised()) + 1);
    await assertSameState([validators[0], node]);
    await assert.rejects(versionAfter(node, 2), /UnknownBlock|State already discarded/);
  });

  test('whose blocks the latter fetches afterwards', async () => {
    const node = late[1];
    await until('old blocks', async () => {
      const hash = await node.blockHash(1);
      return hash !== null && (await node.rpc('chain_getBlock', hash)) !== null;
    });
    await assertOneChain([...validators, ...late]);
  });

  test('goes on with all of them', async () => {
    const nodes = [...validators, ...late];
    assert.ok((await load.stop()) > 100);
    await untilFurther(nodes, 5);
    await assertOneChain(nodes);
    await assertSameState(nodes);
    for (const node of late) {
      const client = await connect(node);
      try {
        await load.assertArrived(client);
      } finally {
        await client.disconnect();
      }
    }
  });
});

/** The version of the runtime after a block, whose state the node has to have. */
async function versionAfter(node: Node, number: number): Promise<number> {
  const block = await until('the block', async () => (await node.blockHash(number)) ?? undefined);
  const { specVersion } = await node.rpc<{ specVersion: number }>('state_getRuntimeVersion', block);
  return specVersion;
}

interface Header {
  stateRoot: string;
}

/** Nodes have the same state after a block that is final on all, key by key. */
async function assertSameState(nodes: Node[]): Promise<void> {
  const height = Math.min(...(await Promise.all(nodes.map((node) => node.finalised()))));
  const [first, ...others] = await Promise.all(nodes.map((node) => stateOf(node, height)));
  assert.ok(first.storage.length > 100);
  for (const other of others) assert.deepEqual(other, first);
}

/** The root that the header of a block says, and all that is in storage after it. */
async function stateOf(node: Node, height: number) {
  const block = await node.blockHash(height);
  const { stateRoot } = await node.rpc<Header>('chain_getHeader', block);
  const keys: string[] = [];
  for (;;) {
    const page = await node.rpc<string[]>('state_getKeysPaged', '0x', 1_000, keys.at(-1), block);
    keys.push(...page);
    if (page.length < 1_000) break;
  }
  type Changes = { changes: [key: string, value: string][] };
  const [{ changes }] = await node.rpc<Changes[]>('state_queryStorageAt', keys, block);
  assert.equal(changes.length, keys.length);
  return { stateRoot, storage: changes };
}
