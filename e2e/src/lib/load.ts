// A stream of transfers through one node: so many a second, up to a most, from one account to another.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, cos, free, freshAccount } from './chain.js';
import { type Endpoint, until } from './endpoint.js';

/** What each of them moves. */
const AMOUNT = cos('0.01');

/** How many are sent at a time, and how often, in milliseconds. */
const [BATCH, INTERVAL] = [10, 500];

/** So many that it ends by itself. */
const MOST = 10_000;

/** So many that wait for a block are enough: it is a load, not an attack. */
const WAITING = 500;

export class Load {
  private readonly recipient = freshAccount();
  private readonly running: Promise<void>;
  private stopped = false;
  private failure: unknown;
  private sent = 0;

  private constructor(
    private readonly node: Endpoint,
    private readonly api: ApiPromise,
    private readonly sender: Account,
    private readonly first: number,
  ) {
    this.running = this.run().catch((error) => {
      this.failure = error;
    });
  }

  /** Starts to send. Nobody else may send from this account until it stops. */
  static async start(node: Endpoint, api: ApiPromise, sender: Account): Promise<Load> {
    const { nonce } = await api.query.system.account(sender.address);
    return new Load(node, api, sender, nonce.toNumber());
  }

  /** Waits until that many more transfers are in blocks. */
  async untilMore(count: number): Promise<void> {
    const goal = (await this.included()) + count;
    await until('transfers', async () => {
      if (this.failure) throw this.failure;
      return (await this.included()) >= goal;
    });
  }

  /** Sends no more. Throws what kept it from sending. */
  async cease(): Promise<void> {
    this.stopped = true;
    await this.running;
    if (this.failure) throw this.failure;
  }

  /** Sends no more, waits until all are in final blocks, and says how many there were. */
  async stop(): Promise<number> {
    await this.cease();
    await until('all transfers', async () => {
      const final = await this.node.rpc<string>('chain_getFinalizedHead');
      return (await this.included(final)) === this.sent;
    });
    return this.sent;
  }

  /** All that was sent has arrived on the chain of a node, and not a coin more. */
  async assertArrived(api: ApiPromise): Promise<void> {
    assert.equal(await free(api, this.recipient), BigInt(this.sent) * AMOUNT);
  }

  private async included(block?: string): Promise<number> {
    const { query } = block ? await this.api.at(block) : this.api;
    const { nonce } = await query.system.account(this.sender.address);
    return nonce.toNumber() - this.first;
  }

  private async run(): Promise<void> {
    while (!this.stopped && this.sent < MOST) {
      if (this.sent - (await this.included()) < WAITING) {
        for (let i = 0; i < BATCH; i++) await this.sendOne();
      }
      await sleep(INTERVAL);
    }
  }

  private async sendOne(): Promise<void> {
    const transfer = this.api.tx.balances.transferKeepAlive(this.recipient.address, AMOUNT);
    // Immortal: blocks to refer to may go away where a network has parted.
    await transfer.signAsync(this.sender, { nonce: this.first + this.sent, era: 0 });
    await this.node.rpc('author_submitExtrinsic', transfer.toHex());
    this.sent += 1;
  }
}
