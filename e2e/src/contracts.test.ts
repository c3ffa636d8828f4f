// Smart contracts, from their code to their end: as Polkadot.js apps deploy and call them, with what they
// do by the paradigms, and what becomes of those that fail.
//
// The tests share one chain. One node alone makes its blocks, so what is in a block stays there, and
// nothing here waits for finality. Who makes them gets the fees, and takes no part, so that what the
// others have is known exactly. On a chain of several validators they are in networks/upgrade.test.ts.

import type { ContractPromise } from '@polkadot/api-contract';
import { u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, refused } from './lib/assert.js';
import {
  type Account,
  account,
  cos,
  DispatchFailed,
  eventsOf,
  free,
  freshAccount,
  include,
  type Plain,
  plain,
  type Transaction,
} from './lib/chain.js';
import {
  ask,
  askConstructor,
  bundle,
  codeOf,
  deploy,
  deployed,
  emitted,
  hashOf,
  instantiation,
  message,
  moduleThatImports,
  padded,
  weight,
} from './lib/contracts.js';
import { api, devChain, node, untilBlock } from './lib/dev-chain.js';
import { idFrom } from './lib/items.js';
import { balances, EXISTENTIAL_DEPOSIT, UNKNOWN } from './lib/tokens.js';

const [bob, charlie, dave, eve] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };

const chain = devChain();

chain.suite('Smart contracts', { timeout: 600_000 }, () => {
  /** A token of which an account has so many. */
  const tokenOf = async (owner: Account, supply: bigint) => {
    const creation = api.tx.erc20.create('Contract money', 'CM', 0, supply, OPTIONS);
    return idFrom(await include(api, creation, owner), 'Created', 'tokenId');
  };

  /** The account of a contract. */
  const at = (contract: ContractPromise) => ({ address: `${contract.address}` });

  const upload = (code: string) => api.tx.contracts.uploadCode(code, null, 'Enforced');

  /** What is held of an account's coins, for all reasons. */
  const held = async ({ address }: { address: string }) => {
    const holds = await api.query.balances.holds(address);
    return holds.reduce((sum, { amount }) => sum + amount.toBigInt(), 0n);
  };

  /** There is neither a contract nor an account any more. */
  const assertGone = async (contract: ContractPromise) => {
    assert.ok((await api.query.contracts.contractInfoOf(contract.address)).isEmpty);
    const { providers, data } = await api.query.system.account(contract.address);
    assert.deepEqual(
      [`${providers}`, data.free.toBigInt(), await held(at(contract))],
      ['0', 0n, 0n],
    );
  };

  describe('are published', () => {
    const abi = bundle('erc20');
    const hash = hashOf(abi);

    test('by their code, for a deposit', async () => {
      const { events } = await include(api, upload(codeOf(abi)), bob);
      const [[name, fields]] = eventsOf(events, 'contracts');
      assert.equal(name, 'CodeStored');
      assert.equal((fields as Record<string, unknown>).codeHash, hash);
      assert.equal((fields as Record<string, unknown>).depositHeld, `${await held(bob)}`);
      assert.ok((await held(bob)) > 0n);
    });

    test('for everybody to make contracts of', async () => {
      const data = abi.findConstructor('new').toU8a([500n]);
      const limit = weight(api);
      const make = api.tx.contracts.instantiate(0n, limit, null, hash, u8aToHex(data.slice(1)), '');
      const made = await include(api, make, charlie);
      const token = deployed(api, 'erc20', made);
      assert.equal(await ask(token, 'balanceOf', [charlie.address]), '500');
      assert.equal(await ask(token, 'totalSupply'), '500');
    });

    test('and for good: nobody replaces code, and nobody takes it away that is used', async () => {
      const token = await deploy(api, 'erc20', [1n], charlie);
      const other = hashOf(bundle('prober'));
      await refused(
        api,
        ['system.CallFiltered', api.tx.contracts.setCode(token.address, other), charlie],
        ['contracts.CodeInUse', api.tx.contracts.removeCode(hash), bob],
      );
    });

    test('and not yet, while no contract uses it: who has uploaded it removes it', async () => {
      const [coins, deposits] = [await free(api, eve), await held(eve)];
      const escrow = bundle('escrow');
      const uploaded = await include(api, upload(codeOf(escrow)), eve);
      assert.ok((await held(eve)) > deposits);
      const remove = api.tx.contracts.removeCode(hashOf(escrow));
      await refused(api, ['BadOrigin', remove, bob]);
      const removed = await include(api, remove, eve);
      assert.equal(await held(eve), deposits);
      assert.equal(await free(api, eve), coins - uploaded.fee - removed.fee);
    });
  });

  describe('are called', () => {
    let token: ContractPromise;

    before(async () => {
      token = await deploy(api, 'erc20', [1_000n], bob);
    });

    test('by transactions, which change them', async () => {
      const moved = await include(api, message(token, 'transfer', [charlie.address, 30n]), bob);
      assert.deepEqual(await emitted(token, moved), [
        ['Transfer', [bob.address, charlie.address, '30']],
      ]);
      assert.equal(await ask(token, 'balanceOf', [bob.address]), '970');
      assert.equal(await ask(token, 'balanceOf', [charlie.address]), '30');
    });

    test('for nothing, by who only wants to know', async () => {
      const answer = await ask(token, 'transfer', [charlie.address, 1_000n], bob);
      assert.deepEqual(answer, { err: 'InsufficientBalance' });
      assert.equal(await ask(token, 'balanceOf', [charlie.address]), '30');
    });

    test('and change nothing when they fail', async () => {
      const tooMuch = message(token, 'transfer', [charlie.address, 1_000n]);
      const unknown = api.tx.contracts.call(token.address, 0n, weight(api), null, '0x00000000');
      const nobody = api.tx.contracts.call(freshAccount().address, 0n, weight(api), null, '0x');
      const paid = message(token, 'transfer', [charlie.address, 1n], { value: cos('1') });
      await refused(
        api,
        ['contracts.ContractReverted', tooMuch, bob],
        ['contracts.ContractReverted', unknown, bob],
        ['contracts.ContractNotFound', nobody, bob],
        ['contracts.ContractTrapped', paid, bob],
      );
      assert.equal(await ask(token, 'balanceOf', [bob.address]), '970');
    });
  });

  describe('that misbehave', () => {
    let prober: ContractPromise;

    before(async () => {
      prober = await deploy(api, 'prober', [], bob);
    });

    test('run out of gas, and cost no more than that', async () => {
      await refused(api, ['contracts.OutOfGas', message(prober, 'spin'), bob]);
      assert.equal(await ask(prober, 'count'), '0');
    });

    test('get a status for functions that the chain does not have', async () => {
      const extension = (id: number) => ask(prober, 'extension', [id, '0x01020304'], bob);
      const [UNDECODABLE, UNKNOWN_FUNCTION] = [0x3_0000, 0x3_0001].map(String);
      assert.equal(await extension(0x0001_0000), UNKNOWN_FUNCTION, 'another extension');
      assert.equal(await extension(0xffff_ffff), UNKNOWN_FUNCTION, 'another extension');
      assert.equal(await extension(0x0000_0001), UNKNOWN_FUNCTION, 'a call of another pallet');
      assert.equal(await extension(0x0000_337f), UNKNOWN_FUNCTION, 'a call that does not exist');
      assert.equal(await extension(0x0000_3301), UNDECODABLE, 'other arguments');
    });

    test('go on after it', async () => {
      await include(api, message(prober, 'extension', [0xffff_ffff, '0x01020304']), bob);
      assert.equal(await ask(prober, 'count'), '1');
    });
  });

  describe('are refused', () => {
    /** Gas that is not there, whoever pays. */
    const absurd = 2n ** 63n;

    test('where they are no contracts', async () => {
      const tooLarge = padded(moduleThatImports('seal0', 'terminate'), 256 * 1024);
      const codes: [string, string][] = [
        ['contracts.CodeRejected', '0x'],
        ['contracts.CodeRejected', '0x00112233'],
        ['contracts.CodeRejected', u8aToHex(moduleThatImports('seal0', 'no_such_function'))],
        ['contracts.CodeRejected', u8aToHex(moduleThatImports('wasi', 'fd_write'))],
        ['contracts.CodeTooLarge', u8aToHex(tooLarge)],
        ['system.CallFiltered', u8aToHex(moduleThatImports('seal0', 'set_code_hash'))],
        ['system.CallFiltered', u8aToHex(moduleThatImports('seal0', 'seal_set_code_hash'))],
      ];
      const { instantiateWithCode } = api.tx.contracts;
      for (const [error, code] of codes) {
        const make = instantiateWithCode(0n, weight(api), null, code, '0x', '');
        await refused(api, [error, upload(code), bob], [error, make, charlie]);
      }
    });

    test('where they are paid too little', async () => {
      const args = ['Venture', 'VNT', 100n, cos('1'), cos('50'), 100];
      const enough = cos('0.048');
      const make = (value: bigint) => instantiation(api, 'crowdfunding', args, { value });
      await refused(
        api,
        ['contracts.ContractReverted', make(0n), bob],
        ['contracts.ContractReverted', make(enough - 1n), bob],
      );
      const answer = (value: bigint) => askConstructor(api, 'crowdfunding', args, bob, { value });
      const unaffordable = { err: { paradigm: { erc20: 'DepositUnaffordable' } } };
      assert.deepEqual(await answer(0n), unaffordable);
      assert.deepEqual(await answer(enough), { ok: null });
    });

    test('where who pays has too little, or allows too little', async () => {
      const pauper = freshAccount();
      await include(api, api.tx.balances.transferKeepAlive(pauper.address, cos('0.08')), bob);
      const costly = instantiation(api, 'erc20', [1n]);
      const { address } = await deploy(api, 'prober', [], bob);
      const code = hashOf(bundle('erc20'));
      const data = u8aToHex(bundle('erc20').findConstructor('new').toU8a([1n]).slice(1));
      const limited = api.tx.contracts.instantiate(0n, weight(api), 1n, code, data, '0x11');
      const call = api.tx.contracts.call(address, cos('100000000'), weight(api), null, '0x');
      await refused(
        api,
        ['contracts.StorageDepositLimitExhausted', costly, pauper],
        ['contracts.StorageDepositLimitExhausted', limited, bob],
        ['contracts.TransferFailed', call, bob],
      );
    });

    test('where the gas limit is nothing, or more than a block has', async () => {
      const prober = await deploy(api, 'prober', [], bob);
      const make = (gas: bigint) => instantiation(api, 'prober', [], { gas });
      const call = (gas: bigint) => message(prober, 'count', [], { gas });
      await refused(
        api,
        ['contracts.OutOfGas', make(0n), bob],
        ['contracts.OutOfGas', call(0n), bob],
        ['contracts.OutOfGas', call(1_000n), bob],
      );
      const before = await free(api, bob);
      await assert.rejects(include(api, make(absurd), bob), /exhaust/i);
      await assert.rejects(include(api, call(absurd), bob), /exhaust/i);
      assert.equal(await free(api, bob), before);
    });
  });

  describe('for escrow', () => {
    const PRICE = 100n;
    const ENDOWMENT = cos('0.01');
    /** Pays and is paid. */
    const [buyer, seller] = [bob, charlie];
    let token: number;

    before(async () => {
      token = await tokenOf(buyer, 1_000n);
    });

    const height = () => node.best();
    const agreed = async (
      to: { address: string } = seller,
      blocks = 1_000,
      payment = { value: ENDOWMENT },
    ) => {
      const deadline = (await height()) + blocks;
      return deploy(api, 'escrow', [to.address, token, PRICE, deadline], buyer, payment);
    };
    const approve = (escrow: ContractPromise) =>
      include(api, api.tx.erc20.approve(token, `${escrow.address}`, PRICE), buyer);
    const funded = async (...terms: Parameters<typeof agreed>) => {
      const escrow = await agreed(...terms);
      await approve(escrow);
      await include(api, message(escrow, 'fund'), buyer);
      return escrow;
    };
    const agree = (escrow: ContractPromise, side: 'Buyer' | 'Seller') =>
      message(escrow, 'agree', [side]);

    test('tell what the chain refuses, by the name of its error', async () => {
      const escrow = await agreed();
      const refusal = { err: { paradigm: { erc20: 'InsufficientAllowance' } } };
      assert.deepEqual(await ask(escrow, 'fund', [], buyer), refusal);
      await refused(api, ['contracts.ContractReverted', message(escrow, 'fund'), buyer]);
      assert.deepEqual(await ask(escrow, 'held'), { ok: '0' });

      const unknown = [seller.address, UNKNOWN, PRICE, (await height()) + 100];
      const notFound = { err: { paradigm: { notFound: null } } };
      assert.deepEqual(await askConstructor(api, 'escrow', unknown, buyer), notFound);
    });

    test('pay the seller when both want it, and leave nothing behind', async () => {
      const escrow = await funded();
      assert.deepEqual(await balances(node, token, at(escrow)), [PRICE]);
      await include(api, agree(escrow, 'Seller'), buyer);
      assert.deepEqual(await ask(escrow, 'wishes'), ['Seller', null]);

      const deposit = await held(at(escrow));
      assert.ok(deposit > 0n);
      const [coinsOfBuyer, coinsOfSeller] = [await free(api, buyer), await free(api, seller)];
      const [tokens] = await balances(node, token, seller);
      const done = await include(api, agree(escrow, 'Seller'), seller);
      assert.deepEqual(await emitted(escrow, done), [['Settled', ['Seller', `${PRICE}`]]]);
      assert.deepEqual(await balances(node, token, seller, at(escrow)), [tokens + PRICE, 0n]);
      assert.equal(await free(api, seller), coinsOfSeller - done.fee + deposit);
      // The contract's account was opened with the existential deposit.
      const left = ENDOWMENT + EXISTENTIAL_DEPOSIT;
      assert.equal(await free(api, buyer), coinsOfBuyer + left);
      await assertGone(escrow);
      await refused(api, ['contracts.ContractNotFound', agree(escrow, 'Seller'), seller]);
    });

    test('pay a seller who has no account, with a coin of their own', async () => {
      const nobody = freshAccount();
      for (const [value, answer] of [
        [ENDOWMENT, { ok: null }],
        [0n, { err: { paradigm: { erc20: 'DepositUnaffordable' } } }],
      ] as const) {
        const escrow = await funded(nobody, 1_000, { value });
        await include(api, agree(escrow, 'Seller'), buyer);
        // Without an account, the seller can ask, but not send.
        assert.deepEqual(await ask(escrow, 'agree', ['Seller'], nobody), answer);
      }
    });

    test('pay the buyer back when both want it', async () => {
      const escrow = await funded();
      const [tokens] = await balances(node, token, buyer);
      await include(api, agree(escrow, 'Buyer'), seller);
      await include(api, agree(escrow, 'Buyer'), buyer);
      assert.deepEqual(await balances(node, token, buyer), [tokens + PRICE]);
      await assertGone(escrow);
    });

    test('pay the buyer back at the deadline', async () => {
      const escrow = await funded(seller, 12);
      const { deadline } = (await ask(escrow, 'terms')) as { deadline: string };
      const early = { err: { deadlineNotReached: null } };
      assert.deepEqual(await ask(escrow, 'reclaim', [], buyer), early);
      await untilBlock(Number(deadline));
      assert.deepEqual(await ask(escrow, 'reclaim', [], seller), { err: { notBuyer: null } });
      const [tokens] = await balances(node, token, buyer);
      await include(api, message(escrow, 'reclaim'), buyer);
      assert.deepEqual(await balances(node, token, buyer), [tokens + PRICE]);
      await assertGone(escrow);
    });

    test('keep the tokens while these do not move', async () => {
      const escrow = await funded();
      await include(api, agree(escrow, 'Seller'), buyer);
      await include(api, api.tx.erc20.pause(token), buyer);
      const answer = await ask(escrow, 'agree', ['Seller'], seller);
      assert.deepEqual(answer, { err: { paradigm: { erc20: 'Paused' } } });
      await refused(api, ['contracts.ContractReverted', agree(escrow, 'Seller'), seller]);
      await include(api, api.tx.erc20.unpause(token), buyer);
      await include(api, agree(escrow, 'Seller'), seller);
      await assertGone(escrow);
    });

    test('are not reentered when they pay a contract', async () => {
      const thief = await deploy(api, 'reentrant', [], eve);
      const escrow = await funded(at(thief));
      await include(api, agree(escrow, 'Seller'), buyer);
      // There are other tokens to take.
      await include(api, api.tx.erc20.transfer(token, `${escrow.address}`, 3n * PRICE), buyer);
      const [tokens] = await balances(node, token, buyer);
      const { selector } = bundle('escrow').findMessage('agree');
      const demand = { payer: at(escrow).address, selector: u8aToHex(selector), argument: 1 };

      const attack = await include(api, message(thief, 'attack', [demand]), eve);

      const settled = [['Settled', ['Seller', `${PRICE}`]]];
      assert.deepEqual(await emitted(escrow, attack), settled);
      assert.equal(await ask(thief, 'attack', [null]), '0', 'nothing called it');
      assert.deepEqual(await balances(node, token, at(thief)), [PRICE], 'once');
      assert.deepEqual(await balances(node, token, buyer), [tokens + 3n * PRICE]);
      await assertGone(escrow);
      // Who does call it is noticed.
      const hook = api.tx.contracts.call(thief.address, 0n, weight(api), null, '0x12345678');
      await include(api, hook, dave);
      assert.equal(await ask(thief, 'attack', [null]), '1');
    });
  });

  describe('for crowdfunding', () => {
    const ENDOWMENT = cos('0.1');
    const PRICE = cos('2');
    const [SHARES, GOAL] = [100n, cos('20')];
    /** Collects; back it. */
    const [creator, backers] = [dave, [bob, charlie]];

    interface Campaign {
      token: string;
      end: string;
    }

    const begin = async (duration: number) => {
      const args = ['Venture', 'VNT', SHARES, PRICE, GOAL, duration];
      const made = await deploy(api, 'crowdfunding', args, creator, { value: ENDOWMENT });
      const { token, end } = (await ask(made, 'campaign')) as unknown as Campaign;
      return { campaign: made, token: Number(token), end: Number(end) };
    };
    const buy = (token: number, shares: bigint): Transaction =>
      api.tx.businessTokens.buy(token, shares, shares * PRICE);
    const redeem = (token: number, shares: bigint): Transaction =>
      api.tx.businessTokens.redeem(token, shares, shares * PRICE);
    const owner = (token: number) => node.rpc<string>('erc20_owner', token);
    const supply = async (token: number) =>
      BigInt(await node.rpc<string>('erc20_totalSupply', token));

    test('give coins and token to the creator when the goal is reached', async () => {
      const { campaign, token, end } = await begin(15);
      const [first, second] = backers;
      await include(api, buy(token, 6n), first);
      await include(api, buy(token, 4n), second);
      assert.equal(await ask(campaign, 'raised'), `${GOAL}`);
      assert.deepEqual(await ask(campaign, 'close', [], eve), { err: { stillOpen: null } });
      await untilBlock(end);

      const before = await free(api, creator);
      const closed = await include(api, message(campaign, 'close'), eve);

      assert.deepEqual(await emitted(campaign, closed), [['Closed', [`${GOAL}`, true]]]);
      const deposits = cos('0.035') + EXISTENTIAL_DEPOSIT;
      // The token's deposit stays on the contract's account, and so does what keeps that open.
      const got = (await free(api, creator)) - before;
      assert.equal(got, GOAL + ENDOWMENT - deposits);
      assert.equal(await held(at(campaign)), cos('0.035'));
      assert.equal(await owner(token), creator.address);
      assert.equal(await supply(token), 10n, 'what was not sold is burned');
      assert.deepEqual(await balances(node, token, ...backers, at(campaign)), [6n, 4n, 0n]);
      assert.ok((await api.query.contracts.contractInfoOf(campaign.address)).isEmpty);
      await include(api, api.tx.businessTokens.setRedemption(token, 1n), creator);
    });

    test('give the coins back when it is missed', async () => {
      const { campaign, token, end } = await begin(15);
      const [first, second] = backers;
      await include(api, buy(token, 6n), first);
      await include(api, buy(token, 3n), second);
      await untilBlock(end);
      const closed = await include(api, message(campaign, 'close'), eve);
      assert.deepEqual(await emitted(campaign, closed), [['Closed', [`${9n * PRICE}`, false]]]);
      assert.deepEqual(await ask(campaign, 'close', [], eve), { err: { alreadyClosed: null } });
      assert.deepEqual(await ask(campaign, 'end', [], eve), { err: { notAllRedeemed: null } });
      assert.equal(await owner(token), at(campaign).address);

      const before = await free(api, first);
      const { fee } = await include(api, redeem(token, 6n), first);
      assert.equal(await free(api, first), before - fee + 6n * PRICE);
      await include(api, redeem(token, 3n), second);
      assert.deepEqual(await balances(node, token, ...backers), [0n, 0n]);

      await include(api, message(campaign, 'end'), eve);
      assert.equal(await supply(token), 0n);
      assert.ok((await api.query.contracts.contractInfoOf(campaign.address)).isEmpty);
    });

    test('end early when all is sold', async () => {
      const { campaign, token } = await begin(10_000);
      await include(api, buy(token, SHARES), bob);
      const before = await free(api, creator);
      await include(api, message(campaign, 'close'), eve);
      assert.ok((await free(api, creator)) > before + SHARES * PRICE);
    });

    test('are not begun for a goal that is out of reach', async () => {
      const args = ['Venture', 'VNT', SHARES, PRICE, SHARES * PRICE + 1n, 100];
      const answer = await askConstructor(api, 'crowdfunding', args, creator, { value: ENDOWMENT });
      assert.deepEqual(answer, { err: { goalOutOfReach: null } });
    });
  });

  test('end for their deposit, which goes to who ends them', async () => {
    const prober = await deploy(api, 'prober', [], bob);
    const deposit = await held(at(prober));
    const [before, heir] = [await free(api, charlie), freshAccount()];
    const end = message(prober, 'end', [heir.address], { value: cos('3') });
    const { fee } = await include(api, end, charlie);
    assert.equal(await free(api, charlie), before - fee - cos('3') + deposit);
    assert.equal(await free(api, heir), cos('3') + EXISTENTIAL_DEPOSIT);
    await assertGone(prober);
    await assert.rejects(ask(prober, 'count'), new DispatchFailed('contracts.ContractNotFound'));
  });

  describe('are made of code that is uploaded', () => {
    const alice = account('//Alice');
    const abi = bundle('erc20');
    const code = codeOf(abi);
    const data = u8aToHex(abi.findConstructor('new').toU8a([500n]).slice(1));

    /** Everything that uploads. */
    const uploads = (signer: Account): Attempt[] => [
      ['BadOrigin', upload(code), signer],
      [
        'BadOrigin',
        api.tx.contracts.instantiateWithCode(0n, weight(api), null, code, data, '0x01'),
        signer,
      ],
    ];

    /** Whether an account may, as a client asks before. */
    const may = async ({ address }: Account) => {
      const { contractsApi } = api.call;
      const uploaded = await contractsApi.uploadCode(address, code, null, 'Enforced');
      const source = { Upload: code };
      const made = await contractsApi.instantiate(address, 0n, null, null, source, data, '0x02');
      const answers = [uploaded, (made as unknown as { result: typeof uploaded }).result];
      return answers.map((answer) => plain(answer)).every((answer) => !hasBadOrigin(answer));
    };

    const hasBadOrigin = (answer: Plain) => JSON.stringify(answer).includes('badOrigin');

    /** Alice is the only maintainer. */
    const narrow = async (to: 'Members' | 'Nobody') => {
      const proposed = await include(api, api.tx.nodeAdmission.proposeCodeUploads(to), alice);
      const motion = idFrom(proposed, 'CodeUploadsProposed', 'motion');
      await include(api, api.tx.nodeAdmission.vote(motion, true), alice);
      assert.equal(await node.rpc('admission_codeUploads'), to.toLowerCase());
    };

    test('by everybody on a development chain', async () => {
      assert.equal(await node.rpc('admission_codeUploads'), 'everybody');
      assert.ok(await may(bob));
    });

    test('by members alone, once the maintainers want it', async () => {
      await narrow('Members');
      await refused(api, ...uploads(bob));
      assert.ok(!(await may(bob)));
      assert.ok(await may(alice));
      await include(api, upload(code), alice);
    });

    test('by nobody, once they want that', async () => {
      await narrow('Nobody');
      await refused(api, ...uploads(alice), ...uploads(bob));
      assert.ok(!(await may(alice)));
      const wider = api.tx.nodeAdmission.proposeCodeUploads('Members');
      await refused(api, ['nodeAdmission.CodeUploadsNotNarrower', wider, alice]);
    });

    test('and goes on to be used', async () => {
      const limit = weight(api);
      const make = api.tx.contracts.instantiate(0n, limit, null, hashOf(abi), data, '0x03');
      const token = deployed(api, 'erc20', await include(api, make, bob));
      assert.equal(await ask(token, 'totalSupply'), '500');
    });
  });
});
