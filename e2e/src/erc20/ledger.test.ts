// What the ledger of ERC20 tokens is not open for.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, refused } from '../lib/assert.js';
import { eventsOf, free, freshAccount, include, type Transaction } from '../lib/chain.js';
import { api, node } from '../lib/dev-chain.js';
import { balances, reserved } from '../lib/tokens.js';
import {
  ACCOUNT_DEPOSIT,
  alice,
  bob,
  chain,
  charlie,
  createTokens,
  gold,
  moved,
  spread,
  transfer,
} from './setting.js';

chain.suite('ERC20 tokens in the ledger', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    await spread();
  });

  describe('are administered by nobody in the ledger', () => {
    test('not even by their owner', async () => {
      const { assets, utility } = api.tx;
      const [to, id] = [alice.address, 100];
      const admin: [string, Transaction][] = [
        ['BadOrigin', assets.create(id, to, 1n)],
        ['BadOrigin', assets.forceCreate(id, to, true, 1n)],
        ['BadOrigin', assets.forceSetMetadata(gold, 'Fool', 'F', 6, false)],
        ['BadOrigin', assets.forceClearMetadata(gold)],
        ['BadOrigin', assets.forceAssetStatus(gold, to, to, to, to, 1n, true, false)],
        ['assets.NoPermission', assets.startDestroy(gold)],
        ['assets.IncorrectStatus', assets.destroyAccounts(gold)],
        ['assets.IncorrectStatus', assets.destroyApprovals(gold)],
        ['assets.IncorrectStatus', assets.finishDestroy(gold)],
        ['assets.NoPermission', assets.mint(gold, to, 1n)],
        ['assets.NoPermission', assets.burn(gold, bob.address, 1n)],
        ['assets.NoPermission', assets.forceTransfer(gold, bob.address, to, 1n)],
        ['assets.NoPermission', assets.forceCancelApproval(gold, bob.address, to)],
        ['assets.NoPermission', assets.freeze(gold, bob.address)],
        ['assets.NoPermission', assets.thaw(gold, bob.address)],
        ['assets.NoPermission', assets.block(gold, bob.address)],
        ['assets.NoPermission', assets.freezeAsset(gold)],
        ['assets.NoPermission', assets.thawAsset(gold)],
        ['assets.NoPermission', assets.transferOwnership(gold, to)],
        ['assets.NoPermission', assets.setTeam(gold, to, to, to)],
        ['assets.NoPermission', assets.setMetadata(gold, 'Fool', 'F', 6)],
        ['assets.NoPermission', assets.clearMetadata(gold)],
        ['assets.NoPermission', assets.setMinBalance(gold, 2n)],
        ['assets.NoPermission', utility.batchAll([assets.mint(gold, to, 1n)])],
      ];
      await refused(api, ...admin.map(([error, call]): Attempt => [error, call, alice]));
    });

    test('nor do holders burn them there', async () => {
      const burning = () => api.tx.assets.refund(gold, true);
      const { batchAll, asDerivative } = api.tx.utility;
      await refused(
        api,
        ['system.CallFiltered', burning(), bob],
        ['system.CallFiltered', batchAll([burning()]), bob],
        ['system.CallFiltered', asDerivative(0, burning()), bob],
        ['assets.WouldBurn', api.tx.assets.refund(gold, false), bob],
      );
    });

    test('nor is an account in the ledger free: who opens one for another pays', async () => {
      const dest = freshAccount();
      const [before, touch] = [await reserved(api, bob), api.tx.assets.touchOther];
      await include(api, touch(gold, dest.address), bob);
      assert.equal(await reserved(api, bob), before + ACCOUNT_DEPOSIT);
      const { events } = await include(api, transfer(dest, 1n), charlie);
      assert.deepEqual(eventsOf(events, 'erc20'), [moved(charlie, dest, 1n)]);
      assert.deepEqual(await balances(node, gold, dest), [1n]);
      assert.equal(await free(api, dest), 0n);
      await refused(api, ['assets.WouldBurn', api.tx.assets.refundOther(gold, dest.address), bob]);
    });
  });
});
