// Regulated business tokens, which move by nothing but their rules.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, included, refused } from '../lib/assert.js';
import { type Account, cos, fieldOf, include, includeAll, type Transaction } from '../lib/chain.js';
import { api, auraChain, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import { balances, UNKNOWN } from '../lib/tokens.js';
import {
  bob,
  bond,
  business,
  buy,
  charlie,
  closeSale,
  createTokens,
  deed,
  DELIVERY,
  eve,
  execute,
  FAR,
  give,
  issuer,
  NOTICE,
  openSale,
  redeem,
  setPolicy,
  SUPPLY,
  told,
  voucher,
  WHOLE,
} from './setting.js';

auraChain.suite('Business tokens that are regulated', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    const announced = await include(api, setPolicy(bond, [DELIVERY]), issuer);
    inForce = (await heightOf(announced)) + NOTICE;
    await give(voucher, bob, WHOLE);
  });

  /** When the rules of the token are in force. */
  let inForce: number;

  describe('are regulated', () => {
    const set = (token: number, regulated: boolean) =>
      api.tx.businessTokens.setRegulated(token, regulated);

    test('by an owner of all there are', async () => {
      assert.equal(await business('regulated', bond), false);
      await refused(
        api,
        ['erc20.NotOwner', set(bond, true), bob],
        ['erc20.UnknownToken', set(UNKNOWN, true), issuer],
        ['businessTokens.NotRegulated', set(bond, false), issuer],
        ['businessTokens.NotWholeSupply', set(voucher, true), issuer],
      );
      const result = await include(api, set(bond, true), issuer);
      assert.deepEqual(told(result), [['RegulationSet', { tokenId: `${bond}` }]]);
      assert.equal(await business('regulated', bond), true);
      await refused(api, ['businessTokens.AlreadyRegulated', set(bond, true), issuer]);
    });

    test('before they are ever for sale: what is bought because it moves, moves', async () => {
      const terms = { amount: WHOLE, price: { Fixed: cos('1') }, start: 0, end: FAR };
      const sell = () => openSale(deed, { ...terms, minPerAccount: null, maxPerAccount: null });
      await include(api, sell(), issuer);
      // The same sale, of what does not move any more, just before somebody buys.
      const swap = api.tx.utility.batchAll([closeSale(deed), set(deed, true), sell()]);
      await refused(
        api,
        ['businessTokens.NotWholeSupply', set(deed, true), issuer],
        ['businessTokens.AlreadySold', swap, issuer],
      );

      await include(api, closeSale(deed), issuer);
      assert.deepEqual(await balances(node, deed, issuer), [SUPPLY]);
      await refused(api, ['businessTokens.AlreadySold', set(deed, true), issuer]);
      assert.equal(await business('regulated', deed), false);
    });

    test('to be bought, redeemed and sent by operations', async () => {
      await untilBlock(inForce);
      const price = { Fixed: cos('1') };
      const terms = { amount: 10n * WHOLE, price, start: 0, end: FAR };
      const sale = openSale(bond, { ...terms, minPerAccount: null, maxPerAccount: null });
      const { setRedemption, fundRedemption } = api.tx.businessTokens;
      const offer = [sale, setRedemption(bond, cos('0.5')), fundRedemption(bond, cos('2'))];
      (await includeAll(api, offer, issuer)).forEach(included);

      await include(api, buy(bond, 4n * WHOLE), bob);
      await include(api, redeem(WHOLE, cos('0.5'), bond), bob);
      assert.deepEqual(await balances(node, bond, bob, issuer), [3n * WHOLE, SUPPLY - 10n * WHOLE]);

      await include(api, execute('deliver', charlie, WHOLE, bond), bob);
      assert.deepEqual(await balances(node, bond, bob, charlie), [2n * WHOLE - 2n, WHOLE]);
      await include(api, closeSale(bond), issuer);
      assert.deepEqual(await balances(node, bond, issuer), [SUPPLY - 4n * WHOLE + 2n]);
    });

    test('so that nothing else moves them', async () => {
      await include(api, api.tx.erc20.approve(bond, charlie.address, WHOLE), bob);
      const { assets, erc20, utility } = api.tx;
      const dest = eve.address;
      const moves = (): [string, Transaction, Account][] => [
        ['erc20.Frozen', erc20.transfer(bond, dest, 1n), bob],
        ['erc20.Frozen', erc20.transfer(bond, dest, 1n), issuer],
        ['erc20.Frozen', erc20.batchTransfer(bond, [[dest, 1n]]), bob],
        ['erc20.Frozen', erc20.transferFrom(bond, bob.address, dest, 1n), charlie],
        ['erc20.Frozen', erc20.burn(bond, 1n), bob],
        ['erc20.Frozen', erc20.burnFrom(bond, bob.address, 1n), charlie],
        ['assets.BalanceLow', assets.transfer(bond, dest, 1n), bob],
        ['assets.BalanceLow', assets.transferKeepAlive(bond, dest, 1n), bob],
        ['assets.BalanceLow', assets.transferApproved(bond, bob.address, dest, 1n), charlie],
      ];
      await refused(api, ...moves());
      const batches = moves().map(([error, call, signer]): Attempt => {
        const remark = api.tx.system.remark('0x');
        return [error, utility.batchAll([remark, call]), signer];
      });
      await refused(
        api,
        ...batches,
        ['system.CallFiltered', assets.refund(bond, true), bob],
        // These move all that can be moved, which is nothing.
        ['token.BelowMinimum', assets.transferAll(bond, dest, false), bob],
        ['success', assets.transferAll(bond, charlie.address, false), bob],
      );
    });

    test('until that is lifted, for ever', async () => {
      const result = await include(api, set(bond, false), issuer);
      assert.deepEqual(told(result), [['RegulationLifted', { tokenId: `${bond}` }]]);
      assert.equal(await business('regulated', bond), false);

      const { assets, erc20, utility } = api.tx;
      const moves = [erc20.transfer(bond, eve.address, 1n), assets.transfer(bond, eve.address, 2n)];
      await include(api, utility.batchAll(moves), bob);
      assert.deepEqual(await balances(node, bond, eve), [3n]);
      await refused(
        api,
        ['businessTokens.AlreadyLifted', set(bond, true), issuer],
        ['businessTokens.NotRegulated', set(bond, false), issuer],
      );
    });
  });

  describe('keep their promises under other owners', () => {
    test('and under none: the escrow takes what is redeemed, and no fee is lost', async () => {
      await include(api, api.tx.erc20.renounceOwnership(bond), issuer);
      const [before] = await balances(node, bond, bob);

      const result = await include(api, redeem(WHOLE, 0n, bond), bob);

      const redeemed = result.events.find((event) => api.events.businessTokens.Redeemed.is(event));
      assert.ok(redeemed);
      const escrow = { address: `${fieldOf(redeemed, 'receiver')}` };
      assert.notEqual(escrow.address, issuer.address);
      // It has had one since before.
      assert.deepEqual(await balances(node, bond, bob, escrow), [before - WHOLE, 2n * WHOLE]);
      await refused(
        api,
        ['businessTokens.NoReceiver', execute('deliver', charlie, 1n, bond), bob],
        ['erc20.NotOwner', setPolicy(bond, []), issuer],
        ['erc20.NotOwner', api.tx.businessTokens.setRedemption(bond, 0n), issuer],
        ['erc20.NotOwner', api.tx.businessTokens.withdrawRedemption(bond, 1n), issuer],
      );
    });
  });
});
