// The network parts into two halves of two validators each, and heals: both halves make blocks, none of
// them final, and afterwards there is one chain again, with every transfer in it.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, connect } from '../lib/chain.js';
import { Islands } from '../lib/islands.js';
import { Load } from '../lib/load.js';
import { assertOneChain, authorOf, startValidators, untilFurther } from '../lib/network.js';
import type { Node } from '../lib/node.js';

/** Votes that were on their way when the network parted have arrived after so many milliseconds. */
const SETTLED = 5_000;

/** So many blocks each half makes by itself. */
const APART = 15;

const NAMES = ['//Alice', '//Bob', '//Charlie', '//Dave'];
const ADDRESSES = NAMES.map((name) => account(name).address);

describe('A network that parts into halves', { timeout: 900_000 }, () => {
  let islands: Islands;
  let nodes: Node[] = [];
  let apis: ApiPromise[] = [];
  let loads: Load[];
  /** The last final block before, by number and hash. */
  let final: { number: number; hash: string };

  before(async () => {
    islands = await Islands.make();
    const { left, right } = islands;
    const [alice, bob, charlie, dave] = await Promise.all(
      [left, left, right, right].map((island) => island.settings()),
    );
    nodes = await startValidators({}, { alice, bob, charlie, dave });
    apis = await Promise.all(nodes.map(connect));
    await untilFurther(nodes, 5);
    // A sender in each half.
    loads = await Promise.all([
      Load.start(nodes[0], apis[0], account('//Eve')),
      Load.start(nodes[2], apis[2], account('//Ferdie')),
    ]);
    await Promise.all(loads.map((load) => load.untilMore(20)));
  });

  after(async () => {
    await Promise.all(apis.map((api) => api.disconnect()));
    await Promise.all(nodes.map((node) => node.stop()));
  });

  test('makes different blocks in each, of which none becomes final', async () => {
    islands.cut();
    await sleep(SETTLED);
    const before = await Promise.all(nodes.map((node) => node.finalised()));
    const number = Math.max(...before);
    final = { number, hash: await nodes[before.indexOf(number)].blockHash(number) };
    const start = Math.max(...(await Promise.all(nodes.map((node) => node.best()))));
    await Promise.all(nodes.map((node) => node.untilBest(start + APART)));
    const heads = await Promise.all(nodes.map((node) => node.blockHash(start + 1)));
    assert.deepEqual([heads[0], heads[2]], [heads[1], heads[3]]);
    assert.notEqual(heads[0], heads[2]);
    for (const [i, accounts] of [ADDRESSES.slice(0, 2), ADDRESSES.slice(2)].entries()) {
      const authors = new Set<string>();
      for (let number = start + 1; number <= start + APART; number++) {
        authors.add(await authorOf(apis[2 * i], await nodes[2 * i].blockHash(number)));
      }
      assert.deepEqual([...authors].sort(), accounts.sort());
    }
    assert.deepEqual(await Promise.all(nodes.map((node) => node.finalised())), before);
    await Promise.all(loads.map((load) => load.cease()));
  });

  test('has one chain when it heals, with what was final', async () => {
    islands.mend();
    await untilFurther(nodes, APART);
    await assertOneChain(nodes);
    for (const node of nodes) assert.equal(await node.blockHash(final.number), final.hash);
  });

  test('loses no transfer of either half', async () => {
    for (const load of loads) assert.ok((await load.stop()) > 50);
    await untilFurther(nodes, 3);
    await assertOneChain(nodes);
    for (const api of apis) {
      for (const load of loads) await load.assertArrived(api);
    }
  });
});
