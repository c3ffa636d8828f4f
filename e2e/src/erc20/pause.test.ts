// ERC20 tokens that their owner pauses.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { eventsOf, include } from '../lib/chain.js';
import { api, auraChain, node } from '../lib/dev-chain.js';
import { balances } from '../lib/tokens.js';
import {
  alice,
  allowance,
  approve,
  bob,
  charlie,
  createTokens,
  dave,
  erc20,
  gold,
  spread,
  transfer,
  transferFrom,
} from './setting.js';

auraChain.suite('ERC20 tokens that stand still', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    await spread();
    await include(api, approve(charlie, 20n), bob);
  });

  describe('are paused', () => {
    const pause = () => api.tx.erc20.pause(gold);
    const unpause = () => api.tx.erc20.unpause(gold);
    const viaLedger = (value: bigint) => api.tx.assets.transfer(gold, dave.address, value);

    test('by the owner', async () => {
      await refused(api, ['erc20.NotPaused', unpause(), alice], ['erc20.NotOwner', pause(), bob]);
      const { events } = await include(api, pause(), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [['Paused', { tokenId: `${gold}` }]]);
      assert.equal(await erc20('paused', gold), true);
      const asset = (await api.query.assets.asset(gold)).unwrap();
      assert.equal(asset.status.type, 'Frozen');
      await refused(api, ['erc20.Paused', pause(), alice], ['erc20.NotOwner', unpause(), bob]);
    });

    test('so that nothing moves, by whatever call', async () => {
      const burn = api.tx.erc20.burn(gold, 1n);
      const { batchAll } = api.tx.utility;
      const batch = api.tx.erc20.batchTransfer(gold, [[dave.address, 1n]]);
      const remark = api.tx.system.remark('0x');
      const approvedTransfer = [gold, bob.address, dave.address, 1n] as const;
      await refused(
        api,
        ['erc20.Paused', transfer(dave, 1n), bob],
        ['erc20.Paused', burn, bob],
        ['erc20.Paused', batch, bob],
        ['erc20.Paused', transferFrom(bob, dave, 1n), charlie],
        ['erc20.Paused', api.tx.erc20.burnFrom(gold, bob.address, 1n), charlie],
        ['erc20.Paused', api.tx.erc20.mint(gold, dave.address, 1n), alice],
        ['assets.AssetNotLive', viaLedger(1n), bob],
        ['assets.AssetNotLive', api.tx.assets.transferKeepAlive(gold, dave.address, 1n), bob],
        ['token.Frozen', api.tx.assets.transferAll(gold, dave.address, false), bob],
        ['assets.AssetNotLive', api.tx.assets.transferApproved(...approvedTransfer), charlie],
        ['erc20.Paused', batchAll([remark, transfer(dave, 1n)]), bob],
        ['assets.AssetNotLive', batchAll([remark, viaLedger(1n)]), bob],
      );
    });

    test('while allowances change: who fears for tokens revokes', async () => {
      await include(api, approve(charlie, 0n), bob);
      assert.equal(await allowance(gold, bob, charlie), 0n);
      assert.equal(await erc20('paused', gold), true);
    });

    test('until the owner unpauses them', async () => {
      const { events } = await include(api, unpause(), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [['Unpaused', { tokenId: `${gold}` }]]);
      assert.equal(await erc20('paused', gold), false);
      const [before] = await balances(node, gold, dave);
      const moves = api.tx.utility.batchAll([transfer(dave, 1n), viaLedger(2n)]);
      await include(api, moves, bob);
      assert.deepEqual(await balances(node, gold, dave), [before + 3n]);
    });
  });
});
