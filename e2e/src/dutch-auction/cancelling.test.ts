// Dutch auctions that are cancelled, and houses that are paused.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { included, refused } from '../lib/assert.js';
import { free, include, includeAll } from '../lib/chain.js';
import { api, feesOf, heightOf, node } from '../lib/dev-chain.js';
import { idFrom, owners } from '../lib/items.js';
import { reserved } from '../lib/tokens.js';
import {
  approveAll,
  ART,
  auction,
  bid,
  bidder,
  cancel,
  chain,
  FALL,
  host,
  LINE,
  linear,
  list,
  openHouses,
  pause,
  priceAfter,
  resume,
  returned,
  seller,
  sold,
  told,
} from './setting.js';

chain.suite('Dutch auctions that end without a sale', { timeout: 600_000 }, () => {
  before(async () => {
    await openHouses();
    await include(api, approveAll(LINE), seller);
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
});
