// CIPs: who proposes what, and takes it back.

import { hexToU8a } from '@polkadot/util';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertInvalidParams,
  assertUnknownBlock,
  type Call,
  included,
  refused,
} from '../lib/assert.js';
import { free, freshAccount, include, includeAll, plainNumbers } from '../lib/chain.js';
import { api, auraChain, heightOf, untilBlock } from '../lib/dev-chain.js';
import { impoverish, reserved } from '../lib/tokens.js';
import {
  ask,
  bob,
  cip,
  DEPOSIT,
  DOCUMENT,
  eve,
  GROUND_RULES,
  idsOf,
  inline,
  lookup,
  note,
  ownRules,
  preimage,
  preimageDeposit,
  propose,
  proposer,
  sum,
  told,
  vote,
} from './setting.js';

auraChain.suite('CIPs', { timeout: 600_000 }, () => {
  describe('are read by cip_*', () => {
    test('before there is any: the ground rules for development, and nothing', async () => {
      assert.deepEqual(await cip('groundRules'), GROUND_RULES);
      assert.deepEqual(await ask('groundRules'), plainNumbers(GROUND_RULES));
      assert.equal(await cip('deposit'), `${DEPOSIT}`);
      assert.equal(await ask('deposit'), `${DEPOSIT}`);
      assert.deepEqual(await cip('cips', null, 0, 100), { cips: [], next: null });
      assert.deepEqual(await cip('resolutions', 0, 100), { resolutions: [], next: null });
      assert.deepEqual(await cip('votes', bob.address), []);
      assert.deepEqual(await cip('frozen', bob.address), { amount: '0', until: null });
      for (const method of ['cip', 'credential', 'resolution']) {
        assert.equal(await cip(method, 0), null, method);
      }
    });

    /** Every method, with parameters that make sense. */
    const METHODS: Call[] = [
      ['groundRules'],
      ['deposit'],
      ['cips', 'voting', 0, 10],
      ['cip', 0],
      ['credential', 0],
      ['votes', bob.address],
      ['frozen', bob.address],
      ['resolutions', 0, 10],
      ['resolution', 0],
    ];

    test('and by the runtime API, under the same names', () => {
      assert.deepEqual(
        Object.keys(api.call.cipApi).sort(),
        METHODS.map(([method]) => method).sort(),
      );
    });

    test('not with parameters that make no sense, nor in a block that nobody knows', async () => {
      await assertInvalidParams(cip, [
        ['groundRules', 'latest'],
        ['cips'],
        ['cips', null, 0],
        ['cips', 'open', 0, 10],
        ['cips', 'Voting', 0, 10],
        ['cips', 0, 0, 10],
        ['cips', null, -1, 10],
        ['cip'],
        ['cip', 'x'],
        ['cip', 2 ** 32],
        ['credential', -1],
        ['votes'],
        ['votes', 'bob'],
        ['frozen', `${bob.address.slice(0, -1)}1`],
        ['resolutions', 0],
        ['resolution', '0', '0x12'],
      ]);
      await assertUnknownBlock(cip, METHODS);
    });
  });

  test('with parameters that make no sense are not proposed: each has its error', async () => {
    const remark = api.tx.system.remark('0x00');
    const tooMuch = { refTime: 400_000_000_000, proofSize: 0 };
    const heavy = api.tx.contracts.call(bob.address, 0, tooMuch, null, '0x');
    const withDocument = (hash: string, location: string) =>
      api.tx.cip.propose('Title', { hash, location }, null, ownRules({}));
    const pauper = freshAccount();
    await impoverish(api, pauper, propose('Title'));
    await include(api, api.tx.preimage.notePreimage('0xffff'), eve);
    const noise = { hash: api.registry.hash(hexToU8a('0xffff')).toHex(), len: 2 };
    await refused(
      api,
      ['cip.TitleEmpty', propose(''), proposer],
      ['cip.TitleTooLong', propose('t'.repeat(129)), proposer],
      ['cip.TitleTooLong', propose(`t${'ü'.repeat(64)}`), proposer],
      ['cip.NotUtf8', propose('0xff'), proposer],
      ['cip.LocationTooLong', withDocument(DOCUMENT.hash, 'l'.repeat(257)), proposer],
      ['cip.NotUtf8', withDocument(DOCUMENT.hash, '0xc3'), proposer],
      ['cip.MinVotersTooLow', propose('Title', null, { minVoters: 1 }), proposer],
      ['cip.MinTurnoutTooLow', propose('Title', null, { minTurnout: 9_999 }), proposer],
      ['cip.MinApprovalTooLow', propose('Title', null, { minApproval: 500_099 }), proposer],
      ['cip.PeriodTooShort', propose('Title', null, { period: 4 }), proposer],
      ['cip.PeriodTooLong', propose('Title', null, { period: 3_601 }), proposer],
      ['cip.UnknownPreimage', propose('Title', lookup(remark)), proposer],
      ['cip.UnknownPreimage', propose('Title', { Lookup: { ...noise, len: 3 } }), proposer],
      ['cip.UndecodableCall', propose('Title', { Lookup: noise }), proposer],
      ['cip.UndecodableCall', propose('Title', { Inline: '0xffff' }), proposer],
      ['cip.UndecodableCall', propose('Title', { Inline: '0x' }), proposer],
      ['cip.UndecodableCall', propose('Title', { Inline: `${remark.method.toHex()}00` }), proposer],
      ['cip.CallTooHeavy', propose('Title', inline(heavy)), proposer],
      ['cip.DepositUnaffordable', propose('Title'), pauper],
      ['BadOrigin', api.tx.cip.setGroundRules(GROUND_RULES), proposer],
      ['BadOrigin', api.tx.cip.enact(0, { refTime: 0, proofSize: 0 }), proposer],
      ['BadOrigin', api.tx.cip.cancel(0), proposer],
    );
  });

  test('are withdrawn by their proposers, who get their deposits back', async () => {
    const call = api.tx.system.remark(`0x${'77'.repeat(200)}`);
    const before = await reserved(api, proposer);
    const [coins] = [await free(api, proposer), await include(api, note(call), eve)];
    // Time enough to be too early, in blocks, and not long to wait.
    const [period, tenth] = [100, 10];
    const rules = { period };
    const proposals = [
      propose('In words', null, rules),
      propose('With a call', lookup(call), rules),
    ];
    const proposed = (await includeAll(api, proposals, proposer)).map(included);
    assert.deepEqual(proposed.flatMap(idsOf), [0, 1]);
    const held = 2n * DEPOSIT + preimageDeposit(call);
    assert.equal(await reserved(api, proposer), before + held);
    const paid = sum(proposed.map(({ fee }) => fee));
    assert.equal(await free(api, proposer), coins - held - paid);
    assert.ok((await preimage(call)).isRequested);
    await refused(
      api,
      ['cip.NotProposer', api.tx.cip.withdraw(0), bob],
      ['cip.UnknownCip', api.tx.cip.withdraw(2), bob],
      ['cip.TooEarly', api.tx.cip.withdraw(0), proposer],
      ['cip.TooEarly', api.tx.cip.withdraw(1), proposer],
    );

    const early = await free(api, proposer);
    await untilBlock((await heightOf(proposed[1])) + tenth - 1);
    const withdrawals = [0, 1].map((id) => api.tx.cip.withdraw(id));
    const results = (await includeAll(api, withdrawals, proposer)).map(included);

    assert.deepEqual(results.map(told), [
      [['Withdrawn', { cip: '0' }]],
      [['Withdrawn', { cip: '1' }]],
    ]);
    const fees = sum(results.map(({ fee }) => fee));
    assert.equal(await free(api, proposer), early + held - fees);
    assert.equal(await reserved(api, proposer), before);
    assert.ok((await preimage(call)).isUnrequested, 'it is Eve’s again');
    assert.deepEqual(await cip('cips', null, 0, 100), { cips: [], next: null });
    await refused(
      api,
      ['cip.UnknownCip', api.tx.cip.withdraw(0), proposer],
      ['cip.UnknownCip', vote(1, true, 1n), bob],
      ['cip.UnknownCip', api.tx.cip.unlock(1), bob],
    );
  });
});
