// Governance on a chain for development: what the stories in this folder share. One node alone makes its blocks, so
// what is in a block stays there, and nothing waits for finality.
//
// Each story has a chain of its own, as most of them wait for the ends of votes.

import assert from 'node:assert/strict';
import {
  type Account,
  account,
  cos,
  eventsOf,
  fieldOf,
  type Included,
  type Plain,
  plain,
  type Transaction,
} from '../lib/chain.js';
import type { CipJson } from '../lib/cips.js';
import { api, devChain, node } from '../lib/dev-chain.js';

export const [bob, charlie, dave, eve, ferdie] = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'].map(
  (name) => account(`//${name}`),
);
/** Makes the blocks, and votes against. */
export const alice = account('//Alice');
/** They have a quarter of all coins each. */
export const [one, two] = ['//One', '//Two'].map(account);
/** Their coins vest, and vote all the same. */
export const team = ['//Alice//stash', '//Bob//stash'].map(account);

/** Makes no blocks and doesn't vote, so that what becomes of its deposits can be told. */
export const proposer = dave;

export const DELAY = 10;
export const DEPOSIT = cos('10');
export const VOTE_DEPOSIT = cos('0.0325');

/** What is held of a proposer while so many CIPs are open. */
export const depositBeside = (open: number) => DEPOSIT * 2n ** BigInt(Math.floor(open / 16));

/** The sum of some amounts. */
export const sum = (amounts: bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

/** A block that changes the session has no room for anything that can wait. */
export const SESSION = 60;
export const roomFrom = (block: number) => (block % SESSION === 0 ? block + 1 : block);

export const DOCUMENT = {
  hash: `0x${'c1'.repeat(32)}`,
  location: 'https://example.org/cips/zürich.md',
};

/** The calls of a CIP. */
export type ProposedCall = { Inline: string } | { Lookup: { hash: string; len: number } };

/** A CIP's own rules; what is not given is the ground rule. */
export interface Rules {
  minVoters?: number;
  minTurnout?: number;
  minApproval?: number;
  period?: number;
}

/** What `cip_cips` says. */
export interface Page {
  cips: CipJson[];
  next: number | null;
}

/** What `cip_resolution` says. */
export interface ResolutionJson {
  resolution: number;
  cip: number;
  passed: boolean;
  decided: number;
}

/** The numbers from one up to another. */
export const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** For how many blocks votes are taken where nothing else is said. */
export const PERIOD = 40;

/** Nobody has its key. */
export let treasury: { address: string };

export const chain = devChain({
  anew: true,
  begin: async () => {
    treasury = { address: await treasuryAddress() };
  },
});

/** In genesis it is the account with the foundation's rest. */
const treasuryAddress = async () => {
  const rest = cos('1798000');
  const accounts = await (await api.at(api.genesisHash)).query.system.account.entries();
  const found = accounts.find(([, { data }]) => data.free.toBigInt() === rest);
  assert.ok(found);
  return `${found[0].args[0]}`;
};

/** Asks `cip_*`. */
export const cip = <T = unknown>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`cip_${method}`, ...params);

/** Asks the runtime API, as Polkadot.js finds it in the metadata. */
export const ask = async (method: string, ...params: unknown[]): Promise<Plain> =>
  plain(await api.call.cipApi[method](...params));

export const inline = (call: Transaction): ProposedCall => ({ Inline: call.method.toHex() });
export const lookup = (call: Transaction): ProposedCall => ({
  Lookup: { hash: call.method.hash.toHex(), len: call.method.encodedLength },
});

export const propose = (title: string, call: ProposedCall | null = null, rules: Rules = {}) =>
  api.tx.cip.propose(title, DOCUMENT, call, ownRules(rules));
export const ownRules = (rules: Rules) => ({
  ...{ minVoters: null, minTurnout: null, minApproval: null, period: PERIOD },
  ...rules,
});
export const vote = (id: number, approve: boolean, votes: bigint) =>
  api.tx.cip.vote(id, approve, votes);
export const spend = (amount: bigint, to: Account, from: { address: string } = treasury) =>
  api.tx.balances.forceTransfer(from.address, to.address, amount);
export const forbidden = () => api.tx.balances.forceSetBalance(bob.address, cos('1000000'));

/** What the pallet's events say of a transaction. */
export const told = ({ events }: Included) => eventsOf(events, 'cip');

export const field = (fields: Plain, name: string) => (fields as Record<string, Plain>)[name];

export const idsOf = ({ events }: Included) =>
  events
    .filter((event) => api.events.cip.Proposed.is(event))
    .map((event) => Number(`${fieldOf(event, 'cip')}`));

/** What a block made of an amount that `read` finds. */
export const change = async (number: number, read: (block: string) => Promise<bigint>) =>
  (await read(await node.blockHash(number))) - (await read(await node.blockHash(number - 1)));

export const heldAt = (who: Account) => async (block: string) =>
  (await (await api.at(block)).query.system.account(who.address)).data.reserved.toBigInt();

export const voteJson = (
  credential: number,
  id: number,
  approve: boolean,
  votes: bigint,
  end: number,
) => ({ credential, cip: id, approve, votes: `${votes}`, end }) as const;

export const GROUND_RULES = {
  ...{ minVoters: 2, minTurnout: 10_000, minApproval: 500_100 },
  ...{ minPeriod: 5, maxPeriod: 3_600, enactmentDelay: DELAY, deposit: `${DEPOSIT}` },
};

/** What is held for the preimage of a call, of who notes it and of who proposes it. */
export const preimageDeposit = (call: Transaction) =>
  cos('0.02064') + BigInt(call.method.encodedLength) * cos('0.00001');
export const note = (call: Transaction) => api.tx.preimage.notePreimage(call.method.toHex());
export const preimage = async (call: Transaction) =>
  (await api.query.preimage.requestStatusFor(call.method.hash)).unwrap();
