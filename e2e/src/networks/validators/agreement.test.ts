// Four validators of the `local` preset: they find each other, finalise one chain, and are held up by no
// stranger, nor by one of their own.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ahead, Dishonest, forged, isCommit, type View, viewIn } from '../../lib/grandpa.js';
import { assertOneChain, untilConnected, untilFurther } from '../../lib/network.js';
import { type Node, until } from '../../lib/node.js';
import { Stranger } from '../../lib/stranger.js';
import { network, validators } from './setting.js';

const FAR_AHEAD = 2 ** 32 - 1;

/** How many commits a validator makes alone, and how many votes besides. */
const MANY = 1_000;
/** How many messages wait for blocks, and how many were kept. */
const WAITING = 'substrate_finality_grandpa_until_imported_waiting_messages_number';
const KEPT = 'substrate_network_gossip_registered_messages_total';

const MINUTE = 60_000;

validators.suite('A network of four validators', { timeout: 900_000 }, () => {
  let alice: Node, dave: Node;

  before(() => {
    [alice, , , dave] = network.nodes;
  });

  test('finds itself: everyone is connected to everyone', async () => {
    await untilConnected(network.nodes);
  });

  test('finalises one chain, which each of the four writes', async () => {
    await Promise.all(network.nodes.map((node) => node.untilFinalised(8)));
    await assertOneChain(network.nodes);

    const authors = new Set<number>();
    await until('a block of each validator', async () => {
      const validator = await slotOfBest(alice).then((slot) => slot % network.nodes.length);
      return authors.add(validator).size === network.nodes.length;
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
      await peer.vote(dishonest.commit(now, network.nodes.length - 1));
      await peer.vote(dishonest.proposal(now));
    }
    await untilFurther(network.nodes, 3);
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
});

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
