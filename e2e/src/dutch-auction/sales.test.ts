// Dutch auctions, from the transactions that make a collection and a house to the bid that takes an
// item, for the coin and for a token.
//
// The tests share one chain and run in order. One node alone makes its blocks, so what is in a
// block stays there, and nothing here waits for finality. Who makes them gets the fees, and takes
// no part, so that what the others have is known exactly.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Account,
  account,
  connect,
  cos,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
  type Included,
  plain,
  type Transaction,
} from './lib/chain.js';
import { idFrom, type Options, owners, UNLIMITED } from './lib/items.js';
import { Node } from './lib/node.js';
import {
  type Attempt,
  balances,
  EXISTENTIAL_DEPOSIT,
  impoverish,
  included,
  MAX,
  refused,
  reserved,
  UNKNOWN,
} from './lib/tokens.js';

/** Sells; owns the houses; bids, and made the tokens; owns the collections and gets a royalty. */
const [seller, host, bidder, artist] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

/** In parts per million, so that parts of most prices are no whole numbers. */
const ROYALTY = 100_003;
const COMMISSION = 50_007;

/** The last block there can be. */
const NEVER = 4_294_967_295;
const NOTICE = 600;

type Currency = 'Coin' | { Token: number };
type Curve = 'Linear' | { Exponential: { halfLife: number } } | { Steps: { count: number } };

/** What a house asks of sellers. */
interface Terms {
  currency: Currency;
  commission: number;
  shortest: number;
  longest: number;
  curve: Curve;
  sellers: 'Anybody' | { Accounts: string[] };
}

const TERMS: Terms = {
  ...{ currency: 'Coin', commission: COMMISSION, shortest: 2, longest: 86_400 },
  ...{ curve: 'Linear', sellers: 'Anybody' },
};
const TERMS_JSON = {
  ...{ currency: 'coin', commission: COMMISSION, shortest: 2, longest: 86_400 },
  ...{ curve: { kind: 'linear' }, sellers: null },
};

/** How a price falls, in how many blocks. */
interface Fall {
  start: bigint;
  floor: bigint;
  duration: number;
}

type Formula = (fall: Fall, elapsed: bigint) => bigint;

/** Rounded up. */
const divide = (product: bigint, by: bigint) => (product + by - 1n) / by;

/** Of what the README says, each in exact numbers. */
const linear: Formula = ({ start, floor, duration }, elapsed) =>
  divide(
    floor * BigInt(duration) + (start - floor) * (BigInt(duration) - elapsed),
    BigInt(duration),
  );

const halving =
  (halfLife: bigint): Formula =>
  ({ start, floor }, elapsed) => {
    const [halvings, rest] = [elapsed / halfLife, elapsed % halfLife];
    const whole = 2n * halfLife * 2n ** halvings;
    return divide(floor * whole + (start - floor) * (2n * halfLife - rest), whole);
  };

const steps =
  (count: bigint): Formula =>
  ({ start, floor, duration }, elapsed) => {
    const done = (elapsed * count) / BigInt(duration);
    return divide(floor * count + (start - floor) * (count - done), count);
  };

/** What an auction costs so many blocks after it was listed. */
const priceAfter = (formula: Formula, fall: Fall, elapsed: number) => {
  if (elapsed >= fall.duration) return fall.floor;
  return formula(fall, BigInt(Math.max(elapsed, 0)));
};

/** What of a price is for whom. */
const split = (price: bigint) => {
  const royalty = (price * BigInt(ROYALTY)) / 1_000_000n;
  const commission = (price * BigInt(COMMISSION)) / 1_000_000n;
  return { royalty, commission, proceeds: price - royalty - commission };
};

describe('Dutch auctions', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  /** What prices are paid in; not in any house's terms; of the currencies that follow. */
  const [GOLD, LEAD] = [0, 1];
  const OTHERS = [2, 3, 4, 5, 6, 7, 8];
  const SUPPLY = 1_000_000_000_000n;

  /** Royalties of its items go to the artist. */
  const ART = 0;
  /** Royalties of its items go to somebody without an account. */
  const RARE = 1;
  const ghost = freshAccount();

  before(async () => {
    node = await Node.start(['--dev']);
    api = await connect(node);
    const pausable = { mintable: false, burnable: false, pausable: true, cap: null };
    const tokens = [GOLD, LEAD, ...OTHERS].map((id) =>
      api.tx.erc20.create(`Token ${id}`, `T${id}`, 6, SUPPLY, pausable),
    );
    await include(api, api.tx.utility.batchAll(tokens), bidder);
  });

  /** Asks `auction_*`. */
  const auction = <T = unknown>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`auction_${method}`, ...params);

  /** What the pallet's events say of a transaction. */
  const told = ({ events }: Included) => eventsOf(events, 'dutchAuction');

  const heightOf = async ({ block }: Included) =>
    (await api.rpc.chain.getHeader(block)).number.toNumber();

  const constant = (name: string) => BigInt(`${api.consts.dutchAuction[name]}`);

  const feesOf = (results: Included[]) => results.reduce((sum, { fee }) => sum + fee, 0n);

  const createHouse = (changes: Partial<Terms> = {}, collection = ART) =>
    api.tx.dutchAuction.createHouse(collection, { ...TERMS, ...changes });
  const setTerms = (house: number, changes: Partial<Terms> = {}) =>
    api.tx.dutchAuction.setTerms(house, { ...TERMS, ...changes });
  const pause = (house: number) => api.tx.dutchAuction.pauseHouse(house);
  const resume = (house: number) => api.tx.dutchAuction.resumeHouse(house);
  const close = (house: number) => api.tx.dutchAuction.closeHouse(house);
  const list = (house: number, item: number, fall: Fall) =>
    api.tx.dutchAuction.list(house, item, fall.start, fall.floor, fall.duration);
  const bid = (id: number, most = MAX) => api.tx.dutchAuction.bid(id, most);
  const cancel = (id: number) => api.tx.dutchAuction.cancel(id);
  const batch = (...calls: Transaction[]) => api.tx.utility.batchAll(calls);

  /** The accounts of the houses, in the order of their ids. */
  let custody: string[];

  const approve = (house: number, item: number, collection = ART) =>
    api.tx.erc721.approve(collection, custody[house], item);
  const approveAll = (house: number, collection = ART) =>
    api.tx.erc721.setApprovalForAll(collection, custody[house], true);

  /** What is held for a house of such terms, and of others that are announced. */
  const houseDeposit = (terms: Partial<Terms> = {}, announced?: Partial<Terms>) => {
    const bytes = (changes: Partial<Terms>) => createHouse(changes).args[1].encodedLength;
    // One byte says whether there are others, and four in which block they will be in force.
    const record = bytes(terms) + 1 + (announced ? bytes(announced) + 4 : 0);
    return constant('houseDeposit') + BigInt(record) * constant('depositPerByte');
  };

  /** An account with coins for those transactions, and less than a deposit besides. */
  const pauperFor = async (...transactions: Transaction[]) => {
    const pauper = freshAccount();
    await impoverish(api, pauper, ...transactions);
    return pauper;
  };

  /** The prices of an auction in those blocks. */
  const pricesAt = (id: number, blocks: number[]) =>
    Promise.all(blocks.map(async (block) => BigInt(await auction<string>('priceAt', id, block))));

  /** What a sale says, of an item at a price, in a house where the royalty is the artist's. */
  const sold = (id: number, house: number, item: number, price: bigint, changes: object = {}) => {
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
  const returned = (id: number, house: number, item: number) => [
    ['Cancelled', { auctionId: `${id}`, house: `${house}` }],
    ['Returned', { auctionId: `${id}`, item: `${item}`, seller: seller.address }],
  ];

  /** Houses by how prices fall: of ART, for the coin. */
  const [LINE, HALVES, STAIRS] = [0, 1, 2];
  const HALF_LIFE = 7;
  const STEPS = 3;
  /** Of RARE, for the coin and for GOLD; of ART, for LEAD, and for the coin, all of which it takes. */
  const [COINS, GOLDEN, LEADEN, GREEDY] = [3, 4, 5, 6];

  describe('have houses', () => {
    before(async () => {
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
    });

    /** What makes each of the houses, in the order of their ids. */
    const HOUSES: [terms: Partial<Terms>, collection: number][] = [
      [{}, ART],
      [{ curve: { Exponential: { halfLife: HALF_LIFE } }, longest: NEVER }, ART],
      [{ curve: { Steps: { count: STEPS } }, sellers: { Accounts: [seller.address] } }, ART],
      [{}, RARE],
      [{ currency: { Token: GOLD } }, RARE],
      [{ currency: { Token: LEAD } }, ART],
      [{ commission: 1_000_000 }, ART],
    ];

    test('that one transaction each creates', async () => {
      const held = await reserved(api, host);
      const houses = HOUSES.map(([terms, collection]) => createHouse(terms, collection));
      const results = (await includeAll(api, houses, host)).map(included);

      const ids = HOUSES.map((_, id) => id);
      custody = await Promise.all(ids.map((id) => auction<string>('houseAccount', id)));
      assert.deepEqual(
        results.map(told),
        HOUSES.map(([, collection], id) => [
          [
            'HouseCreated',
            {
              ...{ house: `${id}`, owner: host.address, collection: `${collection}` },
              account: custody[id],
            },
          ],
        ]),
      );
      assert.equal(new Set(custody).size, HOUSES.length);
      const deposits = HOUSES.reduce((sum, [terms]) => sum + houseDeposit(terms), 0n);
      assert.equal(await reserved(api, host), held + deposits);
    });

    test('and auction_house reads', async () => {
      const house = (id: number, collection: number, terms: object) => ({
        ...{ house: id, owner: host.address, account: custody[id], collection },
        ...{ paused: false, auctions: 0, terms: { ...TERMS_JSON, ...terms }, announced: null },
      });
      const read = HOUSES.map((_, id) => auction('house', id));
      const halves = { kind: 'exponential', halfLife: HALF_LIFE };
      const stairs = { kind: 'steps', count: STEPS };
      assert.deepEqual(await Promise.all(read), [
        house(LINE, ART, {}),
        house(HALVES, ART, { curve: halves, longest: NEVER }),
        house(STAIRS, ART, { curve: stairs, sellers: [seller.address] }),
        house(COINS, RARE, {}),
        house(GOLDEN, RARE, { currency: { token: GOLD } }),
        house(LEADEN, ART, { currency: { token: LEAD } }),
        house(GREEDY, ART, { commission: 1_000_000 }),
      ]);
      assert.deepEqual(await auction('turnover', LINE), [{ currency: 'coin', paid: '0', sold: 0 }]);
      assert.equal(await auction('house', UNKNOWN), null);
      assert.deepEqual(await auction('turnover', UNKNOWN), []);
    });

    test('but not with terms that make no sense: each has its error', async () => {
      const pauper = await pauperFor(createHouse());
      const ill: [string, Partial<Terms>][] = [
        ['UnknownToken', { currency: { Token: UNKNOWN } }],
        ['DurationZero', { shortest: 0 }],
        ['DurationBoundsReversed', { shortest: 11, longest: 10 }],
        ['HalfLifeZero', { curve: { Exponential: { halfLife: 0 } } }],
        ['StepsZero', { curve: { Steps: { count: 0 } } }],
      ];
      await refused(
        api,
        ...ill.flatMap(([error, terms]): Attempt[] => [
          [`dutchAuction.${error}`, createHouse(terms), host],
          [`dutchAuction.${error}`, setTerms(LINE, terms), host],
        ]),
        ['dutchAuction.UnknownCollection', createHouse({}, UNKNOWN), host],
        ['dutchAuction.UnknownHouse', setTerms(UNKNOWN), host],
        ['dutchAuction.UnknownHouse', pause(UNKNOWN), host],
        ['dutchAuction.UnknownHouse', resume(UNKNOWN), host],
        ['dutchAuction.UnknownHouse', close(UNKNOWN), host],
        ['dutchAuction.NotHouseOwner', setTerms(LINE), seller],
        ['dutchAuction.NotHouseOwner', pause(LINE), seller],
        ['dutchAuction.NotHouseOwner', resume(LINE), seller],
        ['dutchAuction.NotHouseOwner', close(LINE), seller],
        ['dutchAuction.HouseNotPaused', resume(LINE), host],
        ['dutchAuction.DepositUnaffordable', createHouse(), pauper],
      );
    });
  });

  /** Neither price nor what it falls by in a block is a whole number of anything. */
  const FALL: Fall = { start: cos('100') + 7n, floor: cos('20') + 1n, duration: 800 };

  /** Of items 1 and so on, each in the auction of its number. Half of them cost all there can be. */
  const FALLS: [house: number, formula: Formula, fall: Fall][] = [
    [LINE, linear, { start: MAX, floor: 1n, duration: 13 }],
    [HALVES, halving(BigInt(HALF_LIFE)), { start: 1_000_003n, floor: 11n, duration: 40 }],
    [HALVES, halving(BigInt(HALF_LIFE)), { start: MAX, floor: 1n, duration: 1_000 }],
    [STAIRS, steps(BigInt(STEPS)), { start: 1_000_003n, floor: 10n, duration: 40 }],
    [STAIRS, steps(BigInt(STEPS)), { start: MAX, floor: 0n, duration: 86_400 }],
    [LINE, linear, { start: 1_000n, floor: 5n, duration: 2 }],
    [GREEDY, linear, { start: cos('2'), floor: cos('1') + 3n, duration: 2 }],
  ];

  /** The block in which auction 0 was listed. */
  let listed: { number: number; hash: string };

  describe('start with a listing', () => {
    test('of what is the seller’s, and the house may take: all else has its error', async () => {
      const pauper = freshAccount();
      const sale = batch(approve(LINE, 129), list(LINE, 129, FALL));
      await impoverish(api, pauper, sale);
      const { transferFrom } = api.tx.erc721;
      const gift = transferFrom(ART, seller.address, pauper.address, 129);
      const calls = [gift, approveAll(STAIRS), approveAll(HALVES)];
      (await includeAll(api, calls, seller)).forEach(included);

      const fall = (changes: Partial<Fall>) => ({ ...FALL, ...changes });
      await refused(
        api,
        ['dutchAuction.NotApproved', list(LINE, 0, FALL), seller],
        ['dutchAuction.UnknownHouse', list(UNKNOWN, 0, FALL), seller],
        ['dutchAuction.UnknownItem', list(LINE, UNKNOWN, FALL), seller],
        ['dutchAuction.NotItemOwner', list(LINE, 129, FALL), seller],
        ['dutchAuction.NotItemOwner', list(LINE, 0, FALL), artist],
        ['dutchAuction.NotASeller', list(STAIRS, 0, FALL), bidder],
        ['dutchAuction.StartBelowFloor', list(STAIRS, 0, fall({ floor: FALL.start + 1n })), seller],
        ['dutchAuction.DurationTooShort', list(STAIRS, 0, fall({ duration: 1 })), seller],
        ['dutchAuction.DurationTooLong', list(STAIRS, 0, fall({ duration: 86_401 })), seller],
        // It would end after the last block there can be.
        ['dutchAuction.DurationTooLong', list(HALVES, 0, fall({ duration: NEVER })), seller],
        ['dutchAuction.DepositUnaffordable', sale, pauper],
      );
    });

    test('after which the house has the item, and a deposit is the seller’s', async () => {
      const [had, held] = [await free(api, seller), await reserved(api, seller)];
      const calls = [approve(LINE, 0), list(LINE, 0, FALL)];

      const results = (await includeAll(api, calls, seller)).map(included);

      const result = results[1];
      listed = { number: await heightOf(result), hash: result.block };
      const end = listed.number + FALL.duration;
      assert.deepEqual(told(result), [
        [
          'Listed',
          {
            ...{ auctionId: '0', house: `${LINE}`, item: '0', seller: seller.address },
            ...{ currency: { coin: null }, end: `${end}` },
            ...{ startPrice: `${FALL.start}`, floorPrice: `${FALL.floor}` },
          },
        ],
      ]);
      assert.deepEqual(eventsOf(result.events, 'nfts'), [
        [
          'Transferred',
          { collection: `${ART}`, item: '0', from: seller.address, to: custody[LINE] },
        ],
      ]);
      assert.deepEqual(eventsOf(result.events, 'erc721'), [
        [
          'Transfer',
          { collection: `${ART}`, tokenId: '0', from: seller.address, to: custody[LINE] },
        ],
      ]);
      const deposit = constant('auctionDeposit');
      assert.equal(deposit, cos('0.055'));
      assert.equal(await free(api, seller), had - deposit - feesOf(results));
      assert.equal(await reserved(api, seller), held + deposit);
      assert.deepEqual(await owners(node, ART, 0), [custody[LINE]]);
      assert.deepEqual(await auction('auction', 0, listed.hash), {
        ...{ auctionId: 0, house: LINE, collection: ART, tokenId: 0, seller: seller.address },
        ...{ currency: 'coin', commission: COMMISSION, curve: { kind: 'linear' } },
        ...{ startPrice: `${FALL.start}`, floorPrice: `${FALL.floor}` },
        ...{ start: listed.number, end, price: `${FALL.start}`, open: true },
      });
      assert.equal(await auction('ofItem', ART, 0), 0);
      assert.equal((await auction<{ auctions: number }>('house', LINE)).auctions, 1);
    });

    test('and nobody takes the item from there, nor lists it again', async () => {
      const { transferFrom } = api.tx.erc721;
      const back = transferFrom(ART, custody[LINE], seller.address, 0);
      await refused(
        api,
        ['erc721.NotApproved', back, seller],
        ['erc721.NotApproved', api.tx.erc721.approve(ART, seller.address, 0), seller],
        ['erc721.NotApproved', api.tx.erc721.burn(ART, 0), artist],
        ['nfts.NoPermission', api.tx.nfts.transfer(ART, 0, seller.address), seller],
        ['dutchAuction.NotItemOwner', list(STAIRS, 0, FALL), seller],
        ['dutchAuction.NotAuctionSeller', cancel(0), bidder],
        ['dutchAuction.NotAuctionSeller', cancel(0), host],
        ['dutchAuction.UnknownAuction', cancel(UNKNOWN), seller],
        ['dutchAuction.NotHouseOwner', close(LINE), seller],
      );
    });
  });

  describe('fall', () => {
    test('as the formula of a straight line says, in every block', async () => {
      const start = listed.number;
      const elapsed = [-1, 0, 1, 2, 3, 333, 400, 798, 799, 800, 801, NEVER - start];
      assert.deepEqual(
        await pricesAt(
          0,
          elapsed.map((blocks) => start + blocks),
        ),
        elapsed.map((blocks) => priceAfter(linear, FALL, blocks)),
      );
      const best = await node.best();
      assert.ok(best > start);
      for (let block = start; block <= best; block += 1) {
        const price = await auction('price', 0, await node.blockHash(block));
        assert.equal(price, `${priceAfter(linear, FALL, block - start)}`);
      }
      const before = await node.blockHash(start - 1);
      assert.equal(await auction('price', 0, before), null);
      assert.equal(await auction('auction', 0, before), null);
    });

    test('by halves and in steps too, of whatever amount, listed in one batch', async () => {
      const lists = FALLS.map(([house, , fall], i) => list(house, i + 1, fall));
      const approvals = [approveAll(LINE), approveAll(GREEDY)];
      const result = await include(api, batch(...approvals, ...lists), seller);

      const start = await heightOf(result);
      assert.equal(told(result).length, FALLS.length);
      for (const [i, [, formula, fall]] of FALLS.entries()) {
        const { duration } = fall;
        const few = Array.from({ length: 45 }, (_, blocks) => blocks);
        const elapsed = [...few, duration - 1, duration, duration + 1];
        assert.deepEqual(
          await pricesAt(
            i + 1,
            elapsed.map((blocks) => start + blocks),
          ),
          elapsed.map((blocks) => priceAfter(formula, fall, blocks)),
          `auction ${i + 1}`,
        );
      }
    });
  });

  describe('end with a bid', () => {
    test('that pays the price of its block, and no more than the bidder would', async () => {
      const accounts = [seller, host, artist];
      await refused(
        api,
        ['dutchAuction.UnknownAuction', bid(UNKNOWN), bidder],
        ['dutchAuction.OwnAuction', bid(0), seller],
        ['dutchAuction.PriceAboveMaximum', bid(0, FALL.floor), bidder],
        ['dutchAuction.InsufficientFunds', bid(1), bidder],
      );
      const [had, rich] = [
        await Promise.all(accounts.map((each) => free(api, each))),
        await free(api, bidder),
      ];
      const [held, deposits] = [await reserved(api, seller), await reserved(api, host)];

      const result = await include(api, bid(0), bidder);

      const price = priceAfter(linear, FALL, (await heightOf(result)) - listed.number);
      const { royalty, commission, proceeds } = split(price);
      assert.equal(royalty + commission + proceeds, price);
      assert.deepEqual(told(result), [sold(0, LINE, 0, price)]);
      const deposit = constant('auctionDeposit');
      assert.equal(await free(api, bidder), rich - price - result.fee);
      assert.deepEqual(await Promise.all(accounts.map((each) => free(api, each))), [
        had[0] + proceeds + deposit,
        had[1] + commission,
        had[2] + royalty,
      ]);
      assert.equal(await reserved(api, seller), held - deposit);
      assert.equal(await reserved(api, host), deposits);
      assert.deepEqual(await owners(node, ART, 0), [bidder.address]);
      assert.equal(await node.rpc('erc721_getApproved', ART, 0), null);
      assert.deepEqual(await auction('turnover', LINE), [
        { currency: 'coin', paid: `${price}`, sold: 1 },
      ]);
    });

    test('after which there is no auction any more', async () => {
      const gone = [auction('auction', 0), auction('price', 0), auction('priceAt', 0, 1)];
      assert.deepEqual(await Promise.all([...gone, auction('ofItem', ART, 0)]), [
        ...[null, null, null, null],
      ]);
      await refused(
        api,
        ['dutchAuction.AuctionEnded', bid(0), bidder],
        ['dutchAuction.AuctionEnded', cancel(0), seller],
      );
    });

    test('at the prices of other curves, and at the lowest in the end', async () => {
      const cheap = [2, 4, 6, 7];
      const { start } = await auction<{ start: number }>('auction', cheap[0]);
      const bids = cheap.map((id) => bid(id));
      const results = (await includeAll(api, bids, bidder)).map(included);

      const heights = await Promise.all(results.map(heightOf));
      const prices = cheap.map((id, i) => {
        const [, formula, fall] = FALLS[id - 1];
        return priceAfter(formula, fall, heights[i] - start);
      });
      assert.deepEqual(prices.slice(2), [5n, cos('1') + 3n]);
      // A part of five is nothing, and nobody's. All of a price is all but the royalty.
      const commission = prices[3] - split(prices[3]).royalty;
      assert.deepEqual(results.map(told), [
        [sold(2, HALVES, 2, prices[0])],
        [sold(4, STAIRS, 4, prices[1])],
        [sold(6, LINE, 6, prices[2], { royaltyReceiver: null })],
        [sold(7, GREEDY, 7, prices[3], { commission: `${commission}`, proceeds: '0' })],
      ]);
    });

    test('of which a seller gets what others are too poor to receive', async () => {
      const prices = [1_000_000n, 0n];
      const lists = prices.map((price, item) =>
        list(COINS, item, { start: price, floor: price, duration: 2 }),
      );
      const results = await include(api, batch(approveAll(COINS, RARE), ...lists), seller);
      const [little, nothing] = told(results).map(([, fields]) =>
        Number((fields as { auctionId: string }).auctionId),
      );
      const [had, bids] = [await free(api, seller), [bid(little, prices[0]), bid(nothing, 0n)]];
      const sales = (await includeAll(api, bids, bidder)).map(included);

      const { commission } = split(prices[0]);
      const nobody = { royalty: '0', royaltyReceiver: null };
      const proceeds = prices[0] - commission;
      assert.deepEqual(sales.map(told), [
        [sold(little, COINS, 0, prices[0], { ...nobody, proceeds: `${proceeds}` })],
        [sold(nothing, COINS, 1, 0n, nobody)],
      ]);
      assert.equal(await free(api, seller), had + proceeds + 2n * constant('auctionDeposit'));
      assert.equal(await free(api, ghost), 0n);
      assert.deepEqual(await owners(node, RARE, 0, 1), [bidder.address, bidder.address]);
    });
  });

  describe('are paid in tokens', () => {
    const PRICE: Fall = { start: 1_000_003n, floor: 500_001n, duration: 100 };

    /** Lists items, and gives the ids of the auctions, and in which block they were listed. */
    const listAll = async (house: number, collection: number, ...items: number[]) => {
      const lists = items.map((item) => list(house, item, PRICE));
      const result = await include(api, batch(approveAll(house, collection), ...lists), seller);
      const ids = told(result).map(([, fields]) => (fields as { auctionId: string }).auctionId);
      return { ids: ids.map(Number), start: await heightOf(result) };
    };

    let gold: { ids: number[]; start: number };
    /** In which blocks the token stopped and went on. */
    let [stop, go] = [0, 0];

    test('not by those who have none, and not while these do not move', async () => {
      gold = await listAll(GOLDEN, RARE, 2, 3);
      const [id] = gold.ids;
      const { erc20 } = api.tx;
      const pauper = await pauperFor(bid(id));
      await include(api, erc20.transfer(GOLD, pauper.address, PRICE.start), bidder);
      await refused(
        api,
        ['dutchAuction.InsufficientFunds', bid(id), artist],
        ['dutchAuction.PriceAboveMaximum', bid(id, PRICE.floor), bidder],
        // The receiver of the royalty has no account, and the bidder can't open one.
        ['dutchAuction.DepositUnaffordable', bid(id), pauper],
      );
      stop = await heightOf(await include(api, erc20.pause(GOLD), bidder));
      await refused(api, ['dutchAuction.CurrencyUnavailable', bid(id), bidder]);
    });

    test('while a seller gets the item back, though the token is paused', async () => {
      const id = gold.ids[1];
      const held = await reserved(api, seller);
      const result = await include(api, cancel(id), seller);
      assert.deepEqual(told(result), returned(id, GOLDEN, 3));
      assert.deepEqual(await owners(node, RARE, 3), [seller.address]);
      assert.equal(await reserved(api, seller), held - constant('auctionDeposit'));
      go = await heightOf(await include(api, api.tx.erc20.unpause(GOLD), bidder));
    });

    test('in exact parts, and the bidder opens the account of who has none', async () => {
      const [id] = gold.ids;
      const parties = [bidder, seller, host, ghost];
      const had = await balances(node, GOLD, ...parties);
      const [coins, theirs] = [await free(api, bidder), await free(api, seller)];

      const result = await include(api, bid(id, PRICE.start), bidder);

      // It stood while the token did, and went on with the block after that.
      const since = Math.max((await heightOf(result)) - go - 1, 0);
      const price = priceAfter(linear, PRICE, stop - gold.start + since);
      const { royalty, commission, proceeds } = split(price);
      const event = sold(id, GOLDEN, 2, price, {
        currency: { token: `${GOLD}` },
        royaltyReceiver: ghost.address,
      });
      assert.deepEqual(told(result), [event]);
      const moved = (to: Account, value: bigint) => [
        'Transfer',
        { tokenId: `${GOLD}`, from: bidder.address, to: to.address, value: `${value}` },
      ];
      const opened = { payer: bidder.address, account: ghost.address };
      assert.deepEqual(eventsOf(result.events, 'erc20'), [
        ['DepositPaid', { ...opened, amount: `${EXISTENTIAL_DEPOSIT}` }],
        moved(ghost, royalty),
        moved(host, commission),
        moved(seller, proceeds),
      ]);
      assert.deepEqual(await balances(node, GOLD, ...parties), [
        had[0] - price,
        had[1] + proceeds,
        had[2] + commission,
        royalty,
      ]);
      assert.equal(await free(api, bidder), coins - EXISTENTIAL_DEPOSIT - result.fee);
      assert.equal(await free(api, seller), theirs + constant('auctionDeposit'));
      assert.equal(await free(api, ghost), EXISTENTIAL_DEPOSIT);
      assert.deepEqual(await owners(node, RARE, 2), [bidder.address]);
      assert.deepEqual(await auction('turnover', GOLDEN), [
        { currency: { token: GOLD }, paid: `${price}`, sold: 1 },
      ]);
    });

    test('not in those that have become regulated', async () => {
      const { ids } = await listAll(LEADEN, ART, 10);
      await include(api, api.tx.businessTokens.setRegulated(LEAD, true), bidder);
      await refused(api, ['dutchAuction.CurrencyUnavailable', bid(ids[0]), bidder]);
      const result = await include(api, cancel(ids[0]), seller);
      assert.deepEqual(told(result), returned(ids[0], LEADEN, 10));
    });
  });

  describe('are cancelled', () => {
    test('by the seller, who has the item and the deposit back', async () => {
      const had = [await free(api, seller), await reserved(api, seller)];
      const start = await include(api, list(LINE, 11, FALL), seller);
      const id = idFrom(start, 'Listed', 'auctionId');
      const end = await include(api, cancel(id), seller);
      assert.deepEqual(told(end), returned(id, LINE, 11));
      const fees = feesOf([start, end]);
      assert.deepEqual(
        [await free(api, seller), await reserved(api, seller)],
        [had[0] - fees, had[1]],
      );
      assert.deepEqual(await owners(node, ART, 11), [seller.address]);
      assert.equal(await auction('auction', id), null);
      assert.equal(await auction('ofItem', ART, 11), null);
      await refused(
        api,
        ['dutchAuction.AuctionEnded', cancel(id), seller],
        ['dutchAuction.AuctionEnded', bid(id), bidder],
      );
    });

    test('though their house is paused, in which nothing else goes on', async () => {
      const lists = [list(LINE, 11, FALL), list(LINE, 12, FALL)];
      const [first, second] = (await includeAll(api, lists, seller)).map(included);
      const [back, kept] = [first, second].map((result) => idFrom(result, 'Listed', 'auctionId'));
      const paused = await include(api, pause(LINE), host);
      assert.deepEqual(told(paused), [['HousePaused', { house: `${LINE}` }]]);
      assert.equal((await auction<{ paused: boolean }>('house', LINE)).paused, true);
      await refused(
        api,
        ['dutchAuction.HousePaused', pause(LINE), host],
        ['dutchAuction.HousePaused', bid(kept), bidder],
        ['dutchAuction.HousePaused', list(LINE, 13, FALL), seller],
      );

      const result = await include(api, cancel(back), seller);
      assert.deepEqual(told(result), returned(back, LINE, 11));
      assert.deepEqual(await owners(node, ART, 11), [seller.address]);
      const [start, stop, at] = await Promise.all([second, paused, result].map(heightOf));
      const read = await auction<{ price: string; open: boolean; start: number; end: number }>(
        'auction',
        kept,
        result.block,
      );
      const price = priceAfter(linear, FALL, stop - start);
      assert.deepEqual([read.price, read.open], [`${price}`, false], 'prices stand');
      const moved = start + at - stop;
      assert.deepEqual([read.start, read.end], [moved, moved + FALL.duration]);

      const resumed = await include(api, resume(LINE), host);
      assert.deepEqual(told(resumed), [['HouseResumed', { house: `${LINE}` }]]);
      const sale = await include(api, bid(kept), bidder);
      // They fall on when the block is over in which the house was resumed.
      const since = Math.max((await heightOf(sale)) - (await heightOf(resumed)) - 1, 0);
      const last = priceAfter(linear, FALL, stop - start + since);
      assert.deepEqual(told(sale), [sold(kept, LINE, 12, last)]);
    });
  });

  describe('are by terms', () => {
    const NEW: Partial<Terms> = {
      currency: { Token: GOLD },
      commission: 1_000_000,
      sellers: { Accounts: [artist.address, host.address] },
    };
    const NEW_JSON = {
      ...{ ...TERMS_JSON, currency: { token: GOLD }, commission: 1_000_000 },
      sellers: [artist.address, host.address],
    };

    test('that are in force ten minutes after they were announced', async () => {
      const held = await reserved(api, host);
      const result = await include(api, setTerms(LINE, NEW), host);

      const effectiveFrom = (await heightOf(result)) + NOTICE;
      assert.deepEqual(told(result), [
        ['TermsSet', { house: `${LINE}`, effectiveFrom: `${effectiveFrom}` }],
      ]);
      assert.equal(constant('termsNotice'), BigInt(NOTICE));
      const house = await auction<{ terms: object; announced: object }>('house', LINE);
      assert.deepEqual(house.terms, TERMS_JSON);
      assert.deepEqual(house.announced, { terms: NEW_JSON, effectiveFrom });
      const more = houseDeposit({}, NEW) - houseDeposit();
      assert.equal(await reserved(api, host), held + more);
    });

    test('until when sellers have those that they saw', async () => {
      const start = await include(api, list(LINE, 11, FALL), seller);
      const [[, fields]] = told(start);
      assert.deepEqual((fields as { currency: object }).currency, { coin: null });
      const id = idFrom(start, 'Listed', 'auctionId');
      const sale = await include(api, bid(id), bidder);
      const elapsed = (await heightOf(sale)) - (await heightOf(start));
      assert.deepEqual(told(sale), [sold(id, LINE, 11, priceAfter(linear, FALL, elapsed))]);
    });

    test('for whose bytes the owner pays', async () => {
      const sellers = { Accounts: Array<string>(64).fill(artist.address) };
      const calls = [createHouse(), setTerms(GREEDY + 1, { sellers }), close(GREEDY + 1)];
      const pauper = await pauperFor(...calls);
      const gift = api.tx.balances.transferKeepAlive(pauper.address, houseDeposit());
      await include(api, gift, host);
      const result = await include(api, calls[0], pauper);
      assert.equal(idFrom(result, 'HouseCreated', 'house'), GREEDY + 1);
      await refused(api, ['dutchAuction.DepositUnaffordable', calls[1], pauper]);
      await include(api, calls[2], pauper);
      assert.equal(await reserved(api, pauper), 0n);
    });

    test('in eight currencies at most, of each of which the turnover is known', async () => {
      const [paid] = await auction<object[]>('turnover', LINE);
      const held = await reserved(api, host);
      // With the coin and GOLD, seven.
      const others = OTHERS.slice(0, 5).map((token) =>
        setTerms(LINE, { currency: { Token: token } }),
      );
      await include(api, batch(...others), host);
      const another = (token: number) => setTerms(LINE, { currency: { Token: token } });
      await include(api, another(LEAD), host);
      await refused(api, ['dutchAuction.TooManyCurrencies', another(OTHERS[5]), host]);
      await include(api, setTerms(LINE), host);
      const tokens = [GOLD, LEAD, ...OTHERS.slice(0, 5)];
      assert.deepEqual(await auction('turnover', LINE), [
        paid,
        ...tokens.map((token) => ({ currency: { token }, paid: '0', sold: 0 })),
      ]);
      const less = houseDeposit({}, NEW) - houseDeposit({}, {});
      assert.equal(await reserved(api, host), held - less, 'the deposit follows the bytes');
    });
  });

  describe('are found', () => {
    interface Found {
      auctionId: number;
      house: number;
      tokenId: number;
      end: number;
    }
    interface Page<Cursor> {
      auctions: Found[];
      next: Cursor | null;
    }
    interface Place {
      end: number;
      auctionId: number;
    }

    const idsOf = (auctions: Found[]) => auctions.map(({ auctionId }) => auctionId);

    /** All pages, until there is none more. */
    const pages = async <Cursor>(
      first: Cursor,
      read: (from: Cursor) => Promise<Page<Cursor>>,
    ): Promise<Found[][]> => {
      const { auctions, next } = await read(first);
      return next === null ? [auctions] : [auctions, ...(await pages(next, read))];
    };

    const ofHouse = (house: number, start: number, limit: number) =>
      auction<Page<number>>('ofHouse', house, start, limit);
    const ofSeller = (start: number, limit: number, who = seller) =>
      auction<Page<number>>('ofSeller', who.address, start, limit);
    const endingBefore = (before: number, start: Place | null, limit: number) =>
      auction<Page<Place>>('endingBefore', before, start, limit);

    /** Of items 15 to 118, in two houses by turns. */
    const MANY = 104;
    /** The auctions of these, and those that are left of the tests before, which are 1, 3 and 5. */
    let ids: number[];
    let start: number;
    const LEFT = [1, 3, 5];

    before(async () => {
      // Three end in each block, the last listed first.
      const lists = Array.from({ length: MANY }, (_, i) => {
        const fall = { ...FALL, duration: 2_000 - Math.floor(i / 3) };
        return list(i % 2 ? HALVES : STAIRS, 15 + i, fall);
      });
      const result = await include(api, batch(...lists), seller);
      start = await heightOf(result);
      ids = told(result).map(([, fields]) => Number((fields as { auctionId: string }).auctionId));
    });

    test('by their house, page by page', async () => {
      const ofStairs = [5, ...ids.filter((_, i) => i % 2 === 0)];
      const read = await pages(0, (from) => ofHouse(STAIRS, from, 10));
      assert.deepEqual(
        read.map(({ length }) => length),
        [10, 10, 10, 10, 10, 3],
      );
      assert.deepEqual(idsOf(read.flat()), ofStairs);
      const [second] = await pages(ofStairs[1], (from) => ofHouse(STAIRS, from, 1));
      assert.deepEqual(second, [await auction('auction', ofStairs[1])]);
      const { auctions, next } = await ofHouse(HALVES, 0, 2);
      assert.deepEqual([idsOf(auctions), next], [[3, ids[1]], ids[3]]);
      assert.deepEqual(await ofHouse(STAIRS, 0, 0), { auctions: [], next: 5 });
      assert.deepEqual(await ofHouse(STAIRS, ids[MANY - 1], 5), { auctions: [], next: null });
      assert.deepEqual(await ofHouse(UNKNOWN, 0, 5), { auctions: [], next: null });
    });

    test('by their seller, 100 at a time, and no more', async () => {
      const all = [...LEFT, ...ids];
      const read = await pages(0, (from) => ofSeller(from, NEVER));
      assert.deepEqual(read.map(idsOf), [all.slice(0, 100), all.slice(100)]);
      const { auctions, next } = await ofSeller(4, 3);
      assert.deepEqual([idsOf(auctions), next], [[5, ids[0], ids[1]], ids[2]]);
      assert.deepEqual(await ofSeller(0, 5, bidder), { auctions: [], next: null });
    });

    test('by their ends, the earliest first', async () => {
      const byEnd = ids
        .map((auctionId, i) => ({ auctionId, end: start + 2_000 - Math.floor(i / 3) }))
        .sort((a, b) => a.end - b.end || a.auctionId - b.auctionId);
      const placesOf = (found: Found[]) => found.map(({ auctionId, end }) => ({ auctionId, end }));
      const left = await Promise.all(LEFT.map((id) => auction<Found>('auction', id)));
      const [ended, soon, late] = placesOf(left);
      const first = byEnd[0].end;

      // Two end in the first block of these, and three in each of the next.
      const read = await pages<Place | null>(null, (from) => endingBefore(first + 3, from, 4));
      assert.deepEqual(
        read.map(({ length }) => length),
        [4, 4, 2],
      );
      assert.deepEqual(placesOf(read.flat()), [ended, soon, ...byEnd.slice(0, 8)]);
      const { next } = await endingBefore(first + 3, null, 4);
      assert.deepEqual(next, byEnd[2]);
      assert.deepEqual(await endingBefore(ended.end, null, 4), { auctions: [], next: null });

      const from = { end: first, auctionId: 0 };
      const rest = await pages<Place>(from, (place) => endingBefore(NEVER, place, 1_000));
      const known = [...byEnd, late];
      assert.deepEqual(rest.map(placesOf), [known.slice(0, 100), known.slice(100)]);
    });

    test('no more, once they are cancelled', async () => {
      await include(api, batch(cancel(ids[0]), cancel(1)), seller);
      assert.deepEqual(idsOf((await ofHouse(STAIRS, 0, 2)).auctions), [5, ids[2]]);
      assert.deepEqual(idsOf((await ofSeller(0, 3)).auctions), [3, 5, ids[1]]);
      const ending = await endingBefore(NEVER, null, 100);
      assert.equal(idsOf(ending.auctions).includes(1), false);
      assert.equal(await auction('ofItem', ART, 15), null);
      assert.equal(await auction('ofItem', ART, 16), ids[1]);
      // In an earlier block they still are.
      const before = await node.blockHash(start);
      const then = await auction<Page<number>>('ofHouse', STAIRS, 0, 2, before);
      assert.deepEqual(idsOf(then.auctions), [5, ids[0]]);
    });
  });

  describe('are read by auction_*', () => {
    test('not with parameters that make no sense, nor in a block that is none', async () => {
      for (const [method, ...params] of [
        ['house'],
        ['house', 'line'],
        ['house', -1],
        ['house', LINE, '0x12'],
        ['auction', -1],
        ['ofItem', ART],
        ['price', '3'],
        ['priceAt', 3],
        ['priceAt', 3, 2 ** 32],
        ['ofHouse', LINE, 0],
        ['ofSeller', 'seller', 0, 1],
        ['endingBefore', 1, { end: 1 }, 1],
        ['turnover', null],
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(auction(`${method}`, ...params), { code: -32602 }, asked);
      }
      const block = `0x${'5a'.repeat(32)}`;
      for (const [method, ...params] of [
        ['house', LINE],
        ['houseAccount', LINE],
        ['auction', 3],
        ['ofItem', ART, 1],
        ['price', 3],
        ['priceAt', 3, 1],
        ['ofHouse', LINE, 0, 1],
        ['ofSeller', seller.address, 0, 1],
        ['endingBefore', 1, null, 1],
        ['turnover', LINE],
      ]) {
        const noAnswer = { code: -32603, message: 'the runtime of that block gave no answer' };
        await assert.rejects(auction(`${method}`, ...params, block), noAnswer, `${method}`);
      }
    });

    test('and by the runtime API, as Polkadot.js finds it in the metadata', async () => {
      const calls = api.call.dutchAuctionApi;
      const ask = async (method: string, ...params: unknown[]) =>
        plain(await calls[method](...params));
      assert.equal(await ask('houseAccount', LINE), custody[LINE]);
      assert.equal(await ask('house', UNKNOWN), null);
      const { terms, announced, ...house } = (await ask('house', STAIRS)) as Record<
        string,
        unknown
      >;
      assert.deepEqual(terms, {
        ...{ currency: { coin: null }, commission: `${COMMISSION}`, shortest: '2' },
        ...{ longest: '86400', curve: { steps: { count: `${STEPS}` } } },
        sellers: { accounts: [seller.address] },
      });
      assert.equal(announced, null);
      const { auctions } = await auction<{ auctions: number }>('house', STAIRS);
      assert.deepEqual(house, {
        ...{ house: `${STAIRS}`, owner: host.address, account: custody[STAIRS] },
        ...{ collection: `${ART}`, paused: false, auctions: `${auctions}` },
      });
      assert.equal(await ask('auctionOfItem', ART, 5), '5');
      assert.equal(await ask('priceAt', 5, 0), `${MAX}`);
      assert.equal(await ask('price', 0), null);
      const page = await ask('auctionsOfHouse', STAIRS, 0, 0);
      assert.deepEqual(page, { auctions: [], next: '5' });
      const [{ paid, sold }] = await auction<{ paid: string; sold: number }[]>('turnover', STAIRS);
      const known = [{ currency: { coin: null }, paid, sold: `${sold}` }];
      assert.deepEqual(await ask('turnover', STAIRS), known);
    });
  });

  describe('leave nothing', () => {
    test('once all is cancelled, and houses are closed, of whom none is known any more', async () => {
      // It has more items than one call gives back.
      const begun = told(await include(api, close(HALVES), host)).map(([name]) => name);
      assert.equal(begun.filter((name) => name === 'Returned').length, 16);
      assert.equal(begun.at(-1), 'HousePaused');
      await refused(api, ['dutchAuction.HousePaused', list(HALVES, 1, FALL), seller]);

      const open = await api.query.dutchAuction.auctions.keys();
      const ids = open.map(({ args: [id] }) => Number(`${id}`));
      const held = await reserved(api, seller);
      await include(api, batch(...ids.map(cancel)), seller);
      const deposits = BigInt(ids.length) * constant('auctionDeposit');
      assert.equal(await reserved(api, seller), held - deposits);

      const houses = [LINE, HALVES, STAIRS, COINS, GOLDEN, LEADEN, GREEDY];
      const result = await include(api, batch(...houses.map(close)), host);
      assert.deepEqual(
        told(result),
        houses.map((house) => ['HouseClosed', { house: `${house}` }]),
      );
      assert.equal(await reserved(api, host), 0n);
      assert.equal(await auction('house', LINE), null);
      assert.deepEqual(await auction('turnover', LINE), []);
      const prefix = api.query.dutchAuction.nextHouseId.key().slice(0, '0x'.length + 2 * 16);
      const keys = (await api.rpc.state.getKeysPaged(prefix, 100)).map((key) => key.toHex());
      const { nextHouseId, nextAuctionId, palletVersion } = api.query.dutchAuction;
      const known = [nextHouseId, nextAuctionId, palletVersion].map((entry) => entry.key());
      assert.deepEqual(keys.sort(), known.sort());
    });

    test('but their ids, which are never used again', async () => {
      await refused(
        api,
        ['dutchAuction.HouseClosed', list(LINE, 1, FALL), seller],
        ['dutchAuction.HouseClosed', setTerms(LINE), host],
        ['dutchAuction.HouseClosed', pause(LINE), host],
        ['dutchAuction.HouseClosed', resume(LINE), host],
        ['dutchAuction.HouseClosed', close(LINE), host],
        ['dutchAuction.AuctionEnded', cancel(3), seller],
      );
      const another = await include(api, createHouse(), host);
      assert.equal(idFrom(another, 'HouseCreated', 'house'), GREEDY + 2);
    });
  });
});
