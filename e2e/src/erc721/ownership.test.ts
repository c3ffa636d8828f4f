// Collections of ERC721 items that become another’s, and who has paid for what.
//
// It is the last story of its chain.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { type Account, include, plain } from '../lib/chain.js';
import { api } from '../lib/dev-chain.js';
import { reserved, UNKNOWN } from '../lib/tokens.js';
import {
  art,
  bob,
  burn,
  chain,
  charlie,
  COLLECTION_DEPOSIT,
  createItems,
  dave,
  erc721,
  eve,
  freeze,
  handOver,
  ITEM_DEPOSIT,
  mint,
  setBaseUri,
  told,
} from './setting.js';

chain.suite('ERC721 items of an owner', { timeout: 600_000 }, () => {
  before(async () => {
    await createItems();
    await include(api, burn(4), charlie);
    await include(api, mint(dave), bob);
  });

  test('are another’s to mint after the collection is, and deposits stay with who paid', async () => {
    await refused(
      api,
      ['erc721.NotOwner', handOver(charlie), charlie],
      ['erc721.UnknownCollection', handOver(charlie, UNKNOWN), bob],
    );
    const held = [await reserved(api, bob), await reserved(api, charlie)];
    const result = await include(api, handOver(charlie), bob);
    const fields = { previousOwner: bob.address, newOwner: charlie.address };
    assert.deepEqual(told(result), [['OwnershipTransferred', { collection: `${art}`, ...fields }]]);
    const info = await erc721<{ owner: string }>('collectionInfo', art);
    assert.equal(info.owner, charlie.address);
    await refused(
      api,
      ['erc721.NotOwner', mint(bob), bob],
      ['erc721.NotOwner', setBaseUri('x'), bob],
      ['erc721.NotOwner', freeze(), bob],
      ['erc721.NotOwner', handOver(bob), bob],
    );
    await include(api, mint(charlie), charlie);
    assert.equal(await reserved(api, bob), held[0]);
    assert.equal(await reserved(api, charlie), held[1] + ITEM_DEPOSIT);

    await include(api, burn(5), dave);
    assert.equal(await reserved(api, bob), held[0] - ITEM_DEPOSIT);
    assert.equal(await reserved(api, charlie), held[1] + ITEM_DEPOSIT);
  });

  test('are as many as are paid for, in the end', async () => {
    const items = await api.query.erc721.tokens.entries();
    const ledger = await api.query.nfts.item.keys();
    assert.equal(items.length, ledger.length);
    const collections = await api.query.nfts.collection.entries();
    const supply = collections.reduce((sum, [, info]) => sum + info.unwrap().items.toNumber(), 0);
    assert.equal(items.length, supply);

    const paidBy = ({ address }: Account) =>
      items.filter(([, item]) => (plain(item) as { depositor: string }).depositor === address);
    assert.equal(
      await reserved(api, bob),
      BigInt(paidBy(bob).length) * ITEM_DEPOSIT + BigInt(collections.length) * COLLECTION_DEPOSIT,
    );
    assert.equal(await reserved(api, charlie), BigInt(paidBy(charlie).length) * ITEM_DEPOSIT);
    assert.deepEqual([await reserved(api, dave), await reserved(api, eve)], [0n, 0n]);
  });
});
