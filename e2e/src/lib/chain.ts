// Talks to a chain through Polkadot.js: connects, sends transactions, reads balances.
//
// Amounts are bigints, in planck.

import '@polkadot/api/augment';
import { ApiPromise, Keyring, type SubmittableResult, WsProvider } from '@polkadot/api';
import type { SignerOptions, SubmittableExtrinsic } from '@polkadot/api/types';
import { parseUnits } from 'ethers';
import { randomBytes } from 'node:crypto';
import type { Node } from './node.js';

export type Account = ReturnType<Keyring['addFromUri']>;
export type Event = SubmittableResult['events'][number]['event'];
export type Transaction = SubmittableExtrinsic<'promise', SubmittableResult>;

/** All the COS there is. */
export const TOTAL_SUPPLY = cos('10000000');

const FINALITY_BOUND = 120_000;

const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** The account of a secret such as `//Alice`. */
export function account(secret: string): Account {
  return keyring.addFromUri(secret);
}

/** An account that nobody has used yet. */
export function freshAccount(): Account {
  return keyring.addFromSeed(randomBytes(32));
}

/** An amount in planck, of one in COS. */
export function cos(amount: string): bigint {
  return parseUnits(amount, 12);
}

export async function connect(node: Node): Promise<ApiPromise> {
  const api = new ApiPromise({ provider: new WsProvider(node.websocket), noInitWarn: true });
  return api.isReadyOrError;
}

/** What a failed call leaves in its events. */
type DispatchError = Pick<DispatchResultError, 'isModule' | 'asModule' | 'isToken'> & {
  type: string;
  asToken: { type: string };
};
type DispatchResultError = NonNullable<SubmittableResult['dispatchError']>;

/** A transaction that is final. */
export interface Finalised {
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
export async function send(
  api: ApiPromise,
  transaction: Transaction,
  signer?: Account,
  options: Partial<SignerOptions> = {},
): Promise<Finalised> {
  if (signer) await transaction.signAsync(signer, options);
  const result = await finality(transaction);
  if (result.dispatchError) throw new DispatchFailed(errorName(api, result.dispatchError));
  const events = result.events.map(({ event }) => event);
  const paid = events.find((event) => api.events.transactionPayment.TransactionFeePaid.is(event));
  return {
    block: result.status.asFinalized.toHex(),
    events,
    fee: paid ? amount(paid, 'actualFee') : 0n,
  };
}

async function finality(transaction: Transaction): Promise<SubmittableResult> {
  let unsubscribe = () => {};
  let tooLong: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      tooLong = setTimeout(() => reject(new Error('no finality')), FINALITY_BOUND);
      transaction
        .send((result) => {
          if (result.isFinalized) resolve(result);
          else if (result.isError) reject(new Error(`the transaction was ${result.status.type}`));
        })
        .then((stop) => (unsubscribe = stop), reject);
    });
  } finally {
    clearTimeout(tooLong);
    unsubscribe();
  }
}

/** An error as wallets name it: `system.CallFiltered`, `token.Frozen`, `BadOrigin`. */
export function errorName(api: ApiPromise, error: DispatchError): string {
  if (error.isModule) {
    const { section, name } = api.registry.findMetaError(error.asModule);
    return `${section}.${name}`;
  }
  return error.isToken ? `token.${error.asToken.type}` : error.type;
}

/** A field of an event that is an amount. */
export function amount(event: Event, field: string): bigint {
  return BigInt(String(fieldOf(event, field)));
}

/** A field of an event by its name. */
export function fieldOf(event: Event, field: string): unknown {
  return (event.data as unknown as Record<string, unknown>)[field];
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
