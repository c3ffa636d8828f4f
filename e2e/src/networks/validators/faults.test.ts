// Four validators, of which some are killed in the middle of their work: who goes on, and who has what
// when they are back.
//
// Three of four make blocks final. Two make blocks, and nothing is final until a third is there.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, connect } from '../../lib/chain.js';
import { Load } from '../../lib/load.js';
import { assertOneChain, authorOf, untilAuthors, untilFurther } from '../../lib/network.js';
import type { Node } from '../../lib/node.js';
import { network, validators } from './setting.js';

const MINUTES = 60_000;

/** How often a validator is killed. */
const TIMES = 2;

/** Votes that were on their way when nodes were killed have arrived after so many milliseconds. */
const SETTLED = 5_000;

/** For so many blocks nothing becomes final where two of four are dead. */
const WITHOUT_FINALITY = 15;

const dave = account('//Dave').address;

/** What is final on a node, from its first block to its last. */
async function finalOn(node: Node): Promise<string[]> {
  return chainOf(node, await node.finalised());
}

async function chainOf(node: Node, last: number): Promise<string[]> {
  const numbers = Array.from({ length: last + 1 }, (_, number) => number);
  return node.rpc<string[]>('chain_getBlockHash', numbers);
}

validators.suite('A validator of four that is killed under load', { timeout: 10 * MINUTES }, () => {
  let nodes: Node[] = [];
  let others: Node[];
  let victim: Node;
  let apis: ApiPromise[] = [];
  let load: Load;
  /** What it had as final when it was killed. */
  let final: string[];

  before(async () => {
    nodes = network.nodes;
    others = nodes.slice(0, 3);
    victim = nodes[3];
    await untilFurther(nodes, 2);
    apis = await Promise.all(others.map(connect));
    load = await Load.start(nodes[0], apis[0], account('//Eve'));
    await load.untilMore(20);
  });

  after(async () => {
    await Promise.all(apis.map((api) => api.disconnect()));
  });

  for (let time = 1; time <= TIMES; time++) {
    test(`leaves the others going on, the ${time}. time`, async () => {
      final = await finalOn(victim);
      assert.deepEqual(await victim.stop('SIGKILL'), { code: null, signal: 'SIGKILL' });
      await load.untilMore(20);
      await untilFurther(others, 8);
      await assertOneChain(others);
    });

    test(`has what was final when it is back, and what it missed, the ${time}. time`, async () => {
      const length = victim.log().length;
      await victim.start();
      const start = victim.log().slice(length);
      const found = Number(/Highest known block at #(\d+)/.exec(start)?.[1]);
      assert.ok(found >= final.length - 1, `it had ${final.length - 1}, and has ${found}`);
      assert.deepEqual(await chainOf(victim, final.length - 1), final);
      await untilFurther(nodes, 2);
      await assertOneChain(nodes);
    });

    test(`makes blocks again that become final, the ${time}. time`, async () => {
      await untilAuthors(nodes[0], apis[0], [dave]);
    });
  }

  test('costs no transfer', async () => {
    const sent = await load.stop();
    assert.ok(sent > 100);
    await untilFurther(nodes, 2);
    await assertOneChain(nodes);
    const api = await connect(victim);
    try {
      await load.assertArrived(api);
    } finally {
      await api.disconnect();
    }
  });
});

validators.suite('Four validators of which two are dead', { timeout: 10 * MINUTES }, () => {
  let nodes: Node[] = [];
  let api: ApiPromise;
  /** What was final when there were two left. */
  let final: string[];

  const [alive, dead] = [() => nodes.slice(0, 2), () => nodes.slice(2)];

  before(async () => {
    nodes = network.nodes;
    api = await connect(nodes[0]);
    await untilFurther(nodes, 5);
  });

  after(() => api?.disconnect());

  test('make blocks, and nothing becomes final', async () => {
    await Promise.all(dead().map((node) => node.stop('SIGKILL')));
    await sleep(SETTLED);
    const before = await Promise.all(alive().map((node) => node.finalised()));
    final = await finalOn(nodes[0]);
    const best = Math.max(...(await Promise.all(alive().map((node) => node.best()))));
    await Promise.all(alive().map((node) => node.untilBest(best + WITHOUT_FINALITY)));
    assert.deepEqual(await Promise.all(alive().map((node) => node.finalised())), before);
    const authors = new Set<string>();
    for (let number = best + 1; number <= best + WITHOUT_FINALITY; number++) {
      authors.add(await authorOf(api, await nodes[0].blockHash(number)));
    }
    assert.deepEqual(authors, new Set(['//Alice', '//Bob'].map((name) => account(name).address)));
  });

  test('lose nothing that was final', async () => {
    for (const node of alive()) {
      const common = Math.min(final.length - 1, await node.finalised());
      assert.deepEqual(await chainOf(node, common), final.slice(0, common + 1));
    }
  });

  test('have finality again when one returns without its database, of what was made meanwhile, too', async () => {
    const best = await nodes[0].best();
    const made = await chainOf(nodes[0], best);
    const [charlie] = dead();
    rmSync(charlie.basePath as string, { recursive: true });
    await charlie.start();
    const three = [...alive(), charlie];
    await Promise.all(three.map((node) => node.untilFinalised(best + 5)));
    for (const node of three) {
      const chain = await finalOn(node);
      assert.deepEqual(chain.slice(0, final.length), final);
      assert.equal(chain[best - 1], made[best - 1]);
    }
  });

  test('are one chain with the other when it returns', async () => {
    const [, dave] = dead();
    await dave.start();
    await untilFurther(nodes, 5);
    await assertOneChain(nodes);
    assert.deepEqual((await finalOn(dave)).slice(0, final.length), final);
  });

  test('make blocks all four', async () => {
    const accounts = ['//Alice', '//Bob', '//Charlie', '//Dave'];
    const addresses = accounts.map((name) => account(name).address);
    await untilAuthors(nodes[0], api, addresses);
  });
});
