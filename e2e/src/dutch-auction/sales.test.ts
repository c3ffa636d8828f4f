// Dutch auctions, from the transaction that makes a house to the bid that takes an item, for the
// coin.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, included, refused } from '../lib/assert.js';
import { cos, eventsOf, free, freshAccount, include, includeAll } from '../lib/chain.js';
import { api, feesOf, heightOf, node } from '../lib/dev-chain.js';
import { owners } from '../lib/items.js';
import { impoverish, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  approve,
  approveAll,
  ART,
  artist,
  auction,
  batch,
  bid,
  bidder,
  cancel,
  chain,
  close,
  COINS,
  COMMISSION,
  constant,
  createHouse,
  createItems,
  custody,
  type Fall,
  FALL,
  FALLS,
  ghost,
  GOLD,
  GOLDEN,
  GREEDY,
  HALF_LIFE,
  HALVES,
  host,
  houseDeposit,
  HOUSES,
  LEAD,
  LEADEN,
  LINE,
  linear,
  list,
  NEVER,
  pauperFor,
  pause,
  priceAfter,
  pricesAt,
  RARE,
  readCustody,
  resume,
  seller,
  setTerms,
  sold,
  split,
  STAIRS,
  STEPS,
  type Terms,
  TERMS_JSON,
  told,
} from './setting.js';

chain.suite('Dutch auctions', { timeout: 600_000 }, () => {
  before(createItems);

  describe('have houses', () => {
    test('that one transaction each creates', async () => {
      const held = await reserved(api, host);
      const houses = HOUSES.map(([terms, collection]) => createHouse(terms, collection));
      const results = (await includeAll(api, houses, host)).map(included);

      await readCustody(HOUSES.length);
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
});
