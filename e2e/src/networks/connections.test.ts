// Others open connections to a node and say nothing: it keeps few of them, others are let in, and it goes on
// when the system has no file descriptor for one more.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dial, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf } from '../lib/network.js';
import { Node, until } from '../lib/node.js';
import { Stranger } from '../lib/stranger.js';

/** How many the others open, and of how many it hears what they say. */
const [OPENED, NEGOTIATED] = [3_000, 1_024];

/** What a node has open besides: its database, its log, JSON-RPC. */
const ITS_OWN = 300;

/** Fewer than what the others open, and more than it needs. */
const DESCRIPTORS = 500;

/** Opens connections that say nothing. That the node ends them is well. */
async function keepSilent(node: Node, count: number): Promise<Socket[]> {
  const port = Number(/tcp\/(\d+)/.exec(await addressOf(node))?.[1]);
  const sockets = Array.from({ length: count }, () =>
    dial(port, '127.0.0.1').on('error', () => {}),
  );
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), sleep(2_000)])));
  return sockets;
}

/** A stranger that says who it is gets in. */
async function assertLetsIn(node: Node): Promise<void> {
  const stranger = await Stranger.connect(node, () => {});
  await stranger.stop();
}

describe('A node to which others open connections', { timeout: 300_000 }, () => {
  let node: Node;
  let small: Node;

  before(async () => {
    [node, small] = await Promise.all([
      Node.start(['--dev']),
      Node.start(['--dev'], { through: ['prlimit', `--nofile=${DESCRIPTORS}`] }),
    ]);
  });

  after(() => Promise.all([node?.stop(), small?.stop()]));

  test('keeps the latest of those that say nothing, and lets others in', async () => {
    // All of them would end by themselves within seconds.
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, node.descriptors)), 20);
    const silent = await keepSilent(node, OPENED);
    await until(
      'that it has closed the first',
      async () => silent.filter(({ closed }) => !closed).length <= NEGOTIATED,
    ).finally(() => clearInterval(watching));
    assert.ok(most >= NEGOTIATED && most < NEGOTIATED + ITS_OWN, `${most} were open`);
    await assertLetsIn(node);
    silent.forEach((socket) => socket.destroy());
    await node.untilFinalised((await node.best()) + 3);
  });

  test('goes on where there is no file descriptor left', async () => {
    const silent = await keepSilent(small, OPENED);
    await until('that it has no descriptor left', async () => small.descriptors >= DESCRIPTORS - 1);
    await sleep(2_000);
    assert.ok(small.runs);
    silent.forEach((socket) => socket.destroy());
    await until('an answer', () => small.best().catch(() => undefined));
    await small.untilFinalised((await small.best()) + 3);
    await assertLetsIn(small);
    assert.doesNotMatch(small.log(), /panicked|Essential task|terminated/);
  });
});
