// Business tokens that are sold for the coin, at a fixed price or at a falling one.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, refused } from '../lib/assert.js';
import { cos, free, freshAccount, include } from '../lib/chain.js';
import { api, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import { balances, impoverish, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  bob,
  bought,
  business,
  buy,
  chain,
  charlie,
  closeSale,
  constant,
  createTokens,
  divide,
  eve,
  FAR,
  issuer,
  openSale,
  purchaseCost,
  share,
  SUPPLY,
  type Terms,
  told,
  vintage,
  WHOLE,
} from './setting.js';

chain.suite('Business tokens for sale', { timeout: 600_000 }, () => {
  before(createTokens);

  describe('are sold at a falling price', () => {
    const [START_PRICE, END_PRICE] = [cos('10'), cos('1')];
    /** How many blocks the price falls for: in each by no whole number of planck. */
    const FALL = 11;

    let start: number;

    const priceAt = (block: number) => {
      const passed = BigInt(Math.min(Math.max(block - start, 0), FALL));
      return START_PRICE - ((START_PRICE - END_PRICE) * passed) / BigInt(FALL);
    };

    /** Buys for no more than the best block's price, and checks that it was the block's own. */
    const buyAtQuote = async (amount: bigint) => {
      const quote = await purchaseCost(vintage, amount);
      assert.ok(quote);
      const before = await free(api, bob);

      const result = await include(api, buy(vintage, amount, BigInt(quote)), bob);

      const block = await heightOf(result);
      const cost = divide(amount * priceAt(block), WHOLE);
      assert.deepEqual(told(result), [bought(vintage, bob, amount, cost)]);
      assert.equal(await purchaseCost(vintage, amount, result.block), `${cost}`);
      assert.equal(await free(api, bob), before - cost - result.fee);
      assert.ok(cost <= BigInt(quote));
      return cost;
    };

    test('not before it starts', async () => {
      start = (await node.best()) + 6;
      const price = {
        ...{ startPrice: START_PRICE, endPrice: END_PRICE },
        ...{ start, end: start + FALL },
      };
      const terms: Terms = {
        ...{ amount: 100n * WHOLE, price: { Falling: price }, start, end: FAR },
        ...{ minPerAccount: null, maxPerAccount: null },
      };
      await include(api, openSale(vintage, terms), issuer);
      assert.deepEqual(await business('sale', vintage), {
        issuer: issuer.address,
        open: false,
        price: `${START_PRICE}`,
        sold: '0',
        remaining: `${100n * WHOLE}`,
        terms: {
          ...{ amount: `${100n * WHOLE}`, start, end: FAR },
          price: {
            ...{ kind: 'falling', startPrice: `${START_PRICE}`, endPrice: `${END_PRICE}` },
            ...{ start, end: start + FALL },
          },
          ...{ minPerAccount: null, maxPerAccount: null },
        },
      });
      assert.equal(await purchaseCost(vintage, WHOLE), null);
      await refused(api, ['businessTokens.SaleNotOpen', buy(vintage, WHOLE), bob]);
    });

    test('then for less in every block', async () => {
      await untilBlock(start);
      const atStart = await node.blockHash(start);
      const amount = 2_222_221n;
      const first = divide(amount * START_PRICE, WHOLE);
      assert.equal(await purchaseCost(vintage, amount, atStart), `${first}`);

      const costs = [await buyAtQuote(amount), await buyAtQuote(amount)];
      assert.ok(costs[1] < costs[0] && costs[0] < first);
      assert.deepEqual(await balances(node, vintage, bob), [2n * amount]);
    });

    test('and in the end for always the same', async () => {
      await untilBlock(start + FALL);
      assert.equal(await buyAtQuote(WHOLE), END_PRICE);
      const sale = await business<{ price: string; sold: string }>('sale', vintage);
      assert.equal(sale.price, `${END_PRICE}`);
      assert.equal(sale.sold, `${2n * 2_222_221n + WHOLE}`);
    });
  });

  describe('are sold at a fixed price', () => {
    const PRICE = cos('1.5') + 1n;
    const TERMS: Terms = {
      ...{ amount: WHOLE, price: { Fixed: PRICE }, start: 0, end: FAR },
      ...{ minPerAccount: 100_000n, maxPerAccount: 600_000n },
    };
    const costOf = (amount: bigint) => divide(amount * PRICE, WHOLE);
    const sale = (sold: bigint) => ({
      issuer: issuer.address,
      open: sold < WHOLE,
      price: `${PRICE}`,
      sold: `${sold}`,
      remaining: `${WHOLE - sold}`,
      terms: {
        ...{ amount: `${WHOLE}`, price: { kind: 'fixed', price: `${PRICE}` } },
        ...{ start: 0, end: FAR, minPerAccount: '100000', maxPerAccount: '600000' },
      },
    });

    test('on terms that make sense: others each have their error', async () => {
      const attempt = (error: string, changes: Partial<Terms>): Attempt => [
        error,
        openSale(share, { ...TERMS, ...changes }),
        issuer,
      ];
      const falling = (startPrice: bigint, endPrice: bigint, start: number, end: number) => ({
        price: { Falling: { startPrice, endPrice, start, end } },
      });
      await refused(
        api,
        attempt('businessTokens.ZeroAmount', { amount: 0n }),
        attempt('businessTokens.ZeroPrice', { price: { Fixed: 0n } }),
        attempt('businessTokens.ZeroPrice', falling(1n, 0n, 0, 1)),
        attempt('businessTokens.PriceNotFalling', falling(1n, 2n, 0, 1)),
        attempt('businessTokens.PriceNotFalling', falling(2n, 1n, 1, 1)),
        attempt('businessTokens.SalePeriodEmpty', { start: FAR }),
        attempt('businessTokens.SaleAlreadyOver', { end: 1 }),
        attempt('businessTokens.MinimumAboveMaximum', { minPerAccount: 600_001n }),
        attempt('businessTokens.MinimumAboveMaximum', { amount: 99_999n }),
        attempt('erc20.InsufficientBalance', { amount: SUPPLY + 1n }),
        ['erc20.NotOwner', openSale(share, TERMS), bob],
        ['erc20.UnknownToken', openSale(UNKNOWN, TERMS), issuer],
        ['businessTokens.NoSale', buy(share, WHOLE), bob],
        ['businessTokens.NoSale', closeSale(share), issuer],
      );
      assert.equal(await business('sale', share), null);
      assert.equal(await purchaseCost(share, WHOLE), null);
    });

    test('out of an escrow that the issuer fills', async () => {
      const before = await reserved(api, issuer);
      const result = await include(api, openSale(share, TERMS), issuer);

      const terms = {
        ...{ amount: `${WHOLE}`, price: { fixed: `${PRICE}` }, start: '0', end: `${FAR}` },
        ...{ minPerAccount: '100000', maxPerAccount: '600000' },
      };
      assert.deepEqual(told(result), [
        ['SaleOpened', { tokenId: `${share}`, issuer: issuer.address, terms }],
      ]);
      assert.equal(await reserved(api, issuer), before + constant('saleDeposit'));
      assert.deepEqual(await balances(node, share, issuer), [SUPPLY - WHOLE]);
      assert.deepEqual(await business('sale', share), sale(0n));
      await refused(api, ['businessTokens.SaleAlreadyOpen', openSale(share, TERMS), issuer]);
    });

    test('for what JSON-RPC says, rounded up', async () => {
      const amount = 333_333n;
      const cost = costOf(amount);
      assert.notEqual(cost * WHOLE, amount * PRICE);
      assert.equal(await purchaseCost(share, amount), `${cost}`);
      await refused(api, ['businessTokens.CostAboveMaximum', buy(share, amount, cost - 1n), bob]);
      const [paid, earned] = [await free(api, bob), await free(api, issuer)];
      const held = await reserved(api, bob);

      const result = await include(api, buy(share, amount, cost), bob);

      assert.deepEqual(told(result), [bought(share, bob, amount, cost)]);
      const deposit = constant('purchaseDeposit');
      assert.equal(await free(api, bob), paid - cost - deposit - result.fee);
      assert.equal(await reserved(api, bob), held + deposit);
      assert.equal(await free(api, issuer), earned + cost);
      assert.deepEqual(await balances(node, share, bob, issuer), [amount, SUPPLY - WHOLE]);
      assert.deepEqual(await business('sale', share), sale(amount));
    });

    test('within the limits of an account, and of the sale', async () => {
      const pauper = freshAccount();
      await impoverish(api, pauper, buy(share, 100_000n));
      const rest = 600_000n - 333_333n;
      await refused(
        api,
        ['businessTokens.ZeroAmount', buy(share, 0n), bob],
        ['businessTokens.AboveAccountMaximum', buy(share, rest + 1n), bob],
        ['businessTokens.BelowAccountMinimum', buy(share, 99_999n), charlie],
        ['businessTokens.AboveAccountMaximum', buy(share, 600_001n), charlie],
        ['businessTokens.SoldOut', buy(share, WHOLE - 333_333n + 1n), charlie],
        ['businessTokens.DepositUnaffordable', buy(share, 100_000n), pauper],
        ['businessTokens.SaleStillOpen', api.tx.businessTokens.forgetPurchase(share), bob],
      );
      assert.equal(await purchaseCost(share, WHOLE - 333_333n + 1n), null);

      const results = await Promise.all([
        include(api, buy(share, rest), bob),
        include(api, buy(share, 100_000n), charlie),
      ]);
      assert.deepEqual(results.map(told), [
        [bought(share, bob, rest, costOf(rest))],
        [bought(share, charlie, 100_000n, costOf(100_000n))],
      ]);
      assert.deepEqual(await balances(node, share, bob, charlie), [600_000n, 100_000n]);
      assert.deepEqual(await business('sale', share), sale(700_000n));
      await refused(api, ['businessTokens.AboveAccountMaximum', buy(share, 1n), bob]);
    });

    test('not while they are paused', async () => {
      await include(api, api.tx.erc20.pause(share), issuer);
      await refused(api, ['erc20.Paused', buy(share, 100_000n), eve]);
      await include(api, api.tx.erc20.unpause(share), issuer);
    });

    test('until the issuer gets back what is unsold', async () => {
      await refused(api, ['businessTokens.NotIssuerNorOwner', closeSale(share), bob]);
      const before = await reserved(api, issuer);

      const result = await include(api, closeSale(share), issuer);

      const unsold = 300_000n;
      assert.deepEqual(told(result), [
        ['SaleClosed', { tokenId: `${share}`, issuer: issuer.address, unsold: `${unsold}` }],
      ]);
      assert.equal(await reserved(api, issuer), before - constant('saleDeposit'));
      assert.deepEqual(await balances(node, share, issuer), [SUPPLY - WHOLE + unsold]);
      assert.equal(await business('sale', share), null);
      await refused(api, ['businessTokens.NoSale', buy(share, 100_000n), bob]);
    });

    test('after which buyers get back the deposit of what was kept of them', async () => {
      const before = await reserved(api, bob);
      const forget = () => api.tx.businessTokens.forgetPurchase(share);
      const result = await include(api, forget(), bob);
      const forgotten = ['PurchaseForgotten', { tokenId: `${share}`, buyer: bob.address }];
      assert.deepEqual(told(result), [forgotten]);
      assert.equal(await reserved(api, bob), before - constant('purchaseDeposit'));
      await refused(
        api,
        ['businessTokens.NoPurchase', forget(), bob],
        ['businessTokens.NoPurchase', forget(), eve],
      );
    });

    test('until there is nothing left', async () => {
      const unlimited = { ...TERMS, minPerAccount: null, maxPerAccount: null };
      await include(api, openSale(share, unlimited), issuer);
      const pauper = freshAccount();
      await impoverish(api, pauper, buy(share, WHOLE));
      await refused(api, ['businessTokens.InsufficientCoins', buy(share, WHOLE), pauper]);

      const before = await reserved(api, eve);
      await include(api, buy(share, WHOLE), eve);
      assert.equal(await reserved(api, eve), before, 'nothing is kept of a buyer without limits');
      assert.equal((await business<{ open: boolean }>('sale', share)).open, false);
      assert.equal(await purchaseCost(share, 1n), null);
      await refused(api, ['businessTokens.SoldOut', buy(share, 1n), bob]);
      assert.deepEqual(told(await include(api, closeSale(share), issuer)), [
        ['SaleClosed', { tokenId: `${share}`, issuer: issuer.address, unsold: '0' }],
      ]);
    });
  });

  describe('keep their promises under other owners', () => {
    test('who may close a sale, of which the issuer gets what is unsold', async () => {
      const { remaining } = await business<{ remaining: string }>('sale', vintage);
      const [before, deposits] = [
        await balances(node, vintage, issuer, eve),
        await reserved(api, issuer),
      ];
      await include(api, api.tx.erc20.transferOwnership(vintage, eve.address), issuer);

      const result = await include(api, closeSale(vintage), eve);

      const fields = { tokenId: `${vintage}`, issuer: issuer.address, unsold: remaining };
      assert.deepEqual(told(result), [['SaleClosed', fields]]);
      const after = [before[0] + BigInt(remaining), before[1]];
      assert.deepEqual(await balances(node, vintage, issuer, eve), after);
      assert.equal(await reserved(api, issuer), deposits - constant('saleDeposit'));
    });
  });
});
