// Three validators and an outsider that knows all their addresses: where the chain is not permissioned,
// everybody syncs, and admission is for validators alone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AdmissionNetwork } from '../lib/admission-network.js';
import { account } from '../lib/chain.js';
import { idFrom } from '../lib/items.js';
import { assertOneChain, untilFurther } from '../lib/network.js';
import type { Node } from '../lib/node.js';

const MINUTES = 60_000;

const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(account);

describe('A network that everybody may sync', { timeout: 15 * MINUTES }, () => {
  let network: AdmissionNetwork;
  let outsider: Node;
  let member: number;

  before(async () => {
    network = await AdmissionNetwork.start(false);
  });

  after(() => network?.stop(outsider));

  const all = () => [...network.validators, outsider];

  test('has outsiders sync that never asked', async () => {
    outsider = await network.join(network.outside, ['--chain', network.spec, '--validator']);
    await untilFurther(all(), 4);
    await assertOneChain(all());
    assert.match(
      outsider.log(),
      /is not admitted. Everybody may sync this chain, but only validators/,
    );
  });

  test('but not make blocks, even if they have session keys', async () => {
    const { session } = await network.setKeys(outsider);
    const authors = await network.authorsIn(session + 2);
    assert.deepEqual(
      [...authors].sort(),
      [alice, bob, charlie].map(({ address }) => address).sort(),
    );
  });

  test('until one is admitted: it makes blocks in the session after next', async () => {
    const { number, session, decision } = await network.admit(network.outside);
    member = idFrom(decision, 'MemberAdmitted', 'member');
    const first = await network.firstByDave(number);
    assert.equal(first.session, session + 2);
    await assertOneChain(all());
  });

  test('and after its removal it syncs on, and makes no blocks', async () => {
    const { session } = await network.remove(member);
    assert.ok(!(await network.authorsIn(session + 1)).has(dave.address));
    await untilFurther(all(), 4);
    await assertOneChain(all());
  });

  test('and refuses nobody', async () => {
    for (const node of all()) {
      assert.doesNotMatch(node.log(), /which is not admitted/);
      assert.equal(await node.metric('chaos_admission_refused_total'), 0);
    }
  });
});
