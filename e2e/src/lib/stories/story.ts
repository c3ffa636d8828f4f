// What people do with a chain over some time, so that an upgrade comes in the middle of it.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import {
  type Account,
  account,
  cos,
  DispatchFailed,
  type Included,
  send,
  type Transaction,
} from '../chain.js';
import type { Node } from '../node.js';
import { reserved } from '../tokens.js';

/** When the runtime was replaced. */
export interface Upgrade {
  /** The number of the last block whose state is all of the runtime before: the next replaces that. */
  before: number;
  /** The number of the block in which the last of its storage was moved. */
  moved: number;
}

/**
 * Each has people of its own, so that several go on at once. Whatever it sends it waits for until that is
 * final, so that no fork takes it back.
 */
export abstract class Story {
  constructor(
    protected readonly node: Node,
    protected readonly api: ApiPromise,
  ) {}

  /** What it is about. */
  abstract readonly title: string;

  /** Who needs which coins for it. */
  abstract readonly cast: [who: Account, coins: bigint][];

  /** What is done with the runtime before. */
  abstract begin(): Promise<void>;

  /** What a node says of it, of the state of that block. Prices that change with each block are left out. */
  abstract told(block: string): Promise<unknown>;

  /** What is said once the storage was moved, of which this was said before: the same, if no rule has changed. */
  expected(before: unknown): unknown {
    return before;
  }

  /** What is done with the new runtime. In the end deposits are back, but for those of what stays. */
  abstract finish(upgrade: Upgrade): Promise<void>;

  protected send(transaction: Transaction, signer?: Account): Promise<Included> {
    return send(this.api, transaction, signer);
  }

  /** Sends calls as one transaction. */
  protected sendAll(signer: Account, ...calls: Transaction[]): Promise<Included> {
    return this.send(this.api.tx.utility.batchAll(calls), signer);
  }

  /** It is included, and fails with that error. */
  protected async fails(error: string, transaction: Transaction, signer: Account): Promise<void> {
    await assert.rejects(this.send(transaction, signer), new DispatchFailed(error));
  }

  protected async heightOf({ block }: Included): Promise<number> {
    return (await this.api.rpc.chain.getHeader(block)).number.toNumber();
  }

  /** A constant of a pallet that is an amount. */
  protected constant(pallet: string, name: string): bigint {
    return BigInt(`${this.api.consts[pallet][name]}`);
  }

  /** So much is on hold of the coins of each. */
  protected async assertHeld(...held: [who: Account, planck: bigint][]): Promise<void> {
    const found = await Promise.all(held.map(([who]) => reserved(this.api, who)));
    assert.deepEqual(
      found,
      held.map(([, planck]) => planck),
    );
  }
}

/** Pays the people of stories. */
export async function payCast(api: ApiPromise, stories: Story[], payer: Account): Promise<void> {
  const payments = stories
    .flatMap(({ cast }) => cast)
    .map(([{ address }, coins]) => api.tx.balances.transferKeepAlive(address, coins));
  await send(api, api.tx.utility.batchAll(payments), payer);
}

/** Some of a story, by the secrets of their accounts. */
export function people(...secrets: string[]): Account[] {
  return secrets.map((secret) => account(`//Upgrade//${secret}`));
}

/** Enough for fees, and for the deposits of one. */
export const ENOUGH = cos('100');
