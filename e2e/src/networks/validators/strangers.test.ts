// Four validators to whom strangers send junk, and of whom one is killed: they go on, and take it back.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { addressOf, assertOneChain, peersOf, untilFurther } from '../../lib/network.js';
import { Node, until } from '../../lib/node.js';
import { Stranger } from '../../lib/stranger.js';
import { network, validators } from './setting.js';

const BLOCKS_WITHOUT_DAVE = 10;

/** What no honest node sends: neither a header nor a transaction, and a header of a genesis block. */
const [NOTHING, LIST_OF_NOTHING, GENESIS] = [
  Uint8Array.of(0),
  Uint8Array.of(4),
  new Uint8Array(98),
];
/** How often somebody says it, who had a line in the log for each, and a command in a queue. */
const FLOOD = 20_000;
/** What the protocols were told to do with their peers. */
const COMMANDS =
  'substrate_unbounded_channel_len\\{(?=.*action="send")(?=.*entity="mpsc-peerset-protocol").*\\}';

const MINUTE = 60_000;

validators.suite('A network that strangers send junk', { timeout: 900_000 }, () => {
  let alice: Node, bob: Node, charlie: Node, dave: Node;

  before(async () => {
    [alice, bob, charlie, dave] = network.nodes;
    await untilFurther(network.nodes, 2);
  });

  test('bans who sends junk, writes a line of it, and lets in who comes anew', async () => {
    const others = [alice, bob, charlie];
    const [commands, lines] = [await alice.metric(COMMANDS), linesOf(alice)];
    for (const [node, by, junk] of [
      [alice, 'blocks', NOTHING],
      [bob, 'blocks', GENESIS],
      [charlie, 'transactions', LIST_OF_NOTHING],
    ] as const) {
      const stranger = await Stranger.connect(node, () => {}, by === 'transactions');
      await stranger.flood(by, junk, FLOOD);
      // What it says by another protocol is reported, too, and goes on when it is banned.
      await stranger.flood('votes', NOTHING, FLOOD);
      const gone = async () => !(await peersOf(node)).includes(stranger.id);
      await until('that it is thrown out', gone, MINUTE);
      await stranger.stop();
      const ban = `${stranger.id}: .*Invalid notification. Banned`;
      assert.equal(node.log().match(new RegExp(ban, 'g'))?.length, 1);
    }
    assert.ok((await alice.metric(COMMANDS)) - commands < FLOOD / 10);
    assert.ok(linesOf(alice) - lines < FLOOD / 10);

    // The same validator with another key on the network, which waited behind all these commands.
    await dave.stop();
    dave = await Node.start(
      ['--chain', network.spec, '--validator', '--dave', '--bootnodes', await addressOf(alice)],
      { basePath: dave.basePath },
    );
    network.nodes = [...others, dave];
    // With one less, there is no finality without it.
    await charlie.stop();
    await untilFurther([alice, bob, dave], 4);
    await charlie.start();
    await untilFurther(network.nodes, 2);
  });

  test('goes on when one is killed, as three of four can still decide', async () => {
    await dave.stop('SIGKILL');
    const others = [alice, bob, charlie];
    await untilFurther(others, BLOCKS_WITHOUT_DAVE);
    await assertOneChain(others);
  });

  test('takes the killed one back, which catches up from its database', async () => {
    const others = [alice, bob, charlie];
    const missed = Math.max(...(await Promise.all(others.map((node) => node.finalised()))));
    await dave.start();
    const [, known] = await until('the second start in the log', async () => {
      const starts = [...dave.log().matchAll(/Highest known block at #(\d+)/g)];
      return starts.length > 1 && starts[1];
    });
    assert.ok(Number(known) > 0, 'it begins with the blocks that it had');

    await dave.untilFinalised(missed);
    await assertOneChain(network.nodes);
    await untilFurther(network.nodes, 4);
    await assertOneChain(network.nodes);
  });
});

function linesOf(node: Node): number {
  return node.log().split('\n').length;
}
