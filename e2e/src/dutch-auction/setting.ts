// Dutch auctions on a chain for development: what the stories in this folder share. One node alone makes its blocks, so
// what is in a block stays there, and nothing waits for finality. Who makes them gets the fees, and takes no
// part, so that what the others have is known exactly.
//
// Each story has a chain of its own, with the same collections and houses.

import assert from 'node:assert/strict';
import { included } from '../lib/assert.js';
import {
  type Account,
  account,
  cos,
  eventsOf,
  freshAccount,
  include,
  includeAll,
  type Included,
  type Transaction,
} from '../lib/chain.js';
import { api, devChain, node } from '../lib/dev-chain.js';
import { idFrom, type Options, UNLIMITED } from '../lib/items.js';
import { impoverish, MAX } from '../lib/tokens.js';

/** Sells; owns the houses; bids, and made the tokens; owns the collections and gets a royalty. */
export const [seller, host, bidder, artist] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(
  account,
);

/** In parts per million, so that parts of most prices are no whole numbers. */
export const ROYALTY = 100_003;
export const COMMISSION = 50_007;

/** The last block there can be. */
export const NEVER = 4_294_967_295;
export const NOTICE = 600;

export type Currency = 'Coin' | { Token: number };
export type Curve = 'Linear' | { Exponential: { halfLife: number } } | { Steps: { count: number } };

/** What a house asks of sellers. */
export interface Terms {
  currency: Currency;
  commission: number;
  shortest: number;
  longest: number;
  curve: Curve;
  sellers: 'Anybody' | { Accounts: string[] };
}

export const TERMS: Terms = {
  ...{ currency: 'Coin', commission: COMMISSION, shortest: 2, longest: 86_400 },
  ...{ curve: 'Linear', sellers: 'Anybody' },
};
export const TERMS_JSON = {
  ...{ currency: 'coin', commission: COMMISSION, shortest: 2, longest: 86_400 },
  ...{ curve: { kind: 'linear' }, sellers: null },
};

/** How a price falls, in how many blocks. */
export interface Fall {
  start: bigint;
  floor: bigint;
  duration: number;
}

export type Formula = (fall: Fall, elapsed: bigint) => bigint;

/** Rounded up. */
export const divide = (product: bigint, by: bigint) => (product + by - 1n) / by;

/** Of what the README says, each in exact numbers. */
export const linear: Formula = ({ start, floor, duration }, elapsed) =>
  divide(
    floor * BigInt(duration) + (start - floor) * (BigInt(duration) - elapsed),
    BigInt(duration),
  );

export const halving =
  (halfLife: bigint): Formula =>
  ({ start, floor }, elapsed) => {
    const [halvings, rest] = [elapsed / halfLife, elapsed % halfLife];
    const whole = 2n * halfLife * 2n ** halvings;
    return divide(floor * whole + (start - floor) * (2n * halfLife - rest), whole);
  };

export const steps =
  (count: bigint): Formula =>
  ({ start, floor, duration }, elapsed) => {
    const done = (elapsed * count) / BigInt(duration);
    return divide(floor * count + (start - floor) * (count - done), count);
  };

/** What an auction costs so many blocks after it was listed. */
export const priceAfter = (formula: Formula, fall: Fall, elapsed: number) => {
  if (elapsed >= fall.duration) return fall.floor;
  return formula(fall, BigInt(Math.max(elapsed, 0)));
};

/** What of a price is for whom. */
export const split = (price: bigint) => {
  const royalty = (price * BigInt(ROYALTY)) / 1_000_000n;
  const commission = (price * BigInt(COMMISSION)) / 1_000_000n;
  return { royalty, commission, proceeds: price - royalty - commission };
};

export const chain = devChain({ anew: true });

/** What prices are paid in; not in any house's terms; of the currencies that follow. */
export const [GOLD, LEAD] = [0, 1];
export const OTHERS = [2, 3, 4, 5, 6, 7, 8];
export const SUPPLY = 1_000_000_000_000n;

/** Royalties of its items go to the artist. */
export const ART = 0;
/** Royalties of its items go to somebody without an account. */
export const RARE = 1;
export const ghost = freshAccount();

/** Asks `auction_*`. */
export const auction = <T = unknown>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`auction_${method}`, ...params);

/** What the pallet's events say of a transaction. */
export const told = ({ events }: Included) => eventsOf(events, 'dutchAuction');

export const constant = (name: string) => BigInt(`${api.consts.dutchAuction[name]}`);

export const createHouse = (changes: Partial<Terms> = {}, collection = ART) =>
  api.tx.dutchAuction.createHouse(collection, { ...TERMS, ...changes });
export const setTerms = (house: number, changes: Partial<Terms> = {}) =>
  api.tx.dutchAuction.setTerms(house, { ...TERMS, ...changes });
export const pause = (house: number) => api.tx.dutchAuction.pauseHouse(house);
export const resume = (house: number) => api.tx.dutchAuction.resumeHouse(house);
export const close = (house: number) => api.tx.dutchAuction.closeHouse(house);
export const list = (house: number, item: number, fall: Fall) =>
  api.tx.dutchAuction.list(house, item, fall.start, fall.floor, fall.duration);
export const bid = (id: number, most = MAX) => api.tx.dutchAuction.bid(id, most);
export const cancel = (id: number) => api.tx.dutchAuction.cancel(id);
export const batch = (...calls: Transaction[]) => api.tx.utility.batchAll(calls);

/** The accounts of the houses, in the order of their ids. */
export let custody: string[];

/** Asks for them, of so many houses. */
export async function readCustody(houses: number): Promise<void> {
  const ids = Array.from({ length: houses }, (_, id) => id);
  custody = await Promise.all(ids.map((id) => auction<string>('houseAccount', id)));
}

export const approve = (house: number, item: number, collection = ART) =>
  api.tx.erc721.approve(collection, custody[house], item);
export const approveAll = (house: number, collection = ART) =>
  api.tx.erc721.setApprovalForAll(collection, custody[house], true);

/** What is held for a house of such terms, and of others that are announced. */
export const houseDeposit = (terms: Partial<Terms> = {}, announced?: Partial<Terms>) => {
  const bytes = (changes: Partial<Terms>) => createHouse(changes).args[1].encodedLength;
  // One byte says whether there are others, and four in which block they will be in force.
  const record = bytes(terms) + 1 + (announced ? bytes(announced) + 4 : 0);
  return constant('houseDeposit') + BigInt(record) * constant('depositPerByte');
};

/** An account with coins for those transactions, and less than a deposit besides. */
export const pauperFor = async (...transactions: Transaction[]) => {
  const pauper = freshAccount();
  await impoverish(api, pauper, ...transactions);
  return pauper;
};

/** The prices of an auction in those blocks. */
export const pricesAt = (id: number, blocks: number[]) =>
  Promise.all(blocks.map(async (block) => BigInt(await auction<string>('priceAt', id, block))));

/** What a sale says, of an item at a price, in a house where the royalty is the artist's. */
export const sold = (
  id: number,
  house: number,
  item: number,
  price: bigint,
  changes: object = {},
) => {
  const { royalty, commission, proceeds } = split(price);
  return [
    'Sold',
    {
      ...{ auctionId: `${id}`, house: `${house}`, item: `${item}` },
      ...{ seller: seller.address, buyer: bidder.address, currency: { coin: null } },
      ...{ price: `${price}`, royalty: `${royalty}`, royaltyReceiver: artist.address },
      ...{ commission: `${commission}`, proceeds: `${proceeds}`, ...changes },
    },
  ];
};
export const returned = (id: number, house: number, item: number) => [
  ['Cancelled', { auctionId: `${id}`, house: `${house}` }],
  ['Returned', { auctionId: `${id}`, item: `${item}`, seller: seller.address }],
];

/** Houses by how prices fall: of ART, for the coin. */
export const [LINE, HALVES, STAIRS] = [0, 1, 2];
export const HALF_LIFE = 7;
export const STEPS = 3;
/** Of RARE, for the coin and for GOLD; of ART, for LEAD, and for the coin, all of which it takes. */
export const [COINS, GOLDEN, LEADEN, GREEDY] = [3, 4, 5, 6];

/** Creates the tokens, and the collections with the seller's items. */
export async function createItems(): Promise<void> {
  const pausable = { mintable: false, burnable: false, pausable: true, cap: null };
  const tokens = [GOLD, LEAD, ...OTHERS].map((id) =>
    api.tx.erc20.create(`Token ${id}`, `T${id}`, 6, SUPPLY, pausable),
  );
  await include(api, api.tx.utility.batchAll(tokens), bidder);
  const royalty = (to: Account): Options => ({ ...UNLIMITED, royalty: [to.address, ROYALTY] });
  const create = (name: string, to: Account) =>
    api.tx.erc721.createCollection(name, name, '', royalty(to));
  const mint = (collection: number, count: number) =>
    api.tx.erc721.batchMint(collection, seller.address, count);
  const calls = [create('Art', artist), create('Rare', ghost), mint(ART, 130), mint(RARE, 6)];
  const results = (await includeAll(api, calls, artist)).map(included);
  const ids = results
    .slice(0, 2)
    .map((result) => idFrom(result, 'CollectionCreated', 'collection'));
  assert.deepEqual(ids, [ART, RARE]);
}

/** What makes each of the houses, in the order of their ids. */
export const HOUSES: [terms: Partial<Terms>, collection: number][] = [
  [{}, ART],
  [{ curve: { Exponential: { halfLife: HALF_LIFE } }, longest: NEVER }, ART],
  [{ curve: { Steps: { count: STEPS } }, sellers: { Accounts: [seller.address] } }, ART],
  [{}, RARE],
  [{ currency: { Token: GOLD } }, RARE],
  [{ currency: { Token: LEAD } }, ART],
  [{ commission: 1_000_000 }, ART],
];

/** Creates all that, and the houses. */
export async function openHouses(): Promise<void> {
  await createItems();
  const houses = HOUSES.map(([terms, collection]) => createHouse(terms, collection));
  (await includeAll(api, houses, host)).forEach(included);
  await readCustody(HOUSES.length);
}

/** Neither price nor what it falls by in a block is a whole number of anything. */
export const FALL: Fall = { start: cos('100') + 7n, floor: cos('20') + 1n, duration: 800 };

/** Of items 1 and so on, each in the auction of its number. Half of them cost all there can be. */
export const FALLS: [house: number, formula: Formula, fall: Fall][] = [
  [LINE, linear, { start: MAX, floor: 1n, duration: 13 }],
  [HALVES, halving(BigInt(HALF_LIFE)), { start: 1_000_003n, floor: 11n, duration: 40 }],
  [HALVES, halving(BigInt(HALF_LIFE)), { start: MAX, floor: 1n, duration: 1_000 }],
  [STAIRS, steps(BigInt(STEPS)), { start: 1_000_003n, floor: 10n, duration: 40 }],
  [STAIRS, steps(BigInt(STEPS)), { start: MAX, floor: 0n, duration: 86_400 }],
  [LINE, linear, { start: 1_000n, floor: 5n, duration: 2 }],
  [GREEDY, linear, { start: cos('2'), floor: cos('1') + 3n, duration: 2 }],
];
