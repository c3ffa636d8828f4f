// Pallet @Name@: who sets its value, and what it refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refused } from './lib/assert.js';
import { account, eventsOf, include, plain, plainNumbers } from './lib/chain.js';
import { api, devChain, heightOf, node } from './lib/dev-chain.js';

const bob = account('//Bob');

const setValue = (value: number) => api.tx.@nameCamel@.setValue(value);

/** In storage, and what JSON-RPC says of it. */
async function latest(): Promise<unknown> {
  const answer = await node.rpc('@nameCamel@_latest');
  assert.deepEqual(plain(await api.query.@nameCamel@.latest()), plainNumbers(answer));
  return answer;
}

devChain().suite('@Name@', { timeout: 600_000 }, () => {
  test('has no value at first', async () => {
    assert.equal(await latest(), null);
  });

  test('keeps the value that was set last', async () => {
    const result = await include(api, setValue(7), bob);
    const event = ['ValueSet', { value: '7', by: bob.address }];
    assert.deepEqual(eventsOf(result.events, '@nameCamel@'), [event]);
    const at = await heightOf(result);
    assert.deepEqual(await latest(), { value: 7, by: bob.address, at });
  });

  test('refuses a value above the maximum', async () => {
    const before = await latest();
    const tooLarge = Number(plain(api.consts.@nameCamel@.maxValue)) + 1;
    await refused(api, ['@nameCamel@.ValueTooLarge', setValue(tooLarge), bob]);
    assert.deepEqual(await latest(), before);
  });
});
