// ERC20 tokens that are spent by others, whom their owners allow to by a transaction or by a
// signature alone.

import { u8aToHex, u8aWrapBytes } from '@polkadot/util';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, included, outcome, refused } from '../lib/assert.js';
import {
  type Account,
  accountWith,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
} from '../lib/chain.js';
import { api, node } from '../lib/dev-chain.js';
import { balances, EXISTENTIAL_DEPOSIT, MAX, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  alice,
  allowance,
  APPROVAL_DEPOSIT,
  approve,
  approved,
  bob,
  chain,
  charlie,
  createTokens,
  dave,
  erc20,
  gold,
  most,
  moved,
  paidDeposit,
  spread,
  transfer,
  transferFrom,
} from './setting.js';

chain.suite('ERC20 tokens that others spend', { timeout: 600_000 }, () => {
  before(async () => {
    await createTokens();
    await spread();
  });

  describe('are spent by others', () => {
    const spender = charlie;

    test('as far as they are allowed: approving sets, and what is spent is gone', async () => {
      const [coins, dest] = [await reserved(api, bob), freshAccount()];
      await include(api, approve(spender, 1_000n), bob);
      assert.equal(await reserved(api, bob), coins + APPROVAL_DEPOSIT);

      const { events } = await include(api, approve(spender, 600n), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [approved(bob, spender, 600n)]);
      assert.equal(await allowance(gold, bob, spender), 600n);
      assert.equal(await reserved(api, bob), coins + APPROVAL_DEPOSIT);
      const known = await api.query.assets.approvals(gold, bob.address, spender.address);
      assert.equal(known.unwrap().amount.toBigInt(), 600n);

      const [before] = await balances(node, gold, bob);
      const spent = await include(api, transferFrom(bob, dest, 250n), spender);
      assert.deepEqual(eventsOf(spent.events, 'erc20'), [
        paidDeposit(spender, dest, EXISTENTIAL_DEPOSIT),
        moved(bob, dest, 250n),
      ]);
      assert.equal(await allowance(gold, bob, spender), 350n);
      assert.deepEqual(await balances(node, gold, bob, dest), [before - 250n, 250n]);
    });

    test('not beyond the allowance, and not beyond what the owner has', async () => {
      const [has] = await balances(node, gold, bob);
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
        api.tx.erc20[call](gold, spender.address, by);
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
      assert.equal(await allowance(gold, bob, spender), 80n);
      await refused(
        api,
        ['erc20.InsufficientAllowance', step(81n, 'decreaseAllowance'), bob],
        ['arithmetic.Overflow', step(MAX, 'increaseAllowance'), bob],
      );
    });

    test('without an end, if the allowance is all that fits', async () => {
      await include(api, approve(spender, MAX), bob);
      await include(api, transferFrom(bob, charlie, 1_000n), spender);
      assert.equal(await allowance(gold, bob, spender), MAX);
    });

    test('until the allowance is taken back, and its deposit', async () => {
      const before = await reserved(api, bob);
      await include(api, approve(spender, 0n), bob);
      assert.equal(await allowance(gold, bob, spender), 0n);
      assert.equal(await reserved(api, bob), before - APPROVAL_DEPOSIT);
      await refused(api, ['erc20.InsufficientAllowance', transferFrom(bob, dave, 1n), spender]);
    });

    test('by the calls of the ledger, which know the same allowances', async () => {
      const { approveTransfer, cancelApproval, transferApproved } = api.tx.assets;
      await include(api, approveTransfer(gold, spender.address, 70n), bob);
      assert.equal(await allowance(gold, bob, spender), 70n);

      await include(api, transferFrom(bob, dave, 20n), spender);
      const [before] = await balances(node, gold, dave);
      const rest = transferApproved(gold, bob.address, dave.address, 10n);
      await include(api, rest, spender);
      assert.deepEqual(await balances(node, gold, dave), [before + 10n]);
      assert.equal(await allowance(gold, bob, spender), 40n);

      await include(api, cancelApproval(gold, spender.address), bob);
      assert.equal(await allowance(gold, bob, spender), 0n);
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
      ...{ token: gold, owner, spender: bob, value: 40n, nonce: 0, deadline: DEADLINE },
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

    const nonceOf = ({ address }: Account) => erc20<number>('permitNonce', gold, address);

    test('of the bytes that erc20_permitMessage gives', async () => {
      const permit = permitOf(alice);
      const message = await erc20(
        ...(['permitMessage', gold, alice.address, bob.address, '40', DEADLINE] as const),
      );
      assert.equal(message, u8aToHex(u8aWrapBytes(payload(permit))));
    });

    test('with sr25519, for whoever sends it', async () => {
      const permit = permitOf(alice, { spender: charlie });
      const { events } = await include(api, signed(permit), bob);
      assert.deepEqual(eventsOf(events, 'erc20'), [approved(alice, charlie, 40n)]);
      assert.equal(await allowance(gold, alice, charlie), 40n);
      assert.equal(await nonceOf(alice), 1);

      await include(api, transferFrom(alice, charlie, 15n), charlie);
      assert.equal(await allowance(gold, alice, charlie), 25n);
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
        assert.deepEqual(await balances(node, gold, owner), [10n]);
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
        instead({ token: most }),
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
      assert.equal(await allowance(gold, alice, charlie), 0n);
    });
  });
});
