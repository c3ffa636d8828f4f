// Dutch auctions that are paid in tokens.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { type Account, eventsOf, free, include } from '../lib/chain.js';
import { api, heightOf, node } from '../lib/dev-chain.js';
import { owners } from '../lib/items.js';
import { balances, EXISTENTIAL_DEPOSIT, reserved } from '../lib/tokens.js';
import {
  approveAll,
  ART,
  artist,
  auction,
  batch,
  bid,
  bidder,
  cancel,
  chain,
  constant,
  type Fall,
  ghost,
  GOLD,
  GOLDEN,
  host,
  LEAD,
  LEADEN,
  linear,
  list,
  openHouses,
  pauperFor,
  priceAfter,
  RARE,
  returned,
  seller,
  sold,
  split,
  told,
} from './setting.js';

chain.suite('Dutch auctions for tokens', { timeout: 600_000 }, () => {
  before(openHouses);

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
});
