// Three validators that serve each other alone, and an outsider, as zombienet spawns them. What
// outsiders try, and how they come in and go, is tested at length in networks/permissioned.test.ts.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { account, connect, send } from '../lib/chain.js';
import { idFrom } from '../lib/items.js';
import { assertOneChain, untilConnected, untilFurther } from '../lib/network.js';
import { bytesOf } from '../lib/peers.js';
import { zombieNodes } from '../lib/zombienet.js';

describe('The network permissioned', { timeout: 600_000 }, () => {
  const nodes = zombieNodes();
  const validators = nodes.slice(0, 3);
  const outsider = nodes[3];
  let api: ApiPromise;

  before(async () => {
    api = await connect(validators[0]);
  });

  after(() => api?.disconnect());

  test('has the nodes of its definition, of which the validators are connected', async () => {
    const names = nodes.map(({ name }) => name);
    assert.deepEqual(names, ['alice', 'bob', 'charlie', 'outsider']);
    await untilConnected(validators);
  });

  test('makes blocks that become final, and gives the outsider none', async () => {
    await untilFurther(validators, 20);
    await assertOneChain(validators);
    assert.deepEqual([await outsider.best(), await outsider.finalised()], [0, 0]);
    assert.match(outsider.log(), /This node, \w+, is not one of the 3 that are admitted/);
    const refusals = await validators[0].metric('chaos_admission_refused_total');
    assert.ok(refusals > 0);
  });

  test('gives it all of them once two of three have voted for it', async () => {
    const { apply, vote } = api.tx.nodeAdmission;
    const peerId = bytesOf(await outsider.rpc('system_localPeerId'));
    const applied = await send(api, apply(peerId, 'Observer', 'outsider'), account('//Dave'));
    const motion = idFrom(applied, 'Applied', 'motion');
    const voters = ['//Alice', '//Bob'].map(account);
    await Promise.all(voters.map((voter) => send(api, vote(motion, true), voter)));
    await untilFurther(nodes, 4);
    await assertOneChain(nodes);
  });
});
