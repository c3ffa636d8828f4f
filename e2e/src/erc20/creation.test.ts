// ERC20 tokens, from the transaction that creates one to JSON-RPC and to the ledger that wallets
// read.
//
// It is the first story of its chain: it knows all tokens that there are.

import { hexlify, toUtf8Bytes } from 'ethers';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertInvalidParams,
  assertUnknownBlock,
  type Call,
  INVALID_PARAMS,
  notAnAmount,
  outcome,
  refused,
} from '../lib/assert.js';
import { eventsOf, free, freshAccount, include, includeAll, plain } from '../lib/chain.js';
import { api, node } from '../lib/dev-chain.js';
import { balances, impoverish, MAX, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  alice,
  allowance,
  BARE,
  bob,
  CAP,
  chain,
  charlie,
  erc20,
  FULL,
  MAX_SUPPLY,
  moved,
  page,
  SUPPLY,
  TOKEN_DEPOSIT,
} from './setting.js';

chain.suite('ERC20 tokens', { timeout: 600_000 }, () => {
  /** The ids of what these tests create, which are the first of the chain. */
  const GOLD = 0;

  /** The block that GOLD was created in. */
  let created: string;

  describe('are created', () => {
    test('by one transaction', async () => {
      const options = { ...FULL, cap: CAP };
      const creation = api.tx.erc20.create('Zürich Gold', '⚜ZAU', 6, SUPPLY, options);
      const before = await free(api, alice);

      const { block, events } = await include(api, creation, alice);

      created = block;
      const fields = {
        tokenId: `${GOLD}`,
        owner: alice.address,
        name: hexlify(toUtf8Bytes('Zürich Gold')),
        symbol: hexlify(toUtf8Bytes('⚜ZAU')),
        decimals: '6',
        options: { ...options, cap: `${CAP}` },
      };
      assert.deepEqual(eventsOf(events, 'erc20'), [
        ['Created', fields],
        moved(null, alice, SUPPLY, GOLD),
      ]);
      assert.equal(await free(api, alice), before - TOKEN_DEPOSIT, 'her fee is hers again');
      assert.equal(await reserved(api, alice), TOKEN_DEPOSIT);
      assert.equal(api.consts.erc20.tokenDeposit.toString(), `${TOKEN_DEPOSIT}`);
    });

    test('in the ledger that wallets read', async () => {
      const metadata = await api.query.assets.metadata(GOLD);
      assert.equal(metadata.name.toUtf8(), 'Zürich Gold');
      assert.equal(metadata.symbol.toUtf8(), '⚜ZAU');
      assert.equal(metadata.decimals.toNumber(), 6);

      const asset = (await api.query.assets.asset(GOLD)).unwrap();
      assert.equal(asset.supply.toBigInt(), SUPPLY);
      assert.equal(asset.status.type, 'Live');
      const held = (await api.query.assets.account(GOLD, alice.address)).unwrap();
      assert.equal(held.balance.toBigInt(), SUPPLY);
    });

    test('by nobody with parameters that make no sense: each has its error', async () => {
      const attempt = (name: string, symbol: string, decimals = 18, cap: bigint | null = null) =>
        api.tx.erc20.create(name, symbol, decimals, 11n, { ...FULL, cap });
      const pauper = freshAccount();
      await impoverish(api, pauper, attempt('Token', 'T'));
      await refused(
        api,
        ['erc20.NameEmpty', attempt('', 'T'), alice],
        ['erc20.NameTooLong', attempt('n'.repeat(51), 'T'), alice],
        ['erc20.NameTooLong', attempt(`n${'ü'.repeat(25)}`, 'T'), alice],
        ['erc20.SymbolEmpty', attempt('Token', ''), alice],
        ['erc20.SymbolTooLong', attempt('Token', 's'.repeat(51)), alice],
        ['erc20.NotUtf8', attempt('0xff', 'T'), alice],
        ['erc20.NotUtf8', attempt('Token', '0xc3'), alice],
        ['erc20.TooManyDecimals', attempt('Token', 'T', 19), alice],
        ['erc20.CapZero', attempt('Token', 'T', 6, 0n), alice],
        ['erc20.CapExceeded', attempt('Token', 'T', 6, 10n), alice],
        ['erc20.SupplyTooLarge', api.tx.erc20.create('T', 'T', 0, MAX_SUPPLY + 1n, BARE), alice],
        ['erc20.DepositUnaffordable', attempt('Token', 'T'), pauper],
      );
    });

    test('with all that fits, and with nothing', async () => {
      const most = { ...BARE, cap: MAX };
      const [name, symbol] = ['ü'.repeat(25), 's'.repeat(50)];
      const results = await includeAll(
        api,
        [
          api.tx.erc20.create(name, symbol, 18, MAX_SUPPLY, most),
          api.tx.erc20.create('-', '-', 0, 0n, BARE),
        ],
        charlie,
      );
      assert.deepEqual(results.map(outcome), ['success', 'success']);
      const owner = charlie.address;
      assert.deepEqual(await erc20('tokens', 1, 2), [
        {
          ...{ tokenId: 1, name, symbol, decimals: 18, totalSupply: `${MAX_SUPPLY}`, owner },
          ...{ options: { ...BARE, cap: `${MAX}` }, paused: false, holders: 1 },
        },
        {
          ...{ tokenId: 2, name: '-', symbol: '-', decimals: 0, totalSupply: '0', owner },
          ...{ options: BARE, paused: false, holders: 0 },
        },
      ]);
      assert.equal(await reserved(api, charlie), 2n * TOKEN_DEPOSIT);
    });
  });

  describe('are read by erc20_*', () => {
    const options = { ...FULL, cap: `${CAP}` };
    const info = () => ({
      ...{ tokenId: GOLD, name: 'Zürich Gold', symbol: '⚜ZAU', decimals: 6 },
      ...{ totalSupply: `${SUPPLY}`, owner: alice.address, options },
      ...{ paused: false, holders: 1 },
    });

    /** Every method about one token, with its parameters besides the token and the block. */
    const METHODS: Call[] = [
      ['info'],
      ['name'],
      ['symbol'],
      ['decimals'],
      ['totalSupply'],
      ['balanceOf', alice.address],
      ['allowance', alice.address, bob.address],
      ['owner'],
      ['options'],
      ['paused'],
      ['holders'],
      ['permitNonce', alice.address],
      ['permitMessage', alice.address, bob.address, '1', 100],
    ];

    test('at once and one by one', async () => {
      const answers = METHODS.filter(([method]) => method !== 'permitMessage').map(
        async ([method, ...params]) => [method, await erc20<unknown>(method, GOLD, ...params)],
      );
      assert.deepEqual(Object.fromEntries(await Promise.all(answers)), {
        info: info(),
        name: 'Zürich Gold',
        symbol: '⚜ZAU',
        decimals: 6,
        totalSupply: `${SUPPLY}`,
        balanceOf: `${SUPPLY}`,
        allowance: '0',
        owner: alice.address,
        options,
        paused: false,
        holders: 1,
        permitNonce: 0,
      });
    });

    test('page by page', async () => {
      assert.deepEqual(await erc20('tokens', 0, 1), [info()]);
      assert.deepEqual(await page(0, 2), [0, 1]);
      assert.deepEqual(await page(2, 2), [2]);
      assert.deepEqual(await page(3, 2), []);
      assert.deepEqual(await page(0, 0), []);
      assert.deepEqual(await page(0, 4_294_967_295), [0, 1, 2]);
      assert.deepEqual(await page(4_294_967_295, 4_294_967_295), []);
    });

    test('of accounts that have never had any', async () => {
      const nobody = freshAccount();
      assert.deepEqual(await balances(node, GOLD, nobody), [0n]);
      assert.equal(await allowance(GOLD, nobody, bob), 0n);
      assert.equal(await erc20('permitNonce', GOLD, nobody.address), 0);
    });

    test('in any earlier block', async () => {
      const { number, parentHash } = await api.rpc.chain.getHeader(created);
      assert.deepEqual(await erc20('tokens', 0, 100, parentHash.toHex()), []);
      assert.deepEqual(await erc20('tokens', 0, 100, created), [info()]);
      for (const [method, ...params] of METHODS) {
        const asked = `${method} at block ${number}`;
        await assert.doesNotReject(erc20(method, GOLD, ...params, created), asked);
        await assert.rejects(
          erc20(method, GOLD, ...params, parentHash.toHex()),
          { code: INVALID_PARAMS, message: 'there is no token 0' },
          `${asked}, before it was created`,
        );
      }
    });

    test('not where there is no such token, nor such a block', async () => {
      for (const [method, ...params] of METHODS) {
        await assert.rejects(
          erc20(method, UNKNOWN, ...params),
          { code: INVALID_PARAMS, message: `there is no token ${UNKNOWN}` },
          method,
        );
      }
      const known = METHODS.map(([method, ...params]): Call => [method, GOLD, ...params]);
      await assertUnknownBlock(erc20, known);
    });

    test('not with parameters that make no sense', async () => {
      for (const amount of ['ten', '', ' 1', '-1', '1.5', '1e3', '0x10', `${MAX + 1n}`]) {
        const permit = [GOLD, alice.address, bob.address, amount, 100];
        await assert.rejects(erc20('permitMessage', ...permit), notAnAmount(amount));
      }
      await assertInvalidParams(erc20, [
        ['name'],
        ['name', 'gold'],
        ['name', -1],
        ['name', 2 ** 32],
        ['name', GOLD, '0x12'],
        ['tokens', 0],
        ['tokens', 0, -1],
        ['balanceOf', GOLD],
        ['balanceOf', GOLD, 'alice'],
        ['balanceOf', GOLD, `${alice.address.slice(0, -1)}1`],
        ['allowance', GOLD, alice.address],
        ['permitMessage', GOLD, alice.address, bob.address, 1, 100],
        ['permitMessage', GOLD, alice.address, bob.address, '1', -1],
      ]);
    });

    test('and by the runtime API, as Polkadot.js finds it in the metadata', async () => {
      const calls = api.call.erc20Api;
      assert.deepEqual(
        Object.keys(calls).sort(),
        ['tokens', ...METHODS.map(([method]) => method)].sort(),
      );
      const ask = async (method: string, ...params: unknown[]) =>
        plain(await calls[method](...params));
      const asPlain = { ...info(), tokenId: `${GOLD}`, decimals: '6', holders: '1' };
      assert.deepEqual(await ask('info', GOLD), asPlain);
      assert.deepEqual(await ask('tokens', 0, 1), [asPlain]);
      assert.equal(await ask('balanceOf', GOLD, alice.address), `${SUPPLY}`);
      assert.equal(await ask('name', UNKNOWN), null);
      assert.equal(await ask('allowance', GOLD, alice.address, bob.address), '0');
      assert.deepEqual(await ask('options', GOLD), options);
      // Not `permitMessage`: Polkadot.js takes the encoding of an `Option<Bytes>` for the bytes.
    });
  });

  test('are read 100 at a time, and no more', async () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      api.tx.erc20.create(`Token ${i}`, 'MANY', 0, 0n, BARE),
    );
    await include(api, api.tx.utility.batchAll(many), charlie);
    const ids = Array.from({ length: 103 }, (_, i) => i);
    assert.deepEqual(await page(0, 1_000), ids.slice(0, 100));
    assert.deepEqual(await page(2, 101), ids.slice(2, 102));
    assert.deepEqual(await page(100, 100), ids.slice(100));
    assert.equal(await erc20('name', 102), 'Token 99');
  });
});
