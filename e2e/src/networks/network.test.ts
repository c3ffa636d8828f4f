// Four validators of the `local` preset: they find each other, finalise one chain, believe no strangers, go on
// when one of them is killed, and take it back.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertOneChain, startValidators, untilConnected, untilFurther } from '../lib/network.js';
import { type Node, until } from '../lib/node.js';
import { Stranger } from '../lib/stranger.js';

const BLOCKS_WITHOUT_DAVE = 10;

/** Of GRANDPA's messages, by their first byte: where they have a block's number, u32. */
const [COMMIT, TARGET] = [1, 1 + 8 + 8 + 32];
const [NEIGHBOUR, HEIGHT] = [2, 1 + 1 + 8 + 8];
const FAR_AHEAD = 2 ** 32 - 1;

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
      if (message[0] === COMMIT) commits++;
      if (message[0] === NEIGHBOUR) highest = Math.max(highest, view(message).getUint32(HEIGHT, true));
    });
    // Of several commits, one is of a round that has just ended.
    for (let i = 0; i < 12; i++) {
      let forged = false;
      const liar = await Stranger.connect(alice, (message) => {
        if (message[0] !== COMMIT || forged) return;
        forged = true;
        view(message).setUint32(TARGET, FAR_AHEAD, true);
        void liar.vote(message);
      });
      await until('a commit for the liar', async () => forged, MINUTE);
      await liar.stop();
    }
    const told = commits;
    await until('more commits', async () => commits > told + 5, MINUTE);
    assert.ok(highest > 0 && highest < FAR_AHEAD);
    await listener.stop();
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

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
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
