// ERC721 items, from the transaction that creates a collection to JSON-RPC, and to wallets that
// know the ledger alone.
//
// It is the first story of its chain: it knows all collections that there are.

import { stringToU8a } from '@polkadot/util';
import { hexlify, toUtf8Bytes } from 'ethers';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertInvalidParams,
  assertUnknownBlock,
  type Attempt,
  type Call,
  included,
  INVALID_PARAMS,
  notAnAmount,
  refused,
} from '../lib/assert.js';
import { free, freshAccount, include, includeAll, plain } from '../lib/chain.js';
import { api, feesOf, node } from '../lib/dev-chain.js';
import { idFrom, type Options, UNLIMITED } from '../lib/items.js';
import { EXISTENTIAL_DEPOSIT, impoverish, MAX, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  ADDRESS_20,
  batchMint,
  bob,
  chain,
  charlie,
  COLLECTION_DEPOSIT,
  create,
  dave,
  erc721,
  eve,
  handOver,
  ITEM_DEPOSIT,
  LONGEST,
  mint,
  moved,
  OPTIONS,
  paidDeposit,
  ROYALTY,
  setOperator,
  told,
  transferFrom,
} from './setting.js';

chain.suite('ERC721 items', { timeout: 600_000 }, () => {
  /** The ids of what these tests create, which are the first of the chain. */
  const [ART, SOUL, RELIC, THIN] = [0, 1, 2, 3];

  /** How many items RELIC has at first: more than a page. */
  const RELICS = 105;

  /** The block that ART was created in. */
  let created: string;

  describe('are in collections', () => {
    test('that one transaction creates', async () => {
      const uri = 'https://art.example/';
      const [had, held] = [await free(api, bob), await reserved(api, bob)];

      const result = await include(api, create('Zürich Art', '⚜ART', uri, OPTIONS), bob);

      created = result.block;
      assert.equal(idFrom(result, 'CollectionCreated', 'collection'), ART);
      const fields = {
        ...{ collection: `${ART}`, owner: bob.address },
        name: hexlify(toUtf8Bytes('Zürich Art')),
        symbol: hexlify(toUtf8Bytes('⚜ART')),
        baseUri: uri,
        options: { ...OPTIONS, maxSupply: '6', royalty: [eve.address, `${ROYALTY}`] },
      };
      assert.deepEqual(told(result), [['CollectionCreated', fields]]);
      assert.equal(await free(api, bob), had - COLLECTION_DEPOSIT - result.fee);
      assert.equal(await reserved(api, bob), held + COLLECTION_DEPOSIT);
      assert.equal(`${api.consts.erc721.collectionDeposit}`, `${COLLECTION_DEPOSIT}`);
    });

    test('which are in the ledger that wallets read, and there nobody’s', async () => {
      const pallet = api.createType('AccountId', stringToU8a('modlchaos/21'.padEnd(32, '\0')));
      const { collection, collectionMetadataOf, collectionConfigOf } = api.query.nfts;
      assert.equal(`${(await collection(ART)).unwrap().owner}`, `${pallet}`);
      assert.equal((await collectionMetadataOf(ART)).unwrap().data.toUtf8(), 'Zürich Art');
      const { maxSupply } = (await collectionConfigOf(ART)).unwrap();
      assert.equal(`${maxSupply}`, '6');
    });

    test('but not with parameters that make no sense: each has its error', async () => {
      const ill = (limits: object) => create('Art', 'A', '', { ...UNLIMITED, ...limits });
      await refused(
        api,
        ['erc721.NameEmpty', create('', 'A', ''), bob],
        ['erc721.NameTooLong', create(`n${LONGEST}`, 'A', ''), bob],
        ['erc721.SymbolEmpty', create('Art', '', ''), bob],
        ['erc721.SymbolTooLong', create('Art', `s${LONGEST}`, ''), bob],
        ['erc721.UriTooLong', create('Art', 'A', `u${LONGEST}`), bob],
        ['erc721.NotUtf8', create('0xff', 'A', ''), bob],
        ['erc721.NotUtf8', create('Art', '0xc3', ''), bob],
        ['erc721.NotUtf8', create('Art', 'A', '0xff'), bob],
        ['erc721.MaxSupplyZero', ill({ maxSupply: 0 }), bob],
        ['CannotLookup', ill({ royalty: [ADDRESS_20, 1] }), bob],
      );
      const tooMuch = await ill({ royalty: [eve.address, 1_000_001] }).signAsync(bob);
      await assert.rejects(node.rpc('author_submitExtrinsic', tooMuch.toHex()), {
        code: 1002,
        message: /Bad input data provided to validate_transaction/,
      });
    });

    test('with all that fits, and with nothing', async () => {
      const whole: Options['royalty'] = [bob.address, 1_000_000];
      const most = { ...UNLIMITED, maxSupply: 4_294_967_295, royalty: whole, burnable: false };
      const creations = [
        create(LONGEST, LONGEST, LONGEST, { ...UNLIMITED, transferable: false }),
        create('-', '-', '', most),
        create('Thin', 'T', ''),
      ];
      const results = (await includeAll(api, creations, bob)).map(included);
      const ids = results.map((result) => idFrom(result, 'CollectionCreated', 'collection'));
      assert.deepEqual(ids, [SOUL, RELIC, THIN]);

      const empty = { metadataFrozen: false, owner: bob.address, totalSupply: 0, nextTokenId: 0 };
      assert.deepEqual(await erc721('collections', SOUL, 2), [
        {
          ...{ collection: SOUL, name: LONGEST, symbol: LONGEST, baseURI: LONGEST, ...empty },
          options: { ...UNLIMITED, transferable: false },
        },
        {
          ...{ collection: RELIC, name: '-', symbol: '-', baseURI: '', ...empty },
          options: { ...most, royalty: { receiver: bob.address, rate: 1_000_000 } },
        },
      ]);
    });
  });

  /** Had no account before it got item 1. */
  const dest = freshAccount();

  describe('are minted', () => {
    test('by the owner of the collection, who pays the deposits', async () => {
      const [had, held] = [await free(api, bob), await reserved(api, bob)];
      const mints = [
        mint(charlie, 'first.json'),
        mint(dest),
        batchMint(charlie, 3),
        mint(charlie, '', SOUL),
        batchMint(charlie, RELICS, RELIC),
      ];

      const results = (await includeAll(api, mints, bob)).map(included);

      assert.deepEqual(results.slice(0, 4).map(told), [
        [moved(null, charlie, 0)],
        [paidDeposit(bob, dest), moved(null, dest, 1)],
        [2, 3, 4].map((item) => moved(null, charlie, item)),
        [moved(null, charlie, 0, SOUL)],
      ]);
      assert.equal(told(results[4]).length, RELICS);
      const deposits = BigInt(6 + RELICS) * ITEM_DEPOSIT;
      assert.equal(await reserved(api, bob), held + deposits);
      const spent = deposits + EXISTENTIAL_DEPOSIT + feesOf(results);
      assert.equal(await free(api, bob), had - spent);
      assert.equal(await free(api, dest), EXISTENTIAL_DEPOSIT);
      assert.equal(`${api.consts.erc721.itemDeposit}`, `${ITEM_DEPOSIT}`);
    });

    test('into the ledger that wallets read', async () => {
      const { account, collection, item, itemMetadataOf } = api.query.nfts;
      assert.equal(`${(await item(ART, 0)).unwrap().owner}`, charlie.address);
      assert.equal((await account(dest.address, ART, 1)).isSome, true);
      assert.equal((await account(charlie.address, ART, 1)).isSome, false);
      assert.equal((await itemMetadataOf(ART, 0)).unwrap().data.toUtf8(), 'first.json');
      assert.equal((await itemMetadataOf(SOUL, 0)).isSome, false);
      assert.equal(`${(await collection(ART)).unwrap().items}`, '5');
    });

    test('by nobody else, and within what was chosen', async () => {
      await refused(
        api,
        ['erc721.CollectionFull', batchMint(charlie, 2), bob],
        ['erc721.UriTooLong', mint(charlie, `u${LONGEST}`), bob],
        ['erc721.NotUtf8', mint(charlie, '0xff'), bob],
        ['erc721.CountZero', batchMint(charlie, 0), bob],
        ['erc721.TooMany', batchMint(charlie, 1_025, RELIC), bob],
        ['erc721.UnknownCollection', mint(charlie, null, UNKNOWN), bob],
        ['erc721.UnknownCollection', batchMint(charlie, 1, UNKNOWN), bob],
        ['CannotLookup', api.tx.erc721.mint(ART, ADDRESS_20, null), bob],
        ['erc721.NotOwner', mint(charlie), charlie],
        ['erc721.NotOwner', batchMint(charlie, 1), charlie],
      );
    });

    test('by nobody who can’t pay the deposits, and so is all that needs one', async () => {
      const pauper = freshAccount();
      const attempts = [
        create('Art', 'A', ''),
        mint(pauper, null, THIN),
        batchMint(pauper, 1, THIN),
        setOperator(charlie, true, THIN),
        transferFrom(pauper, freshAccount(), 0, THIN),
      ];
      await impoverish(api, pauper, ...attempts);
      const gifts = [mint(pauper, null, THIN), handOver(pauper, THIN)];
      (await includeAll(api, gifts, bob)).forEach(included);

      const unaffordable = attempts.map(
        (attempt): Attempt => ['erc721.DepositUnaffordable', attempt, pauper],
      );
      await refused(api, ...unaffordable);
    });
  });

  describe('are read by erc721_*', () => {
    /** About a collection, which there must be. */
    const OF_COLLECTION: Call[] = [
      ['collectionInfo'],
      ['name'],
      ['symbol'],
      ['balanceOf', charlie.address],
      ['isApprovedForAll', charlie.address, dave.address],
      ['totalSupply'],
    ];
    /** About an item, which there must be. */
    const OF_ITEM: Call[] = [['tokenURI'], ['ownerOf'], ['getApproved'], ['royaltyInfo', '12345']];
    /** That find something or nothing. */
    const SEARCHES: Call[] = [
      ['tokenByIndex', 0],
      ['tokenOfOwnerByIndex', charlie.address, 0],
      ['tokens', 0, 10],
      ['tokensOfOwner', charlie.address, null, 10],
    ];
    const INFO = {
      ...{ collection: ART, name: 'Zürich Art', symbol: '⚜ART', baseURI: 'https://art.example/' },
      ...{ metadataFrozen: false, owner: bob.address },
      options: { ...OPTIONS, royalty: { receiver: eve.address, rate: ROYALTY } },
      ...{ totalSupply: 5, nextTokenId: 5 },
    };

    test('at once and one by one', async () => {
      const read = async (method: string, ...params: unknown[]) => [
        method,
        await erc721<unknown>(method, ART, ...params),
      ];
      const answers = await Promise.all([
        ...OF_COLLECTION.map(([method, ...params]) => read(method, ...params)),
        ...OF_ITEM.map(([method, ...params]) => read(method, 0, ...params)),
        read('tokenByIndex', 4),
        read('tokens', 1, 3),
      ]);
      assert.deepEqual(Object.fromEntries(answers), {
        ...{ collectionInfo: INFO, name: 'Zürich Art', symbol: '⚜ART' },
        ...{ balanceOf: 4, isApprovedForAll: false, totalSupply: 5 },
        ...{ tokenURI: 'https://art.example/first.json', ownerOf: charlie.address },
        ...{ getApproved: null, royaltyInfo: { receiver: eve.address, amount: '617' } },
        ...{ tokenByIndex: 4, tokens: [1, 2, 3] },
      });
      const uris = [
        await erc721('tokenURI', ART, 4),
        await erc721('tokenURI', SOUL, 0),
        await erc721('tokenURI', RELIC, 0),
      ];
      assert.deepEqual(uris, ['https://art.example/4', `${LONGEST}0`, '']);
      assert.deepEqual(await erc721('royaltyInfo', RELIC, 0, `${MAX}`), {
        ...{ receiver: bob.address, amount: `${MAX}` },
      });
      assert.equal(await erc721('royaltyInfo', SOUL, 0, '12345'), null);
      assert.equal(await erc721('balanceOf', ART, freshAccount().address), 0);
    });

    test('page by page', async () => {
      const page = async (start: number, limit: number) => {
        const infos = await erc721<{ collection: number }[]>('collections', start, limit);
        return infos.map(({ collection }) => collection);
      };
      assert.deepEqual(await erc721('collections', ART, 1), [INFO]);
      assert.deepEqual(await page(0, 4_294_967_295), [ART, SOUL, RELIC, THIN]);
      assert.deepEqual(await page(1, 2), [SOUL, RELIC]);
      assert.deepEqual(await page(4, 2), []);
      assert.deepEqual(await page(0, 0), []);

      const ids = Array.from({ length: RELICS }, (_, i) => i);
      assert.deepEqual(await erc721('tokens', RELIC, 0, 4_294_967_295), ids.slice(0, 100));
      assert.deepEqual(await erc721('tokens', RELIC, 3, 2), [3, 4]);
      assert.deepEqual(await erc721('tokens', RELIC, 100, 100), ids.slice(100));
      assert.deepEqual(await erc721('tokens', RELIC, RELICS, 100), []);
      assert.deepEqual(await erc721('tokens', RELIC, 4_294_967_295, 100), []);
      assert.equal(await erc721('tokenByIndex', RELIC, RELICS), null);
    });

    /** A page of the items that charlie has. */
    const owned = (startAfter: number | null, limit: number) =>
      erc721<number[]>('tokensOfOwner', RELIC, charlie.address, startAfter, limit);

    test('page by page of one owner, though the last item of a page is gone', async () => {
      const first = await owned(null, 40);
      const second = await owned(first[39], 40);
      const last = await owned(second[39], 40);
      assert.deepEqual(
        [first, second, last].map(({ length }) => length),
        [40, 40, 25],
      );
      assert.deepEqual(await owned(last[24], 40), []);
      const all = [...first, ...second, ...last];
      assert.deepEqual(
        [...all].sort((a, b) => a - b),
        await Promise.all(all.map((_, i) => erc721<unknown>('tokenByIndex', RELIC, i))),
      );
      assert.deepEqual(await owned(null, 1_000), all.slice(0, 100));
      for (const index of [0, 41, 104, 105]) {
        const item = await erc721<unknown>('tokenOfOwnerByIndex', RELIC, charlie.address, index);
        assert.equal(item, all[index] ?? null);
      }

      await include(api, transferFrom(charlie, dave, first[39], RELIC), charlie);
      assert.deepEqual(await owned(first[39], 40), second);
      assert.equal(await erc721('balanceOf', RELIC, charlie.address), RELICS - 1);
      assert.deepEqual(await erc721('tokensOfOwner', RELIC, dave.address, null, 9), [first[39]]);
    });

    test('in any earlier block', async () => {
      const { parentHash } = await api.rpc.chain.getHeader(created);
      const [before, noItems] = [parentHash.toHex(), { ...INFO, totalSupply: 0, nextTokenId: 0 }];
      assert.deepEqual(await erc721('collectionInfo', ART, created), noItems);
      assert.deepEqual(await erc721('collections', 0, 9, created), [noItems]);
      assert.deepEqual(await erc721('collections', 0, 9, before), []);
      const unknown = { code: INVALID_PARAMS, message: `there is no collection ${ART}` };
      for (const [method, ...params] of OF_COLLECTION) {
        await assert.doesNotReject(erc721(method, ART, ...params, created), method);
        await assert.rejects(erc721(method, ART, ...params, before), unknown, method);
      }
      const noItem = { code: INVALID_PARAMS, message: `there is no item 0 in collection ${ART}` };
      for (const [method, ...params] of OF_ITEM) {
        await assert.rejects(erc721(method, ART, 0, ...params, created), noItem, method);
      }
    });

    test('not where there is no such collection, item or block', async () => {
      for (const [method, ...params] of OF_COLLECTION) {
        const unknown = { code: INVALID_PARAMS, message: `there is no collection ${UNKNOWN}` };
        await assert.rejects(erc721(method, UNKNOWN, ...params), unknown, method);
      }
      for (const [method, ...params] of OF_ITEM) {
        for (const [collection, item] of [
          [UNKNOWN, 0],
          [ART, 5],
        ]) {
          const message = `there is no item ${item} in collection ${collection}`;
          const asked = erc721(method, collection, item, ...params);
          await assert.rejects(asked, { code: INVALID_PARAMS, message }, method);
        }
      }
      const found = SEARCHES.map(([method, ...params]) =>
        erc721<unknown>(method, UNKNOWN, ...params),
      );
      assert.deepEqual(await Promise.all(found), [null, null, [], []]);
      await assertUnknownBlock(erc721, [
        ...[...OF_COLLECTION, ...SEARCHES].map(([method, ...rest]): Call => [method, ART, ...rest]),
        ...OF_ITEM.map(([method, ...rest]): Call => [method, ART, 0, ...rest]),
      ]);
    });

    test('not with parameters that make no sense', async () => {
      for (const price of ['ten', '', ' 1', '-1', '1.5', '1e3', '0x10', `${MAX + 1n}`]) {
        await assert.rejects(erc721('royaltyInfo', ART, 0, price), notAnAmount(price));
      }
      await assertInvalidParams(erc721, [
        ['name'],
        ['name', 'art'],
        ['name', -1],
        ['name', 2 ** 32],
        ['name', ART, '0x12'],
        ['ownerOf', ART],
        ['ownerOf', ART, 'first'],
        ['balanceOf', ART, 'charlie'],
        ['balanceOf', ART, `${charlie.address.slice(0, -1)}1`],
        ['tokens', ART, 0, -1],
        ['tokensOfOwner', ART, charlie.address, -1, 1],
        ['royaltyInfo', ART, 0, 12345],
      ]);
    });

    test('and by the runtime API, as Polkadot.js finds it in the metadata', async () => {
      const calls = api.call.erc721Api;
      const methods = [...OF_COLLECTION, ...OF_ITEM, ...SEARCHES].map(([method]) => method);
      assert.deepEqual(
        Object.keys(calls).sort(),
        ['collections', ...methods.map((name) => name.replace('URI', 'Uri'))].sort(),
      );
      const ask = async (method: string, ...params: unknown[]) =>
        plain(await calls[method](...params));
      const { baseURI: baseUri, ...info } = INFO;
      const asPlain = {
        ...{ ...info, baseUri, collection: `${ART}`, totalSupply: '5', nextTokenId: '5' },
        options: { ...OPTIONS, maxSupply: '6', royalty: [eve.address, `${ROYALTY}`] },
      };
      assert.deepEqual(await ask('collectionInfo', ART), asPlain);
      assert.deepEqual(await ask('collections', 0, 1), [asPlain]);
      assert.equal(await ask('tokenUri', ART, 0), 'https://art.example/first.json');
      assert.equal(await ask('ownerOf', ART, 1), dest.address);
      assert.equal(await ask('ownerOf', ART, 5), null);
      assert.equal(await ask('balanceOf', ART, charlie.address), '4');
      assert.equal(await ask('isApprovedForAll', ART, charlie.address, dave.address), false);
      assert.deepEqual(await ask('royaltyInfo', ART, 0, 12_345n), [eve.address, '617']);
      assert.deepEqual(await ask('tokens', ART, 3, 10), ['3', '4']);
      assert.equal(await ask('name', UNKNOWN), null);
    });
  });

  test('are minted 1,024 at once, and no more', async () => {
    const held = await reserved(api, bob);
    const result = await include(api, batchMint(eve, 1_024, RELIC), bob);
    assert.equal(told(result).length, 1_024);
    assert.equal(await erc721('balanceOf', RELIC, eve.address), 1_024);
    assert.equal(await reserved(api, bob), held + 1_024n * ITEM_DEPOSIT);
    assert.equal(await erc721('tokenByIndex', RELIC, RELICS + 1_023), RELICS + 1_023);
  });
});
