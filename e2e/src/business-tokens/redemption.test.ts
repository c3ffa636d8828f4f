// Business tokens that are redeemed for the coin, out of a reserve.

import { u8aConcat } from '@polkadot/util';
import { blake2AsU8a, encodeAddress } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { included, refused } from '../lib/assert.js';
import { type Account, cos, fieldOf, free, include, includeAll } from '../lib/chain.js';
import { api, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import { balances, EXISTENTIAL_DEPOSIT } from '../lib/tokens.js';
import {
  bob,
  business,
  chain,
  charlie,
  createTokens,
  give,
  issuer,
  NOTICE,
  redeem,
  SUPPLY,
  told,
  voucher,
  WHOLE,
} from './setting.js';

chain.suite('Business tokens that are redeemed', { timeout: 600_000 }, () => {
  before(createTokens);

  /** Planck for a whole voucher, so that a part of one isn't worth a whole number of them. */
  const REDEMPTION_PRICE = cos('2') + 1n;
  const RESERVE = cos('100');

  const setRedemption = (price: bigint) => api.tx.businessTokens.setRedemption(voucher, price);
  const withdraw = (planck: bigint) => api.tx.businessTokens.withdrawRedemption(voucher, planck);

  const payoutOf = (amount: bigint) => (amount * REDEMPTION_PRICE) / WHOLE;
  const redemption = (reserve: bigint, withdrawal: Withdrawal | null = null) => ({
    ...{ price: `${REDEMPTION_PRICE}`, reserve: `${reserve}`, withdrawal },
  });
  const reserveLeft = async () =>
    BigInt((await business<{ reserve: string }>('redemption', voucher)).reserve);

  interface Withdrawal {
    cos: string;
    due: number;
    lapses: number;
  }

  /** Announces a withdrawal, and gives what is read of it from then on. */
  const announceWithdrawal = async (planck: bigint): Promise<Withdrawal> => {
    const result = await include(api, withdraw(planck), issuer);
    const due = (await heightOf(result)) + NOTICE;
    const fields = { tokenId: `${voucher}`, cos: `${planck}`, due: `${due}` };
    assert.deepEqual(told(result), [['WithdrawalAnnounced', fields]]);
    const withdrawal = { cos: `${planck}`, due, lapses: due + NOTICE };
    const expected = redemption(await reserveLeft(), withdrawal);
    assert.deepEqual(await business('redemption', voucher), expected);
    return withdrawal;
  };

  /** The one that is announced. */
  let withdrawal: Withdrawal;

  /** Has the reserve, and the vouchers that were redeemed. */
  let escrow: { address: string };

  const collect = () => api.tx.businessTokens.collectRedeemed(voucher);

  /** The account that `utility.asDerivative(0, …)` acts for. */
  const derivativeOf = ({ publicKey }: Account) => {
    const encoded = u8aConcat('modlpy/utilisuba', publicKey, new Uint8Array(2));
    return { address: encodeAddress(blake2AsU8a(encoded)) };
  };

  describe('are redeemed', () => {
    const fund = (planck: bigint) => api.tx.businessTokens.fundRedemption(voucher, planck);

    before(() => give(voucher, bob, 30n * WHOLE));

    test('where the owner has set a price', async () => {
      assert.equal(await business('redemption', voucher), null);
      assert.equal(await business('redemptionPayout', voucher, `${WHOLE}`), null);
      await refused(
        api,
        ['businessTokens.NoRedemption', redeem(WHOLE), bob],
        ['erc20.NotOwner', setRedemption(REDEMPTION_PRICE), bob],
        ['erc20.NotOwner', fund(1n), bob],
        ['erc20.NotOwner', withdraw(1n), bob],
      );

      // While there is no reserve, it is in force at once.
      await include(api, setRedemption(WHOLE - 1n), issuer);
      assert.equal(await business('redemptionPayout', voucher, '1'), null);
      await refused(api, ['businessTokens.AmountTooSmall', redeem(1n), bob]);

      const result = await include(api, setRedemption(REDEMPTION_PRICE), issuer);
      const fields = { tokenId: `${voucher}`, price: `${REDEMPTION_PRICE}` };
      assert.deepEqual(told(result), [['RedemptionSet', fields]]);
      assert.deepEqual(await business('redemption', voucher), redemption(0n));
      assert.equal(await business('redemptionPayout', voucher, `${WHOLE}`), null);
      await refused(api, ['businessTokens.ReserveTooSmall', redeem(WHOLE), bob]);
    });

    test('out of a reserve that the owner pays', async () => {
      const before = await free(api, issuer);
      const result = await include(api, fund(RESERVE), issuer);

      const deposit = result.events.find((event) =>
        api.events.businessTokens.DepositPaid.is(event),
      );
      assert.ok(deposit);
      escrow = { address: `${fieldOf(deposit, 'account')}` };
      assert.deepEqual(told(result), [
        [
          'DepositPaid',
          {
            ...{ payer: issuer.address, account: escrow.address },
            amount: `${EXISTENTIAL_DEPOSIT}`,
          },
        ],
        ['RedemptionFunded', { tokenId: `${voucher}`, cos: `${RESERVE}` }],
      ]);
      const spent = RESERVE + EXISTENTIAL_DEPOSIT;
      assert.equal(await free(api, issuer), before - spent - result.fee);
      assert.equal(await free(api, escrow), spent);
      assert.deepEqual(await business('redemption', voucher), redemption(RESERVE));
      await refused(
        api,
        ['businessTokens.ZeroAmount', fund(0n), issuer],
        ['businessTokens.InsufficientCoins', fund(cos('10000000')), issuer],
      );
    });

    test('for what JSON-RPC says, rounded down', async () => {
      const amount = 1_333_333n;
      const payout = payoutOf(amount);
      assert.notEqual(payout * WHOLE, amount * REDEMPTION_PRICE);
      assert.equal(await business('redemptionPayout', voucher, `${amount}`), `${payout}`);
      const before = await free(api, bob);

      const result = await include(api, redeem(amount, payout), bob);

      const fields = {
        ...{ tokenId: `${voucher}`, holder: bob.address, receiver: escrow.address },
        ...{ amount: `${amount}`, payout: `${payout}` },
      };
      assert.deepEqual(told(result), [['Redeemed', fields]]);
      assert.equal(await free(api, bob), before + payout - result.fee);
      const has = [30n * WHOLE - amount, SUPPLY - 30n * WHOLE, amount];
      assert.deepEqual(await balances(node, voucher, bob, issuer, escrow), has);
      // Or they could be redeemed again, and who owns them is known too late.
      await refused(api, ['businessTokens.ReserveNotEmpty', collect(), issuer]);
      assert.deepEqual(await business('redemption', voucher), redemption(RESERVE - payout));
    });

    test('not for less than the holder takes, nor beyond what there is', async () => {
      const tooMany = ((await reserveLeft()) * WHOLE) / REDEMPTION_PRICE + 1n;
      assert.equal(await business('redemptionPayout', voucher, `${tooMany}`), null);
      await refused(
        api,
        ['businessTokens.PayoutBelowMinimum', redeem(WHOLE, payoutOf(WHOLE) + 1n), bob],
        ['businessTokens.ZeroAmount', redeem(0n), bob],
        ['businessTokens.ReserveTooSmall', redeem(tooMany), bob],
        ['erc20.InsufficientBalance', redeem(29n * WHOLE), bob],
        ['businessTokens.HolderIsOwner', redeem(WHOLE), issuer],
      );
    });

    test('for another price after a notice, unless that is taken back', async () => {
      const payout = await business('redemptionPayout', voucher, `${WHOLE}`);
      for (const price of [cos('90'), 1n, 0n]) {
        const result = await include(api, setRedemption(price), issuer);
        const effectiveFrom = (await heightOf(result)) + NOTICE;
        const fields = {
          ...{ tokenId: `${voucher}`, price: `${price}` },
          effectiveFrom: `${effectiveFrom}`,
        };
        assert.deepEqual(told(result), [['RedemptionAnnounced', fields]]);
        assert.deepEqual(await business('redemption', voucher), {
          ...redemption(await reserveLeft()),
          announced: { price: `${price}`, effectiveFrom },
        });
        assert.equal(await business('redemptionPayout', voucher, `${WHOLE}`), payout);
      }
      await include(api, setRedemption(REDEMPTION_PRICE), issuer);
      assert.deepEqual(await business('redemption', voucher), redemption(await reserveLeft()));
    });

    test('once, whoever owns the token', async () => {
      const { asDerivative, batchAll } = api.tx.utility;
      const { transfer, transferOwnership } = api.tx.erc20;
      const [amount, other] = [WHOLE, derivativeOf(issuer)];
      // The owner becomes another one, redeems, and gets the tokens back.
      const calls = [
        transferOwnership(voucher, other.address),
        redeem(amount),
        asDerivative(0, transfer(voucher, issuer.address, amount)),
      ];
      await refused(api, ['erc20.InsufficientBalance', batchAll(calls), issuer]);
      // Nor does a price that it raises in between pay it more.
      const rise = [
        setRedemption(cos('90') * WHOLE),
        transferOwnership(voucher, other.address),
        redeem(1n, cos('90')),
      ];
      await refused(api, ['businessTokens.PayoutBelowMinimum', batchAll(rise), issuer]);
    });

    test('while the owner waits to withdraw from the reserve', async () => {
      await refused(
        api,
        ['businessTokens.NothingAnnounced', withdraw(0n), issuer],
        ['businessTokens.ReserveTooSmall', withdraw((await reserveLeft()) + 1n), issuer],
      );
      const results = await includeAll(api, [withdraw(1n), withdraw(0n)], issuer);
      const cancelled = ['WithdrawalCancelled', { tokenId: `${voucher}` }];
      assert.deepEqual(told(included(results[1])), [cancelled]);
      assert.deepEqual(await business('redemption', voucher), redemption(await reserveLeft()));

      withdrawal = await announceWithdrawal(RESERVE / 2n);
      await refused(
        api,
        ['businessTokens.NoticeRunning', withdraw(RESERVE / 2n), issuer],
        ['businessTokens.NoticeRunning', withdraw(1n), issuer],
      );
      const before = await reserveLeft();
      await include(api, redeem(WHOLE), bob);
      assert.equal(await reserveLeft(), before - payoutOf(WHOLE));
    });
  });

  describe('give back reserves', () => {
    test('when the notice is over, up to what was announced', async () => {
      await untilBlock(withdrawal.due - 1);
      await refused(api, ['businessTokens.AboveAnnounced', withdraw(RESERVE / 2n + 1n), issuer]);
      const [coins, reserve] = [await free(api, issuer), await reserveLeft()];
      const taken = RESERVE / 2n - 1n;

      const result = await include(api, withdraw(taken), issuer);

      const fields = { tokenId: `${voucher}`, owner: issuer.address, cos: `${taken}` };
      assert.deepEqual(told(result), [['Withdrawn', fields]]);
      assert.equal(await free(api, issuer), coins + taken - result.fee);
      // What was announced besides is dropped.
      assert.deepEqual(await business('redemption', voucher), redemption(reserve - taken));
      withdrawal = await announceWithdrawal(1n);
    });
  });

  describe('end what was announced to end', () => {
    test('withdrawals that were not made: they need another notice', async () => {
      const { due, lapses } = withdrawal;
      await untilBlock(lapses);
      const read = async (block: number) => {
        const status = await business<{ withdrawal: unknown }>(
          ...(['redemption', voucher, await node.blockHash(block)] as const),
        );
        return status.withdrawal;
      };
      assert.deepEqual(await read(due), withdrawal);
      assert.deepEqual(await read(lapses - 1), withdrawal);
      assert.equal(await read(lapses), null);
      await refused(api, ['businessTokens.NothingAnnounced', withdraw(0n), issuer]);
      await announceWithdrawal(1n);
    });

    test('redemptions: the price goes, and the reserve stays', async () => {
      const reserve = await reserveLeft();
      const result = await include(api, setRedemption(0n), issuer);
      await refused(api, ['businessTokens.ReserveNotEmpty', collect(), issuer]);
      await untilBlock((await heightOf(result)) + NOTICE);
      const status = await business<{ price: string; reserve: string }>('redemption', voucher);
      assert.equal(status.price, '0');
      assert.equal(status.reserve, `${reserve}`);
      await refused(api, ['businessTokens.NoRedemption', redeem(WHOLE), bob]);
    });

    test('and then what was redeemed is the owner’s again', async () => {
      const [has, redeemed] = await balances(node, voucher, issuer, escrow);
      const result = await include(api, collect(), charlie);
      const fields = {
        ...{ tokenId: `${voucher}`, owner: issuer.address },
        amount: `${redeemed}`,
      };
      assert.deepEqual(told(result), [['RedeemedCollected', fields]]);
      assert.deepEqual(await balances(node, voucher, issuer, escrow), [has + redeemed, 0n]);
      await refused(api, ['businessTokens.NothingRedeemed', collect(), charlie]);
    });
  });
});
