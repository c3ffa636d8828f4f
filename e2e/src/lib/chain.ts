// Talks to a chain through Polkadot.js: connects, sends transactions, reads balances.
//
// Amounts are bigints, in planck.

import '@polkadot/api/augment';
import { ApiPromise, Keyring, type SubmittableResult, WsProvider } from '@polkadot/api';
import type { SignerOptions, SubmittableExtrinsic } from '@polkadot/api/submittable/types';
import type { AnyJson, Codec } from '@polkadot/types/types';
import { BN } from '@polkadot/util';
import { parseUnits } from 'ethers';
import { randomBytes } from 'node:crypto';
import type { Endpoint } from './endpoint.js';

export type { ApiPromise };
export type Account = ReturnType<Keyring['addFromUri']>;
export type Event = SubmittableResult['events'][number]['event'];
export type Transaction = SubmittableExtrinsic<'promise', SubmittableResult>;

/** All the COS there is. */
export const TOTAL_SUPPLY = cos('10000000');

const INCLUSION_BOUND = 120_000;

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** The account of a secret such as `//Alice`. */
export function account(secret: string): Account {
  return keyring.addFromUri(secret);
}

/** The account of a secret with a key of that type. */
export function accountWith(type: Account['type'], secret: string): Account {
  return keyring.addFromUri(secret, {}, type);
}

/** An account that nobody has used yet. */
export function freshAccount(): Account {
  return keyring.addFromSeed(randomBytes(32));
}

/** An amount in planck, of one in COS. */
export function cos(amount: string): bigint {
  return parseUnits(amount, 12);
}

export async function connect(node: Endpoint): Promise<ApiPromise> {
  const api = new ApiPromise({ provider: new WsProvider(node.websocket), noInitWarn: true });
  return api.isReadyOrError;
}

/** What a failed call leaves in its events. */
type DispatchError = Pick<
  DispatchResultError,
  'isModule' | 'asModule' | 'isToken' | 'isArithmetic'
> & {
  type: string;
  asToken: { type: string };
  asArithmetic: { type: string };
};
type DispatchResultError = NonNullable<SubmittableResult['dispatchError']>;

/** A transaction that is in a block. */
export interface Included {
  /** The block that it is in. */
  block: string;
  /** Its own events. */
  events: Event[];
  /** What was paid for it. */
  fee: bigint;
}

/** A transaction that was included but failed. Its message is the name of the error. */
export class DispatchFailed extends Error {
  override name = 'DispatchFailed';
}

/**
 * Sends a transaction, bare without a signer, and waits until it is final.
 *
 * Throws `DispatchFailed` once a failed one is final, and the node's answer where the pool
 * refuses it.
 */
export function send(
  api: ApiPromise,
  transaction: Transaction,
  signer?: Account,
  options: Partial<SignerOptions> = {},
): Promise<Included> {
  return submit(api, transaction, 'isFinalized', signer, options);
}

/**
 * Like `send`, but waits no longer than until the transaction is in a block. That is as good where
 * one node alone makes them, and saves the seconds until finality.
 */
export function include(
  api: ApiPromise,
  transaction: Transaction,
  signer: Account,
  options: Partial<SignerOptions> = {},
): Promise<Included> {
  return submit(api, transaction, 'isInBlock', signer, options);
}

/**
 * Like `include`, of transactions of one account that are sent at once, and carried out one after
 * another. Some may fail.
 */
export async function includeAll(
  api: ApiPromise,
  transactions: Transaction[],
  signer: Account,
): Promise<PromiseSettledResult<Included>[]> {
  const next = (await api.rpc.system.accountNextIndex(signer.address)).toNumber();
  const sent = transactions.map((transaction, i) =>
    include(api, transaction, signer, { nonce: next + i }),
  );
  return Promise.allSettled(sent);
}

async function submit(
  api: ApiPromise,
  transaction: Transaction,
  stage: Stage,
  signer: Account | undefined,
  options: Partial<SignerOptions>,
): Promise<Included> {
  if (signer) {
    const era = isVote(transaction.method) ? await eraOfBest(api) : {};
    await transaction.signAsync(signer, { ...era, ...options });
  }
  const result = await reached(transaction, stage);
  if (result.dispatchError) throw new DispatchFailed(errorName(api, result.dispatchError));
  const events = result.events.map(({ event }) => event);
  const paid = events.find((event) => api.events.transactionPayment.TransactionFeePaid.is(event));
  const { status } = result;
  return {
    block: (status.isFinalized ? status.asFinalized : status.asInBlock).toHex(),
    events,
    fee: paid ? amount(paid, 'actualFee') : 0n,
  };
}

/** Whether a call is a vote, or a batch with one in it. */
function isVote({ section, method, args }: Transaction['method']): boolean {
  if (section === 'utility' && method.startsWith('batch')) {
    return (args[0] as unknown as Transaction['method'][]).some(isVote);
  }
  return method === 'vote' && ['cip', 'nodeAdmission'].includes(section);
}

/**
 * The era of a transaction that names the best block. Those that the library signs name one that is
 * final, in which there is not yet what was put to the vote just now.
 */
async function eraOfBest(api: ApiPromise): Promise<Partial<SignerOptions>> {
  const { hash, number } = await api.rpc.chain.getHeader();
  const era = api.createType('ExtrinsicEra', { current: number.toNumber(), period: 64 });
  return { era, blockHash: hash };
}

/** How far a transaction has come. */
type Stage = 'isInBlock' | 'isFinalized';

async function reached(transaction: Transaction, stage: Stage): Promise<SubmittableResult> {
  let unsubscribe = () => {};
  let tooLong: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      tooLong = setTimeout(() => reject(new Error(`not ${stage}`)), INCLUSION_BOUND);
      transaction
        .send((result) => {
          // Of a block that is final while it is still read, the library says no more than that.
          if (result[stage] || result.isFinalized) resolve(result);
          else if (result.isError) reject(new Error(`the transaction was ${result.status.type}`));
        })
        .then((stop) => (unsubscribe = stop), reject);
    });
  } finally {
    clearTimeout(tooLong);
    unsubscribe();
  }
}

/**
 * An error as wallets name it: `system.CallFiltered`, `token.Frozen`, `arithmetic.Overflow`,
 * `BadOrigin`.
 */
export function errorName(api: ApiPromise, error: DispatchError): string {
  if (error.isModule) {
    const { section, name } = api.registry.findMetaError(error.asModule);
    return `${section}.${name}`;
  }
  if (error.isArithmetic) return `arithmetic.${error.asArithmetic.type}`;
  return error.isToken ? `token.${error.asToken.type}` : error.type;
}

/** The same of an error in JSON, as `cip_*` give it. */
export function jsonErrorName(api: ApiPromise, error: unknown): string {
  if (typeof error === 'string') return error;
  const [[kind, value]] = Object.entries(error as Record<string, unknown>);
  if (kind !== 'Module') return `${kind.toLowerCase()}.${value}`;
  const { index, error: bytes } = value as { index: number; error: number[] };
  const found = { index: new BN(index), error: Uint8Array.from(bytes) };
  const { section, name } = api.registry.findMetaError(found);
  return `${section}.${name}`;
}

/** A field of an event that is an amount. */
export function amount(event: Event, field: string): bigint {
  return BigInt(String(fieldOf(event, field)));
}

/** A field of an event by its name. */
export function fieldOf(event: Event, field: string): unknown {
  return (event.data as unknown as Record<string, unknown>)[field];
}

/** The events of a pallet, in order: their names, and their fields as `plain` gives them. */
export function eventsOf(events: Event[], pallet: string): [string, Plain][] {
  return events
    .filter(({ section }) => section === pallet)
    .map(({ method, data }) => {
      const fields = (data.names ?? []).map((name, i) => [name, plain(data[i])] as const);
      return [method, Object.fromEntries(fields)];
    });
}

/** What `plain` makes of values of the chain. */
export type Plain = string | boolean | null | Plain[] | { [field: string]: Plain };

/**
 * A value of the chain to compare: numbers are decimal strings, so that none loses digits, and
 * bytes are text where they are ASCII, and else hexadecimal.
 */
export function plain(value: Codec): Plain {
  const withoutNumbers = (part: AnyJson): Plain => {
    if (part === null || part === undefined) return null;
    if (typeof part === 'boolean') return part;
    if (Array.isArray(part)) return part.map(withoutNumbers);
    if (typeof part !== 'object') return `${part}`;
    const fields = Object.entries(part).map(([name, field]) => [name, withoutNumbers(field)]);
    return Object.fromEntries(fields);
  };
  return withoutNumbers(value.toPrimitive());
}

/** An answer of JSON-RPC as `plain` gives the same answer of the runtime API. */
export function plainNumbers(value: unknown): unknown {
  if (typeof value === 'number') return `${value}`;
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([name, field]) => [name, plainNumbers(field)]);
  return Object.fromEntries(fields);
}

/** What an account has and can spend, as far as nothing locks it; after `block` if given. */
export async function free(
  api: ApiPromise,
  { address }: { address: string },
  block?: string,
): Promise<bigint> {
  const { query } = block ? await api.at(block) : api;
  return (await query.system.account(address)).data.free.toBigInt();
}

/** What all accounts have together, after `block`. */
export async function coinsOfAll(api: ApiPromise, block: string): Promise<bigint> {
  const { query } = await api.at(block);
  const accounts = await query.system.account.entries();
  return accounts.reduce(
    (sum, [, { data }]) => sum + data.free.toBigInt() + data.reserved.toBigInt(),
    0n,
  );
}
