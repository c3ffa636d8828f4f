// Where ERC721 items say what they are: URIs, which change until they are frozen.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import { include } from '../lib/chain.js';
import { api } from '../lib/dev-chain.js';
import { UNKNOWN } from '../lib/tokens.js';
import {
  art,
  bob,
  chain,
  charlie,
  createItems,
  dave,
  erc721,
  freeze,
  LONGEST,
  mint,
  setBaseUri,
  told,
} from './setting.js';

chain.suite('ERC721 items and what they are', { timeout: 600_000 }, () => {
  before(createItems);

  describe('have URIs', () => {
    const uris = () => Promise.all([0, 4].map((item) => erc721('tokenURI', art, item)));

    test('that the owner of the collection changes', async () => {
      const result = await include(api, setBaseUri(''), bob);
      assert.deepEqual(told(result), [['BaseUriSet', { collection: `${art}`, baseUri: '' }]]);
      assert.deepEqual(await uris(), ['first.json', '']);
      await include(api, setBaseUri('ipfs://ü/'), bob);
      assert.deepEqual(await uris(), ['ipfs://ü/first.json', 'ipfs://ü/4']);
      await refused(
        api,
        ['erc721.NotOwner', setBaseUri('x'), charlie],
        ['erc721.NotOwner', freeze(), charlie],
        ['erc721.UnknownCollection', setBaseUri('x', UNKNOWN), bob],
        ['erc721.UnknownCollection', freeze(UNKNOWN), bob],
        ['erc721.UriTooLong', setBaseUri(`u${LONGEST}`), bob],
        ['erc721.NotUtf8', setBaseUri('0xff'), bob],
      );
    });

    test('until they are frozen, for ever', async () => {
      const result = await include(api, freeze(), bob);
      assert.deepEqual(told(result), [['MetadataFrozen', { collection: `${art}` }]]);
      const info = await erc721<{ metadataFrozen: boolean }>('collectionInfo', art);
      assert.equal(info.metadataFrozen, true);
      await refused(
        api,
        ['erc721.MetadataFrozen', setBaseUri('x'), bob],
        ['erc721.MetadataFrozen', freeze(), bob],
      );
      assert.deepEqual(await uris(), ['ipfs://ü/first.json', 'ipfs://ü/4']);
      await include(api, mint(dave, 'last.json'), bob);
      assert.equal(await erc721('tokenURI', art, 5), 'ipfs://ü/last.json');
    });
  });
});
