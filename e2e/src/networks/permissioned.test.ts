// Three validators and an outsider that knows all their addresses: where the chain is permissioned, nobody
// else gets anything, before the outsider is voted in, and when it is voted out.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdmissionNetwork } from '../lib/admission-network.js';
import { account } from '../lib/chain.js';
import { idFrom } from '../lib/items.js';
import { assertOneChain, peersOf, untilConnected, untilFurther } from '../lib/network.js';
import { type Node, until } from '../lib/node.js';
import { bytesOf, identities, type Identity, newNodeKey } from '../lib/peers.js';

const MINUTES = 60_000;

/** For so long an outsider stays at the first block, in seconds. */
const OUTSIDE = 60;

/** In so many blocks after its removal a member gets no more. */
const GRACE = 10;

const dave = account('//Dave');

/** How often a line in the log of a node refuses a peer, from a length of the log on. */
function refusals(node: Node, { peerId }: Identity, from = 0): number {
  return node.log().slice(from).split(`Refused ${peerId}, which is not admitted`).length - 1;
}

describe('A permissioned network', { timeout: 15 * MINUTES }, () => {
  let network: AdmissionNetwork;
  let outsider: Node;
  let member: number;
  /** The block of the outsider's removal. */
  let removed: number;

  before(async () => {
    network = await AdmissionNetwork.start(true);
  });

  after(() => network?.stop(outsider));

  test('gives outsiders that know all addresses nothing for a minute', async (t) => {
    const { validators, outside } = network;
    const [stranger] = await identities(newNodeKey());
    const start = await Promise.all(validators.map((node) => node.finalised()));

    outsider = await network.join(outside, ['--chain', network.spec, '--validator']);
    const liar = await network.join(stranger, ['--chain', network.lie(), '--sync', 'warp']);
    t.after(() => liar.stop());

    const end = Date.now() + OUTSIDE * 1_000;
    while (Date.now() < end) {
      for (const node of [outsider, liar]) {
        assert.deepEqual([await node.best(), await node.finalised()], [0, 0]);
      }
      await sleep(1_000);
    }
    assert.match(
      outsider.log(),
      /This node, \w+, is not one of the 3 that are admitted at block #0/,
    );
    const advice = `call nodeAdmission.apply(peerId, role, label) from the account of its owner`;
    const own = `with the peerId ${bytesOf(outside.peerId)}`;
    assert.ok(outsider.log().includes(`${advice}, ${own}`));
    for (const [i, node] of validators.entries()) {
      assert.equal(refusals(node, outside), 1, 'one line for all that it asks in ten minutes');
      assert.equal(refusals(node, stranger), 1);
      assert.ok((await node.metric('chaos_admission_refused_total')) > 1);
      assert.equal(await node.metric('chaos_admission_admitted_peers'), 3);
      assert.ok((await node.finalised()) > start[i], 'the others go on');
    }
    await untilConnected(validators);
    await untilFurther(validators, 4);
    await assertOneChain(validators);
  });

  test('lets one in after two votes of three', async () => {
    const { decision } = await network.admit(network.outside);
    member = idFrom(decision, 'MemberAdmitted', 'member');
    await untilFurther([...network.validators, outsider], 4);
    await assertOneChain([...network.validators, outsider]);
    assert.match(outsider.log(), /This node is admitted/);
    assert.equal(await network.validators[0].metric('chaos_admission_admitted_peers'), 4);
  });

  test('which makes blocks in the session after next from its session keys on', async () => {
    const { session } = await network.setKeys(outsider);
    const first = await network.firstByDave(1);
    assert.equal(first.session, session + 2);
    await assertOneChain([...network.validators, outsider]);
  });

  test('gives it nothing more within ten blocks after its removal, and goes on', async () => {
    const { validators, outside } = network;
    const { number, session } = await network.remove(member);
    removed = number;
    await untilFurther(validators, 2 * GRACE);
    assert.ok((await validators[0].finalised()) >= removed + 2 * GRACE);
    assert.ok((await outsider.best()) <= removed + GRACE);
    assert.deepEqual(await peersOf(outsider), []);
    for (const node of validators) {
      assert.ok(node.log().includes(`Disconnecting ${outside.peerId}, which is not admitted`));
    }
    assert.ok(!(await network.authorsIn(session + 1)).has(dave.address));
    assert.ok((await outsider.best()) <= removed + GRACE);
    await assertOneChain(validators);
  });

  test('knows whom to talk to after a restart, while the others are down', async () => {
    const { validators, outside } = network;
    await network.api.disconnect();
    await Promise.all([...validators, outsider].map((node) => node.stop()));
    const [first, second, third] = validators;
    const [length, best] = [second.log().length, await restartedAt(second)];
    const log = () => second.log().slice(length);
    const introduction = /This node, \w+, is one of 3 that are admitted/;
    await until('what it says of itself', async () => introduction.test(log()));

    const own = `${outsider.basePath}`;
    outsider = await network.join(outside, ['--chain', network.lie(), '--validator'], own);
    await until('the refusal', async () => refusals(second, outside, length) > 0);
    assert.deepEqual(await peersOf(second), []);

    await third.start();
    await untilConnected([second, third]);
    await Promise.all([second, third].map((node) => node.untilBest(best + 5)));

    await first.start();
    await untilConnected(validators);
    await untilFurther(validators, 5);
    await assertOneChain(validators);
    assert.ok((await outsider.best()) <= removed + GRACE);
    assert.deepEqual(await peersOf(outsider), []);
  });

  /** Starts a node again, and says which block it has. */
  const restartedAt = async (node: Node) => {
    await node.start();
    return node.best();
  };
});
