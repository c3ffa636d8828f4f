// ERC721 items that are burned.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { INVALID_PARAMS, included, refused } from '../lib/assert.js';
import { free, include, includeAll } from '../lib/chain.js';
import { api, auraChain } from '../lib/dev-chain.js';
import { reserved, UNKNOWN } from '../lib/tokens.js';
import {
  approve,
  art,
  bob,
  burn,
  charlie,
  createItems,
  dave,
  erc721,
  eve,
  ITEM_DEPOSIT,
  mint,
  moved,
  relic,
  setOperator,
  soul,
  told,
  transferFrom,
} from './setting.js';

auraChain.suite('ERC721 items that go', { timeout: 600_000 }, () => {
  before(async () => {
    await createItems();
    await include(api, transferFrom(charlie, dave, 2), charlie);
  });

  describe('are burned', () => {
    const supply = () => erc721<number>('totalSupply', art);

    test('by their owner, which makes room and gives back the deposit', async () => {
      await include(api, mint(charlie), bob);
      assert.equal(await supply(), 6);
      await refused(api, ['erc721.CollectionFull', mint(charlie), bob]);
      const [had, held] = [await free(api, bob), await reserved(api, bob)];

      const result = await include(api, burn(2), dave);

      assert.deepEqual(told(result), [moved(dave, null, 2)]);
      assert.equal(await reserved(api, bob), held - ITEM_DEPOSIT);
      assert.equal(await free(api, bob), had + ITEM_DEPOSIT);
      assert.equal((await api.query.nfts.item(art, 2)).isSome, false);
      assert.equal(await supply(), 5);
      assert.deepEqual(await erc721('tokens', art, 0, 10), [0, 1, 5, 3, 4]);
      const message = `there is no item 2 in collection ${art}`;
      await assert.rejects(erc721('ownerOf', art, 2), { code: INVALID_PARAMS, message });

      const again = await include(api, mint(charlie), bob);
      assert.deepEqual(told(again), [moved(null, charlie, 6)], 'no id is used again');
      assert.deepEqual(await erc721('tokens', art, 0, 10), [0, 1, 5, 3, 4, 6]);
    });

    test('by whoever is approved, and where they can’t be transferred', async () => {
      const held = await reserved(api, bob);
      const rights = [approve(dave, 5), setOperator(eve, true)];
      (await includeAll(api, rights, charlie)).forEach(included);
      const burnt = await Promise.all([
        include(api, burn(5), dave),
        include(api, burn(6), eve),
        include(api, burn(0, soul), charlie),
      ]);
      assert.deepEqual(burnt.map(told), [
        [moved(charlie, null, 5)],
        [moved(charlie, null, 6)],
        [moved(charlie, null, 0, soul)],
      ]);
      assert.equal(await reserved(api, bob), held - 3n * ITEM_DEPOSIT);
      assert.deepEqual(await erc721('tokens', art, 0, 10), [0, 1, 4, 3]);
      await include(api, setOperator(eve, false), charlie);
    });

    test('by nobody else, and not without the option', async () => {
      await refused(
        api,
        ['erc721.NotApproved', burn(4), bob],
        ['erc721.NotApproved', burn(4), dave],
        ['erc721.UnknownToken', burn(2), charlie],
        ['erc721.UnknownCollection', burn(0, UNKNOWN), charlie],
        ['erc721.NotBurnable', burn(0, relic), charlie],
      );
    });
  });
});
