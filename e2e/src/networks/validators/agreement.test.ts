// Four validators of the `local` preset: they find each other, finalise one chain, are held up by
// no stranger, nor by one of their own, go on when one of them is killed, and take it back.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ahead, Dishonest, forged, isCommit, type View, viewIn } from '../lib/grandpa.js';
import {
  addressOf,
  assertOneChain,
  peersOf,
  rawSpec,
  startValidators,
  untilConnected,
  untilFurther,
} from '../lib/network.js';
import { Node, until } from '../lib/node.js';
import { Stranger } from '../lib/stranger.js';

const BLOCKS_WITHOUT_DAVE = 10;

const FAR_AHEAD = 2 ** 32 - 1;

/** How many commits a validator makes alone, and how many votes besides. */
const MANY = 1_000;
/** How many messages wait for blocks, and how many were kept. */
const WAITING = 'substrate_finality_grandpa_until_imported_waiting_messages_number';
const KEPT = 'substrate_network_gossip_registered_messages_total';

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

describe('A network of four validators', { timeout: 900_000 }, () => {
  let alice: Node, bob: Node, charlie: Node, dave: Node;
  let nodes: Node[] = [];

  before(async () => {
    nodes = await startValidators();
    [alice, bob, charlie, dave] = nodes;
  });

  after(() => Promise.all(nodes.map((node) => node.stop())));

  test('finds itself: everyone is connected to everyone', async () => {
    await untilConnected(nodes);
  });

  test('finalises one chain, which each of the four writes', async () => {
    await Promise.all(nodes.map((node) => node.untilFinalised(8)));
    await assertOneChain(nodes);

    const authors = new Set<number>();
    await until('a block of each validator', async () => {
      const validator = await slotOfBest(alice).then((slot) => slot % nodes.length);
      return authors.add(validator).size === nodes.length;
    });
  });

  test('goes on telling what is final, whatever strangers say of it', async () => {
    let [commits, highest] = [0, 0];
    const listener = await Stranger.connect(alice, (message) => {
      if (isCommit(message)) commits++;
      highest = Math.max(highest, viewIn(message)?.height ?? 0);
    });
    // Of several commits, one is of a round that has just ended.
    for (let i = 0; i < 12; i++) {
      let lied = false;
      const liar = await Stranger.connect(alice, (message) => {
        if (!isCommit(message) || lied) return;
        lied = true;
        void liar.vote(forged(message, FAR_AHEAD));
      });
      await until('a commit for the liar', async () => lied, MINUTE);
      await liar.stop();
    }
    const told = commits;
    await until('more commits', async () => commits > told + 5, MINUTE);
    assert.ok(highest > 0 && highest < FAR_AHEAD);
    await listener.stop();
  });

  test('keeps no commits that one validator has made alone, and few of its votes', async () => {
    const dishonest = new Dishonest('//Dave');
    let view: View | undefined;
    const peer = await Stranger.connect(alice, (message) => {
      view = viewIn(message) ?? view;
    });
    const kept = await alice.metric(KEPT);
    for (let i = 0; i < MANY; i++) {
      const now = await until('the round', async () => view, MINUTE);
      await peer.vote(dishonest.commit(now, nodes.length - 1));
      await peer.vote(dishonest.proposal(now));
    }
    await untilFurther(nodes, 3);
    assert.ok((await alice.metric(WAITING)) < MANY);
    assert.ok((await alice.metric(KEPT)) - kept < MANY);
    await peer.stop();
  });

  test('has one catch up, whoever else says to be ahead', async () => {
    const liars = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const liar: Stranger = await Stranger.connect(dave, (message) => {
          const view = viewIn(message);
          if (view) void liar.vote(ahead(view, 50));
        });
        return liar;
      }),
    );
    // It stands still for a few rounds. Who is asked, and doesn't answer, has 45 seconds.
    const awake = await roundOf(dave);
    dave.pause();
    await until('some rounds', async () => (await roundOf(alice)) > awake + 5, MINUTE);
    dave.resume();
    await until(
      'its round',
      async () => (await roundOf(dave)) + 2 >= (await roundOf(alice)),
      MINUTE / 2,
    );
    await Promise.all(liars.map((liar) => liar.stop()));
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
      const ban = `${stranger.id}: .*Senseless notification. Banned`;
      assert.equal(node.log().match(new RegExp(ban, 'g'))?.length, 1);
    }
    assert.ok((await alice.metric(COMMANDS)) - commands < FLOOD / 10);
    assert.ok(linesOf(alice) - lines < FLOOD / 10);

    // The same validator with another key on the network, which waited behind all these commands.
    await dave.stop();
    dave = await Node.start(
      ['--chain', await rawSpec(), '--validator', '--dave', '--bootnodes', await addressOf(alice)],
      { basePath: dave.basePath },
    );
    nodes = [...others, dave];
    // With one less, there is no finality without it.
    await charlie.stop();
    await untilFurther([alice, bob, dave], 4);
    await charlie.start();
    await untilFurther(nodes, 2);
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
    await assertOneChain(nodes);
    await untilFurther(nodes, 4);
    await assertOneChain(nodes);
  });
});

function linesOf(node: Node): number {
  return node.log().split('\n').length;
}

/** GRANDPA's round in which a node votes. */
async function roundOf(node: Node): Promise<number> {
  type State = { best: { round: number } };
  return (await node.rpc<State>('grandpa_roundState')).best.round;
}

/** Aura's slot of the best block: its validator's turn. */
async function slotOfBest(node: Node): Promise<number> {
  type Header = { digest: { logs: string[] } };
  const { digest } = await node.rpc<Header>('chain_getHeader');
  // A digest item before the block's execution (6), of the engine `aura`, 8 bytes long.
  const item = digest.logs.find((log) => log.startsWith('0x066175726120'));
  assert.ok(item);
  return Number(Buffer.from(item.slice(-16), 'hex').readBigUInt64LE());
}
