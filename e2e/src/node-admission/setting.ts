// Which nodes are on the network is voted on: what the stories in this folder share. Each has a chain of its own.
//
// Alice's node makes all blocks. The other maintainers are voted in on the way and never set session keys, so
// that they vote and do nothing else. What is in a block stays there, and nothing waits for finality.

import { hexToString, isHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import {
  type Account,
  account,
  cos,
  eventsOf,
  free,
  include,
  type Included,
  type Plain,
  plain,
  plainNumbers,
} from '../lib/chain.js';
import { api, devChain, node } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import {
  base58Of,
  bytesOf,
  newPeerId,
  NO_SIGNATURE,
  peerIdOf,
  signedBy,
  WELL_KNOWN_NODE_KEYS,
} from '../lib/peers.js';
import type { Genesis } from '../lib/spec.js';
import { reserved } from '../lib/tokens.js';

export const [alice, bob, charlie, dave, eve, ferdie] = [
  ...['//Alice', '//Bob', '//Charlie', '//Dave', '//Eve', '//Ferdie'].map(account),
];
/** They have a quarter of all coins each, and so pass every CIP. */
export const [one, two] = ['//One', '//Two'].map(account);

export const DEPOSIT = cos('100');
export const LOWER_DEPOSIT = cos('50');

/** For how many blocks votes are taken: time enough for three on a busy machine. */
export const VOTE_PERIOD = 40;
export const WAITING_PERIOD = 20;
export const ROTATION_PERIOD = 20;
export const SESSION_LENGTH = 10;

/** Half, and two thirds, in parts per million. */
export const [HALF, TWO_THIRDS] = [500_000, 666_667];

export const PARAMETERS = {
  ...{ threshold: HALF, votePeriod: VOTE_PERIOD, waitingPeriod: WAITING_PERIOD },
  ...{ rotationPeriod: ROTATION_PERIOD, inactiveSessions: 1_000, minValidators: 1 },
  deposit: Number(DEPOSIT),
};

export type Role = 'Validator' | 'Observer';

/** What `admission_member` says. */
export interface MemberJson {
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
export interface MotionJson {
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

export interface MemberPage {
  members: MemberJson[];
  next: number | null;
}

export interface MotionPage {
  motions: MotionJson[];
  next: number | null;
}

export type Fields = Record<string, Plain>;

/** How many said yes, how many no, and how many could. */
export type Tally = [approve: number, refuse: number, maintainers: number];

/** The event of a decision. */
export function decided(motion: number, outcome: string, [approve, refuse, maintainers]: Tally) {
  const tally = plainNumbers({ approve, refuse, maintainers });
  return ['Decided', { motion: `${motion}`, outcome: { [outcome]: null }, tally }];
}

/** Sessions are short, and so is everything about admission. */
const change = ({ validatorSet, nodeAdmission }: Genesis) => {
  validatorSet.sessionLength = SESSION_LENGTH;
  nodeAdmission.parameters = PARAMETERS;
};

export const chain = devChain({ anew: true, change });

/** The same, with a block per second. */
export const auraChain = devChain({ consensus: 'aura-grandpa', change });

/** Asks `admission_*`. */
export const admission = <T = unknown>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`admission_${method}`, ...params);

/** Asks the runtime API, as Polkadot.js finds it in the metadata. */
export const ask = async (method: string, ...params: unknown[]): Promise<Plain> =>
  plain(await api.call.nodeAdmissionApi[method](...params));

export const members = async () => (await admission<MemberPage>('members', 0, 100)).members;
export const motions = async () => (await admission<MotionPage>('motions', 0, 100)).motions;
export const member = (id: number) => admission<MemberJson>('member', id);
export const motion = (id: number) => admission<MotionJson>('motion', id);
export const status = (peerId: string, block?: string) => admission('peerStatus', peerId, block);
export const maintainers = async () => (await admission<string[]>('maintainers')).sort();

export const apply = (peerId: string, role: Role, label = 'node') =>
  api.tx.nodeAdmission.apply(bytesOf(peerId), role, label);
export const vote = (id: number, approve: boolean) => api.tx.nodeAdmission.vote(id, approve);
export const remove = (id: number, reason = 'It is gone') =>
  api.tx.nodeAdmission.proposeRemoval(id, reason);
export const leave = (id: number) => api.tx.nodeAdmission.leave(id);
export const setRole = (id: number, role: Role) => api.tx.nodeAdmission.setRole(id, role);
export const rotate = async (id: number, peerId: string) => {
  const message = await admission<string | null>('rotationMessage', id, peerId);
  const signature = message ? signedBy(peerId, message) : NO_SIGNATURE;
  return api.tx.nodeAdmission.updatePeerId(id, bytesOf(peerId), signature);
};

/** What the pallet's events say of a transaction. */
export const told = ({ events }: Included) => eventsOf(events, 'nodeAdmission');

/** What is free and what is held of an account, with what it has paid for these since. */
export const coins = async (who: Account, ...paid: Included[]) => {
  const fees = paid.reduce((sum, { fee }) => sum + fee, 0n);
  return { free: (await free(api, who)) + fees, held: await reserved(api, who) };
};

export const voted = (id: number, voter: Account, approve: boolean) => [
  'Voted',
  { motion: `${id}`, voter: voter.address, approve },
];

/** Has accounts vote in favour, or against, one after another. */
export const haveVoted = async (id: number, approve: boolean, ...voters: Account[]) => {
  const results: Included[] = [];
  for (const voter of voters) results.push(await include(api, vote(id, approve), voter));
  return results[results.length - 1];
};

/** Admits a node, by the votes of these. Its number. */
export const admit = async (who: Account, peerId: string, role: Role, ...voters: Account[]) => {
  const application = await include(api, apply(peerId, role), who);
  const id = idFrom(application, 'Applied', 'motion');
  return idFrom(await haveVoted(id, true, ...voters), 'MemberAdmitted', 'member');
};

/** A member of the runtime API as JSON-RPC says it. */
export const memberAsJson = (found: Plain) => {
  const { peerId, role, label, ...rest } = found as Fields;
  const peer = { peerId: base58Of(`${peerId}`), role: `${role}`.toLowerCase() };
  return { ...rest, ...peer, label: text(label) };
};

/** A text, which `plain` leaves in hexadecimal if it is not ASCII. */
export const text = (value: Plain) => (isHex(value) ? hexToString(value) : value);

/** A motion of the runtime API as JSON-RPC says it. */
export const motionAsJson = (found: Plain) => {
  const { subject, votes, ...rest } = found as Fields;
  const [[kind, fields]] = Object.entries(subject as Fields);
  const about: Fields = { kind, ...(fields as Fields) };
  if ('peerId' in about) Object.assign(about, memberAsJson(about));
  if ('reason' in about) about.reason = text((about.reason as Fields).words ?? null);
  const pairs = (votes as Plain[][]).map(([account, approve]) => ({ account, approve }));
  return { ...rest, subject: about, votes: pairs };
};

/** The runtime API says what JSON-RPC says. */
export const agree = async () => {
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

export const ALICES = {
  ...{ member: 0, account: alice.address, peerId: peerIdOf(WELL_KNOWN_NODE_KEYS[0]) },
  ...{ role: 'validator', label: 'alice', since: 0, rotatableFrom: 0 },
  ...{ deposit: '0', removal: null, promotion: null },
};

/** The same coins, with so much of them held. */
export const less = (had: { free: bigint; held: bigint }, deposit: bigint) => ({
  free: had.free - deposit,
  held: had.held + deposit,
});

/** Admits Bob and Charlie as validators and Dave as an observer: after Alice's node, members 1, 2 and 3. */
export async function admitThree(): Promise<void> {
  await admit(bob, newPeerId(), 'Validator', alice);
  await admit(charlie, newPeerId(), 'Validator', alice, bob);
  await admit(dave, newPeerId(), 'Observer', alice, charlie);
}

export function addresses(...accounts: Account[]): string[] {
  return accounts.map(({ address }) => address).sort();
}
