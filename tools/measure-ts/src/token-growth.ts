// Measures what a token transfer costs when the token has few holders and when it has many.
//
// Usage: node dist/token-growth.js [HOLDERS ...]   (default: 1000 1000000)
//
// A development chain gets a token, and accounts that hold it by `erc20.batchTransfer`. At each number
// of holders, one transaction then makes 300 transfers to holders chosen at random. What an empty block
// takes is subtracted. The binary in CHAOS_NODE needs the feature `runtime-benchmarks`.

import { createHash } from 'node:crypto';
import { account, send, type Transaction } from 'chaos-e2e/chain';
import { atSizes, GrowingChain } from './growing-chain.js';

const TOKEN = 0;
const TRANSFERS = 300;
const BATCH = 1_024;

const alice = account('//Alice');

/** The account of a holder, the same in each run. */
function holder(index: number): Uint8Array {
  return createHash('sha256').update(`holder ${index}`).digest();
}

const chain = await GrowingChain.start();
const options = { mintable: false, burnable: false, pausable: false, cap: null };
const create = chain.api.tx.erc20.create('Growth', 'GRW', 0, 2n ** 100n, options);
await send(chain.api, create, alice);
let holders = 0;

/** Gives tokens to new holders until there are `count`. */
function* spread(count: number): Generator<[string, Transaction]> {
  while (holders < count) {
    const pairs = Array.from({ length: Math.min(BATCH, count - holders) }, (_, i) => [
      { Id: holder(holders + i) },
      1_000n,
    ]);
    holders += pairs.length;
    yield [`${holders} holders`, chain.api.tx.erc20.batchTransfer(TOKEN, pairs)];
  }
}

const results = await atSizes([1_000, 1_000_000], async (count) => {
  await chain.fill(spread(count), alice);
  const random = () => holder(Math.floor(Math.random() * count));
  const transfers = Array.from({ length: TRANSFERS }, () =>
    chain.api.tx.erc20.transfer(TOKEN, { Id: random() }, 1n),
  );
  const { empty, full } = await chain.measure(transfers, alice);
  const each = (state: 'cold' | 'warm') => (full[state] - empty[state]) / TRANSFERS;
  return { holders: count, cold: each('cold'), warm: each('warm') };
});
console.table(results);
process.exit(0);
