// Dutch auctions as they are found, until all is cancelled and closed.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { assertInvalidParams, assertUnknownBlock, refused } from '../lib/assert.js';
import { include, plain } from '../lib/chain.js';
import { api, heightOf, node } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import { MAX, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  approveAll,
  ART,
  auction,
  batch,
  bidder,
  cancel,
  chain,
  close,
  COINS,
  COMMISSION,
  constant,
  createHouse,
  custody,
  FALL,
  FALLS,
  GOLDEN,
  GREEDY,
  HALVES,
  host,
  LEADEN,
  LINE,
  list,
  NEVER,
  openHouses,
  pause,
  resume,
  seller,
  setTerms,
  STAIRS,
  STEPS,
  told,
} from './setting.js';

chain.suite('Dutch auctions that are many', { timeout: 600_000 }, () => {
  before(openHouses);

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
    /** The auctions of these, and of other items. */
    let ids: number[];
    let start: number;
    const LEFT = [1, 3, 5];

    before(async () => {
      const others = FALLS.map(([house, , fall], i) => list(house, 1 + i, fall));
      const approvals = [LINE, HALVES, STAIRS, GREEDY].map((house) => approveAll(house));
      await include(api, batch(...approvals, list(LINE, 0, FALL), ...others), seller);
      const ended = FALLS.map((_, i) => 1 + i).filter((id) => !LEFT.includes(id));
      await include(api, batch(...[0, ...ended].map(cancel)), seller);

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
      await assertInvalidParams(auction, [
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
      ]);
      await assertUnknownBlock(auction, [
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
      ]);
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
      assert.equal(idFrom(another, 'HouseCreated', 'house'), GREEDY + 1);
    });
  });
});
