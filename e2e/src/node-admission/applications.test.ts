// Nodes that are applied for and voted on, as read by JSON-RPC and by the runtime API, and what
// members do by themselves.

import { stringToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertInvalidParams,
  assertUnknownBlock,
  type Attempt,
  type Call,
  INVALID_PARAMS,
  refused,
} from '../lib/assert.js';
import { eventsOf, free, freshAccount, include } from '../lib/chain.js';
import { api, eventsIn, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import { bytesOf, newPeerId, NO_SIGNATURE } from '../lib/peers.js';
import { impoverish, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  addresses,
  admission,
  admit,
  agree,
  alice,
  ALICES,
  apply,
  ask,
  bob,
  chain,
  charlie,
  coins,
  dave,
  decided,
  DEPOSIT,
  eve,
  ferdie,
  leave,
  less,
  maintainers,
  member,
  members,
  motion,
  PARAMETERS,
  remove,
  rotate,
  ROTATION_PERIOD,
  setRole,
  status,
  told,
  vote,
  VOTE_PERIOD,
  voted,
  WAITING_PERIOD,
} from './setting.js';

chain.suite('Nodes', { timeout: 900_000 }, () => {
  describe('are read by admission_*', () => {
    /** Every method, with parameters that make sense. */
    const METHODS: Call[] = [
      ['parameters'],
      ['maintainers'],
      ['members', 0, 10],
      ['member', 0],
      ['motions', 0, 10],
      ['motion', 0],
      ['peerStatus', ALICES.peerId],
      ['codeUploads'],
      ['rotationMessage', 0, ALICES.peerId],
    ];

    test('before there is any but that of the genesis', async () => {
      assert.deepEqual(await admission('parameters'), { ...PARAMETERS, deposit: `${DEPOSIT}` });
      assert.deepEqual(await admission('maintainers'), [alice.address]);
      assert.deepEqual(await admission('members', 0, 100), { members: [ALICES], next: null });
      assert.deepEqual(await admission('motions', 0, 100), { motions: [], next: null });
      const admitted = { status: 'admitted', member: 0, role: 'validator' };
      assert.deepEqual(await status(ALICES.peerId), admitted);
      assert.deepEqual(await status(newPeerId()), { status: 'unknown' });
      assert.equal(await admission('codeUploads'), 'everybody');
      for (const id of [1, UNKNOWN]) {
        assert.equal(await admission('member', id), null);
        assert.equal(await admission('motion', id), null);
        assert.equal(await admission('rotationMessage', id, ALICES.peerId), null);
      }
      await agree();
    });

    test('and by the runtime API, under the same names', () => {
      const names = [...METHODS.map(([method]) => method), 'admittedPeers', 'revision'];
      assert.deepEqual(Object.keys(api.call.nodeAdmissionApi).sort(), names.sort());
    });

    test('not with parameters that make no sense, nor in a block that nobody knows', async () => {
      await assertInvalidParams(admission, [
        ['parameters', 'latest'],
        ['maintainers', 0],
        ['members'],
        ['members', 0],
        ['members', -1, 10],
        ['members', 0, -1],
        ['members', '0', 10],
        ['member'],
        ['member', 'alice'],
        ['member', 2 ** 32],
        ['motions', 0],
        ['motion', -1],
        ['motion', 0, '0x12'],
        ['peerStatus'],
        ['peerStatus', 5],
        ['codeUploads', 0],
        ['rotationMessage', 0],
        ['rotationMessage', 0, 'alice'],
        ['rotationMessage', 'alice', ALICES.peerId],
      ]);
      await assertUnknownBlock(admission, METHODS);
    });

    test('and of what is no peer id it is said that it is none', async () => {
      const peerId = newPeerId();
      for (const text of ['', 'alice', alice.address, peerId.slice(0, -1), bytesOf(peerId)]) {
        const message = `${text} is not a peer id such as 12D3KooW…`;
        await assert.rejects(status(text), { code: INVALID_PARAMS, message });
      }
      assert.deepEqual(await ask('peerStatus', stringToHex(peerId)), { invalid: null });
    });
  });

  /** The first of Bob's. */
  const bobs = newPeerId();

  test('are applied for by anybody, for a deposit', async () => {
    const had = await coins(bob);
    const result = await include(api, apply(bobs, 'Validator', 'Bobs Knoten in Zürich'), bob);

    const start = await heightOf(result);
    const [applicant, end] = [bob.address, start + VOTE_PERIOD];
    const peer = { peerId: bytesOf(bobs), role: 'Validator' };
    assert.deepEqual(told(result), [
      ['Applied', { motion: '0', applicant, ...peer, end: `${end}` }],
    ]);
    assert.deepEqual(await coins(bob, result), less(had, DEPOSIT));
    assert.deepEqual(await motion(0), {
      motion: 0,
      subject: {
        ...{ kind: 'admission', applicant, peerId: bobs },
        ...{ role: 'validator', label: 'Bobs Knoten in Zürich' },
      },
      ...{ proposer: applicant, deposit: `${DEPOSIT}`, start, end, votes: [] },
      ...{ tally: { approve: 0, refuse: 0, maintainers: 1 }, needed: 1 },
    });
    assert.deepEqual(await status(bobs), { status: 'applied', motion: 0 });
    assert.equal(await admission('member', 1), null);
    const { parentHash } = await api.rpc.chain.getHeader(result.block);
    assert.deepEqual(await status(bobs, parentHash.toHex()), { status: 'unknown' });
    await agree();
  });

  test('are not applied for with what makes no sense: each has its error', async () => {
    const key = 'ab'.repeat(32);
    const ill = [
      '0x',
      `0x${key}`,
      stringToHex(newPeerId()),
      // Of ed25519 keys: too short, too long, of another length than it says, of another type.
      `0x002408011220${key.slice(2)}`,
      `0x002408011220${key}ab`,
      `0x002508011220${key}`,
      `0x002408031220${key}`,
      // Of a secp256k1 key that is not compressed.
      `0x00250802122104${key}`,
      // Hashes: one that is too short, and one of another kind.
      `0x1220${key.slice(2)}`,
      `0x1114${'ab'.repeat(20)}`,
    ];
    const raw = (peerId: string) => api.tx.nodeAdmission.apply(peerId, 'Observer', 'node');
    const labelled = (label: string) => apply(newPeerId(), 'Observer', label);
    const pauper = freshAccount();
    await impoverish(api, pauper, labelled('node'));
    await refused(
      api,
      ...ill.map((peerId): Attempt => ['nodeAdmission.InvalidPeerId', raw(peerId), charlie]),
      ['nodeAdmission.PeerIdTaken', apply(ALICES.peerId, 'Observer'), charlie],
      ['nodeAdmission.PeerIdTaken', apply(bobs, 'Observer'), charlie],
      ['nodeAdmission.LabelTooLong', labelled('l'.repeat(65)), charlie],
      ['nodeAdmission.LabelTooLong', labelled(`l${'ü'.repeat(32)}`), charlie],
      ['nodeAdmission.NotUtf8', labelled('0xff'), charlie],
      ['nodeAdmission.AlreadyValidator', apply(newPeerId(), 'Validator'), alice],
      ['nodeAdmission.DepositUnaffordable', labelled('node'), pauper],
    );
  });

  test('nor voted on before there is a motion', async () => {
    const unexpected = /1010: Invalid Transaction: Transaction call is not expected/;
    await assert.rejects(include(api, vote(1, true), alice), unexpected);
    await assert.rejects(include(api, vote(UNKNOWN, true), bob), unexpected);
  });

  test('nor voted on, changed or removed: each mistake has its error', async () => {
    const raw = (peerId: string) => api.tx.nodeAdmission.updatePeerId(0, peerId, NO_SIGNATURE);
    await refused(
      api,
      ['nodeAdmission.NotMaintainer', vote(0, true), bob],
      ['nodeAdmission.NotMaintainer', remove(0), bob],
      ['nodeAdmission.UnknownMember', remove(1), alice],
      ['nodeAdmission.ReasonTooLong', remove(0, 'r'.repeat(257)), alice],
      ['nodeAdmission.NotUtf8', remove(0, '0xc3'), alice],
      ['nodeAdmission.TooFewValidators', remove(0), alice],
      ['nodeAdmission.TooFewValidators', leave(0), alice],
      ['nodeAdmission.TooFewValidators', setRole(0, 'Observer'), alice],
      ['nodeAdmission.RoleUnchanged', setRole(0, 'Validator'), alice],
      ['nodeAdmission.InvalidPeerId', raw('0x00'), alice],
      ['nodeAdmission.PeerIdTaken', await rotate(0, ALICES.peerId), alice],
      ['nodeAdmission.PeerIdTaken', await rotate(0, bobs), alice],
      ['nodeAdmission.InvalidSignature', raw(bytesOf(newPeerId())), alice],
      ...[leave(0), setRole(0, 'Observer'), await rotate(0, newPeerId())].map(
        (transaction): Attempt => ['nodeAdmission.NotOwner', transaction, bob],
      ),
      ...[leave(1), setRole(1, 'Observer'), await rotate(1, newPeerId())].map(
        (transaction): Attempt => ['nodeAdmission.UnknownMember', transaction, bob],
      ),
      ['BadOrigin', api.tx.nodeAdmission.setParameters(PARAMETERS), alice],
      ['BadOrigin', api.tx.nodeAdmission.setCodeUploads('Nobody'), alice],
      ['nodeAdmission.NotMaintainer', api.tx.nodeAdmission.proposeCodeUploads('Nobody'), bob],
      [
        'nodeAdmission.CodeUploadsNotNarrower',
        api.tx.nodeAdmission.proposeCodeUploads('Everybody'),
        alice,
      ],
    );
  });

  describe('are admitted', () => {
    const [charlies, daves] = [newPeerId(), newPeerId()];

    test('when all of one maintainer says yes', async () => {
      const had = await coins(bob);
      const result = await include(api, vote(0, true), alice);
      const since = await heightOf(result);
      const peer = { account: bob.address, peerId: bytesOf(bobs), role: 'Validator' };
      assert.deepEqual(told(result), [
        voted(0, alice, true),
        ['MemberAdmitted', { member: '1', ...peer }],
        decided(0, 'carried', [1, 0, 1]),
      ]);
      assert.deepEqual(await member(1), {
        ...{ member: 1, account: bob.address, peerId: bobs, role: 'validator' },
        ...{ label: 'Bobs Knoten in Zürich', since, rotatableFrom: since },
        ...{ deposit: `${DEPOSIT}`, removal: null, promotion: null },
      });
      assert.deepEqual(await coins(bob), had, 'the deposit is held as long as it is one');
      assert.deepEqual(await status(bobs), { status: 'admitted', member: 1, role: 'validator' });
      assert.deepEqual(await maintainers(), addresses(alice, bob));
      assert.equal(await motion(0), null);
      await refused(
        api,
        ['nodeAdmission.MotionClosed', vote(0, true), alice],
        ['nodeAdmission.MotionClosed', vote(0, false), bob],
        ['nodeAdmission.PeerIdTaken', apply(bobs, 'Observer'), charlie],
      );
      await agree();
    });

    test('of two, when both do', async () => {
      await include(api, apply(charlies, 'Validator', 'charlie'), charlie);
      assert.deepEqual(told(await include(api, vote(1, true), alice)), [voted(1, alice, true)]);
      const { votes, tally, needed } = await motion(1);
      assert.deepEqual(votes, [{ account: alice.address, approve: true }]);
      assert.deepEqual(tally, { approve: 1, refuse: 0, maintainers: 2 });
      assert.equal(needed, 2);
      await agree();
      await refused(
        api,
        ['nodeAdmission.AlreadyVoted', vote(1, true), alice],
        ['nodeAdmission.AlreadyVoted', vote(1, false), alice],
        ['nodeAdmission.NotMaintainer', vote(1, true), charlie],
      );
      const result = await include(api, vote(1, true), bob);
      assert.deepEqual(told(result).pop(), decided(1, 'carried', [2, 0, 2]));
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie));
    });

    test('of three, when two do, and only to do what they applied for', async () => {
      assert.equal(await admit(dave, daves, 'Observer', alice, charlie), 3);
      assert.deepEqual(await status(daves), { status: 'admitted', member: 3, role: 'observer' });
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie));
      await agree();
    });

    test('and make no blocks before their accounts have session keys', async () => {
      assert.deepEqual((await api.query.session.validators()).toJSON(), [alice.address]);
    });

    test('and are listed in pages', async () => {
      const all = await members();
      assert.deepEqual(
        all.map((each) => [each.member, each.account]),
        [alice, bob, charlie, dave].map(({ address }, id) => [id, address]),
      );
      const page = (...params: number[]) => admission('members', ...params);
      assert.deepEqual(await page(0, 3), { members: all.slice(0, 3), next: 3 });
      assert.deepEqual(await page(3, 3), { members: all.slice(3), next: null });
      assert.deepEqual(await page(1, 0), { members: [], next: 1 });
      assert.deepEqual(await page(4, 10), { members: [], next: null });
      assert.deepEqual(await page(UNKNOWN, UNKNOWN), { members: [], next: null });
    });
  });

  /** Those of Bob's node, one after another. */
  const [second, third] = [newPeerId(), newPeerId()];

  test('get another peer id without a vote, once in a while', async () => {
    const before = await ask('revision');
    const result = await include(api, await rotate(1, second), bob);
    assert.deepEqual(told(result), [
      // Polkadot.js gives fields another name that have one of JavaScript's words.
      ['PeerIdUpdated', { member: '1', oldPeerId: bytesOf(bobs), newPeerId: bytesOf(second) }],
    ]);
    const { peerId, rotatableFrom } = await member(1);
    assert.equal(peerId, second);
    assert.equal(rotatableFrom, (await heightOf(result)) + ROTATION_PERIOD);
    assert.deepEqual(await status(bobs), { status: 'unknown' });
    assert.deepEqual(await status(second), { status: 'admitted', member: 1, role: 'validator' });
    assert.ok(Number(await ask('revision')) > Number(before));
    await refused(
      api,
      ['nodeAdmission.RotatedRecently', await rotate(1, third), bob],
      ['nodeAdmission.PeerIdTaken', await rotate(2, second), charlie],
      ['nodeAdmission.NotOwner', await rotate(1, third), charlie],
    );
    await agree();
  });

  describe('are not admitted', () => {
    const [eves, ferdies] = [newPeerId(), newPeerId()];
    let [expiring, end] = [0, 0];
    let freeFrom: number;

    test('when so many say no that not enough can say yes', async () => {
      // Of which the next test but one is about.
      const application = await include(api, apply(eves, 'Observer'), eve);
      expiring = idFrom(application, 'Applied', 'motion');
      end = (await heightOf(application)) + VOTE_PERIOD;
      await include(api, vote(expiring, true), alice);

      const had = await coins(ferdie);
      const applied = await include(api, apply(ferdies, 'Observer', 'ferdie'), ferdie);
      const id = idFrom(applied, 'Applied', 'motion');
      assert.deepEqual(told(await include(api, vote(id, false), alice)), [voted(id, alice, false)]);
      const result = await include(api, vote(id, false), bob);
      assert.deepEqual(told(result), [voted(id, bob, false), decided(id, 'refused', [0, 2, 3])]);
      assert.deepEqual(await coins(ferdie, applied), had);
      freeFrom = (await heightOf(result)) + WAITING_PERIOD;
      assert.deepEqual(await status(ferdies), { status: 'waiting', until: freeFrom });
      assert.deepEqual(await ask('peerStatus', bytesOf(ferdies)), { waiting: `${freeFrom}` });
      await refused(
        api,
        ['nodeAdmission.PeerIdWaits', apply(ferdies, 'Observer'), ferdie],
        ['nodeAdmission.PeerIdWaits', apply(ferdies, 'Validator'), charlie],
        ['nodeAdmission.PeerIdWaits', await rotate(2, ferdies), charlie],
        ['nodeAdmission.MotionClosed', vote(id, true), charlie],
      );
    });

    test('but may apply again when they have waited', async () => {
      await untilBlock(freeFrom);
      const [last, next] = [await node.blockHash(freeFrom - 1), await node.blockHash(freeFrom)];
      assert.deepEqual(await status(ferdies, last), { status: 'waiting', until: freeFrom });
      assert.deepEqual(await status(ferdies, next), { status: 'unknown' });
      assert.equal(await admit(ferdie, ferdies, 'Observer', bob, charlie), 4);
    });

    test('when too few vote in time, and then need not wait', async () => {
      await untilBlock(end);
      const [last, block] = [await node.blockHash(end - 1), await node.blockHash(end)];
      const events = eventsOf(await eventsIn(end), 'nodeAdmission');
      assert.deepEqual(events, [decided(expiring, 'expired', [1, 0, 3])]);
      assert.equal((await free(api, eve, block)) - (await free(api, eve, last)), DEPOSIT);
      assert.equal(await reserved(api, eve), 0n);
      assert.deepEqual(await status(eves, last), { status: 'applied', motion: expiring });
      assert.deepEqual(await status(eves, block), { status: 'unknown' });
      assert.equal(await admission('motion', expiring), null);
      await refused(
        api,
        ['nodeAdmission.MotionClosed', vote(expiring, true), alice],
        ['nodeAdmission.MotionClosed', vote(expiring, true), bob],
      );
      assert.equal(await admit(eve, eves, 'Observer', alice, bob), 5);
    });
  });

  test('get yet another peer id when the while is over', async () => {
    await untilBlock((await member(1)).rotatableFrom);
    const result = await include(api, await rotate(1, third), bob);
    assert.equal((await member(1)).rotatableFrom, (await heightOf(result)) + ROTATION_PERIOD);
    assert.equal((await member(1)).peerId, third);
  });

  test('leave when their owners want it, who have the deposit back', async () => {
    const [had, { peerId }] = [await coins(eve), await member(5)];
    const result = await include(api, leave(5), eve);
    const node = { member: '5', account: eve.address, peerId: bytesOf(peerId) };
    assert.deepEqual(told(result), [['MemberRemoved', { ...node, departure: 'Left' }]]);
    assert.deepEqual(await coins(eve, result), less(had, -DEPOSIT));
    assert.deepEqual(await status(peerId), { status: 'unknown' });
    assert.equal(await member(5), null);
    await refused(
      api,
      ['nodeAdmission.UnknownMember', leave(5), eve],
      ['nodeAdmission.NotOwner', leave(4), eve],
      ['nodeAdmission.UnknownMember', remove(5), alice],
    );
    await agree();
  });
});
