// ERC721 items, from the transaction that creates a collection to JSON-RPC, and to wallets that know
// the ledger alone.
//
// The tests share one chain and run in order. One node alone makes its blocks, so what is in a
// block stays there, and nothing here waits for finality. Who makes them gets the fees, and takes
// no part, so that what the others have is known exactly.

import type { ApiPromise } from '@polkadot/api';
import type { SiLookupTypeId } from '@polkadot/types/interfaces';
import { stringToU8a } from '@polkadot/util';
import { hexlify, toUtf8Bytes } from 'ethers';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Account,
  account,
  connect,
  cos,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
  type Included,
  plain,
  type Transaction,
} from './lib/chain.js';
import { idFrom, type Options, owners, UNLIMITED } from './lib/items.js';
import { Node } from './lib/node.js';
import {
  type Attempt,
  EXISTENTIAL_DEPOSIT,
  impoverish,
  included,
  MAX,
  refused,
  reserved,
  UNKNOWN,
} from './lib/tokens.js';

/** Creates collections; have items; gets royalties. */
const [bob, charlie, dave, eve] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

const COLLECTION_DEPOSIT = cos('0.065');
const ITEM_DEPOSIT = cos('0.056');
const OPERATOR_DEPOSIT = cos('0.011');

/** As many bytes as the ledger keeps of a text. */
const LONGEST = 'ü'.repeat(128);

/** An account of no key of sr25519, which no call here takes. */
const ADDRESS_20 = { Address20: `0x${'5a'.repeat(20)}` };

describe('ERC721 items', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    node = await Node.start(['--dev']);
    api = await connect(node);
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  /** Asks `erc721_*`. */
  const erc721 = <T = string>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`erc721_${method}`, ...params);

  /** What the pallet's events say of a transaction. */
  const told = ({ events }: Included) => eventsOf(events, 'erc721');

  const feesOf = (results: Included[]) => results.reduce((sum, { fee }) => sum + fee, 0n);

  /** The collection of most of these tests. */
  const ART = 0;
  const ROYALTY = 50_007;
  const OPTIONS: Options = {
    ...{ maxSupply: 6, royalty: [eve.address, ROYALTY] },
    ...{ burnable: true, transferable: true },
  };
  /** Stays with whom it is minted to. */
  const SOUL = 1;
  /** Can't be burned, and has more items than a page. */
  const RELIC = 2;
  const RELICS = 105;
  /** Is owned by somebody too poor to use it. */
  const THIN = 3;

  /** The block that ART was created in. */
  let created: string;

  const create = (name: string, symbol: string, baseUri: string, options: object = UNLIMITED) =>
    api.tx.erc721.createCollection(name, symbol, baseUri, options);
  const mint = (to: Account, uri: string | null = null, collection = ART) =>
    api.tx.erc721.mint(collection, to.address, uri);
  const batchMint = (to: Account, count: number, collection = ART) =>
    api.tx.erc721.batchMint(collection, to.address, count);
  const transferFrom = (from: Account, to: Account, item: number, collection = ART) =>
    api.tx.erc721.transferFrom(collection, from.address, to.address, item);
  const approve = (spender: Account | null, item: number, collection = ART) =>
    api.tx.erc721.approve(collection, spender && spender.address, item);
  const setOperator = (operator: Account, approved: boolean, collection = ART) =>
    api.tx.erc721.setApprovalForAll(collection, operator.address, approved);
  const burn = (item: number, collection = ART) => api.tx.erc721.burn(collection, item);
  const setBaseUri = (uri: string, collection = ART) => api.tx.erc721.setBaseUri(collection, uri);
  const freeze = (collection = ART) => api.tx.erc721.freezeMetadata(collection);
  const handOver = (to: Account, collection = ART) =>
    api.tx.erc721.transferOwnership(collection, to.address);

  const approvedFor = (item: number, at?: string) =>
    erc721<string | null>('getApproved', ART, item, ...(at ? [at] : []));

  /** What the pallet says of a movement. */
  const moved = (
    from: Account | null,
    to: Account | null,
    item: number,
    collection = ART,
  ): unknown => [
    'Transfer',
    {
      ...{ collection: `${collection}`, tokenId: `${item}` },
      ...{ from: from?.address ?? null, to: to?.address ?? null },
    },
  ];
  const approvalOf = (owner: Account, approved: Account | null, item: number): unknown => [
    'Approval',
    {
      ...{ collection: `${ART}`, tokenId: `${item}` },
      ...{ owner: owner.address, approved: approved?.address ?? null },
    },
  ];
  const operatorOf = (owner: Account, operator: Account, approved: boolean): unknown => [
    'ApprovalForAll',
    { collection: `${ART}`, owner: owner.address, operator: operator.address, approved },
  ];
  const paidDeposit = (payer: Account, who: Account): unknown => [
    'DepositPaid',
    { payer: payer.address, account: who.address, amount: `${EXISTENTIAL_DEPOSIT}` },
  ];

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

      const unaffordable = attempts.map((attempt): Attempt => [
        'erc721.DepositUnaffordable',
        attempt,
        pauper,
      ]);
      await refused(api, ...unaffordable);
    });
  });

  describe('are read by erc721_*', () => {
    /** About a collection, which there must be. */
    const OF_COLLECTION: [string, ...unknown[]][] = [
      ['collectionInfo'],
      ['name'],
      ['symbol'],
      ['balanceOf', charlie.address],
      ['isApprovedForAll', charlie.address, dave.address],
      ['totalSupply'],
    ];
    /** About an item, which there must be. */
    const OF_ITEM: [string, ...unknown[]][] = [
      ['tokenURI'],
      ['ownerOf'],
      ['getApproved'],
      ['royaltyInfo', '12345'],
    ];
    /** That find something or nothing. */
    const SEARCHES: [string, ...unknown[]][] = [
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
      const unknown = { code: -32602, message: `there is no collection ${ART}` };
      for (const [method, ...params] of OF_COLLECTION) {
        await assert.doesNotReject(erc721(method, ART, ...params, created), method);
        await assert.rejects(erc721(method, ART, ...params, before), unknown, method);
      }
      const noItem = { code: -32602, message: `there is no item 0 in collection ${ART}` };
      for (const [method, ...params] of OF_ITEM) {
        await assert.rejects(erc721(method, ART, 0, ...params, created), noItem, method);
      }
    });

    test('not where there is no such collection, item or block', async () => {
      const noAnswer = { code: -32603, message: 'the runtime of that block gave no answer' };
      const block = `0x${'5a'.repeat(32)}`;
      for (const [method, ...params] of OF_COLLECTION) {
        const unknown = { code: -32602, message: `there is no collection ${UNKNOWN}` };
        await assert.rejects(erc721(method, UNKNOWN, ...params), unknown, method);
        await assert.rejects(erc721(method, ART, ...params, block), noAnswer, method);
      }
      for (const [method, ...params] of OF_ITEM) {
        for (const [collection, item] of [
          [UNKNOWN, 0],
          [ART, 5],
        ]) {
          const message = `there is no item ${item} in collection ${collection}`;
          const asked = erc721(method, collection, item, ...params);
          await assert.rejects(asked, { code: -32602, message }, method);
        }
        await assert.rejects(erc721(method, ART, 0, ...params, block), noAnswer, method);
      }
      const found = SEARCHES.map(([method, ...params]) =>
        erc721<unknown>(method, UNKNOWN, ...params),
      );
      assert.deepEqual(await Promise.all(found), [null, null, [], []]);
      for (const [method, ...params] of SEARCHES) {
        await assert.rejects(erc721(method, ART, ...params, block), noAnswer, method);
      }
    });

    test('not with parameters that make no sense', async () => {
      for (const price of ['ten', '', ' 1', '-1', '1.5', '1e3', '0x10', `${MAX + 1n}`]) {
        await assert.rejects(erc721('royaltyInfo', ART, 0, price), {
          code: -32602,
          message: `${price} is not an amount: a whole number below 2^128 is`,
        });
      }
      for (const [method, ...params] of [
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
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(erc721(`${method}`, ...params), { code: -32602 }, asked);
      }
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

  describe('are transferred', () => {
    test('by their owner, and a fresh account gets the existential deposit', async () => {
      const nobody = freshAccount();
      const had = [await free(api, charlie), await free(api, dave)];
      const moves = [transferFrom(charlie, dave, 2), transferFrom(charlie, nobody, 3)];

      const results = (await includeAll(api, moves, charlie)).map(included);

      assert.deepEqual(results.map(told), [
        [moved(charlie, dave, 2)],
        [paidDeposit(charlie, nobody), moved(charlie, nobody, 3)],
      ]);
      const fields = { from: charlie.address, to: dave.address };
      assert.deepEqual(eventsOf(results[0].events, 'nfts'), [
        ['Transferred', { collection: `${ART}`, item: '2', ...fields }],
      ]);
      assert.deepEqual(await owners(node, ART, 2, 3), [dave.address, nobody.address]);
      assert.equal(await free(api, charlie), had[0] - EXISTENTIAL_DEPOSIT - feesOf(results));
      assert.equal(await free(api, dave), had[1]);
      assert.equal(await free(api, nobody), EXISTENTIAL_DEPOSIT);
    });

    test('by the one account that is approved for an item, once', async () => {
      const held = await reserved(api, charlie);
      const approvals = [approve(dave, 0), approve(eve, 0)];
      const results = (await includeAll(api, approvals, charlie)).map(included);
      assert.deepEqual(results.map(told), [
        [approvalOf(charlie, dave, 0)],
        [approvalOf(charlie, eve, 0)],
      ]);
      assert.equal(await approvedFor(0), eve.address);
      assert.equal(await reserved(api, charlie), held);
      const { approvals: known } = (await api.query.nfts.item(ART, 0)).unwrap();
      assert.deepEqual(plain(known), { [eve.address]: null });
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(charlie, dave, 0), dave],
        ['erc721.NotApproved', approve(dave, 0), eve],
        ['erc721.NotTokenOwner', transferFrom(dave, eve, 0), eve],
      );

      const taken = await include(api, transferFrom(charlie, dave, 0), eve);
      assert.deepEqual(told(taken), [moved(charlie, dave, 0)]);
      assert.equal(await approvedFor(0), null);
      await refused(api, ['erc721.NotApproved', transferFrom(dave, eve, 0), eve]);
    });

    test('to oneself, which ends an approval, as approving nobody does', async () => {
      const steps = [
        approve(eve, 0),
        transferFrom(dave, dave, 0),
        approve(eve, 2),
        approve(null, 2),
      ];
      const results = (await includeAll(api, steps, dave)).map(included);
      assert.deepEqual(results.map(told), [
        [approvalOf(dave, eve, 0)],
        [moved(dave, dave, 0)],
        [approvalOf(dave, eve, 2)],
        [approvalOf(dave, null, 2)],
      ]);
      assert.deepEqual([await approvedFor(0), await approvedFor(2)], [null, null]);
      assert.deepEqual(await owners(node, ART, 0, 2), [dave.address, dave.address]);
    });

    test('by operators, whose owner pays a deposit for them', async () => {
      const isOperator = () =>
        erc721<boolean>('isApprovedForAll', ART, dave.address, charlie.address);
      const held = await reserved(api, dave);
      const twice = [setOperator(charlie, true), setOperator(charlie, true)];
      const results = (await includeAll(api, twice, dave)).map(included);
      const operating = [operatorOf(dave, charlie, true)];
      assert.deepEqual(results.map(told), [operating, operating]);
      assert.equal(await reserved(api, dave), held + OPERATOR_DEPOSIT);
      assert.equal(`${api.consts.erc721.operatorDeposit}`, `${OPERATOR_DEPOSIT}`);
      assert.equal(await isOperator(), true);

      const done = [approve(eve, 2), transferFrom(dave, eve, 0)];
      const [first, second] = (await includeAll(api, done, charlie)).map(included);
      assert.deepEqual(told(first), [approvalOf(dave, eve, 2)]);
      assert.deepEqual(told(second), [moved(dave, eve, 0)]);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(eve, charlie, 0), charlie],
        ['erc721.NotTokenOwner', transferFrom(eve, charlie, 2), charlie],
        ['erc721.NotApproved', transferFrom(dave, eve, 2), bob],
      );

      const ends = [setOperator(charlie, false), setOperator(charlie, false), approve(null, 2)];
      const [ended] = (await includeAll(api, ends, dave)).map(included);
      assert.deepEqual(told(ended), [operatorOf(dave, charlie, false)]);
      assert.equal(await reserved(api, dave), held);
      assert.equal(await isOperator(), false);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(dave, charlie, 2), charlie],
        ['erc721.NotApproved', approve(charlie, 2), charlie],
      );
    });

    test('by nobody else, not even the owner of the collection', async () => {
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(dave, bob, 2), bob],
        ['erc721.NotApproved', approve(bob, 2), bob],
        ['erc721.UnknownToken', transferFrom(dave, charlie, 5), dave],
        ['erc721.UnknownToken', approve(charlie, 5), dave],
        ['erc721.UnknownCollection', transferFrom(dave, charlie, 2, UNKNOWN), dave],
        ['erc721.UnknownCollection', approve(charlie, 2, UNKNOWN), dave],
        ['erc721.UnknownCollection', setOperator(charlie, true, UNKNOWN), dave],
        ['erc721.NotTransferable', transferFrom(charlie, dave, 0, SOUL), charlie],
        ['erc721.NotTransferable', approve(dave, 0, SOUL), charlie],
      );
    });
  });

  describe('are transferred by the calls of the ledger that wallets know', () => {
    const viaLedger = (to: Account, item: number, collection = ART) =>
      api.tx.nfts.transfer(collection, item, to.address);
    const approveThere = (to: Account, item: number, blocks: number | null = null) =>
      api.tx.nfts.approveTransfer(ART, item, to.address, blocks);

    test('as by this paradigm’s own, under the same rights', async () => {
      await include(api, approve(charlie, 2), dave);
      const result = await include(api, viaLedger(eve, 2), charlie);
      const fields = { collection: `${ART}`, item: '2', from: dave.address, to: eve.address };
      assert.deepEqual(eventsOf(result.events, 'nfts'), [['Transferred', fields]]);
      assert.deepEqual(told(result), []);
      assert.deepEqual(await owners(node, ART, 2), [eve.address]);
      assert.equal(await approvedFor(2), null);
      await refused(
        api,
        ['nfts.NoPermission', viaLedger(charlie, 2), charlie],
        ['nfts.NoPermission', viaLedger(bob, 2), bob],
        ['nfts.ItemsNonTransferable', viaLedger(dave, 0, SOUL), charlie],
        ['nfts.UnknownCollection', viaLedger(dave, 0, UNKNOWN), charlie],
        ['nfts.UnknownItem', viaLedger(dave, 5), charlie],
      );
    });

    test('and approved there, until they are not', async () => {
      const { cancelApproval, clearAllTransferApprovals } = api.tx.nfts;
      await include(api, approveThere(charlie, 2), eve);
      assert.equal(await approvedFor(2), charlie.address);
      await refused(api, ['nfts.ReachedApprovalLimit', approveThere(dave, 2), eve]);
      await include(api, cancelApproval(ART, 2, charlie.address), eve);
      assert.equal(await approvedFor(2), null);

      const steps = [approve(dave, 2), clearAllTransferApprovals(ART, 2)];
      (await includeAll(api, steps, eve)).forEach(included);
      await refused(api, ['erc721.NotApproved', transferFrom(eve, dave, 2), dave]);
    });

    test('or until a deadline, its block included', async () => {
      const { events } = await include(api, approveThere(charlie, 2, 2), eve);
      const [[, approval]] = eventsOf(events, 'nfts');
      const deadline = Number((approval as { deadline: string }).deadline);
      await node.untilBest(deadline + 1);
      assert.equal(await approvedFor(2, await node.blockHash(deadline)), charlie.address);
      assert.equal(await approvedFor(2, await node.blockHash(deadline + 1)), null);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(eve, charlie, 2), charlie],
        ['nfts.ApprovalExpired', viaLedger(charlie, 2), charlie],
      );
      await include(api, approve(dave, 2), eve);
      assert.equal(await approvedFor(2), dave.address);
      await include(api, transferFrom(eve, dave, 2), dave);
    });
  });

  test('are administered by nobody in the ledger: its other calls are closed', async () => {
    const OPEN = ['transfer', 'approveTransfer', 'cancelApproval', 'clearAllTransferApprovals'];
    const { nfts, utility } = api.tx;
    const closed = Object.entries(nfts).filter(([name]) => !OPEN.includes(name));
    const known = ['create', 'mint', 'burn', 'setMetadata', 'setPrice', 'createSwap', 'setTeam'];
    const names = closed.map(([name]) => name);
    assert.deepEqual(
      known.filter((name) => !names.includes(name)),
      [],
    );
    // With numbers and accounts of zero: nothing asks what they mean.
    const zero = (type: SiLookupTypeId) =>
      api.registry.createType(api.registry.createLookupType(type));
    const calls = closed.map(([, call]): Transaction => {
      const make = call as (...params: unknown[]) => Transaction;
      return make(...call.meta.fields.map(({ type }) => zero(type)));
    });
    const burning = nfts.burn(ART, 2);
    const attempts = [
      ...calls,
      burning,
      utility.batchAll([burning]),
      utility.asDerivative(0, burning),
      nfts.lockItemTransfer(ART, 2),
      nfts.setCollectionMaxSupply(ART, 100),
    ];
    await refused(api, ...attempts.map((call): Attempt => ['system.CallFiltered', call, dave]));
  });

  describe('are burned', () => {
    const supply = () => erc721<number>('totalSupply', ART);

    test('by their owner, which makes room and gives back the deposit', async () => {
      await include(api, mint(charlie), bob);
      assert.equal(await supply(), 6);
      await refused(api, ['erc721.CollectionFull', mint(charlie), bob]);
      const [had, held] = [await free(api, bob), await reserved(api, bob)];

      const result = await include(api, burn(2), dave);

      assert.deepEqual(told(result), [moved(dave, null, 2)]);
      assert.equal(await reserved(api, bob), held - ITEM_DEPOSIT);
      assert.equal(await free(api, bob), had + ITEM_DEPOSIT);
      assert.equal((await api.query.nfts.item(ART, 2)).isSome, false);
      assert.equal(await supply(), 5);
      assert.deepEqual(await erc721('tokens', ART, 0, 10), [0, 1, 5, 3, 4]);
      const message = `there is no item 2 in collection ${ART}`;
      await assert.rejects(erc721('ownerOf', ART, 2), { code: -32602, message });

      const again = await include(api, mint(charlie), bob);
      assert.deepEqual(told(again), [moved(null, charlie, 6)], 'no id is used again');
      assert.deepEqual(await erc721('tokens', ART, 0, 10), [0, 1, 5, 3, 4, 6]);
    });

    test('by whoever is approved, and where they can’t be transferred', async () => {
      const held = await reserved(api, bob);
      const rights = [approve(dave, 5), setOperator(eve, true)];
      (await includeAll(api, rights, charlie)).forEach(included);
      const burnt = await Promise.all([
        include(api, burn(5), dave),
        include(api, burn(6), eve),
        include(api, burn(0, SOUL), charlie),
      ]);
      assert.deepEqual(burnt.map(told), [
        [moved(charlie, null, 5)],
        [moved(charlie, null, 6)],
        [moved(charlie, null, 0, SOUL)],
      ]);
      assert.equal(await reserved(api, bob), held - 3n * ITEM_DEPOSIT);
      assert.deepEqual(await erc721('tokens', ART, 0, 10), [0, 1, 4, 3]);
      await include(api, setOperator(eve, false), charlie);
    });

    test('by nobody else, and not without the option', async () => {
      await refused(
        api,
        ['erc721.NotApproved', burn(4), bob],
        ['erc721.NotApproved', burn(4), dave],
        ['erc721.UnknownToken', burn(2), charlie],
        ['erc721.UnknownCollection', burn(0, UNKNOWN), charlie],
        ['erc721.NotBurnable', burn(0, RELIC), charlie],
      );
    });
  });

  describe('have URIs', () => {
    const uris = () => Promise.all([0, 4].map((item) => erc721('tokenURI', ART, item)));

    test('that the owner of the collection changes', async () => {
      const result = await include(api, setBaseUri(''), bob);
      assert.deepEqual(told(result), [['BaseUriSet', { collection: `${ART}`, baseUri: '' }]]);
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
      assert.deepEqual(told(result), [['MetadataFrozen', { collection: `${ART}` }]]);
      const info = await erc721<{ metadataFrozen: boolean }>('collectionInfo', ART);
      assert.equal(info.metadataFrozen, true);
      await refused(
        api,
        ['erc721.MetadataFrozen', setBaseUri('x'), bob],
        ['erc721.MetadataFrozen', freeze(), bob],
      );
      assert.deepEqual(await uris(), ['ipfs://ü/first.json', 'ipfs://ü/4']);
      await include(api, mint(dave, 'last.json'), bob);
      assert.equal(await erc721('tokenURI', ART, 7), 'ipfs://ü/last.json');
    });
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
    assert.deepEqual(told(result), [['OwnershipTransferred', { collection: `${ART}`, ...fields }]]);
    const info = await erc721<{ owner: string }>('collectionInfo', ART);
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

    await include(api, burn(7), dave);
    assert.equal(await reserved(api, bob), held[0] - ITEM_DEPOSIT);
    assert.equal(await reserved(api, charlie), held[1] + ITEM_DEPOSIT);
  });

  test('are minted 1,024 at once, and no more', async () => {
    const held = await reserved(api, bob);
    const result = await include(api, batchMint(eve, 1_024, RELIC), bob);
    assert.equal(told(result).length, 1_024);
    assert.equal(await erc721('balanceOf', RELIC, eve.address), 1_024);
    assert.equal(await reserved(api, bob), held + 1_024n * ITEM_DEPOSIT);
    assert.equal(await erc721('tokenByIndex', RELIC, RELICS + 1_023), RELICS + 1_023);
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
      BigInt(paidBy(bob).length) * ITEM_DEPOSIT + 4n * COLLECTION_DEPOSIT,
    );
    assert.equal(await reserved(api, charlie), BigInt(paidBy(charlie).length) * ITEM_DEPOSIT);
    assert.deepEqual([await reserved(api, dave), await reserved(api, eve)], [0n, 0n]);
  });
});
