// Nodes whose roles change: upwards by vote, and downwards at once.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { include } from '../lib/chain.js';
import { api, heightOf } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import { newPeerId } from '../lib/peers.js';
import {
  addresses,
  admit,
  admitThree,
  agree,
  alice,
  apply,
  bob,
  auraChain,
  charlie,
  coins,
  dave,
  decided,
  DEPOSIT,
  haveVoted,
  less,
  maintainers,
  member,
  members,
  motion,
  motions,
  setRole,
  told,
  vote,
  VOTE_PERIOD,
  voted,
} from './setting.js';

auraChain.suite('Nodes with roles', { timeout: 900_000 }, () => {
  before(admitThree);

  describe('change their roles', () => {
    test('upwards by vote, for a deposit', async () => {
      const had = await coins(dave);
      const proposed = await include(api, setRole(3, 'Validator'), dave);
      const id = idFrom(proposed, 'PromotionProposed', 'motion');
      const end = (await heightOf(proposed)) + VOTE_PERIOD;
      const fields = { motion: `${id}`, member: '3', end: `${end}` };
      assert.deepEqual(told(proposed), [['PromotionProposed', fields]]);
      assert.deepEqual(await coins(dave, proposed), less(had, DEPOSIT));
      const { subject, proposer } = await motion(id);
      assert.deepEqual([subject, proposer], [{ kind: 'promotion', member: 3 }, dave.address]);
      assert.equal((await member(3)).promotion, id);
      assert.equal((await member(3)).role, 'observer');
      await refused(
        api,
        ['nodeAdmission.PromotionOpen', setRole(3, 'Validator'), dave],
        ['nodeAdmission.RoleUnchanged', setRole(3, 'Observer'), dave],
        ['nodeAdmission.NotMaintainer', vote(id, true), dave],
      );
      await agree();

      const held = await coins(dave);
      await include(api, vote(id, true), alice);
      const result = await include(api, vote(id, true), bob);

      assert.deepEqual(told(result), [
        voted(id, bob, true),
        ['RoleSet', { member: '3', role: 'Validator' }],
        decided(id, 'carried', [2, 0, 3]),
      ]);
      assert.deepEqual(await coins(dave), less(held, -DEPOSIT));
      const { role, promotion } = await member(3);
      assert.deepEqual([role, promotion], ['validator', null]);
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie, dave));
    });

    test('not to validators where the account has one already', async () => {
      await refused(api, ['nodeAdmission.AlreadyValidator', apply(newPeerId(), 'Validator'), dave]);
      assert.equal(await admit(dave, newPeerId(), 'Observer', alice, bob, charlie), 4);
      await refused(api, ['nodeAdmission.AlreadyValidator', setRole(4, 'Validator'), dave]);
      assert.equal((await members()).filter((each) => each.account === dave.address).length, 2);
    });

    test('downwards at once', async () => {
      const had = await coins(dave);
      const result = await include(api, setRole(3, 'Observer'), dave);
      assert.deepEqual(told(result), [['RoleSet', { member: '3', role: 'Observer' }]]);
      assert.deepEqual(await coins(dave, result), had);
      assert.equal((await member(3)).role, 'observer');
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie));
      assert.deepEqual(await motions(), []);
    });

    test('not where the maintainers refuse, and have the deposit back', async () => {
      const had = await coins(dave);
      const proposed = await include(api, setRole(3, 'Validator'), dave);
      const id = idFrom(proposed, 'PromotionProposed', 'motion');
      const result = await haveVoted(id, false, charlie, alice);
      assert.deepEqual(told(result).pop(), decided(id, 'refused', [0, 2, 3]));
      assert.deepEqual(await coins(dave, proposed), had);
      const { role, promotion } = await member(3);
      assert.deepEqual([role, promotion], ['observer', null]);
    });
  });
});
