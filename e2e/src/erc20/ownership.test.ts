// ERC20 tokens that change their owner, or have none any more.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { type Account, eventsOf, include } from '../lib/chain.js';
import { api } from '../lib/dev-chain.js';
import { reserved } from '../lib/tokens.js';
import { alice, bob, chain, createTokens, dave, erc20, gold, spread, transfer } from './setting.js';

chain.suite('ERC20 tokens of an owner', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    await spread();
  });

  describe('are owned', () => {
    const handOver = (to: Account) => api.tx.erc20.transferOwnership(gold, to.address);
    const renounce = () => api.tx.erc20.renounceOwnership(gold);
    const mint = () => api.tx.erc20.mint(gold, bob.address, 1n);
    const event = (previous: Account, next: Account | null) => [
      'OwnershipTransferred',
      {
        tokenId: `${gold}`,
        previousOwner: previous.address,
        newOwner: next?.address ?? null,
      },
    ];

    test('by another one after a transfer, and the deposit stays its creator’s', async () => {
      await refused(
        api,
        ['erc20.NotOwner', handOver(bob), bob],
        ['erc20.NotOwner', renounce(), bob],
      );
      const before = await reserved(api, alice);
      const { events } = await include(api, handOver(bob), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [event(alice, bob)]);
      assert.equal(await erc20('owner', gold), bob.address);
      assert.equal(await reserved(api, alice), before);
      await refused(
        api,
        ['erc20.NotOwner', mint(), alice],
        ['erc20.NotOwner', api.tx.erc20.pause(gold), alice],
        ['erc20.NotOwner', handOver(alice), alice],
      );
      await include(api, mint(), bob);
    });

    test('by nobody, once they are renounced', async () => {
      const { events } = await include(api, renounce(), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [event(bob, null)]);
      assert.equal(await erc20('owner', gold), null);
      assert.equal((await erc20<{ owner: unknown }>('info', gold)).owner, null);
      await refused(
        api,
        ['erc20.NotOwner', mint(), bob],
        ['erc20.NotOwner', api.tx.erc20.pause(gold), bob],
        ['erc20.NotOwner', handOver(bob), bob],
        ['erc20.NotOwner', renounce(), bob],
      );
      await include(api, transfer(dave, 1n), bob);
    });
  });
});
