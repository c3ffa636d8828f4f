// The pool of transactions: what a node has accepted gets into a block, in whatever order it came.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Account, account, connect } from './lib/chain.js';
import { Node, until } from './lib/node.js';

const SENDERS = ['//Alice', '//Bob', '//Charlie', '//Dave', '//Eve', '//Ferdie'].map(account);
const EACH = 400;

describe('the pool of transactions', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    node = await Node.start(['--dev']);
    api = await connect(node);
  });
  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  test('loses none of thousands that come at the same time, and in no order', async () => {
    const transactions = await Promise.all(
      SENDERS.flatMap((sender) => Array.from({ length: EACH }, (_, nonce) => sign(sender, nonce))),
    );
    const [accepted, refused] = await submitAll(shuffled(transactions));
    assert.deepEqual(refused, []);
    assert.equal(accepted, SENDERS.length * EACH);

    await until('all of them in blocks', async () => {
      const accounts = await Promise.all(
        SENDERS.map(({ address }) => api.query.system.account(address)),
      );
      return accounts.every(({ nonce }) => nonce.toNumber() === EACH);
    });
    await until('a pool that is empty', async () => {
      const waiting = await node.rpc<string[]>('author_pendingExtrinsics');
      return waiting.length === 0;
    });
  });

  async function sign(sender: Account, nonce: number): Promise<string> {
    const remark = api.tx.system.remark(`${nonce}`);
    await remark.signAsync(sender, { nonce, era: 0 });
    return remark.toHex();
  }

  /** How many were accepted, and what the node says of the others. */
  async function submitAll(transactions: string[]): Promise<[number, string[]]> {
    const answers = await Promise.allSettled(
      transactions.map((transaction) => api.rpc.author.submitExtrinsic(transaction)),
    );
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [String(answer.reason)] : [],
    );
    return [answers.length - refused.length, refused];
  }
});

/** In an order that is none, and the same each time. */
function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item, i) => ({ item, key: (i * 7_919) % items.length }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
