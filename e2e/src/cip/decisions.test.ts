// Governance, from a proposal to the call that the chain carries out with Root: holders of the coin
// propose, vote with coins that stay theirs, and get them back by themselves.
//
// The tests share one chain and run in order. Most CIPs are proposed at once and end in the same
// block, so that nothing waits for long. One node alone makes the blocks, so what is in a block
// stays there, and nothing here waits for finality.

import type { ApiPromise } from '@polkadot/api';
import type { Codec } from '@polkadot/types/types';
import { hexToU8a } from '@polkadot/util';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Account,
  account,
  coinsOfAll,
  connect,
  cos,
  type Event,
  eventsOf,
  fieldOf,
  free,
  freshAccount,
  include,
  includeAll,
  type Included,
  jsonErrorName,
  type Plain,
  plain,
  plainNumbers,
  TOTAL_SUPPLY,
  type Transaction,
} from './lib/chain.js';
import type { CipJson } from './lib/cips.js';
import { Node } from './lib/node.js';
import { impoverish, included, outcome, refused, reserved, UNKNOWN } from './lib/tokens.js';

const [bob, charlie, dave, eve, ferdie] = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map((name) =>
  account(`//${name}`),
);
/** Makes the blocks, and votes against. */
const alice = account('//Alice');
/** They have a quarter of all coins each. */
const [one, two] = ['//One', '//Two'].map(account);
/** Their coins vest, and vote all the same. */
const team = ['//Alice//stash', '//Bob//stash'].map(account);

/** Makes no blocks and doesn't vote, so that what becomes of its deposits can be told. */
const proposer = dave;

/** So far apart that what is carried out of the earlier is not in a block with a later end. */
const PERIOD = 40;
const LONGER = PERIOD + 15;
const LONGEST = LONGER + 15;
const DELAY = 10;
const DEPOSIT = cos('10');
const VOTE_DEPOSIT = cos('0.0325');

/** What is held of a proposer while so many CIPs are open. */
const depositBeside = (open: number) => DEPOSIT * 2n ** BigInt(Math.floor(open / 16));

/** The sum of some amounts. */
const sum = (amounts: bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

/** A block that changes the session has no room for anything that can wait. */
const SESSION = 60;
const roomFrom = (block: number) => (block % SESSION === 0 ? block + 1 : block);

const DOCUMENT = {
  hash: `0x${'c1'.repeat(32)}`,
  location: 'https://example.org/cips/zürich.md',
};

/** The calls of a CIP. */
type ProposedCall = { Inline: string } | { Lookup: { hash: string; len: number } };

/** A CIP's own rules; what is not given is the ground rule. */
interface Rules {
  minVoters?: number;
  minTurnout?: number;
  minApproval?: number;
  period?: number;
}

/** What `cip_cips` says. */
interface Page {
  cips: CipJson[];
  next: number | null;
}

/** What `cip_resolution` says. */
interface ResolutionJson {
  resolution: number;
  cip: number;
  passed: boolean;
  decided: number;
}

/** The numbers from one up to another. */
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('CIPs', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    node = await Node.start(['--dev']);
    api = await connect(node);
    treasury = { address: await treasuryAddress() };
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  /** Nobody has its key. */
  let treasury: { address: string };

  /** In genesis it is the account with the foundation's rest. */
  const treasuryAddress = async () => {
    const rest = cos('1798000');
    const accounts = await (await api.at(api.genesisHash)).query.system.account.entries();
    const found = accounts.find(([, { data }]) => data.free.toBigInt() === rest);
    assert.ok(found);
    return `${found[0].args[0]}`;
  };

  /** Asks `cip_*`. */
  const cip = <T = unknown>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`cip_${method}`, ...params);

  /** Asks the runtime API, as Polkadot.js finds it in the metadata. */
  const ask = async (method: string, ...params: unknown[]): Promise<Plain> =>
    plain(await api.call.cipApi[method](...params));

  const inline = (call: Transaction): ProposedCall => ({ Inline: call.method.toHex() });
  const lookup = (call: Transaction): ProposedCall => ({
    Lookup: { hash: call.method.hash.toHex(), len: call.method.encodedLength },
  });

  const propose = (title: string, call: ProposedCall | null = null, rules: Rules = {}) =>
    api.tx.cip.propose(title, DOCUMENT, call, ownRules(rules));
  const ownRules = (rules: Rules) => ({
    ...{ minVoters: null, minTurnout: null, minApproval: null, period: PERIOD },
    ...rules,
  });
  const vote = (id: number, approve: boolean, votes: bigint) => api.tx.cip.vote(id, approve, votes);
  const spend = (amount: bigint, to: Account, from: { address: string } = treasury) =>
    api.tx.balances.forceTransfer(from.address, to.address, amount);
  const forbidden = () => api.tx.balances.forceSetBalance(bob.address, cos('1000000'));

  /** What the pallet's events say of a transaction. */
  const told = ({ events }: Included) => eventsOf(events, 'cip');

  const field = (fields: Plain, name: string) => (fields as Record<string, Plain>)[name];

  const idsOf = ({ events }: Included) =>
    events
      .filter((event) => api.events.cip.Proposed.is(event))
      .map((event) => Number(`${fieldOf(event, 'cip')}`));

  const heightOf = async ({ block }: Included) =>
    (await api.rpc.chain.getHeader(block)).number.toNumber();

  const eventsIn = async (number: number): Promise<Event[]> => {
    const { query } = await api.at(await node.blockHash(number));
    return (await query.system.events()).map(({ event }) => event);
  };

  /** What a block made of an amount that `read` finds. */
  const change = async (number: number, read: (block: string) => Promise<bigint>) =>
    (await read(await node.blockHash(number))) - (await read(await node.blockHash(number - 1)));

  const heldAt = (who: Account) => async (block: string) =>
    (await (await api.at(block)).query.system.account(who.address)).data.reserved.toBigInt();

  const voteJson = (credential: number, id: number, approve: boolean, votes: bigint, end: number) =>
    ({ credential, cip: id, approve, votes: `${votes}`, end }) as const;

  const GROUND_RULES = {
    ...{ minVoters: 2, minTurnout: 10_000, minApproval: 500_100 },
    ...{ minPeriod: 5, maxPeriod: 3_600, enactmentDelay: DELAY, deposit: `${DEPOSIT}` },
  };

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
    const METHODS: [string, ...unknown[]][] = [
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
      for (const [method, ...params] of [
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
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(cip(`${method}`, ...params), { code: -32602 }, asked);
      }
      for (const [method, ...params] of METHODS) {
        const unknown = cip(method, ...params, `0x${'5a'.repeat(32)}`);
        const message = 'the runtime of that block gave no answer';
        await assert.rejects(unknown, { code: -32603, message }, method);
      }
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
    assert.equal(await reserved(api, proposer), held);
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
    await node.untilBest((await heightOf(proposed[1])) + tenth - 1);
    const withdrawals = [0, 1].map((id) => api.tx.cip.withdraw(id));
    const results = (await includeAll(api, withdrawals, proposer)).map(included);

    assert.deepEqual(results.map(told), [
      [['Withdrawn', { cip: '0' }]],
      [['Withdrawn', { cip: '1' }]],
    ]);
    const fees = sum(results.map(({ fee }) => fee));
    assert.equal(await free(api, proposer), early + held - fees);
    assert.equal(await reserved(api, proposer), 0n);
    assert.ok((await preimage(call)).isUnrequested, 'it is Eve’s again');
    assert.deepEqual(await cip('cips', null, 0, 100), { cips: [], next: null });
    await refused(
      api,
      ['cip.UnknownCip', api.tx.cip.withdraw(0), proposer],
      ['cip.UnknownCip', vote(1, true, 1n), bob],
      ['cip.UnknownCip', api.tx.cip.unlock(1), bob],
    );
  });

  /** What is held for the preimage of a call, of who notes it and of who proposes it. */
  const preimageDeposit = (call: Transaction) =>
    cos('0.02064') + BigInt(call.method.encodedLength) * cos('0.00001');
  const note = (call: Transaction) => api.tx.preimage.notePreimage(call.method.toHex());
  const preimage = async (call: Transaction) =>
    (await api.query.preimage.requestStatusFor(call.method.hash)).unwrap();

  /** The CIP that three accounts vote on one by one: the treasury pays a contributor. */
  const SPEND = 2;
  const contributor = freshAccount();
  const PAY = cos('1234.5');
  const OWN_RULES = { minVoters: 2, minTurnout: 30_000, minApproval: 888_888 };
  let start: number;

  const spendJson = () => {
    const call = spend(PAY, contributor).method;
    return {
      ...{ cip: SPEND, proposer: proposer.address, title: 'Ein Brunnen für Zürich' },
      document: DOCUMENT,
      call: { hash: call.hash.toHex(), len: call.encodedLength, inline: call.toHex() },
      rules: { ...OWN_RULES, period: PERIOD },
      thresholds: OWN_RULES,
      ...{ start, end: start + PERIOD, deposit: `${DEPOSIT}` },
      tally: { approve: '0', disapprove: '0', voters: 0 },
      ...{ state: 'voting', wouldPass: false, resolution: null, enactment: null },
    };
  };

  test('are proposed with a call, for a deposit', async () => {
    const [coins, call] = [await free(api, proposer), inline(spend(PAY, contributor))];
    const proposal = propose('Ein Brunnen für Zürich', call, OWN_RULES);
    const result = await include(api, proposal, proposer);

    start = await heightOf(result);
    const fields = { cip: `${SPEND}`, proposer: proposer.address };
    assert.deepEqual(told(result), [
      ['Proposed', { ...fields, end: `${start + PERIOD}`, deposit: `${DEPOSIT}` }],
    ]);
    assert.equal(await free(api, proposer), coins - DEPOSIT - result.fee);
    assert.equal(await reserved(api, proposer), DEPOSIT);
    assert.deepEqual(await cip('cip', SPEND), spendJson());
    assert.deepEqual(await cip('cips', null, 0, 100), { cips: [spendJson()], next: null });
    const { parentHash } = await api.rpc.chain.getHeader(result.block);
    assert.equal(await cip('cip', SPEND, parentHash.toHex()), null);
  });

  /** More than fits into a CIP: the treasury pays two accounts, and says why. */
  const payees = [freshAccount(), freshAccount()];
  const long = () =>
    api.tx.utility.batchAll([
      ...payees.map((payee, i) => spend(cos(`${i + 1}`), payee)),
      api.tx.system.remark(`thanks ${'!'.repeat(200)}`),
    ]);

  /** Votes in favour, or as many against. */
  type Votes = bigint | { against: bigint };
  /** What becomes of a CIP. */
  type Fate = 'enacted' | 'passed' | 'rejected' | 'lost' | { failed: string };

  /** CIPs that are proposed at once: what for, who votes how, and what becomes of them. */
  const table = (): [string, ProposedCall | null, [Votes?, Votes?, Votes?], Fate][] => {
    const rules = (changed: object) => inline(api.tx.cip.setGroundRules({ ...RULES, ...changed }));
    const enact = (id: number) => inline(api.tx.cip.enact(id, { refTime: 10 ** 9, proofSize: 0 }));
    // Not all of the call, so that it waits like any other.
    const stop = (id: number) => inline(api.tx.utility.batchAll([api.tx.cip.cancel(id)]));
    const [many, enough] = [cos('60000'), cos('50000')];
    const inFavour: [Votes, Votes] = [many, many];
    const half = cos('50010');
    const words: [string, [Votes?, Votes?, Votes?], Fate][] = [
      ['Words with just enough votes', [enough, enough], 'passed'],
      ['One planck of turnout too little', [enough, enough - 1n], 'rejected'],
      ['The turnout by votes against', [enough, enough - 1n, { against: enough }], 'rejected'],
      ['A second voter who is against', [cos('120000'), { against: 1n }], 'rejected'],
      ['As many against as in favour', [many, many, { against: cos('120000') }], 'rejected'],
      ['50.01 % in favour', [half, half, { against: cos('99980') }], 'passed'],
      ['Less than 50.01 %', [half - 1n, half, { against: cos('99980') }], 'rejected'],
      ['A quarter of all coins, of one account', [cos('2400000')], 'rejected'],
      ['A tenth of the turnout', [cos('5000'), cos('5000')], 'rejected'],
      ['Hardly any votes', [cos('5000'), cos('5000') - 1n], 'lost'],
      ['Nothing but opposition', [undefined, undefined, { against: cos('120000') }], 'lost'],
      ['No votes', [], 'lost'],
    ];
    const failures: [string, ProposedCall, string][] = [
      ['More than there is', inline(spend(cos('2000000'), contributor)), 'token.FundsUnavailable'],
      ['Coins out of nothing', inline(forbidden()), 'system.CallFiltered'],
      ['Hidden', inline(api.tx.utility.batchAll([forbidden()])), 'system.CallFiltered'],
      ['What is enacted anyway', enact(SPEND), 'cip.NotEnactable'],
      ['What there is not', enact(UNKNOWN), 'cip.UnknownCip'],
      ['Too late to stop it', stop(SPEND), 'cip.NothingToCancel'],
      ['No voters', rules({ minVoters: 0 }), 'cip.VotersZero'],
      ['No turnout', rules({ minTurnout: 0 }), 'cip.TurnoutZero'],
      ['The half', rules({ minApproval: 500_000 }), 'cip.ApprovalNotAboveHalf'],
      ['No period', rules({ minPeriod: 0 }), 'cip.PeriodZero'],
      ['No period between', rules({ minPeriod: 3_601 }), 'cip.PeriodBoundsReversed'],
      ['At once', rules({ enactmentDelay: 0 }), 'cip.DelayZero'],
      ['For less than nothing', rules({ deposit: cos('0.001') - 1n }), 'cip.DepositTooLow'],
      ['Sooner than it can be cancelled', rules({ enactmentDelay: 23 }), 'cip.DelayTooShort'],
      ['Too many voters', rules({ minVoters: 1_001 }), 'cip.VotersTooMany'],
      ['Nearly everybody', rules({ minTurnout: 200_001 }), 'cip.TurnoutTooHigh'],
      ['No opposition', rules({ minApproval: 750_001 }), 'cip.ApprovalTooHigh'],
      ['For ever', rules({ maxPeriod: 2 ** 32 - 1 }), 'cip.MaxPeriodTooLong'],
      ['Never', rules({ enactmentDelay: 2 ** 32 - 1 }), 'cip.DelayTooLong'],
      ['For all there is', rules({ deposit: cos('10000') + 1n }), 'cip.DepositTooHigh'],
    ];
    return [
      ['Two payees', lookup(long()), inFavour, 'enacted'],
      ['Other ground rules', rules({}), inFavour, 'enacted'],
      ...words.map(([title, votes, fate]) => [title, null, votes, fate] as const),
      ...failures.map(([title, call, failed]) => [title, call, inFavour, { failed }] as const),
    ] as [string, ProposedCall | null, [Votes?, Votes?, Votes?], Fate][];
  };

  /** Ground rules that a CIP puts in force. */
  const RULES = { ...GROUND_RULES, minPeriod: 12, enactmentDelay: 24, deposit: `${cos('11')}` };

  /** What is held for each of those CIPs, beside the one that is there. */
  const deposits = () => table().map((_, i) => depositBeside(1 + i));

  /** The first of those CIPs, and the block in which all of them end. */
  const FIRST = SPEND + 1;
  let together: number;

  test('are proposed by the dozen, in words or with a call of any length', async () => {
    await include(api, note(long()), eve);
    const proposals = table().map(([title, call]) => propose(title, call, { period: LONGER }));
    const result = await include(api, api.tx.utility.batchAll(proposals), proposer);
    together = (await heightOf(result)) + LONGER;
    assert.deepEqual(idsOf(result), ids(FIRST, FIRST + proposals.length));
    const held = DEPOSIT + sum(deposits()) + preimageDeposit(long());
    assert.equal(await reserved(api, proposer), held);
    assert.equal(await cip('deposit'), `${depositBeside(1 + proposals.length)}`);

    assert.ok((await preimage(long())).isRequested);
    await include(api, api.tx.preimage.unnotePreimage(long().method.hash), eve);
    assert.ok((await preimage(long())).isRequested, 'it stays without Eve’s deposit');
    const { hash, encodedLength } = long().method;
    const { call } = await cip<{ call: object }>('cip', FIRST);
    assert.deepEqual(call, { hash: hash.toHex(), len: encodedLength, inline: null });
  });

  /** The CIP that another stops before it is carried out, its end, and that other. */
  let stopped: number;
  let stoppedEnd: number;
  let stopper: number;
  const heir = freshAccount();
  const regretted = () =>
    api.tx.utility.batchAll([
      spend(cos('77'), heir),
      api.tx.system.remark(`never ${'!'.repeat(200)}`),
    ]);
  const voteOfTeam = async (id: number) => {
    await Promise.all(team.map((voter) => include(api, vote(id, true, cos('60000')), voter)));
  };

  test('are proposed that will be regretted', async () => {
    const before = await reserved(api, eve);
    const call = regretted();
    // When it is decided, the other ground rules are in force.
    const period = LONGER + DELAY + 1;
    const calls = [
      note(call),
      propose('Regretted', lookup(call), { period }),
      api.tx.preimage.unnotePreimage(call.method.hash),
    ];
    const result = await include(api, api.tx.utility.batchAll(calls), eve);
    [stopped, stoppedEnd] = [idsOf(result)[0], (await heightOf(result)) + period];
    const deposits = depositBeside(1 + table().length) + preimageDeposit(call);
    assert.equal(await reserved(api, eve), before + deposits);
  });

  describe('are voted on', () => {
    /** The votes on the one CIP. */
    const VOTES: [Account, boolean, bigint][] = [
      [bob, true, cos('250000')],
      [charlie, true, cos('150000')],
      [ferdie, false, cos('50000')],
    ];
    const TALLIES = [
      { approve: cos('250000'), disapprove: 0n, voters: 1, wouldPass: false },
      { approve: cos('400000'), disapprove: 0n, voters: 2, wouldPass: true },
      // 400,000 of 450,000 are a little more than 88.8888 %.
      { approve: cos('400000'), disapprove: cos('50000'), voters: 2, wouldPass: true },
    ];

    /** Where the vote of a credential is: which block and which extrinsic of it, says the chain. */
    const carrierOf = async (credential: number) => {
      const { block, extrinsic } = await cip<{ block: number; extrinsic: number }>(
        'credential',
        credential,
      );
      const signed = await api.rpc.chain.getBlock(await node.blockHash(block));
      return signed.block.extrinsics[extrinsic];
    };

    test('by accounts with coins, once each, and the tally says how it stands', async () => {
      const end = start + PERIOD;
      for (const [i, [voter, approve, votes]] of VOTES.entries()) {
        const result = await include(api, vote(SPEND, approve, votes), voter);
        const block = await heightOf(result);
        const credential = { cip: SPEND, voter: voter.address, approve, votes: `${votes}`, block };

        const { extrinsic, ...said } = await cip<{ extrinsic: number }>('credential', i);
        assert.deepEqual(said, { ...credential, deposit: `${VOTE_DEPOSIT}` });
        const fields = plainNumbers({ credential: i, ...credential, extrinsic });
        assert.deepEqual(told(result), [['Voted', fields]]);
        assert.deepEqual(await cip('votes', voter.address), [
          voteJson(i, SPEND, approve, votes, end),
        ]);
        assert.deepEqual(await cip('frozen', voter.address), { amount: `${votes}`, until: end });
        assert.equal(await reserved(api, voter), VOTE_DEPOSIT);

        const { approve: yes, disapprove: no, voters, wouldPass } = TALLIES[i];
        assert.deepEqual(await cip('cip', SPEND, result.block), {
          ...spendJson(),
          tally: { approve: `${yes}`, disapprove: `${no}`, voters },
          wouldPass,
        });
      }
      assert.equal(`${api.consts.cip.voteDeposit}`, `${VOTE_DEPOSIT}`);
    });

    test('with a credential that names the extrinsic of the vote', async () => {
      for (const [i, [voter, approve, votes]] of VOTES.entries()) {
        const { signer, method } = await carrierOf(i);
        assert.equal(`${signer}`, voter.address);
        assert.equal(method.toHex(), vote(SPEND, approve, votes).method.toHex());
      }
    });

    test('on many at once, with the same coins', async () => {
      const votesOf = (voter: number) =>
        table().flatMap(([, , votes], i) => {
          const cast = votes[voter];
          if (cast === undefined) return [];
          const approve = typeof cast === 'bigint';
          return [vote(FIRST + i, approve, approve ? cast : cast.against)];
        });
      const batches = [one, two, alice].map(
        (voter, i) => [voter, api.tx.utility.batchAll(votesOf(i))] as const,
      );
      const results = batches.map(([voter, batch]) => include(api, batch, voter));
      const most = {
        ...{ [one.address]: cos('2400000'), [two.address]: cos('60000') },
        [alice.address]: cos('120000'),
      };
      for (const [i, [voter, batch]] of batches.entries()) {
        const events = told(await results[i]);
        const credentials = events.map(([, fields]) => Number(field(fields, 'credential')));
        assert.equal(credentials.length, votesOf(i).length);
        assert.deepEqual(await cip('frozen', voter.address), {
          amount: `${most[voter.address]}`,
          until: together,
        });
        const listed = await cip<{ credential: number }[]>('votes', voter.address);
        assert.deepEqual(
          listed.map(({ credential }) => credential),
          credentials,
        );
        assert.equal(await reserved(api, voter), BigInt(credentials.length) * VOTE_DEPOSIT);
        for (const credential of [credentials[0], credentials[credentials.length - 1]]) {
          const { signer, method } = await carrierOf(credential);
          assert.equal(`${signer}`, voter.address);
          assert.equal(method.toHex(), batch.method.toHex());
        }
      }
    });

    test('by nobody whose vote makes no sense: each has its error', async () => {
      const pauper = freshAccount();
      await impoverish(api, pauper, vote(FIRST, true, 1n));
      await refused(
        api,
        ['cip.AlreadyVoted', vote(SPEND, false, 1n), bob],
        ['cip.AlreadyVoted', vote(SPEND, true, cos('250000')), bob],
        ['cip.NoVotes', vote(FIRST, true, 0n), bob],
        ['cip.InsufficientCoins', vote(FIRST, true, await free(api, bob)), bob],
        ['cip.InsufficientCoins', vote(FIRST, false, 2n ** 128n - 1n), bob],
        ['cip.DepositUnaffordable', vote(FIRST, true, 1n), pauper],
        ['cip.AlreadyHasVotes', api.tx.cip.withdraw(SPEND), proposer],
        ['cip.VotingOpen', api.tx.cip.unlock(SPEND), eve],
        ['cip.UnknownCip', api.tx.cip.unlock(UNKNOWN), eve],
      );
    });

    test('not by a transaction that is older than they are, or that never ends', async () => {
      const ancient = /1010: Invalid Transaction: Transaction has an ancient birth block/;
      const call = vote(FIRST, true, 1n);
      const number = start - 1;
      const era = api.createType('ExtrinsicEra', { current: number, period: 256 });
      const old = { era, blockHash: await node.blockHash(number) };
      for (const options of [{ era: 0 }, old]) {
        await assert.rejects(include(api, call, eve, options), ancient);
        await assert.rejects(include(api, api.tx.utility.batchAll([call]), eve, options), ancient);
      }
    });

    test('not before they are proposed', async () => {
      const unexpected = /1010: Invalid Transaction: Transaction call is not expected/;
      const early = vote(UNKNOWN, true, 1n);
      await assert.rejects(include(api, early, bob), unexpected);
      await assert.rejects(include(api, api.tx.utility.batchAll([early]), bob), unexpected);
    });

    test('with coins that can’t leave meanwhile', async () => {
      const most = (await free(api, bob)) - cos('249999');
      const away = api.tx.balances.transferAllowDeath(eve.address, most);
      await refused(
        api,
        ['token.Frozen', away, bob],
        ['token.Frozen', api.tx.utility.batchAll([away]), bob],
      );
      const everything = api.tx.balances.transferAll(eve.address, false);
      await include(api, everything, charlie);
      const { data } = await api.query.system.account(charlie.address);
      assert.equal(data.free.toBigInt() + data.reserved.toBigInt(), cos('150000'));
      await include(api, api.tx.balances.transferKeepAlive(charlie.address, cos('1')), eve);
    });

    test('and are read by the runtime API', async () => {
      for (const [method, ...params] of [
        ['votes', bob.address],
        ['frozen', bob.address],
        ['frozen', eve.address],
      ] as const) {
        assert.deepEqual(await ask(method, ...params), plainNumbers(await cip(method, ...params)));
      }
      const { document, state, ...rest } = spendJson();
      const asPlain = { ...rest, documentHash: document.hash, ...TALLIES[2] };
      const { call, title, documentLocation, ...said } = (await ask('cip', SPEND)) as Record<
        string,
        Plain
      >;
      assert.equal(state.toLowerCase(), `${said.state}`.toLowerCase());
      const text = (bytes: string) => Buffer.from(bytes).toString('hex');
      assert.deepEqual(
        [title, documentLocation],
        [text(rest.title), text(document.location)].map((hex) => `0x${hex}`),
      );
      const { wouldPass, approve, disapprove, voters, call: sent, title: _, ...fields } = asPlain;
      // Polkadot.js renames what its own fields are called.
      const { weight, hash_: hash, ...told } = call as Record<string, Plain>;
      assert.ok(weight);
      assert.deepEqual({ ...told, hash }, plainNumbers(sent));
      assert.deepEqual(said, {
        ...(plainNumbers(fields) as object),
        tally: { approve: `${approve}`, disapprove: `${disapprove}`, voters: `${voters}` },
        ...{ state: said.state, wouldPass },
      });
      const page = (await ask('cips', 'Voting', SPEND, 1)) as { cips: { cip: string }[] };
      assert.deepEqual(
        page.cips.map(({ cip }) => cip),
        [`${SPEND}`],
      );
    });

    test('though they will be regretted', () => voteOfTeam(stopped));
  });

  /** Many CIPs that end in one block, and many votes on them. */
  const CROWD = 100;
  const MANY_VOTES = 64;
  const crowd = Array.from({ length: 10 }, () => freshAccount());
  let first: number;
  let crowded: number;

  describe('in crowds', () => {
    test('are proposed', async () => {
      const proposals = ids(0, CROWD).map((i) => propose(`CIP ${i}`, null, { period: LONGEST }));
      const transfer = api.tx.balances.transferKeepAlive;
      const coins = crowd.map(({ address }) => transfer(address, cos('5')));
      const [result] = await Promise.all([
        include(api, api.tx.utility.batchAll(proposals), proposer),
        include(api, api.tx.utility.batchAll(coins), eve),
      ]);
      first = idsOf(result)[0];
      crowded = (await heightOf(result)) + LONGEST;
      assert.equal(idsOf(result).length, CROWD);
    });

    test('are voted on by accounts with any number of votes', async () => {
      const votes = ids(first, first + MANY_VOTES).map((id) => vote(id, true, 1n));
      await Promise.all(crowd.map((voter) => include(api, api.tx.utility.batchAll(votes), voter)));
      const [voter] = crowd;
      assert.equal((await cip<unknown[]>('votes', voter.address)).length, MANY_VOTES);
      assert.deepEqual(await cip('frozen', voter.address), { amount: '1', until: crowded });
      await include(api, vote(first + MANY_VOTES, true, 1n), voter);
      assert.equal((await cip<unknown[]>('votes', voter.address)).length, MANY_VOTES + 1);
      assert.deepEqual(await cip('frozen', voter.address), { amount: '1', until: crowded });
    });

    test('are read page by page, and by their state', async () => {
      const last = first + CROWD - 1;
      const page = async (...params: unknown[]) => {
        const { cips, next } = await cip<Page>('cips', ...params);
        return [cips[0]?.cip, cips.length, next];
      };
      assert.deepEqual(await page(null, 0, 1), [SPEND, 1, FIRST]);
      assert.deepEqual(await page(null, FIRST, 3), [FIRST, 3, FIRST + 3]);
      assert.deepEqual(await page('voting', 0, 4_294_967_295), [SPEND, 100, SPEND + 100]);
      assert.deepEqual(await page(null, last, 100), [last, 1, null]);
      assert.deepEqual(await page(null, last + 1, 100), [undefined, 0, null]);
      assert.deepEqual(await page(null, 4_294_967_295, 100), [undefined, 0, null]);
      assert.deepEqual(await page(null, SPEND, 0), [undefined, 0, SPEND]);
      assert.deepEqual(await page('rejected', 0, 100), [undefined, 0, null]);
    });
  });

  /** What was decided on a CIP, and the block of the decision. */
  const decisionOn = async (id: number) => {
    const { resolution } = await cip<CipJson>('cip', id);
    assert.ok(resolution !== null);
    return cip<ResolutionJson>('resolution', resolution);
  };

  describe('are decided', () => {
    test('in the block of their end, by themselves, and lift the votes', async () => {
      const end = start + PERIOD;
      await node.untilBest(end);
      const before = await node.blockHash(end - 1);
      assert.deepEqual(await cip('cip', SPEND, before), {
        ...spendJson(),
        tally: { approve: `${cos('400000')}`, disapprove: `${cos('50000')}`, voters: 2 },
        wouldPass: true,
      });
      const decided = await node.blockHash(end);
      const scheduled = { kind: 'scheduled', at: end + DELAY };
      const tally = { approve: `${cos('400000')}`, disapprove: `${cos('50000')}`, voters: 2 };
      const resolution = { resolution: 0, cip: SPEND, passed: true, tally, thresholds: OWN_RULES };
      assert.deepEqual(await cip('resolution', 0, decided), {
        ...resolution,
        ...{ decided: end, enactment: scheduled },
      });
      assert.deepEqual(await cip('cip', SPEND, decided), {
        ...{ ...spendJson(), tally, state: 'passed', wouldPass: true },
        ...{ resolution: 0, enactment: scheduled },
      });
      assert.equal(await change(end, heldAt(proposer)), -DEPOSIT);
      const lifting = roomFrom(end);
      await node.untilBest(lifting);
      const lifted = await node.blockHash(lifting);
      for (const [i, voter] of [bob, charlie, ferdie].entries()) {
        const frozen = await cip<{ amount: string }>('frozen', voter.address, before);
        assert.notEqual(frozen.amount, '0');
        const nothing = { amount: '0', until: null };
        assert.deepEqual(await cip('frozen', voter.address, lifted), nothing);
        assert.deepEqual(await cip('votes', voter.address, lifted), []);
        assert.equal(await cip('credential', i, lifted), null);
        assert.equal(await heldAt(voter)(lifted), 0n);
      }
      const names = eventsOf(await eventsIn(lifting), 'cip').map(([name]) => name);
      assert.equal(names.filter((name) => name === 'VoteLifted').length, 3);
    });

    test('each by its votes, and deposits are lost where hardly anybody cared', async () => {
      await node.untilBest(together);
      const block = await node.blockHash(together);
      const [passed, rejected] = [0, 1].map(() => new Set<Plain>());
      for (const [name, fields] of eventsOf(await eventsIn(together), 'cip')) {
        if (name === 'Passed') passed.add(field(fields, 'cip'));
        if (name === 'Rejected') rejected.add(field(fields, 'cip'));
      }
      for (const [i, [title, call, , fate]] of table().entries()) {
        const id = FIRST + i;
        const fails = fate === 'rejected' || fate === 'lost';
        const found = await cip<CipJson>('cip', id, block);
        assert.equal(found.state, fails ? 'rejected' : 'passed', title);
        assert.equal(found.wouldPass, !fails, title);
        assert.ok((fails ? rejected : passed).has(`${id}`), title);
        const scheduled = { kind: 'scheduled', at: together + DELAY };
        assert.deepEqual(found.enactment, fails || !call ? null : scheduled, title);
        const resolution = await cip<ResolutionJson>('resolution', 1 + i, block);
        assert.deepEqual(
          [resolution.cip, resolution.passed, resolution.decided],
          [id, !fails, together],
        );
      }
      const taken = sum(deposits().filter((_, i) => table()[i][3] === 'lost'));
      assert.equal(await change(together, heldAt(proposer)), -sum(deposits()));
      const given = sum(deposits()) - taken;
      assert.equal(await change(together, (at) => free(api, proposer, at)), given);
      assert.equal(await change(together, (at) => free(api, treasury, at)), taken);
      await node.untilBest(roomFrom(together));
      const lifted = await node.blockHash(roomFrom(together));
      for (const voter of [one, two, alice]) {
        assert.deepEqual(await cip('frozen', voter.address, lifted), { amount: '0', until: null });
        assert.equal(await heldAt(voter)(lifted), 0n);
      }
    });

    test('and carried out with Root: the treasury pays', async () => {
      const at = roomFrom(start + PERIOD + DELAY);
      await node.untilBest(at);
      assert.equal(await free(api, contributor, await node.blockHash(at - 1)), 0n);
      assert.equal(await free(api, contributor, await node.blockHash(at)), PAY);
      assert.equal(await change(at, (block) => free(api, treasury, block)), -PAY);
      const { state, enactment } = await cip<CipJson>('cip', SPEND);
      assert.equal(state, 'enacted');
      assert.deepEqual(enactment, { kind: 'enacted', at });
      assert.deepEqual(eventsOf(await eventsIn(at), 'cip'), [
        ['Enacted', { cip: `${SPEND}`, resolution: '0' }],
      ]);
    });

    test('and what fails is recorded with its error, and leaves nothing behind', async () => {
      const at = roomFrom(together + DELAY);
      await node.untilBest(at);
      for (const [i, [title, , , fate]] of table().entries()) {
        const { state, enactment } = await cip<CipJson>('cip', FIRST + i);
        if (typeof fate === 'object') {
          assert.equal(state, 'failed', title);
          assert.ok(enactment);
          assert.equal(enactment.kind, 'failed');
          assert.equal(enactment.at, at);
          assert.equal(jsonErrorName(api, enactment.error), fate.failed, title);
        } else if (fate === 'enacted') {
          assert.equal(state, 'enacted', title);
          assert.deepEqual(enactment, { kind: 'enacted', at });
        } else {
          assert.equal(state, fate === 'lost' ? 'rejected' : fate, title);
          assert.equal(enactment, null);
        }
      }
      assert.equal(await change(at, (block) => free(api, treasury, block)), -cos('3'));
      const paid = await Promise.all(payees.map((payee) => free(api, payee)));
      assert.deepEqual(paid, [cos('1'), cos('2')]);
      assert.ok((await api.query.preimage.requestStatusFor(long().method.hash)).isNone);
    });

    test('and so change the ground rules, for what is proposed from then on', async () => {
      assert.deepEqual(await cip('groundRules'), RULES);
      const before = await node.blockHash(roomFrom(together + DELAY) - 1);
      assert.deepEqual(await cip('groundRules', before), GROUND_RULES);
      await refused(api, [
        'cip.PeriodTooShort',
        propose('Too short by now', null, { period: 11 }),
        bob,
      ]);
      const { deposit } = await cip<{ deposit: string }>('cip', first);
      assert.equal(deposit, `${depositBeside(2 + table().length)}`);
    });

    test('and wait for long enough to be stopped by a vote that begins then', async () => {
      await node.untilBest(stoppedEnd);
      const { state, enactment } = await cip<CipJson>('cip', stopped);
      assert.equal(state, 'passed');
      assert.deepEqual(enactment, { kind: 'scheduled', at: stoppedEnd + RULES.enactmentDelay });
      const given = await change(stoppedEnd, heldAt(eve));
      assert.equal(given, -depositBeside(1 + table().length));

      const cancel = inline(api.tx.cip.cancel(stopped));
      const proposal = propose('Better not', cancel, { period: RULES.minPeriod });
      [stopper] = idsOf(await include(api, proposal, eve));
      await voteOfTeam(stopper);
    });
  });

  describe('free coins', () => {
    test('at once, where somebody does not want to wait for later blocks', async () => {
      // By then 200 of 641 votes are lifted in each block, CIP by CIP in the order of their keys.
      const keyOf = (id: number) => api.query.cip.lifting.key(id);
      const lifting = ids(first, first + MANY_VOTES);
      const [last] = lifting.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
      const attempts: Promise<PromiseSettledResult<Included>>[] = [];
      for (let block = crowded - 1; block <= crowded + 3; block++) {
        await node.untilBest(block);
        attempts.push(settled(include(api, api.tx.cip.unlock(last), eve, { nonce: -1 })));
      }
      const results = await Promise.all(attempts);
      const outcomes = results.map(outcome);
      const others = outcomes.filter((name) => name !== 'success');
      assert.equal(others.length, outcomes.length - 1, `${outcomes}`);
      assert.ok(
        others.every((name) => ['cip.VotingOpen', 'cip.NothingToUnlock'].includes(name)),
        `${outcomes}`,
      );
      const [unlocked] = results.filter(({ status }) => status === 'fulfilled').map(included);
      const events = told(unlocked);
      assert.deepEqual(
        events.map(([name, fields]) => [name, field(fields, 'cip')]),
        crowd.map(() => ['VoteLifted', `${last}`]),
      );
      const lifted = events.map(([, fields]) => `${field(fields, 'voter')}`);
      assert.deepEqual(lifted.sort(), crowd.map(({ address }) => address).sort());
    });

    const settled = async <T>(promise: Promise<T>) => (await Promise.allSettled([promise]))[0];

    test('of everybody within some blocks, in which every CIP is decided', async () => {
      await node.untilBest(roomFrom(crowded) + 4);
      const nothing = { amount: '0', until: null };
      for (const voter of crowd) {
        assert.deepEqual(await cip('frozen', voter.address), nothing);
        assert.deepEqual(await cip('votes', voter.address), []);
        assert.equal(await reserved(api, voter), 0n);
      }
      const decidedIn = [crowded, crowded + 1].map(async (block) => {
        const names = eventsOf(await eventsIn(block), 'cip').map(([name]) => name);
        return names.filter((name) => name === 'Rejected').length;
      });
      assert.deepEqual(await Promise.all(decidedIn), [64, CROWD - 64]);
      assert.equal(await reserved(api, proposer), 0n);
    });

    test('which then leave, as they did before', async () => {
      const [voter] = crowd;
      const everything = api.tx.balances.transferAll(eve.address, false);
      await include(api, everything, voter);
      assert.equal(await free(api, voter), 0n);
    });
  });

  test('are stopped by those that do nothing else, which wait for nothing', async () => {
    const due = roomFrom(stoppedEnd + RULES.enactmentDelay);
    const { end, deposit } = await cip<CipJson & { deposit: string }>('cip', stopper);
    const at = roomFrom(end + 1);
    assert.ok(at < stoppedEnd + RULES.enactmentDelay);
    await node.untilBest(due);

    const decided = await cip<CipJson>('cip', stopper, await node.blockHash(end));
    assert.deepEqual(decided.enactment, { kind: 'scheduled', at: end + 1 });
    const { enactment: done } = await cip<CipJson>('cip', stopper);
    assert.deepEqual(done, { kind: 'enacted', at });
    const { state, enactment } = await cip<CipJson>('cip', stopped);
    assert.equal(state, 'failed');
    assert.deepEqual([enactment?.kind, enactment?.at], ['failed', at]);
    assert.equal(jsonErrorName(api, enactment?.error), 'cip.Cancelled');
    const outcomesIn = async (block: number) =>
      eventsOf(await eventsIn(block), 'cip')
        .filter(([name]) => ['Enacted', 'EnactmentFailed'].includes(name))
        .map(([name, fields]) => [name, field(fields, 'cip')]);
    assert.deepEqual(await outcomesIn(at), [
      ['EnactmentFailed', `${stopped}`],
      ['Enacted', `${stopper}`],
    ]);

    assert.deepEqual(await outcomesIn(due), []);
    assert.equal(await free(api, heir), 0n);
    assert.equal(await change(end, heldAt(eve)), -BigInt(deposit));
    assert.equal(await change(at, heldAt(eve)), -preimageDeposit(regretted()));
    assert.ok((await api.query.preimage.requestStatusFor(regretted().method.hash)).isNone);
    for (const voter of team) assert.equal(await reserved(api, voter), 0n);
  });

  describe('stay in the record', () => {
    test('with their resolutions, in the order of the decisions, page by page', async () => {
      const count = 1 + table().length + 2 + CROWD;
      const page = async (from: number, limit: number) => {
        const { resolutions, next } = await cip<{ resolutions: ResolutionJson[]; next: unknown }>(
          'resolutions',
          ...[from, limit],
        );
        return [resolutions.map(({ resolution }) => resolution), next];
      };
      assert.deepEqual(await page(0, 2), [[0, 1], 2]);
      assert.deepEqual(await page(0, 1_000), [ids(0, 100), 100]);
      assert.deepEqual(await page(100, 100), [ids(100, count), null]);
      assert.deepEqual(await page(count, 100), [[], null]);
      assert.deepEqual(await page(0, 0), [[], 0]);
      assert.equal(await cip('resolution', count), null);
      assert.equal((await decisionOn(SPEND)).resolution, 0);
      const all = ids(0, count).map((id) => cip<ResolutionJson>('resolution', id));
      const found = await Promise.all(all);
      const inOrder = [...found].sort((a, b) => a.decided - b.decided || a.cip - b.cip);
      assert.deepEqual(found, inOrder);
      const decided = found.map(({ cip }) => cip).sort((a, b) => a - b);
      assert.deepEqual(decided, ids(SPEND, SPEND + count));
    });

    test('and are found by their state', async () => {
      const idsIn = async (state: string) =>
        (await cip<Page>('cips', state, 0, 100)).cips.map(({ cip }) => cip);
      const having = (...fates: string[]) =>
        table().flatMap(([, , , fate], i) =>
          fates.includes(typeof fate === 'object' ? 'failed' : fate) ? [FIRST + i] : [],
        );
      assert.deepEqual(await idsIn('voting'), []);
      assert.deepEqual(await idsIn('passed'), having('passed'));
      assert.deepEqual(await idsIn('enacted'), [SPEND, ...having('enacted'), stopper]);
      assert.deepEqual(await idsIn('failed'), [...having('failed'), stopped]);
      const rejected = [...having('rejected', 'lost'), ...ids(first, first + CROWD)];
      assert.deepEqual(await idsIn('rejected'), rejected.slice(0, 100));
      const last = await cip<Page>('cips', 'rejected', rejected[100], 100);
      assert.deepEqual(
        last.cips.map(({ cip }) => cip),
        rejected.slice(100),
      );
    });

    test('of the runtime API too', async () => {
      const { enactment, ...said } = (await ask('resolution', 0)) as Record<string, Plain>;
      const { resolution, passed, ...expected } = (await cip('resolution', 0)) as ResolutionJson & {
        enactment: { at: number };
      };
      assert.ok(passed && resolution === 0);
      assert.deepEqual(enactment, { enacted: { at: `${expected.enactment.at}` } });
      assert.deepEqual(
        { ...said, enactment: null },
        { ...(plainNumbers(expected) as object), outcome: 'Passed', enactment: null },
      );
      const page = await ask('resolutions', 0, 2);
      const resolutions = field(page, 'resolutions') as Plain[];
      assert.deepEqual(
        resolutions.map((each) => field(each, 'id')),
        ['0', '1'],
      );
      assert.equal(field(page, 'next'), '2');
      const none: Codec = await api.call.cipApi.credential(0);
      assert.ok(none.isEmpty);
    });

    test('and take no more votes: each attempt has its error', async () => {
      await refused(
        api,
        ['cip.VotingEnded', vote(SPEND, true, 1n), eve],
        ['cip.VotingEnded', vote(first, true, 1n), eve],
        ['cip.NothingToUnlock', api.tx.cip.unlock(SPEND), eve],
        ['cip.NothingToUnlock', api.tx.cip.unlock(first + CROWD - 1), eve],
        ['cip.VotingEnded', api.tx.cip.withdraw(first + CROWD - 1), proposer],
      );
    });
  });

  test('leave all the COS there is', async () => {
    const block = (await api.rpc.chain.getBlockHash()).toHex();
    const { query } = await api.at(block);
    assert.equal((await query.balances.totalIssuance()).toBigInt(), TOTAL_SUPPLY);
    assert.equal(await coinsOfAll(api, block), TOTAL_SUPPLY);
  });
});
