// ERC20 tokens that are transferred, one by one and to many at once.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { included, refused } from '../lib/assert.js';
import { type Account, eventsOf, free, freshAccount, include, includeAll } from '../lib/chain.js';
import { api, node } from '../lib/dev-chain.js';
import { balances, EXISTENTIAL_DEPOSIT, impoverish, UNKNOWN } from '../lib/tokens.js';
import {
  alice,
  bob,
  chain,
  charlie,
  created,
  createTokens,
  erc20,
  gold,
  MAX_SUPPLY,
  most,
  moved,
  paidDeposit,
  SUPPLY,
  transfer,
} from './setting.js';

chain.suite('ERC20 tokens that move', { timeout: 600_000 }, () => {
  before(createTokens);

  describe('are transferred', () => {
    test('to an account, at no more than a fee', async () => {
      const [coins, theirs] = [await free(api, alice), await free(api, bob)];
      const { events } = await include(api, transfer(bob, 500_000n), alice);

      assert.deepEqual(eventsOf(events, 'erc20'), [moved(alice, bob, 500_000n)]);
      assert.deepEqual(await balances(node, gold, alice, bob), [SUPPLY - 500_000n, 500_000n]);
      assert.equal(await free(api, alice), coins);
      assert.equal(await free(api, bob), theirs);
      assert.equal(await erc20('holders', gold), 2);
      assert.equal(await erc20('balanceOf', gold, bob.address, created), '0');
    });

    test('to a fresh account, whose existential deposit the sender pays', async () => {
      const dest = freshAccount();
      const before = await free(api, bob);
      const { events, fee } = await include(api, transfer(dest, 1n), bob);

      assert.deepEqual(eventsOf(events, 'erc20'), [
        paidDeposit(bob, dest, EXISTENTIAL_DEPOSIT),
        moved(bob, dest, 1n),
      ]);
      assert.equal(await free(api, bob), before - EXISTENTIAL_DEPOSIT - fee);
      assert.equal(await free(api, dest), EXISTENTIAL_DEPOSIT);
      assert.deepEqual(await balances(node, gold, bob, dest), [499_999n, 1n]);
    });

    test('to oneself, and in amounts of nothing, which are events alone', async () => {
      const nobody = freshAccount();
      const results = await includeAll(
        api,
        [transfer(charlie, MAX_SUPPLY, most), transfer(nobody, 0n)],
        charlie,
      );
      assert.deepEqual(
        results.map((result) => eventsOf(included(result).events, 'erc20')),
        [[moved(charlie, charlie, MAX_SUPPLY, most)], [moved(charlie, nobody, 0n)]],
      );
      assert.deepEqual(await balances(node, most, charlie), [MAX_SUPPLY]);
      assert.equal(await free(api, nobody), 0n);
    });

    test('not beyond what one has, and has of the coin for others', async () => {
      const pauper = freshAccount();
      const toNobody = transfer(freshAccount(), 1n);
      await impoverish(api, pauper, toNobody);
      await include(api, transfer(pauper, 5n), alice);
      await refused(
        api,
        ['erc20.InsufficientBalance', transfer(charlie, 500_000n), bob],
        ['erc20.InsufficientBalance', transfer(bob, 500_000n), bob],
        ['erc20.UnknownToken', transfer(charlie, 1n, UNKNOWN), bob],
        ['erc20.DepositUnaffordable', toNobody, pauper],
      );
    });

    test('not to the account of zeros, as OpenZeppelin has it', async () => {
      const zero = `0x${'00'.repeat(32)}`;
      const { assets, erc20 } = api.tx;
      await refused(
        api,
        ['erc20.ZeroAccount', erc20.transfer(gold, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.mint(gold, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.approve(gold, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.transferOwnership(gold, zero), alice],
        ['system.CallFiltered', assets.transfer(gold, zero, 1n), alice],
      );
    });

    test('by the calls of the ledger that wallets know', async () => {
      const before = await balances(node, gold, bob, charlie);
      const call = api.tx.assets.transfer(gold, charlie.address, 99n);
      const { events } = await include(api, call, bob);
      assert.equal(eventsOf(events, 'assets')[0][0], 'Transferred');
      const after = [before[0] - 99n, before[1] + 99n];
      assert.deepEqual(await balances(node, gold, bob, charlie), after);
    });
  });

  describe('are paid out to many at once', () => {
    const batch = (recipients: [Account, bigint][]) =>
      api.tx.erc20.batchTransfer(
        gold,
        recipients.map(([{ address }, value]) => [address, value]),
      );

    test('to 300 in one transaction', async () => {
      const staff = Array.from({ length: 300 }, (_, i): [Account, bigint] => [
        freshAccount(),
        BigInt(i + 1),
      ]);
      const total = (300n * 301n) / 2n;
      const [before] = await balances(node, gold, alice);
      const holders = await erc20<number>('holders', gold);

      const { events } = await include(api, batch(staff), alice);

      assert.deepEqual(
        eventsOf(events, 'erc20'),
        staff.flatMap(([who, value]) => [
          paidDeposit(alice, who, EXISTENTIAL_DEPOSIT),
          moved(alice, who, value),
        ]),
      );
      assert.deepEqual(
        await balances(node, gold, ...staff.map(([who]) => who)),
        staff.map(([, value]) => value),
      );
      assert.deepEqual(await balances(node, gold, alice), [before - total]);
      assert.equal(await erc20<number>('holders', gold), holders + 300);
    });

    test('or to none of them, if one is bad', async () => {
      const good = Array.from({ length: 299 }, (): [Account, bigint] => [freshAccount(), 1n]);
      const [has] = await balances(node, gold, bob);
      const noAccount = api.tx.erc20.batchTransfer(gold, [
        ...good.map(([{ address }, value]) => [address, value]),
        [{ Address20: `0x${'5a'.repeat(20)}` }, 1n],
      ]);
      await refused(
        api,
        ['erc20.InsufficientBalance', batch([...good, [charlie, has]]), bob],
        ['CannotLookup', noAccount, bob],
      );
    });

    test('to 1,024 but no more, nor to nobody', async () => {
      const times = (count: number) => Array(count).fill([charlie, 1n]);
      await refused(
        api,
        ['erc20.TooManyRecipients', batch(times(1_025)), alice],
        ['erc20.NoRecipients', batch([]), alice],
      );
      const [before] = await balances(node, gold, charlie);
      await include(api, batch(times(1_024)), alice);
      assert.deepEqual(await balances(node, gold, charlie), [before + 1_024n]);
    });
  });
});
