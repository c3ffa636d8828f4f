// The terms of a house of Dutch auctions, which change after a notice.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { include } from '../lib/chain.js';
import { api, auraChain, heightOf } from '../lib/dev-chain.js';
import { idFrom } from '../lib/items.js';
import { reserved } from '../lib/tokens.js';
import {
  approveAll,
  artist,
  auction,
  batch,
  bid,
  bidder,
  close,
  constant,
  createHouse,
  FALL,
  GOLD,
  GREEDY,
  host,
  houseDeposit,
  LEAD,
  LINE,
  linear,
  list,
  NOTICE,
  openHouses,
  OTHERS,
  pauperFor,
  priceAfter,
  seller,
  setTerms,
  sold,
  type Terms,
  TERMS_JSON,
  told,
} from './setting.js';

auraChain.suite('Dutch auctions by the terms of a house', { timeout: 600_000 }, () => {
  before(async () => {
    await openHouses();
    await include(api, approveAll(LINE), seller);
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
});
