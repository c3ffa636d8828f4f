// Measures what blocks and bids cost when few auctions are open and when many are.
//
// Usage: node dist/auction-growth.js SPEC...
//
// The chain specs are those that `cargo run --release --workspace --example open_auctions` writes. On each
// of these chains an empty block is measured, and then one in which Bob bids in 100 auctions, chosen at
// random. The binary in CHAOS_NODE needs the feature `runtime-benchmarks`.

import { account, cos } from 'chaos-e2e/chain';
import { GrowingChain } from './growing-chain.js';

const BIDS = 100;

const bob = account('//Bob');

/** Different numbers below `count`, at random. */
function pick(howMany: number, count: number): number[] {
  const picked = new Set<number>();
  while (picked.size < howMany) picked.add(Math.floor(Math.random() * count));
  return [...picked];
}

async function measure(spec: string): Promise<Record<string, unknown>> {
  const chain = await GrowingChain.start(spec);
  const count = Number(await chain.api.query.dutchAuction.nextAuctionId());
  const bids = pick(Math.min(BIDS, count), count).map((id) =>
    chain.api.tx.dutchAuction.bid(id, cos('1')),
  );
  const { empty, full } = await chain.measure(bids, bob);
  await chain.stop();
  const bid = (state: 'cold' | 'warm') =>
    count > 0 ? (full[state] - empty[state]) / bids.length : undefined;
  return {
    'open auctions': count,
    'empty block, cold': empty.cold,
    'empty block, warm': empty.warm,
    'bid, cold': bid('cold'),
    'bid, warm': bid('warm'),
  };
}

const results: Record<string, unknown>[] = [];
for (const spec of process.argv.slice(2)) results.push(await measure(spec));
console.table(results);
process.exit(0);
