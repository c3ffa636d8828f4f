// Nodes that are voted out.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { include } from '../lib/chain.js';
import { api, heightOf } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import { bytesOf, newPeerId } from '../lib/peers.js';
import { reserved } from '../lib/tokens.js';
import {
  addresses,
  admit,
  admitThree,
  agree,
  alice,
  bob,
  chain,
  charlie,
  coins,
  dave,
  decided,
  DEPOSIT,
  haveVoted,
  leave,
  less,
  maintainers,
  member,
  motion,
  remove,
  status,
  told,
  vote,
  VOTE_PERIOD,
  voted,
  WAITING_PERIOD,
} from './setting.js';

chain.suite('Nodes that are not wanted', { timeout: 900_000 }, () => {
  before(async () => {
    await admitThree();
    await admit(dave, newPeerId(), 'Observer', alice, bob);
  });

  describe('are removed', () => {
    test('by vote, and everybody has their deposits back', async () => {
      const had = await coins(charlie);
      const reason = 'Antwortet seit Wochen nicht: für uns verloren';
      const proposed = await include(api, remove(4, reason), charlie);
      const id = idFrom(proposed, 'RemovalProposed', 'motion');
      const start = await heightOf(proposed);
      const end = start + VOTE_PERIOD;
      const fields = { motion: `${id}`, member: '4', proposer: charlie.address, end: `${end}` };
      assert.deepEqual(told(proposed), [['RemovalProposed', fields]]);
      assert.deepEqual(await coins(charlie, proposed), less(had, DEPOSIT));
      assert.deepEqual(await motion(id), {
        ...{ motion: id, subject: { kind: 'removal', member: 4, reason } },
        ...{ proposer: charlie.address, deposit: `${DEPOSIT}`, start, end, votes: [] },
        ...{ tally: { approve: 0, refuse: 0, maintainers: 3 }, needed: 2 },
      });
      const { peerId, removal } = await member(4);
      assert.equal(removal, id);
      await agree();
      await refused(
        api,
        ['nodeAdmission.RemovalOpen', remove(4), alice],
        ['nodeAdmission.NotMaintainer', remove(3), dave],
      );

      const held = [await coins(charlie), await coins(dave)];
      await include(api, vote(id, true), alice);
      const result = await include(api, vote(id, true), bob);

      const node = { member: '4', account: dave.address, peerId: bytesOf(peerId) };
      assert.deepEqual(told(result), [
        voted(id, bob, true),
        ['MemberRemoved', { ...node, departure: 'Removed' }],
        decided(id, 'carried', [2, 0, 3]),
      ]);
      const now = [await coins(charlie), await coins(dave)];
      assert.deepEqual(
        now,
        held.map((each) => less(each, -DEPOSIT)),
      );
      assert.equal(await member(4), null);
      const until = (await heightOf(result)) + WAITING_PERIOD;
      assert.deepEqual(await status(peerId), { status: 'waiting', until });
    });

    test('not where they leave before', async () => {
      const had = await coins(bob);
      const proposed = await include(api, remove(3), bob);
      const id = idFrom(proposed, 'RemovalProposed', 'motion');
      await include(api, vote(id, true), bob);
      const voting = await include(api, vote(id, false), alice);
      assert.equal((await motion(id)).tally.refuse, 1);
      const left = await include(api, leave(3), dave);
      assert.deepEqual(told(left)[0], decided(id, 'void', [1, 1, 3]));
      assert.equal(told(left)[1][0], 'MemberRemoved');
      assert.equal((await coins(bob)).held, had.held);
      assert.ok((await heightOf(voting)) < (await heightOf(left)));
      await refused(api, ['nodeAdmission.MotionClosed', vote(id, true), charlie]);
    });

    test('also validators, who then have no vote', async () => {
      const proposed = await include(api, remove(2), alice);
      const id = idFrom(proposed, 'RemovalProposed', 'motion');
      const result = await haveVoted(id, true, alice, bob);
      assert.deepEqual(told(result).pop(), decided(id, 'carried', [2, 0, 3]));
      assert.deepEqual(await maintainers(), addresses(alice, bob));
      assert.equal(await reserved(api, charlie), 0n);
    });

    test('but of two, none by the other', async () => {
      const proposed = await include(api, remove(1), alice);
      const id = idFrom(proposed, 'RemovalProposed', 'motion');
      await include(api, vote(id, true), alice);
      const result = await include(api, vote(id, false), bob);
      assert.deepEqual(told(result).pop(), decided(id, 'refused', [1, 1, 2]));
      assert.equal((await member(1)).removal, null);
      assert.deepEqual(await maintainers(), addresses(alice, bob));
    });
  });
});
