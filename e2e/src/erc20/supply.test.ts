// How many there are of an ERC20 token: its owner mints, and holders burn.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { type Account, eventsOf, freshAccount, include } from '../lib/chain.js';
import { api, node } from '../lib/dev-chain.js';
import { balances, EXISTENTIAL_DEPOSIT, MAX, UNKNOWN } from '../lib/tokens.js';
import {
  alice,
  allowance,
  approve,
  bare,
  bob,
  CAP,
  chain,
  charlie,
  createTokens,
  erc20,
  gold,
  most,
  moved,
  paidDeposit,
  spread,
  SUPPLY,
} from './setting.js';

chain.suite('ERC20 tokens in their number', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    await spread();
  });

  describe('are minted and burned', () => {
    const mint = (to: Account, value: bigint, token = gold) =>
      api.tx.erc20.mint(token, to.address, value);
    const burn = (value: bigint, token = gold) => api.tx.erc20.burn(token, value);
    const supply = async () => BigInt(await erc20('totalSupply', gold));

    test('by the owner, up to the cap', async () => {
      const dest = freshAccount();
      const { events } = await include(api, mint(dest, 1_000n), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [
        paidDeposit(alice, dest, EXISTENTIAL_DEPOSIT),
        moved(null, dest, 1_000n),
      ]);
      assert.deepEqual(await balances(node, gold, dest), [1_000n]);
      assert.equal(await supply(), SUPPLY + 1_000n);
      const rest = CAP - SUPPLY - 1_000n;
      await refused(
        api,
        ['erc20.CapExceeded', mint(alice, rest + 1n), alice],
        ['erc20.CapExceeded', mint(alice, MAX), alice],
      );
      await include(api, mint(alice, rest), alice);
      assert.equal(await supply(), CAP);
      await refused(api, ['erc20.CapExceeded', mint(alice, 1n), alice]);
    });

    test('by holders and whom they allow to', async () => {
      const [before] = await balances(node, gold, bob);
      const { events } = await include(api, burn(300n), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [moved(bob, null, 300n)]);

      await include(api, approve(charlie, 50n), bob);
      const burnFrom = (value: bigint) => api.tx.erc20.burnFrom(gold, bob.address, value);
      await include(api, burnFrom(30n), charlie);
      assert.equal(await allowance(gold, bob, charlie), 20n);
      assert.deepEqual(await balances(node, gold, bob), [before - 330n]);
      assert.equal(await supply(), CAP - 330n);
      await refused(
        api,
        ['erc20.InsufficientAllowance', burnFrom(21n), charlie],
        ['erc20.InsufficientBalance', burn(before), bob],
      );
    });

    test('by nobody else, and not without the option', async () => {
      await refused(
        api,
        ['erc20.NotOwner', mint(bob, 1n), bob],
        ['erc20.UnknownToken', mint(bob, 1n, UNKNOWN), bob],
        ['erc20.UnknownToken', burn(1n, UNKNOWN), bob],
        ['erc20.NotMintable', mint(charlie, 1n, bare), charlie],
        ['erc20.NotBurnable', burn(1n, most), charlie],
        ['erc20.NotPausable', api.tx.erc20.pause(most), charlie],
        ['erc20.NotPausable', api.tx.erc20.unpause(most), charlie],
      );
    });
  });

  test('are as many as their holders have, in the end', async () => {
    const accounts = await api.query.assets.account.entries(gold);
    const sum = accounts.reduce((sum, [, held]) => sum + held.unwrap().balance.toBigInt(), 0n);
    assert.equal(await erc20('totalSupply', gold), `${sum}`);
    assert.equal(await erc20<number>('holders', gold), accounts.length);
  });
});
