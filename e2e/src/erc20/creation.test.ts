// ERC20 tokens, from the transaction that creates one to JSON-RPC, and to wallets that know the
// ledger alone.
//
// The tests share one chain and run in order. One node alone makes its blocks, so what is in a
// block stays there, and nothing here waits for finality.

import type { ApiPromise } from '@polkadot/api';
import { u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { hexlify, toUtf8Bytes } from 'ethers';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Account,
  account,
  accountWith,
  connect,
  cos,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
  plain,
  type Transaction,
} from './lib/chain.js';
import { Node } from './lib/node.js';
import {
  type Attempt,
  balances,
  EXISTENTIAL_DEPOSIT,
  impoverish,
  included,
  MAX,
  outcome,
  refused,
  reserved,
  UNKNOWN,
} from './lib/tokens.js';

const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(account);

const TOKEN_DEPOSIT = cos('0.035');
const APPROVAL_DEPOSIT = cos('0.01032');
const ACCOUNT_DEPOSIT = cos('0.01016');

/** Most there can be of a token. */
const MAX_SUPPLY = MAX / 2n;

const FULL = { mintable: true, burnable: true, pausable: true, cap: null };
const BARE = { mintable: false, burnable: false, pausable: false, cap: null };

describe('ERC20 tokens', { timeout: 600_000 }, () => {
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

  /** Asks `erc20_*`. */
  const erc20 = <T = string>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`erc20_${method}`, ...params);

  /** The ids of the tokens that one read gives. */
  const page = async (start: number, limit: number) => {
    const tokens = await erc20<{ tokenId: number }[]>('tokens', start, limit);
    return tokens.map(({ tokenId }) => tokenId);
  };

  const allowance = async (token: number, owner: Account, spender: Account) =>
    BigInt(await erc20('allowance', token, owner.address, spender.address));

  /** The token of these tests. Its symbol is not ASCII. */
  const GOLD = 0;
  const SUPPLY = 1_000_000_000_000n;
  const CAP = 2n * SUPPLY;

  /** The block that GOLD was created in. */
  let created: string;

  const transfer = (to: Account, value: bigint, token = GOLD) =>
    api.tx.erc20.transfer(token, to.address, value);
  const approve = (spender: Account, value: bigint, token = GOLD) =>
    api.tx.erc20.approve(token, spender.address, value);
  const transferFrom = (from: Account, to: Account, value: bigint, token = GOLD) =>
    api.tx.erc20.transferFrom(token, from.address, to.address, value);

  /** What pallets say of a movement. */
  const moved = (from: Account | null, to: Account | null, value: bigint, token = GOLD) => [
    'Transfer',
    {
      tokenId: `${token}`,
      from: from?.address ?? null,
      to: to?.address ?? null,
      value: `${value}`,
    },
  ];
  const approved = (owner: Account, spender: Account, value: bigint, token = GOLD) => [
    'Approval',
    {
      tokenId: `${token}`,
      owner: owner.address,
      spender: spender.address,
      value: `${value}`,
    },
  ];
  const paidDeposit = (payer: Account, who: Account, planck: bigint) => [
    'DepositPaid',
    { payer: payer.address, account: who.address, amount: `${planck}` },
  ];

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
        moved(null, alice, SUPPLY),
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
    const METHODS: [string, ...unknown[]][] = [
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
          { code: -32602, message: 'there is no token 0' },
          `${asked}, before it was created`,
        );
      }
    });

    test('not where there is no such token, nor such a block', async () => {
      const block = `0x${'5a'.repeat(32)}`;
      for (const [method, ...params] of METHODS) {
        await assert.rejects(
          erc20(method, UNKNOWN, ...params),
          { code: -32602, message: `there is no token ${UNKNOWN}` },
          method,
        );
        await assert.rejects(
          erc20(method, GOLD, ...params, block),
          { code: -32603, message: 'the runtime of that block gave no answer' },
          method,
        );
      }
    });

    test('not with parameters that make no sense', async () => {
      for (const amount of ['ten', '', ' 1', '-1', '1.5', '1e3', '0x10', `${MAX + 1n}`]) {
        const permit = [GOLD, alice.address, bob.address, amount, 100];
        await assert.rejects(erc20('permitMessage', ...permit), {
          code: -32602,
          message: `${amount} is not an amount: a whole number below 2^128 is`,
        });
      }
      for (const [method, ...params] of [
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
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(erc20(`${method}`, ...params), { code: -32602 }, asked);
      }
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

  describe('are transferred', () => {
    test('to an account, at no more than a fee', async () => {
      const [coins, theirs] = [await free(api, alice), await free(api, bob)];
      const { events } = await include(api, transfer(bob, 500_000n), alice);

      assert.deepEqual(eventsOf(events, 'erc20'), [moved(alice, bob, 500_000n)]);
      assert.deepEqual(await balances(node, GOLD, alice, bob), [SUPPLY - 500_000n, 500_000n]);
      assert.equal(await free(api, alice), coins);
      assert.equal(await free(api, bob), theirs);
      assert.equal(await erc20('holders', GOLD), 2);
      assert.equal(await erc20('balanceOf', GOLD, bob.address, created), '0');
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
      assert.deepEqual(await balances(node, GOLD, bob, dest), [499_999n, 1n]);
    });

    test('to oneself, and in amounts of nothing, which are events alone', async () => {
      const nobody = freshAccount();
      const results = await includeAll(
        api,
        [transfer(charlie, MAX_SUPPLY, 1), transfer(nobody, 0n)],
        charlie,
      );
      assert.deepEqual(
        results.map((result) => eventsOf(included(result).events, 'erc20')),
        [[moved(charlie, charlie, MAX_SUPPLY, 1)], [moved(charlie, nobody, 0n)]],
      );
      assert.deepEqual(await balances(node, 1, charlie), [MAX_SUPPLY]);
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
        ['erc20.ZeroAccount', erc20.transfer(GOLD, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.mint(GOLD, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.approve(GOLD, zero, 1n), alice],
        ['erc20.ZeroAccount', erc20.transferOwnership(GOLD, zero), alice],
        ['system.CallFiltered', assets.transfer(GOLD, zero, 1n), alice],
      );
    });

    test('by the calls of the ledger that wallets know', async () => {
      const before = await balances(node, GOLD, bob, charlie);
      const call = api.tx.assets.transfer(GOLD, charlie.address, 99n);
      const { events } = await include(api, call, bob);
      assert.equal(eventsOf(events, 'assets')[0][0], 'Transferred');
      const after = [before[0] - 99n, before[1] + 99n];
      assert.deepEqual(await balances(node, GOLD, bob, charlie), after);
    });
  });

  describe('are spent by others', () => {
    const spender = charlie;

    test('as far as they are allowed: approving sets, and what is spent is gone', async () => {
      const [coins, dest] = [await reserved(api, bob), freshAccount()];
      await include(api, approve(spender, 1_000n), bob);
      assert.equal(await reserved(api, bob), coins + APPROVAL_DEPOSIT);

      const { events } = await include(api, approve(spender, 600n), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [approved(bob, spender, 600n)]);
      assert.equal(await allowance(GOLD, bob, spender), 600n);
      assert.equal(await reserved(api, bob), coins + APPROVAL_DEPOSIT);
      const known = await api.query.assets.approvals(GOLD, bob.address, spender.address);
      assert.equal(known.unwrap().amount.toBigInt(), 600n);

      const [before] = await balances(node, GOLD, bob);
      const spent = await include(api, transferFrom(bob, dest, 250n), spender);
      assert.deepEqual(eventsOf(spent.events, 'erc20'), [
        paidDeposit(spender, dest, EXISTENTIAL_DEPOSIT),
        moved(bob, dest, 250n),
      ]);
      assert.equal(await allowance(GOLD, bob, spender), 350n);
      assert.deepEqual(await balances(node, GOLD, bob, dest), [before - 250n, 250n]);
    });

    test('not beyond the allowance, and not beyond what the owner has', async () => {
      const [has] = await balances(node, GOLD, bob);
      await refused(
        api,
        ['erc20.InsufficientAllowance', transferFrom(bob, dave, 351n), spender],
        ['erc20.InsufficientAllowance', transferFrom(alice, dave, 1n), spender],
        ['erc20.UnknownToken', transferFrom(bob, dave, 1n, UNKNOWN), spender],
      );
      await include(api, approve(spender, has + 10n), bob);
      await refused(
        api,
        ['erc20.InsufficientBalance', transferFrom(bob, dave, has + 1n), spender],
        ['erc20.InsufficientAllowance', transferFrom(bob, dave, has + 11n), spender],
      );
    });

    test('more and less, step by step', async () => {
      const step = (by: bigint, call: 'increaseAllowance' | 'decreaseAllowance') =>
        api.tx.erc20[call](GOLD, spender.address, by);
      await include(api, approve(spender, 100n), bob);
      const results = await includeAll(
        api,
        [step(11n, 'increaseAllowance'), step(31n, 'decreaseAllowance')],
        bob,
      );
      assert.deepEqual(
        results.map((result) => eventsOf(included(result).events, 'erc20')),
        [[approved(bob, spender, 111n)], [approved(bob, spender, 80n)]],
      );
      assert.equal(await allowance(GOLD, bob, spender), 80n);
      await refused(
        api,
        ['erc20.InsufficientAllowance', step(81n, 'decreaseAllowance'), bob],
        ['arithmetic.Overflow', step(MAX, 'increaseAllowance'), bob],
      );
    });

    test('without an end, if the allowance is all that fits', async () => {
      await include(api, approve(spender, MAX), bob);
      await include(api, transferFrom(bob, charlie, 1_000n), spender);
      assert.equal(await allowance(GOLD, bob, spender), MAX);
    });

    test('until the allowance is taken back, and its deposit', async () => {
      const before = await reserved(api, bob);
      await include(api, approve(spender, 0n), bob);
      assert.equal(await allowance(GOLD, bob, spender), 0n);
      assert.equal(await reserved(api, bob), before - APPROVAL_DEPOSIT);
      await refused(api, ['erc20.InsufficientAllowance', transferFrom(bob, dave, 1n), spender]);
    });

    test('by the calls of the ledger, which know the same allowances', async () => {
      const { approveTransfer, cancelApproval, transferApproved } = api.tx.assets;
      await include(api, approveTransfer(GOLD, spender.address, 70n), bob);
      assert.equal(await allowance(GOLD, bob, spender), 70n);

      await include(api, transferFrom(bob, dave, 20n), spender);
      const [before] = await balances(node, GOLD, dave);
      const rest = transferApproved(GOLD, bob.address, dave.address, 10n);
      await include(api, rest, spender);
      assert.deepEqual(await balances(node, GOLD, dave), [before + 10n]);
      assert.equal(await allowance(GOLD, bob, spender), 40n);

      await include(api, cancelApproval(GOLD, spender.address), bob);
      assert.equal(await allowance(GOLD, bob, spender), 0n);
    });
  });

  describe('are approved by a signature alone', () => {
    /** Far enough away for all of these tests. */
    const DEADLINE = 100_000;

    interface Permit {
      token: number;
      owner: Account;
      spender: Account;
      value: bigint;
      nonce: number;
      deadline: number;
      genesis: string;
    }

    const permitOf = (owner: Account, changes: Partial<Permit> = {}): Permit => ({
      ...{ token: GOLD, owner, spender: bob, value: 40n, nonce: 0, deadline: DEADLINE },
      ...{ genesis: api.genesisHash.toHex(), ...changes },
    });

    /** What the documentation says is signed, made without the chain's help. */
    const payload = ({ token, owner, spender, value, nonce, deadline, genesis }: Permit) =>
      api
        .createType('(Text, Hash, u32, AccountId, AccountId, u128, u32, u32)', [
          ...['erc20:permit', genesis, token, owner.address, spender.address],
          ...[value, nonce, deadline],
        ])
        .toU8a();

    /** As the extension's `signRaw` signs bytes. */
    const signRaw = (signer: Account, bytes: Uint8Array) => {
      const types = { sr25519: 'Sr25519', ed25519: 'Ed25519', ecdsa: 'Ecdsa' };
      const type = types[signer.type as keyof typeof types];
      return { [type]: u8aToHex(signer.sign(u8aWrapBytes(bytes))) };
    };

    const submit = (
      { token, owner, spender, value, deadline }: Permit,
      signature: Record<string, string>,
    ) => {
      const accounts = [owner.address, spender.address];
      return api.tx.erc20.permit(token, ...accounts, value, deadline, signature);
    };

    const signed = (permit: Permit, signer = permit.owner) =>
      submit(permit, signRaw(signer, payload(permit)));

    const nonceOf = ({ address }: Account) => erc20<number>('permitNonce', GOLD, address);

    test('of the bytes that erc20_permitMessage gives', async () => {
      const permit = permitOf(alice);
      const message = await erc20(
        ...(['permitMessage', GOLD, alice.address, bob.address, '40', DEADLINE] as const),
      );
      assert.equal(message, u8aToHex(u8aWrapBytes(payload(permit))));
    });

    test('with sr25519, for whoever sends it', async () => {
      const permit = permitOf(alice, { spender: charlie });
      const { events } = await include(api, signed(permit), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [approved(alice, charlie, 40n)]);
      assert.equal(await allowance(GOLD, alice, charlie), 40n);
      assert.equal(await nonceOf(alice), 1);

      await include(api, transferFrom(alice, charlie, 15n), charlie);
      assert.equal(await allowance(GOLD, alice, charlie), 25n);
    });

    test('with ed25519 and ecdsa, by owners without coins, who get the deposit', async () => {
      const owners = (['ed25519', 'ecdsa'] as const).map((type) => accountWith(type, '//Owner'));
      for (const owner of owners) {
        await include(api, transfer(owner, 50n), alice);
        const before = await free(api, bob);
        const { events, fee } = await include(api, signed(permitOf(owner)), bob);

        assert.deepEqual(eventsOf(events, 'erc20'), [
          paidDeposit(bob, owner, APPROVAL_DEPOSIT),
          approved(owner, bob, 40n),
        ]);
        assert.equal(await free(api, bob), before - APPROVAL_DEPOSIT - fee);
        assert.equal(await reserved(api, owner), APPROVAL_DEPOSIT);
        await include(api, transferFrom(owner, bob, 40n), bob);
        assert.deepEqual(await balances(node, GOLD, owner), [10n]);
      }
    });

    test('once', async () => {
      await refused(
        api,
        ['erc20.InvalidSignature', signed(permitOf(alice, { spender: charlie })), bob],
        ['erc20.InvalidSignature', signed(permitOf(alice, { spender: charlie })), charlie],
      );
      assert.equal(await nonceOf(alice), 1);
    });

    test('for nothing but what was signed', async () => {
      const permit = permitOf(alice, { nonce: 1 });
      const signature = signRaw(alice, payload(permit));
      const instead = (changes: Partial<Permit>): Attempt => [
        'erc20.InvalidSignature',
        submit({ ...permit, ...changes }, signature),
        bob,
      ];
      const genesis = `0x${'5a'.repeat(32)}`;
      const unwrapped = u8aToHex(alice.sign(payload(permit)));
      await refused(
        api,
        instead({ token: 1 }),
        instead({ owner: charlie }),
        instead({ spender: dave }),
        instead({ value: 41n }),
        instead({ deadline: DEADLINE + 1 }),
        ['erc20.InvalidSignature', signed({ ...permit, nonce: 2 }), bob],
        ['erc20.InvalidSignature', signed({ ...permit, genesis }), bob],
        ['erc20.InvalidSignature', signed(permit, bob), bob],
        ['erc20.InvalidSignature', submit(permit, { Sr25519: unwrapped }), bob],
        ['erc20.InvalidSignature', submit(permit, { Ed25519: signature.Sr25519 }), bob],
        ['erc20.UnknownToken', signed({ ...permit, token: UNKNOWN }), bob],
      );
      await include(api, submit(permit, signature), bob);
      assert.equal(await nonceOf(alice), 2);
    });

    test('until the deadline, its block included', async () => {
      const permit = permitOf(alice, { nonce: 2 });
      // A block that is there before the transaction is.
      const expired = { ...permit, deadline: await node.best() };
      await refused(api, ['erc20.PermitExpired', signed(expired), bob]);
      await refused(api, ['erc20.PermitExpired', signed({ ...permit, deadline: 0 }), bob]);
      assert.equal(await nonceOf(alice), 2);

      // Which block it will be in is known by trying: in that of its deadline it is good, and in
      // the next it is not.
      const inItsLast = async () => {
        const deadline = (await node.best()) + 1;
        const [result] = await includeAll(api, [signed({ ...permit, deadline })], bob);
        if (result.status === 'fulfilled') return { deadline, ...result.value };
        assert.equal(outcome(result), 'erc20.PermitExpired');
        return undefined;
      };
      let included = await inItsLast();
      for (let tries = 0; !included && tries < 5; tries += 1) included = await inItsLast();
      assert.ok(included);
      const { number } = await api.rpc.chain.getHeader(included.block);
      assert.equal(number.toNumber(), included.deadline);
    });

    test('to take it back too', async () => {
      const permit = permitOf(alice, { spender: charlie, value: 0n, nonce: 3 });
      await include(api, signed(permit), bob);
      assert.equal(await allowance(GOLD, alice, charlie), 0n);
    });
  });

  describe('are paid out to many at once', () => {
    const batch = (recipients: [Account, bigint][]) =>
      api.tx.erc20.batchTransfer(
        GOLD,
        recipients.map(([{ address }, value]) => [address, value]),
      );

    test('to 300 in one transaction', async () => {
      const staff = Array.from({ length: 300 }, (_, i): [Account, bigint] => [
        freshAccount(),
        BigInt(i + 1),
      ]);
      const total = (300n * 301n) / 2n;
      const [before] = await balances(node, GOLD, alice);
      const holders = await erc20<number>('holders', GOLD);

      const { events } = await include(api, batch(staff), alice);

      assert.deepEqual(
        eventsOf(events, 'erc20'),
        staff.flatMap(([who, value]) => [
          paidDeposit(alice, who, EXISTENTIAL_DEPOSIT),
          moved(alice, who, value),
        ]),
      );
      assert.deepEqual(
        await balances(node, GOLD, ...staff.map(([who]) => who)),
        staff.map(([, value]) => value),
      );
      assert.deepEqual(await balances(node, GOLD, alice), [before - total]);
      assert.equal(await erc20<number>('holders', GOLD), holders + 300);
    });

    test('or to none of them, if one is bad', async () => {
      const good = Array.from({ length: 299 }, (): [Account, bigint] => [freshAccount(), 1n]);
      const [has] = await balances(node, GOLD, bob);
      const noAccount = api.tx.erc20.batchTransfer(GOLD, [
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
      const [before] = await balances(node, GOLD, charlie);
      await include(api, batch(times(1_024)), alice);
      assert.deepEqual(await balances(node, GOLD, charlie), [before + 1_024n]);
    });
  });

  describe('are minted and burned', () => {
    const mint = (to: Account, value: bigint, token = GOLD) =>
      api.tx.erc20.mint(token, to.address, value);
    const burn = (value: bigint, token = GOLD) => api.tx.erc20.burn(token, value);
    const supply = async () => BigInt(await erc20('totalSupply', GOLD));

    test('by the owner, up to the cap', async () => {
      const dest = freshAccount();
      const { events } = await include(api, mint(dest, 1_000n), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [
        paidDeposit(alice, dest, EXISTENTIAL_DEPOSIT),
        moved(null, dest, 1_000n),
      ]);
      assert.deepEqual(await balances(node, GOLD, dest), [1_000n]);
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
      const [before] = await balances(node, GOLD, bob);
      const { events } = await include(api, burn(300n), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [moved(bob, null, 300n)]);

      await include(api, approve(charlie, 50n), bob);
      const burnFrom = (value: bigint) => api.tx.erc20.burnFrom(GOLD, bob.address, value);
      await include(api, burnFrom(30n), charlie);
      assert.equal(await allowance(GOLD, bob, charlie), 20n);
      assert.deepEqual(await balances(node, GOLD, bob), [before - 330n]);
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
        ['erc20.NotMintable', mint(charlie, 1n, 2), charlie],
        ['erc20.NotBurnable', burn(1n, 1), charlie],
        ['erc20.NotPausable', api.tx.erc20.pause(1), charlie],
        ['erc20.NotPausable', api.tx.erc20.unpause(1), charlie],
      );
    });
  });

  describe('are paused', () => {
    const pause = () => api.tx.erc20.pause(GOLD);
    const unpause = () => api.tx.erc20.unpause(GOLD);
    const viaLedger = (value: bigint) => api.tx.assets.transfer(GOLD, dave.address, value);

    test('by the owner', async () => {
      await refused(api, ['erc20.NotPaused', unpause(), alice], ['erc20.NotOwner', pause(), bob]);
      const { events } = await include(api, pause(), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [['Paused', { tokenId: `${GOLD}` }]]);
      assert.equal(await erc20('paused', GOLD), true);
      const asset = (await api.query.assets.asset(GOLD)).unwrap();
      assert.equal(asset.status.type, 'Frozen');
      await refused(api, ['erc20.Paused', pause(), alice], ['erc20.NotOwner', unpause(), bob]);
    });

    test('so that nothing moves, by whatever call', async () => {
      const burn = api.tx.erc20.burn(GOLD, 1n);
      const { batchAll } = api.tx.utility;
      const batch = api.tx.erc20.batchTransfer(GOLD, [[dave.address, 1n]]);
      const remark = api.tx.system.remark('0x');
      const approvedTransfer = [GOLD, bob.address, dave.address, 1n] as const;
      await refused(
        api,
        ['erc20.Paused', transfer(dave, 1n), bob],
        ['erc20.Paused', burn, bob],
        ['erc20.Paused', batch, bob],
        ['erc20.Paused', transferFrom(bob, dave, 1n), charlie],
        ['erc20.Paused', api.tx.erc20.burnFrom(GOLD, bob.address, 1n), charlie],
        ['erc20.Paused', api.tx.erc20.mint(GOLD, dave.address, 1n), alice],
        ['assets.AssetNotLive', viaLedger(1n), bob],
        ['assets.AssetNotLive', api.tx.assets.transferKeepAlive(GOLD, dave.address, 1n), bob],
        ['token.Frozen', api.tx.assets.transferAll(GOLD, dave.address, false), bob],
        ['assets.AssetNotLive', api.tx.assets.transferApproved(...approvedTransfer), charlie],
        ['erc20.Paused', batchAll([remark, transfer(dave, 1n)]), bob],
        ['assets.AssetNotLive', batchAll([remark, viaLedger(1n)]), bob],
      );
    });

    test('while allowances change: who fears for tokens revokes', async () => {
      await include(api, approve(charlie, 0n), bob);
      assert.equal(await allowance(GOLD, bob, charlie), 0n);
      assert.equal(await erc20('paused', GOLD), true);
    });

    test('until the owner unpauses them', async () => {
      const { events } = await include(api, unpause(), alice);
      assert.deepEqual(eventsOf(events, 'erc20'), [['Unpaused', { tokenId: `${GOLD}` }]]);
      assert.equal(await erc20('paused', GOLD), false);
      const [before] = await balances(node, GOLD, dave);
      const moves = api.tx.utility.batchAll([transfer(dave, 1n), viaLedger(2n)]);
      await include(api, moves, bob);
      assert.deepEqual(await balances(node, GOLD, dave), [before + 3n]);
    });
  });

  describe('are administered by nobody in the ledger', () => {
    test('not even by their owner', async () => {
      const { assets, utility } = api.tx;
      const [to, id] = [alice.address, 100];
      const admin: [string, Transaction][] = [
        ['BadOrigin', assets.create(id, to, 1n)],
        ['BadOrigin', assets.forceCreate(id, to, true, 1n)],
        ['BadOrigin', assets.forceSetMetadata(GOLD, 'Fool', 'F', 6, false)],
        ['BadOrigin', assets.forceClearMetadata(GOLD)],
        ['BadOrigin', assets.forceAssetStatus(GOLD, to, to, to, to, 1n, true, false)],
        ['assets.NoPermission', assets.startDestroy(GOLD)],
        ['assets.IncorrectStatus', assets.destroyAccounts(GOLD)],
        ['assets.IncorrectStatus', assets.destroyApprovals(GOLD)],
        ['assets.IncorrectStatus', assets.finishDestroy(GOLD)],
        ['assets.NoPermission', assets.mint(GOLD, to, 1n)],
        ['assets.NoPermission', assets.burn(GOLD, bob.address, 1n)],
        ['assets.NoPermission', assets.forceTransfer(GOLD, bob.address, to, 1n)],
        ['assets.NoPermission', assets.forceCancelApproval(GOLD, bob.address, to)],
        ['assets.NoPermission', assets.freeze(GOLD, bob.address)],
        ['assets.NoPermission', assets.thaw(GOLD, bob.address)],
        ['assets.NoPermission', assets.block(GOLD, bob.address)],
        ['assets.NoPermission', assets.freezeAsset(GOLD)],
        ['assets.NoPermission', assets.thawAsset(GOLD)],
        ['assets.NoPermission', assets.transferOwnership(GOLD, to)],
        ['assets.NoPermission', assets.setTeam(GOLD, to, to, to)],
        ['assets.NoPermission', assets.setMetadata(GOLD, 'Fool', 'F', 6)],
        ['assets.NoPermission', assets.clearMetadata(GOLD)],
        ['assets.NoPermission', assets.setMinBalance(GOLD, 2n)],
        ['assets.NoPermission', utility.batchAll([assets.mint(GOLD, to, 1n)])],
      ];
      await refused(api, ...admin.map(([error, call]): Attempt => [error, call, alice]));
    });

    test('nor do holders burn them there', async () => {
      const burning = () => api.tx.assets.refund(GOLD, true);
      const { batchAll, asDerivative } = api.tx.utility;
      await refused(
        api,
        ['system.CallFiltered', burning(), bob],
        ['system.CallFiltered', batchAll([burning()]), bob],
        ['system.CallFiltered', asDerivative(0, burning()), bob],
        ['assets.WouldBurn', api.tx.assets.refund(GOLD, false), bob],
      );
    });

    test('nor is an account in the ledger free: who opens one for another pays', async () => {
      const dest = freshAccount();
      const [before, touch] = [await reserved(api, bob), api.tx.assets.touchOther];
      await include(api, touch(GOLD, dest.address), bob);
      assert.equal(await reserved(api, bob), before + ACCOUNT_DEPOSIT);
      const { events } = await include(api, transfer(dest, 1n), charlie);
      assert.deepEqual(eventsOf(events, 'erc20'), [moved(charlie, dest, 1n)]);
      assert.deepEqual(await balances(node, GOLD, dest), [1n]);
      assert.equal(await free(api, dest), 0n);
      await refused(api, ['assets.WouldBurn', api.tx.assets.refundOther(GOLD, dest.address), bob]);
    });
  });

  describe('are owned', () => {
    const handOver = (to: Account) => api.tx.erc20.transferOwnership(GOLD, to.address);
    const renounce = () => api.tx.erc20.renounceOwnership(GOLD);
    const mint = () => api.tx.erc20.mint(GOLD, bob.address, 1n);
    const event = (previous: Account, next: Account | null) => [
      'OwnershipTransferred',
      {
        tokenId: `${GOLD}`,
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
      assert.equal(await erc20('owner', GOLD), bob.address);
      assert.equal(await reserved(api, alice), before);
      await refused(
        api,
        ['erc20.NotOwner', mint(), alice],
        ['erc20.NotOwner', api.tx.erc20.pause(GOLD), alice],
        ['erc20.NotOwner', handOver(alice), alice],
      );
      await include(api, mint(), bob);
    });

    test('by nobody, once they are renounced', async () => {
      const { events } = await include(api, renounce(), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [event(bob, null)]);
      assert.equal(await erc20('owner', GOLD), null);
      assert.equal((await erc20<{ owner: unknown }>('info', GOLD)).owner, null);
      await refused(
        api,
        ['erc20.NotOwner', mint(), bob],
        ['erc20.NotOwner', api.tx.erc20.pause(GOLD), bob],
        ['erc20.NotOwner', handOver(bob), bob],
        ['erc20.NotOwner', renounce(), bob],
      );
      await include(api, transfer(dave, 1n), bob);
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

  test('are as many as their holders have, in the end', async () => {
    const accounts = await api.query.assets.account.entries(GOLD);
    const sum = accounts.reduce((sum, [, held]) => sum + held.unwrap().balance.toBigInt(), 0n);
    assert.equal(await erc20('totalSupply', GOLD), `${sum}`);
    assert.equal(await erc20<number>('holders', GOLD), accounts.length);
  });
});
