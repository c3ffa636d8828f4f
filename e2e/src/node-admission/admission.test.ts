// Which nodes are on the network is voted on: applications, removals and promotions, by calls, and
// as read by JSON-RPC and by the runtime API.
//
// The tests share one chain and run in order. Alice's node makes all blocks. The other maintainers
// are voted in on the way and never set session keys, so that they vote and do nothing else. One
// node alone makes the blocks, so what is in a block stays there, and nothing here waits for
// finality.

import type { ApiPromise } from '@polkadot/api';
import { hexToString, isHex, stringToHex } from '@polkadot/util';
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
} from './lib/chain.js';
import type { CipJson } from './lib/cips.js';
import { idFrom } from './lib/items.js';
import { Node, until } from './lib/node.js';
import {
  base58Of,
  bytesOf,
  newPeerId,
  NO_SIGNATURE,
  peerIdOf,
  signedBy,
  WELL_KNOWN_NODE_KEYS,
} from './lib/peers.js';
import { rawSpecLike } from './lib/spec.js';
import { type Attempt, impoverish, included, refused, reserved } from './lib/tokens.js';

const [alice, bob, charlie, dave, eve, ferdie] = [
  ...['//Alice', '//Bob', '//Charlie', '//Dave', '//Eve', '//Ferdie'].map(account),
];
/** They have a quarter of all coins each, and so pass every CIP. */
const [one, two] = ['//One', '//Two'].map(account);

const DEPOSIT = cos('100');
const LOWER_DEPOSIT = cos('50');

/** For how many blocks votes are taken: time enough for three on a busy machine. */
const VOTE_PERIOD = 40;
const WAITING_PERIOD = 20;
const ROTATION_PERIOD = 20;
const SESSION_LENGTH = 10;

/** Half, and two thirds, in parts per million. */
const [HALF, TWO_THIRDS] = [500_000, 666_667];

const PARAMETERS = {
  ...{ threshold: HALF, votePeriod: VOTE_PERIOD, waitingPeriod: WAITING_PERIOD },
  ...{ rotationPeriod: ROTATION_PERIOD, inactiveSessions: 1_000, minValidators: 1 },
  deposit: Number(DEPOSIT),
};

/** An id of no member and of no motion. */
const UNKNOWN = 4_000_000_000;

type Role = 'Validator' | 'Observer';

/** What `admission_member` says. */
interface MemberJson {
  member: number;
  account: string;
  peerId: string;
  role: 'validator' | 'observer';
  label: string;
  since: number;
  rotatableFrom: number;
  deposit: string;
  removal: number | null;
  promotion: number | null;
}

/** What `admission_motion` says. */
interface MotionJson {
  motion: number;
  subject: object;
  proposer: string | null;
  deposit: string;
  start: number;
  end: number;
  votes: { account: string; approve: boolean }[];
  tally: { approve: number; refuse: number; maintainers: number };
  needed: number;
}

interface MemberPage {
  members: MemberJson[];
  next: number | null;
}

interface MotionPage {
  motions: MotionJson[];
  next: number | null;
}

type Fields = Record<string, Plain>;

/** How many said yes, how many no, and how many could. */
type Tally = [approve: number, refuse: number, maintainers: number];

/** The event of a decision. */
function decided(motion: number, outcome: string, [approve, refuse, maintainers]: Tally) {
  const tally = plainNumbers({ approve, refuse, maintainers });
  return ['Decided', { motion: `${motion}`, outcome: { [outcome]: null }, tally }];
}

describe('Nodes', { timeout: 900_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    const spec = await rawSpecLike('dev', 'e2e_admission', ({ validatorSet, nodeAdmission }) => {
      validatorSet.sessionLength = SESSION_LENGTH;
      nodeAdmission.parameters = PARAMETERS;
    });
    node = await Node.start(['--chain', spec, '--alice', '--validator', '--force-authoring']);
    api = await connect(node);
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  /** Asks `admission_*`. */
  const admission = <T = unknown>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`admission_${method}`, ...params);

  /** Asks the runtime API, as Polkadot.js finds it in the metadata. */
  const ask = async (method: string, ...params: unknown[]): Promise<Plain> =>
    plain(await api.call.nodeAdmissionApi[method](...params));

  const members = async () => (await admission<MemberPage>('members', 0, 100)).members;
  const motions = async () => (await admission<MotionPage>('motions', 0, 100)).motions;
  const member = (id: number) => admission<MemberJson>('member', id);
  const motion = (id: number) => admission<MotionJson>('motion', id);
  const status = (peerId: string, block?: string) => admission('peerStatus', peerId, block);
  const maintainers = async () => (await admission<string[]>('maintainers')).sort();

  const apply = (peerId: string, role: Role, label = 'node') =>
    api.tx.nodeAdmission.apply(bytesOf(peerId), role, label);
  const vote = (id: number, approve: boolean) => api.tx.nodeAdmission.vote(id, approve);
  const remove = (id: number, reason = 'It is gone') =>
    api.tx.nodeAdmission.proposeRemoval(id, reason);
  const leave = (id: number) => api.tx.nodeAdmission.leave(id);
  const setRole = (id: number, role: Role) => api.tx.nodeAdmission.setRole(id, role);
  const rotate = async (id: number, peerId: string) => {
    const message = await admission<string | null>('rotationMessage', id, peerId);
    const signature = message ? signedBy(peerId, message) : NO_SIGNATURE;
    return api.tx.nodeAdmission.updatePeerId(id, bytesOf(peerId), signature);
  };

  /** What the pallet's events say of a transaction. */
  const told = ({ events }: Included) => eventsOf(events, 'nodeAdmission');

  const heightOf = async ({ block }: Included) =>
    (await api.rpc.chain.getHeader(block)).number.toNumber();

  const eventsIn = async (number: number): Promise<Event[]> => {
    const { query } = await api.at(await node.blockHash(number));
    return (await query.system.events()).map(({ event }) => event);
  };

  /** What is free and what is held of an account, with what it has paid for these since. */
  const coins = async (who: Account, ...paid: Included[]) => {
    const fees = paid.reduce((sum, { fee }) => sum + fee, 0n);
    return { free: (await free(api, who)) + fees, held: await reserved(api, who) };
  };

  const voted = (id: number, voter: Account, approve: boolean) => [
    'Voted',
    { motion: `${id}`, voter: voter.address, approve },
  ];

  /** Has accounts vote in favour, or against, one after another. */
  const haveVoted = async (id: number, approve: boolean, ...voters: Account[]) => {
    const results: Included[] = [];
    for (const voter of voters) results.push(await include(api, vote(id, approve), voter));
    return results[results.length - 1];
  };

  /** Admits a node, by the votes of these. Its number. */
  const admit = async (who: Account, peerId: string, role: Role, ...voters: Account[]) => {
    const application = await include(api, apply(peerId, role), who);
    const id = idFrom(application, 'Applied', 'motion');
    return idFrom(await haveVoted(id, true, ...voters), 'MemberAdmitted', 'member');
  };

  /** A member of the runtime API as JSON-RPC says it. */
  const memberAsJson = (found: Plain) => {
    const { peerId, role, label, ...rest } = found as Fields;
    const peer = { peerId: base58Of(`${peerId}`), role: `${role}`.toLowerCase() };
    return { ...rest, ...peer, label: text(label) };
  };

  /** A text, which `plain` leaves in hexadecimal if it is not ASCII. */
  const text = (value: Plain) => (isHex(value) ? hexToString(value) : value);

  /** A motion of the runtime API as JSON-RPC says it. */
  const motionAsJson = (found: Plain) => {
    const { subject, votes, ...rest } = found as Fields;
    const [[kind, fields]] = Object.entries(subject as Fields);
    const about: Fields = { kind, ...(fields as Fields) };
    if ('peerId' in about) Object.assign(about, memberAsJson(about));
    if ('reason' in about) about.reason = text((about.reason as Fields).words ?? null);
    const pairs = (votes as Plain[][]).map(([account, approve]) => ({ account, approve }));
    return { ...rest, subject: about, votes: pairs };
  };

  /** The runtime API says what JSON-RPC says. */
  const agree = async () => {
    const block = await node.rpc<string>('chain_getBlockHash');
    const { call } = await api.at(block);
    const asked = async (method: string, ...params: unknown[]) =>
      plain(await call.nodeAdmissionApi[method](...params));
    for (const method of ['parameters', 'maintainers']) {
      assert.deepEqual(await asked(method), plainNumbers(await admission(method, block)));
    }

    const memberPage = await admission<MemberPage>('members', 0, 100, block);
    const found = (await asked('members', 0, 100)) as { members: Plain[]; next: Plain };
    const page = { ...found, members: found.members.map(memberAsJson) };
    assert.deepEqual(page, plainNumbers(memberPage));
    for (const json of memberPage.members) {
      assert.deepEqual(memberAsJson(await asked('member', json.member)), plainNumbers(json));
      assert.deepEqual(await admission('member', json.member, block), json);
    }
    const peers = (await asked('admittedPeers')) as string[];
    const admitted = memberPage.members.map(({ peerId }) => peerId);
    assert.deepEqual(peers.map(base58Of).sort(), admitted.sort());

    const motionPage = await admission<MotionPage>('motions', 0, 100, block);
    const open = (await asked('motions', 0, 100)) as { motions: Plain[]; next: Plain };
    const pageOfMotions = { ...open, motions: open.motions.map(motionAsJson) };
    assert.deepEqual(pageOfMotions, plainNumbers(motionPage));
    for (const json of motionPage.motions) {
      assert.deepEqual(motionAsJson(await asked('motion', json.motion)), plainNumbers(json));
      assert.deepEqual(await admission('motion', json.motion, block), json);
    }
  };

  const ALICES = {
    ...{ member: 0, account: alice.address, peerId: peerIdOf(WELL_KNOWN_NODE_KEYS[0]) },
    ...{ role: 'validator', label: 'alice', since: 0, rotatableFrom: 0 },
    ...{ deposit: '0', removal: null, promotion: null },
  };

  describe('are read by admission_*', () => {
    /** Every method, with parameters that make sense. */
    const METHODS: [string, ...unknown[]][] = [
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
      for (const [method, ...params] of [
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
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(admission(`${method}`, ...params), { code: -32602 }, asked);
      }
      for (const [method, ...params] of METHODS) {
        const unknown = admission(method, ...params, `0x${'5a'.repeat(32)}`);
        const message = 'the runtime of that block gave no answer';
        await assert.rejects(unknown, { code: -32603, message }, method);
      }
    });

    test('and of what is no peer id it is said that it is none', async () => {
      const peerId = newPeerId();
      for (const text of ['', 'alice', alice.address, peerId.slice(0, -1), bytesOf(peerId)]) {
        const message = `${text} is not a peer id such as 12D3KooW…`;
        await assert.rejects(status(text), { code: -32602, message });
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

  /** The same coins, with so much of them held. */
  const less = (had: { free: bigint; held: bigint }, deposit: bigint) => ({
    free: had.free - deposit,
    held: had.held + deposit,
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
      await node.untilBest(freeFrom);
      const [last, next] = [await node.blockHash(freeFrom - 1), await node.blockHash(freeFrom)];
      assert.deepEqual(await status(ferdies, last), { status: 'waiting', until: freeFrom });
      assert.deepEqual(await status(ferdies, next), { status: 'unknown' });
      assert.equal(await admit(ferdie, ferdies, 'Observer', bob, charlie), 4);
    });

    test('when too few vote in time, and then need not wait', async () => {
      await node.untilBest(end);
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
    await node.untilBest((await member(1)).rotatableFrom);
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
      assert.equal(await admit(dave, newPeerId(), 'Observer', alice, bob, charlie), 6);
      await refused(api, ['nodeAdmission.AlreadyValidator', setRole(6, 'Validator'), dave]);
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

  describe('are removed', () => {
    test('by vote, and everybody has their deposits back', async () => {
      const had = await coins(charlie);
      const reason = 'Antwortet seit Wochen nicht: für uns verloren';
      const proposed = await include(api, remove(6, reason), charlie);
      const id = idFrom(proposed, 'RemovalProposed', 'motion');
      const start = await heightOf(proposed);
      const end = start + VOTE_PERIOD;
      const fields = { motion: `${id}`, member: '6', proposer: charlie.address, end: `${end}` };
      assert.deepEqual(told(proposed), [['RemovalProposed', fields]]);
      assert.deepEqual(await coins(charlie, proposed), less(had, DEPOSIT));
      assert.deepEqual(await motion(id), {
        ...{ motion: id, subject: { kind: 'removal', member: 6, reason } },
        ...{ proposer: charlie.address, deposit: `${DEPOSIT}`, start, end, votes: [] },
        ...{ tally: { approve: 0, refuse: 0, maintainers: 3 }, needed: 2 },
      });
      const { peerId, removal } = await member(6);
      assert.equal(removal, id);
      await agree();
      await refused(
        api,
        ['nodeAdmission.RemovalOpen', remove(6), alice],
        ['nodeAdmission.NotMaintainer', remove(3), dave],
      );

      const held = [await coins(charlie), await coins(dave)];
      await include(api, vote(id, true), alice);
      const result = await include(api, vote(id, true), bob);

      const node = { member: '6', account: dave.address, peerId: bytesOf(peerId) };
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
      assert.equal(await member(6), null);
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

  describe('are admitted by parameters', () => {
    const CHANGED = {
      ...PARAMETERS,
      ...{ threshold: TWO_THIRDS, inactiveSessions: 1, deposit: Number(LOWER_DEPOSIT) },
    };

    test('that CIPs change, if they make sense', async () => {
      const ill: [object, string][] = [
        [{ threshold: 0 }, 'ThresholdZero'],
        [{ votePeriod: 0 }, 'VotePeriodZero'],
        [{ inactiveSessions: 0 }, 'InactiveSessionsZero'],
        [{ minValidators: 0 }, 'MinValidatorsOutOfBounds'],
        [{ minValidators: 129 }, 'MinValidatorsOutOfBounds'],
        [{ deposit: 999_999_999 }, 'DepositTooLow'],
      ];
      const cips = await carryOut([...ill.map(([change]) => ({ ...CHANGED, ...change })), CHANGED]);
      for (const [i, [, error]] of ill.entries()) {
        assert.ok(cips[i].enactment, error);
        assert.equal(cips[i].enactment.kind, 'failed', error);
        const name = jsonErrorName(api, cips[i].enactment.error);
        assert.equal(name, `nodeAdmission.${error}`);
      }
      const { enactment } = cips[ill.length];
      assert.equal(enactment?.kind, 'enacted');
      const events = eventsOf(await eventsIn(enactment.at), 'nodeAdmission');
      assert.deepEqual(events, [['ParametersSet', { parameters: plainNumbers(CHANGED) }]]);
      const expected = { ...CHANGED, deposit: `${LOWER_DEPOSIT}` };
      assert.deepEqual(await admission('parameters'), expected);
      await agree();
    });

    /** Has CIPs passed that set parameters, and waits for what becomes of them. */
    const carryOut = async (all: object[]): Promise<CipJson[]> => {
      const document = { hash: `0x${'c1'.repeat(32)}`, location: 'https://example.org/cip' };
      const rules = { minVoters: null, minTurnout: null, minApproval: null, period: 20 };
      const proposals = all.map((parameters) => {
        const call = { Inline: api.tx.nodeAdmission.setParameters(parameters).method.toHex() };
        return api.tx.cip.propose('Who is admitted', document, call, rules);
      });
      const proposed = (await includeAll(api, proposals, one)).map(included);
      const ids = proposed.map((each) => idFrom(each, 'Proposed', 'cip'));
      const inFavour = async (who: Account) => {
        const votes = ids.map((id) => api.tx.cip.vote(id, true, cos('100000')));
        (await includeAll(api, votes, who)).map(included);
      };
      await Promise.all([one, two].map(inFavour));
      return until('the enactments', async () => {
        const cips = await Promise.all(ids.map((id) => node.rpc<CipJson>('cip_cip', id)));
        return cips.every(({ state }) => ['enacted', 'failed'].includes(state)) && cips;
      });
    };

    test('whose deposit holds for what begins from then on', async () => {
      const had = await coins(charlie);
      const applied = await include(api, apply(newPeerId(), 'Validator', 'charlie'), charlie);
      assert.deepEqual(await coins(charlie, applied), less(had, LOWER_DEPOSIT));
      const id = idFrom(applied, 'Applied', 'motion');
      await haveVoted(id, true, alice, bob);
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie));
      assert.equal((await member(1)).deposit, `${DEPOSIT}`);
    });
  });

  test('are put to a vote by themselves if they validate and make no blocks', async () => {
    const theirs = [1, 7];
    const found = await until('the motions', async () => {
      const open = await motions();
      return open.length === theirs.length && open;
    });
    for (const [i, { motion: id, start, ...rest }] of found.entries()) {
      const subject = { kind: 'removal', member: theirs[i], reason: null };
      assert.deepEqual(rest, {
        ...{ subject, proposer: null, deposit: '0', end: start + VOTE_PERIOD, votes: [] },
        ...{ tally: { approve: 0, refuse: 0, maintainers: 3 }, needed: 3 },
      });
      assert.equal(start % SESSION_LENGTH, 0, 'at the end of a session');
      const { removal, account: validator } = await member(theirs[i]);
      assert.equal(removal, id);
      const events = eventsOf(await eventsIn(start), 'nodeAdmission').map((each) =>
        JSON.stringify(each),
      );
      const inactive = ['ValidatorInactive', { member: `${theirs[i]}`, validator }];
      assert.ok(events.includes(JSON.stringify(inactive)));
    }
    await agree();

    const had = await coins(bob);
    const [first, last] = found.map(({ motion }) => motion);
    const result = await haveVoted(first, true, alice, charlie, bob);
    assert.deepEqual(told(result).pop(), decided(first, 'carried', [3, 0, 3]));
    assert.equal((await coins(bob)).held, had.held - DEPOSIT);
    const final = await haveVoted(last, true, alice, charlie);
    assert.deepEqual(told(final).pop(), decided(last, 'carried', [2, 0, 2]));
    assert.deepEqual(await maintainers(), [alice.address]);
  });

  test('and leave all the COS there is, with nothing held but for those that stay', async () => {
    for (const who of [bob, charlie, dave, eve]) assert.equal(await reserved(api, who), 0n);
    assert.equal(await reserved(api, ferdie), DEPOSIT);
    assert.deepEqual(
      (await members()).map(({ account }) => account),
      [alice.address, ferdie.address],
    );
    await agree();
    const block = await node.rpc<string>('chain_getBlockHash');
    assert.equal(await coinsOfAll(api, block), TOTAL_SUPPLY);
  });
});

function addresses(...accounts: Account[]): string[] {
  return accounts.map(({ address }) => address).sort();
}
