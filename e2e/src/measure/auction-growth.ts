// Measures what blocks and bids cost when few auctions are open and when many are.
//
// Usage: node dist/measure/auction-growth.js [AUCTIONS ...]   (default: 0 1000 1000000)
//
// On a development chain, Alice mints items and lists them with her house. At each number of open
// auctions, an empty block is measured, and then one in which Bob bids in 100 of them, chosen at
// random. The binary in CHAOS_NODE needs the feature `runtime-benchmarks`.

import { account, cos, send, type Transaction } from '../lib/chain.js';
import { atSizes, GrowingChain } from './growing-chain.js';

const [COLLECTION, HOUSE] = [0, 0];
const BIDS = 100;
const ITEMS_MINTED_AT_ONCE = 1_024;
/** Half of what a block has room for. */
const LISTED_AT_ONCE = 190;

const [alice, bob, charlie] = ['//Alice', '//Bob', '//Charlie'].map(account);

const chain = await GrowingChain.start();
await send(chain.api, openHouse(), alice);
const houseAccount = await chain.api.call.dutchAuctionApi.houseAccount(HOUSE);
const approve = chain.api.tx.erc721.setApprovalForAll(COLLECTION, houseAccount, true);
await send(chain.api, approve, alice);

let [minted, listed] = [0, 0];
const open: number[] = [];

function openHouse(): Transaction {
  const { erc721, dutchAuction, utility } = chain.api.tx;
  const royalty = [{ Id: charlie.address }, 100_000];
  const options = { maxSupply: null, royalty, burnable: false, transferable: true };
  const terms = {
    currency: 'Coin',
    commission: 50_000,
    shortest: 1,
    longest: 1_000_000,
    curve: 'Linear',
    sellers: 'Anybody',
  };
  return utility.batchAll([
    erc721.createCollection('Growth', 'GRW', '', options),
    dutchAuction.createHouse(COLLECTION, terms),
  ]);
}

/** Mints and lists items until `count` auctions are open. */
function* list(count: number): Generator<[string, Transaction]> {
  const { erc721, dutchAuction, utility } = chain.api.tx;
  const wanted = listed + count - open.length;
  while (minted < wanted) {
    const items = Math.min(ITEMS_MINTED_AT_ONCE, wanted - minted);
    minted += items;
    yield [`${minted} items`, erc721.batchMint(COLLECTION, alice.address, items)];
  }
  while (listed < wanted) {
    const items = Math.min(LISTED_AT_ONCE, wanted - listed);
    const calls = Array.from({ length: items }, (_, i) =>
      dutchAuction.list(HOUSE, listed + i, cos('1'), cos('0.1'), 1_000_000),
    );
    for (let i = 0; i < items; i += 1) open.push(listed + i);
    listed += items;
    yield [`${listed} auctions`, utility.batchAll(calls)];
  }
}

/** Takes an open auction out, at random. */
function pick(): number {
  const index = Math.floor(Math.random() * open.length);
  const picked = open[index];
  open[index] = open[open.length - 1];
  open.pop();
  return picked;
}

const results = await atSizes([0, 1_000, 1_000_000], async (count) => {
  await chain.fill(list(count), alice);
  const bids = Array.from({ length: Math.min(BIDS, count) }, () =>
    chain.api.tx.dutchAuction.bid(pick(), cos('1')),
  );
  const { empty, full } = await chain.measure(bids, bob);
  const bid = (state: 'cold' | 'warm') =>
    count > 0 ? (full[state] - empty[state]) / bids.length : undefined;
  return {
    'open auctions': count,
    'empty block, cold': empty.cold,
    'empty block, warm': empty.warm,
    'bid, cold': bid('cold'),
    'bid, warm': bid('warm'),
  };
});
console.table(results);
process.exit(0);
