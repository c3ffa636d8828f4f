// What businesses do with tokens: they sell and redeem them for the coin, charge for operations by
// rules that holders know before, and let regulated ones move in no other way.
//
// The tests share one chain, and run in an order in which other things happen while a notice runs.
// One node alone makes its blocks, so what is in a block stays there, and nothing here waits for
// finality.

import type { ApiPromise } from '@polkadot/api';
import { u8aConcat } from '@polkadot/util';
import { blake2AsU8a, encodeAddress } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Account,
  account,
  connect,
  cos,
  eventsOf,
  fieldOf,
  free,
  freshAccount,
  include,
  includeAll,
  type Included,
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
  refused,
  reserved,
  UNKNOWN,
} from './lib/tokens.js';

const [bob, charlie, dave, eve] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };

/** What is sold in a sale. */
interface Terms {
  amount: bigint;
  price:
    | { Fixed: bigint }
    | { Falling: { startPrice: bigint; endPrice: bigint; start: number; end: number } };
  start: number;
  end: number;
  minPerAccount: bigint | null;
  maxPerAccount: bigint | null;
}

/** What an operation costs. */
interface Rule {
  operation: string;
  charge: object;
  payer: 'Initiator' | 'Counterparty';
  receiver: string | null;
}

describe('Business tokens', { timeout: 600_000 }, () => {
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

  /** Asks `businessTokens_*`. */
  const business = <T = unknown>(method: string, ...params: unknown[]) =>
    node.rpc<T>(`businessTokens_${method}`, ...params);

  /** One whole token of all of these, in the smallest unit. */
  const WHOLE = 1_000_000n;
  const SUPPLY = 1_000n * WHOLE;
  const NOTICE = 20;

  /** Owns all of the tokens. Makes no blocks, so that what it is paid can be told from fees. */
  const issuer = dave;

  /** Sold at a fixed price, sold at a falling one, redeemed, charged for, regulated, for sale too early for that. */
  let [share, vintage, voucher, miles, bond, deed]: number[] = [];

  before(async () => {
    const symbols = ['SHARE', 'WINE', 'VOUCHER', 'MILES', 'BOND', 'DEED'];
    const creations = symbols.map((symbol) =>
      api.tx.erc20.create(`Business ${symbol}`, symbol, 6, SUPPLY, OPTIONS),
    );
    const results = (await includeAll(api, creations, issuer)).map(included);
    [share, vintage, voucher, miles, bond, deed] = results.map(({ events }) => {
      const created = events.find((event) => api.events.erc20.Created.is(event));
      assert.ok(created);
      return Number(`${fieldOf(created, 'tokenId')}`);
    });
  });

  /** What the pallet's events say of a transaction. */
  const told = ({ events }: Included) => eventsOf(events, 'businessTokens');

  const heightOf = async ({ block }: Included) =>
    (await api.rpc.chain.getHeader(block)).number.toNumber();

  const constant = (name: string) => BigInt(`${api.consts.businessTokens[name]}`);

  /** Gives tokens to an account that has coins. */
  const give = (token: number, to: Account, amount: bigint) =>
    include(api, api.tx.erc20.transfer(token, to.address, amount), issuer);

  /** Rounded up. */
  const divide = (product: bigint, by: bigint) => (product + by - 1n) / by;

  test('tell of changes 20 blocks before, on a chain for development', async () => {
    assert.equal(await business('noticePeriod'), NOTICE);
  });

  const setPolicy = (token: number, rules: Rule[]) => api.tx.businessTokens.setPolicy(token, rules);
  const execute = (
    operation: string,
    to: Account | null,
    amount: bigint,
    token = miles,
    maxFee = MAX,
  ) => api.tx.businessTokens.execute(token, operation, to && to.address, amount, maxFee);

  /** What is held for rules. */
  const policyDeposit = (rules: Rule[]) => {
    // What precedes the rules is one byte that counts them.
    const bytes = setPolicy(miles, rules).args[1].encodedLength - 1;
    return constant('policyDepositBase') + BigInt(bytes) * constant('policyDepositPerByte');
  };

  /** When the policies that are announced first will be in force. */
  let inForce: number;

  /** In the order in which they are read, which is that of their names. */
  const RULES: Rule[] = [
    {
      operation: 'issue',
      charge: { Flat: 5n },
      ...{ payer: 'Initiator', receiver: null },
    },
    {
      operation: 'pay',
      charge: { Proportional: { rate: 12_500, min: 10n, max: 100n } },
      ...{ payer: 'Counterparty', receiver: eve.address },
    },
    {
      operation: 'wire',
      charge: {
        Tiered: [
          { from: 1_000n, flat: 5n, rate: 1_001 },
          { from: 10_000n, flat: 0n, rate: 500 },
        ],
      },
      ...{ payer: 'Initiator', receiver: null },
    },
  ];
  const RULES_JSON = [
    {
      operation: 'issue',
      charge: { kind: 'flat', fee: '5' },
      ...{ payer: 'initiator', receiver: null },
    },
    {
      operation: 'pay',
      charge: { kind: 'proportional', rate: 12_500, min: '10', max: '100' },
      ...{ payer: 'counterparty', receiver: eve.address },
    },
    {
      operation: 'wire',
      charge: {
        kind: 'tiered',
        tiers: [
          { from: '1000', flat: '5', rate: 1_001 },
          { from: '10000', flat: '0', rate: 500 },
        ],
      },
      ...{ payer: 'initiator', receiver: null },
    },
  ];
  /** Of the regulated token. */
  const DELIVERY: Rule = {
    operation: 'deliver',
    charge: { Flat: 2n },
    ...{ payer: 'Initiator', receiver: null },
  };

  describe('have policies', () => {
    test('that make sense: others each have their error', async () => {
      const rule = (operation: string, charge: object): Rule => ({
        ...{ operation, charge, payer: 'Initiator', receiver: null },
      });
      const proportional = (rate: number, min = 0n, max: bigint | null = null) => ({
        Proportional: { rate, min, max },
      });
      const tiered = (...tiers: [from: bigint, rate: number][]) => ({
        Tiered: tiers.map(([from, rate]) => ({ from, flat: 0n, rate })),
      });
      const attempt = (error: string, ...rules: Rule[]): Attempt => [
        `businessTokens.${error}`,
        setPolicy(miles, rules),
        issuer,
      ];
      const [flat, all] = [{ Flat: 1n }, 1_000_000];
      const many = Array.from({ length: 33 }, (_, i) => rule(`operation ${i}`, flat));
      await refused(
        api,
        attempt('TooManyRules', ...many),
        attempt('OperationEmpty', rule('', flat)),
        attempt('DuplicateOperation', rule('a', flat), rule('b', flat), rule('a', flat)),
        attempt('RateAboveOne', rule('a', proportional(all + 1))),
        attempt('RateAboveOne', rule('a', tiered([0n, all], [1n, all + 1]))),
        attempt('MinimumAboveMaximum', rule('a', proportional(1, 11n, 10n))),
        attempt('NoTiers', rule('a', tiered())),
        attempt('TiersNotAscending', rule('a', tiered([1n, 0], [3n, 0], [3n, 0]))),
        attempt('ZeroAccount', { ...rule('a', flat), receiver: '0x'.padEnd(66, '0') }),
        attempt('NoPolicy'),
        ['erc20.NotOwner', setPolicy(miles, RULES), bob],
        ['erc20.UnknownToken', setPolicy(UNKNOWN, RULES), issuer],
      );
    });

    test('that are announced before they are in force', async () => {
      const before = await reserved(api, issuer);
      const policies = [setPolicy(miles, [...RULES].reverse()), setPolicy(bond, [DELIVERY])];
      const [result] = (await includeAll(api, policies, issuer)).map(included);

      inForce = (await heightOf(result)) + NOTICE;
      const fields = { tokenId: `${miles}`, version: '0', effectiveFrom: `${inForce}` };
      assert.deepEqual(told(result), [['PolicyAnnounced', fields]]);
      assert.deepEqual(await business('policy', miles), {
        inForce: [],
        announced: { rules: RULES_JSON, effectiveFrom: inForce },
      });
      assert.equal(await business('operationCharge', miles, 'issue', '100'), null);
      await refused(api, ['businessTokens.UnknownOperation', execute('issue', bob, 1n), issuer]);

      const deposits = policyDeposit(RULES) + policyDeposit([DELIVERY]);
      assert.equal(await reserved(api, issuer), before + deposits);
    });
  });

  /** Planck for a whole voucher, so that a part of one isn't worth a whole number of them. */
  const REDEMPTION_PRICE = cos('2') + 1n;
  const RESERVE = cos('100');

  const setRedemption = (price: bigint) => api.tx.businessTokens.setRedemption(voucher, price);
  const redeem = (amount: bigint, atLeast = 0n, token = voucher) =>
    api.tx.businessTokens.redeem(token, amount, atLeast);
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

  const openSale = (token: number, terms: Terms) => api.tx.businessTokens.openSale(token, terms);
  const closeSale = (token: number) => api.tx.businessTokens.closeSale(token);
  const buy = (token: number, amount: bigint, atMost = MAX) =>
    api.tx.businessTokens.buy(token, amount, atMost);
  const purchaseCost = (token: number, amount: bigint, ...block: string[]) =>
    business<string | null>('purchaseCost', token, `${amount}`, ...block);
  const bought = (token: number, buyer: Account, amount: bigint, cost: bigint) => [
    'Bought',
    {
      ...{ tokenId: `${token}`, buyer: buyer.address },
      ...{ amount: `${amount}`, cost: `${cost}` },
    },
  ];

  /** The first block in which the sales of these tests are over. */
  const FAR = 1_000_000;

  describe('are sold at a falling price', () => {
    const [START_PRICE, END_PRICE] = [cos('10'), cos('1')];
    /** How many blocks the price falls for: in each by no whole number of planck. */
    const FALL = 11;

    let start: number;

    const priceAt = (block: number) => {
      const passed = BigInt(Math.min(Math.max(block - start, 0), FALL));
      return START_PRICE - ((START_PRICE - END_PRICE) * passed) / BigInt(FALL);
    };

    /** Buys for no more than the best block's price, and checks that it was the block's own. */
    const buyAtQuote = async (amount: bigint) => {
      const quote = await purchaseCost(vintage, amount);
      assert.ok(quote);
      const before = await free(api, bob);

      const result = await include(api, buy(vintage, amount, BigInt(quote)), bob);

      const block = await heightOf(result);
      const cost = divide(amount * priceAt(block), WHOLE);
      assert.deepEqual(told(result), [bought(vintage, bob, amount, cost)]);
      assert.equal(await purchaseCost(vintage, amount, result.block), `${cost}`);
      assert.equal(await free(api, bob), before - cost - result.fee);
      assert.ok(cost <= BigInt(quote));
      return cost;
    };

    test('not before it starts', async () => {
      start = (await node.best()) + 6;
      const price = {
        ...{ startPrice: START_PRICE, endPrice: END_PRICE },
        ...{ start, end: start + FALL },
      };
      const terms: Terms = {
        ...{ amount: 100n * WHOLE, price: { Falling: price }, start, end: FAR },
        ...{ minPerAccount: null, maxPerAccount: null },
      };
      await include(api, openSale(vintage, terms), issuer);
      assert.deepEqual(await business('sale', vintage), {
        issuer: issuer.address,
        open: false,
        price: `${START_PRICE}`,
        sold: '0',
        remaining: `${100n * WHOLE}`,
        terms: {
          ...{ amount: `${100n * WHOLE}`, start, end: FAR },
          price: {
            ...{ kind: 'falling', startPrice: `${START_PRICE}`, endPrice: `${END_PRICE}` },
            ...{ start, end: start + FALL },
          },
          ...{ minPerAccount: null, maxPerAccount: null },
        },
      });
      assert.equal(await purchaseCost(vintage, WHOLE), null);
      await refused(api, ['businessTokens.SaleNotOpen', buy(vintage, WHOLE), bob]);
    });

    test('then for less in every block', async () => {
      await node.untilBest(start);
      const atStart = await node.blockHash(start);
      const amount = 2_222_221n;
      const first = divide(amount * START_PRICE, WHOLE);
      assert.equal(await purchaseCost(vintage, amount, atStart), `${first}`);

      const costs = [await buyAtQuote(amount), await buyAtQuote(amount)];
      assert.ok(costs[1] < costs[0] && costs[0] < first);
      assert.deepEqual(await balances(node, vintage, bob), [2n * amount]);
    });

    test('and in the end for always the same', async () => {
      await node.untilBest(start + FALL);
      assert.equal(await buyAtQuote(WHOLE), END_PRICE);
      const sale = await business<{ price: string; sold: string }>('sale', vintage);
      assert.equal(sale.price, `${END_PRICE}`);
      assert.equal(sale.sold, `${2n * 2_222_221n + WHOLE}`);
    });
  });

  describe('give back reserves', () => {
    test('when the notice is over, up to what was announced', async () => {
      await node.untilBest(withdrawal.due - 1);
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

  /** From when on operations have no rules. */
  let endOfRules: number;

  describe('have policies in force', () => {
    /** Carries out an operation of Bob’s, and checks that it costs what JSON-RPC says. */
    const charged = async (operation: string, to: Account | null, amount: bigint, fee: bigint) => {
      const quote = await business('operationCharge', miles, operation, `${amount}`);
      assert.equal(quote, `${fee}`);
      const result = await include(api, execute(operation, to, amount), bob);
      const byCounterparty = operation === 'pay';
      const fields = {
        ...{ tokenId: `${miles}`, operation, initiator: bob.address },
        ...{ counterparty: to && to.address, amount: `${amount}`, fee: `${fee}` },
        payer: byCounterparty ? 'Counterparty' : 'Initiator',
        receiver: (byCounterparty ? eve : issuer).address,
      };
      assert.deepEqual(told(result), [['Executed', fields]]);
      return result;
    };

    /** What Bob, Charlie, Eve and the issuer got by something, or lost. */
    const changes = async (what: () => Promise<unknown>) => {
      const all = [bob, charlie, eve, issuer];
      const before = await balances(node, miles, ...all);
      await what();
      const after = await balances(node, miles, ...all);
      return after.map((amount, i) => amount - before[i]);
    };

    before(() => give(miles, bob, 500_000n));

    test('after the notice', async () => {
      await node.untilBest(inForce);
      const before = await node.blockHash(inForce - 1);
      assert.deepEqual(await business('policy', miles, before), {
        inForce: [],
        announced: { rules: RULES_JSON, effectiveFrom: inForce },
      });
      assert.deepEqual(await business('policy', miles, await node.blockHash(inForce)), {
        inForce: RULES_JSON,
        announced: null,
      });
    });

    test('with a flat charge, to the owner, besides the amount', async () => {
      const changed = await changes(() => charged('issue', charlie, 100n, 5n));
      assert.deepEqual(changed, [-105n, 100n, 0n, 5n]);
    });

    test('with a proportional charge, to a named receiver, out of the amount', async () => {
      for (const [amount, fee] of [
        [10n, 10n],
        [801n, 11n],
        [1_000n, 13n],
        [8_000n, 100n],
        [100_000n, 100n],
      ]) {
        const changed = await changes(() => charged('pay', charlie, amount, fee));
        assert.deepEqual(changed, [-amount, amount - fee, fee, 0n]);
      }
    });

    test('with a charge in tiers', async () => {
      for (const [amount, fee] of [
        [999n, 0n],
        [1_000n, 7n],
        [9_999n, 16n],
        [10_000n, 5n],
      ]) {
        const changed = await changes(() => charged('wire', charlie, amount, fee));
        assert.deepEqual(changed, [-amount - fee, amount, 0n, fee]);
      }
    });

    test('without a counterparty, when only the fee moves', async () => {
      const changed = await changes(() => charged('wire', null, 10_000n, 5n));
      assert.deepEqual(changed, [-5n, 0n, 0n, 5n]);
    });

    test('with a fresh counterparty, whose existential deposit the initiator pays', async () => {
      const dest = freshAccount();
      const before = await free(api, bob);
      const { fee } = await charged('pay', dest, 1_000n, 13n);
      assert.equal(await free(api, bob), before - EXISTENTIAL_DEPOSIT - fee);
      assert.equal(await free(api, dest), EXISTENTIAL_DEPOSIT);
      assert.deepEqual(await balances(node, miles, dest), [987n]);
    });

    test('for the operations that they name, and with enough for the fee', async () => {
      const [has] = await balances(node, miles, bob);
      await refused(
        api,
        ['businessTokens.UnknownOperation', execute('refund', charlie, 1n), bob],
        ['businessTokens.UnknownOperation', execute('i'.repeat(33), charlie, 1n), bob],
        ['businessTokens.UnknownOperation', execute('issue', charlie, 1n, share), bob],
        ['businessTokens.UnknownOperation', execute('issue', charlie, 1n, UNKNOWN), bob],
        ['businessTokens.NoCounterparty', execute('pay', null, 1_000n), bob],
        ['businessTokens.FeeAboveAmount', execute('pay', charlie, 9n), bob],
        ['businessTokens.FeeAboveMaximum', execute('issue', charlie, 1n, miles, 3n), bob],
        ['erc20.InsufficientBalance', execute('issue', charlie, has - 4n), bob],
        ['erc20.InsufficientBalance', execute('issue', charlie, has + 1n), bob],
      );
      for (const [token, operation] of [
        [miles, 'refund'],
        [miles, ''],
        [miles, 'i'.repeat(33)],
        [share, 'issue'],
        [UNKNOWN, 'issue'],
      ]) {
        assert.equal(await business('operationCharge', token, operation, '1'), null);
      }
    });

    test('which stay so until those that replace them are', async () => {
      const cheaper = { ...RULES[0], charge: { Flat: 1n } };
      const announced = await include(api, setPolicy(miles, [cheaper]), issuer);
      assert.deepEqual(await business('policy', miles), {
        inForce: RULES_JSON,
        announced: {
          rules: [{ ...RULES_JSON[0], charge: { kind: 'flat', fee: '1' } }],
          effectiveFrom: (await heightOf(announced)) + NOTICE,
        },
      });
      await charged('issue', charlie, 100n, 5n);

      // That the rules end replaces the others before they are in force.
      const ending = await include(api, setPolicy(miles, []), issuer);
      endOfRules = (await heightOf(ending)) + NOTICE;
      assert.deepEqual(await business('policy', miles), {
        inForce: RULES_JSON,
        announced: { rules: [], effectiveFrom: endOfRules },
      });
      await charged('issue', charlie, 100n, 5n);
    });
  });

  describe('are sold at a fixed price', () => {
    const PRICE = cos('1.5') + 1n;
    const TERMS: Terms = {
      ...{ amount: WHOLE, price: { Fixed: PRICE }, start: 0, end: FAR },
      ...{ minPerAccount: 100_000n, maxPerAccount: 600_000n },
    };
    const costOf = (amount: bigint) => divide(amount * PRICE, WHOLE);
    const sale = (sold: bigint) => ({
      issuer: issuer.address,
      open: sold < WHOLE,
      price: `${PRICE}`,
      sold: `${sold}`,
      remaining: `${WHOLE - sold}`,
      terms: {
        ...{ amount: `${WHOLE}`, price: { kind: 'fixed', price: `${PRICE}` } },
        ...{ start: 0, end: FAR, minPerAccount: '100000', maxPerAccount: '600000' },
      },
    });

    test('on terms that make sense: others each have their error', async () => {
      const attempt = (error: string, changes: Partial<Terms>): Attempt => [
        error,
        openSale(share, { ...TERMS, ...changes }),
        issuer,
      ];
      const falling = (startPrice: bigint, endPrice: bigint, start: number, end: number) => ({
        price: { Falling: { startPrice, endPrice, start, end } },
      });
      await refused(
        api,
        attempt('businessTokens.ZeroAmount', { amount: 0n }),
        attempt('businessTokens.ZeroPrice', { price: { Fixed: 0n } }),
        attempt('businessTokens.ZeroPrice', falling(1n, 0n, 0, 1)),
        attempt('businessTokens.PriceNotFalling', falling(1n, 2n, 0, 1)),
        attempt('businessTokens.PriceNotFalling', falling(2n, 1n, 1, 1)),
        attempt('businessTokens.SalePeriodEmpty', { start: FAR }),
        attempt('businessTokens.SaleAlreadyOver', { end: 1 }),
        attempt('businessTokens.MinimumAboveMaximum', { minPerAccount: 600_001n }),
        attempt('businessTokens.MinimumAboveMaximum', { amount: 99_999n }),
        attempt('erc20.InsufficientBalance', { amount: SUPPLY + 1n }),
        ['erc20.NotOwner', openSale(share, TERMS), bob],
        ['erc20.UnknownToken', openSale(UNKNOWN, TERMS), issuer],
        ['businessTokens.NoSale', buy(share, WHOLE), bob],
        ['businessTokens.NoSale', closeSale(share), issuer],
      );
      assert.equal(await business('sale', share), null);
      assert.equal(await purchaseCost(share, WHOLE), null);
    });

    test('out of an escrow that the issuer fills', async () => {
      const before = await reserved(api, issuer);
      const result = await include(api, openSale(share, TERMS), issuer);

      const terms = {
        ...{ amount: `${WHOLE}`, price: { fixed: `${PRICE}` }, start: '0', end: `${FAR}` },
        ...{ minPerAccount: '100000', maxPerAccount: '600000' },
      };
      assert.deepEqual(told(result), [
        ['SaleOpened', { tokenId: `${share}`, issuer: issuer.address, terms }],
      ]);
      assert.equal(await reserved(api, issuer), before + constant('saleDeposit'));
      assert.deepEqual(await balances(node, share, issuer), [SUPPLY - WHOLE]);
      assert.deepEqual(await business('sale', share), sale(0n));
      await refused(api, ['businessTokens.SaleAlreadyOpen', openSale(share, TERMS), issuer]);
    });

    test('for what JSON-RPC says, rounded up', async () => {
      const amount = 333_333n;
      const cost = costOf(amount);
      assert.notEqual(cost * WHOLE, amount * PRICE);
      assert.equal(await purchaseCost(share, amount), `${cost}`);
      await refused(api, ['businessTokens.CostAboveMaximum', buy(share, amount, cost - 1n), bob]);
      const [paid, earned] = [await free(api, bob), await free(api, issuer)];
      const held = await reserved(api, bob);

      const result = await include(api, buy(share, amount, cost), bob);

      assert.deepEqual(told(result), [bought(share, bob, amount, cost)]);
      const deposit = constant('purchaseDeposit');
      assert.equal(await free(api, bob), paid - cost - deposit - result.fee);
      assert.equal(await reserved(api, bob), held + deposit);
      assert.equal(await free(api, issuer), earned + cost);
      assert.deepEqual(await balances(node, share, bob, issuer), [amount, SUPPLY - WHOLE]);
      assert.deepEqual(await business('sale', share), sale(amount));
    });

    test('within the limits of an account, and of the sale', async () => {
      const pauper = freshAccount();
      await impoverish(api, pauper, buy(share, 100_000n));
      const rest = 600_000n - 333_333n;
      await refused(
        api,
        ['businessTokens.ZeroAmount', buy(share, 0n), bob],
        ['businessTokens.AboveAccountMaximum', buy(share, rest + 1n), bob],
        ['businessTokens.BelowAccountMinimum', buy(share, 99_999n), charlie],
        ['businessTokens.AboveAccountMaximum', buy(share, 600_001n), charlie],
        ['businessTokens.SoldOut', buy(share, WHOLE - 333_333n + 1n), charlie],
        ['businessTokens.DepositUnaffordable', buy(share, 100_000n), pauper],
        ['businessTokens.SaleStillOpen', api.tx.businessTokens.forgetPurchase(share), bob],
      );
      assert.equal(await purchaseCost(share, WHOLE - 333_333n + 1n), null);

      const results = await Promise.all([
        include(api, buy(share, rest), bob),
        include(api, buy(share, 100_000n), charlie),
      ]);
      assert.deepEqual(results.map(told), [
        [bought(share, bob, rest, costOf(rest))],
        [bought(share, charlie, 100_000n, costOf(100_000n))],
      ]);
      assert.deepEqual(await balances(node, share, bob, charlie), [600_000n, 100_000n]);
      assert.deepEqual(await business('sale', share), sale(700_000n));
      await refused(api, ['businessTokens.AboveAccountMaximum', buy(share, 1n), bob]);
    });

    test('not while they are paused', async () => {
      await include(api, api.tx.erc20.pause(share), issuer);
      await refused(api, ['erc20.Paused', buy(share, 100_000n), eve]);
      await include(api, api.tx.erc20.unpause(share), issuer);
    });

    test('until the issuer gets back what is unsold', async () => {
      await refused(api, ['businessTokens.NotIssuerNorOwner', closeSale(share), bob]);
      const before = await reserved(api, issuer);

      const result = await include(api, closeSale(share), issuer);

      const unsold = 300_000n;
      assert.deepEqual(told(result), [
        ['SaleClosed', { tokenId: `${share}`, issuer: issuer.address, unsold: `${unsold}` }],
      ]);
      assert.equal(await reserved(api, issuer), before - constant('saleDeposit'));
      assert.deepEqual(await balances(node, share, issuer), [SUPPLY - WHOLE + unsold]);
      assert.equal(await business('sale', share), null);
      await refused(api, ['businessTokens.NoSale', buy(share, 100_000n), bob]);
    });

    test('after which buyers get back the deposit of what was kept of them', async () => {
      const before = await reserved(api, bob);
      const forget = () => api.tx.businessTokens.forgetPurchase(share);
      const result = await include(api, forget(), bob);
      const forgotten = ['PurchaseForgotten', { tokenId: `${share}`, buyer: bob.address }];
      assert.deepEqual(told(result), [forgotten]);
      assert.equal(await reserved(api, bob), before - constant('purchaseDeposit'));
      await refused(
        api,
        ['businessTokens.NoPurchase', forget(), bob],
        ['businessTokens.NoPurchase', forget(), eve],
      );
    });

    test('until there is nothing left', async () => {
      const unlimited = { ...TERMS, minPerAccount: null, maxPerAccount: null };
      await include(api, openSale(share, unlimited), issuer);
      const pauper = freshAccount();
      await impoverish(api, pauper, buy(share, WHOLE));
      await refused(api, ['businessTokens.InsufficientCoins', buy(share, WHOLE), pauper]);

      const before = await reserved(api, eve);
      await include(api, buy(share, WHOLE), eve);
      assert.equal(await reserved(api, eve), before, 'nothing is kept of a buyer without limits');
      assert.equal((await business<{ open: boolean }>('sale', share)).open, false);
      assert.equal(await purchaseCost(share, 1n), null);
      await refused(api, ['businessTokens.SoldOut', buy(share, 1n), bob]);
      assert.deepEqual(told(await include(api, closeSale(share), issuer)), [
        ['SaleClosed', { tokenId: `${share}`, issuer: issuer.address, unsold: '0' }],
      ]);
    });
  });

  describe('are regulated', () => {
    const set = (token: number, regulated: boolean) =>
      api.tx.businessTokens.setRegulated(token, regulated);

    test('by an owner of all there are', async () => {
      assert.equal(await business('regulated', bond), false);
      await refused(
        api,
        ['erc20.NotOwner', set(bond, true), bob],
        ['erc20.UnknownToken', set(UNKNOWN, true), issuer],
        ['businessTokens.NotRegulated', set(bond, false), issuer],
        ['businessTokens.NotWholeSupply', set(voucher, true), issuer],
      );
      const result = await include(api, set(bond, true), issuer);
      assert.deepEqual(told(result), [['RegulationSet', { tokenId: `${bond}` }]]);
      assert.equal(await business('regulated', bond), true);
      await refused(api, ['businessTokens.AlreadyRegulated', set(bond, true), issuer]);
    });

    test('before they are ever for sale: what is bought because it moves, moves', async () => {
      const terms = { amount: WHOLE, price: { Fixed: cos('1') }, start: 0, end: FAR };
      const sell = () => openSale(deed, { ...terms, minPerAccount: null, maxPerAccount: null });
      await include(api, sell(), issuer);
      // The same sale, of what does not move any more, just before somebody buys.
      const swap = api.tx.utility.batchAll([closeSale(deed), set(deed, true), sell()]);
      await refused(
        api,
        ['businessTokens.NotWholeSupply', set(deed, true), issuer],
        ['businessTokens.AlreadySold', swap, issuer],
      );

      await include(api, closeSale(deed), issuer);
      assert.deepEqual(await balances(node, deed, issuer), [SUPPLY]);
      await refused(api, ['businessTokens.AlreadySold', set(deed, true), issuer]);
      assert.equal(await business('regulated', deed), false);
    });

    test('to be bought, redeemed and sent by operations', async () => {
      const price = { Fixed: cos('1') };
      const terms = { amount: 10n * WHOLE, price, start: 0, end: FAR };
      const sale = openSale(bond, { ...terms, minPerAccount: null, maxPerAccount: null });
      const { setRedemption, fundRedemption } = api.tx.businessTokens;
      const offer = [sale, setRedemption(bond, cos('0.5')), fundRedemption(bond, cos('2'))];
      (await includeAll(api, offer, issuer)).forEach(included);

      await include(api, buy(bond, 4n * WHOLE), bob);
      await include(api, redeem(WHOLE, cos('0.5'), bond), bob);
      assert.deepEqual(await balances(node, bond, bob, issuer), [3n * WHOLE, SUPPLY - 10n * WHOLE]);

      await include(api, execute('deliver', charlie, WHOLE, bond), bob);
      assert.deepEqual(await balances(node, bond, bob, charlie), [2n * WHOLE - 2n, WHOLE]);
      await include(api, closeSale(bond), issuer);
      assert.deepEqual(await balances(node, bond, issuer), [SUPPLY - 4n * WHOLE + 2n]);
    });

    test('so that nothing else moves them', async () => {
      await include(api, api.tx.erc20.approve(bond, charlie.address, WHOLE), bob);
      const { assets, erc20, utility } = api.tx;
      const dest = eve.address;
      const moves = (): [string, Transaction, Account][] => [
        ['erc20.Frozen', erc20.transfer(bond, dest, 1n), bob],
        ['erc20.Frozen', erc20.transfer(bond, dest, 1n), issuer],
        ['erc20.Frozen', erc20.batchTransfer(bond, [[dest, 1n]]), bob],
        ['erc20.Frozen', erc20.transferFrom(bond, bob.address, dest, 1n), charlie],
        ['erc20.Frozen', erc20.burn(bond, 1n), bob],
        ['erc20.Frozen', erc20.burnFrom(bond, bob.address, 1n), charlie],
        ['assets.BalanceLow', assets.transfer(bond, dest, 1n), bob],
        ['assets.BalanceLow', assets.transferKeepAlive(bond, dest, 1n), bob],
        ['assets.BalanceLow', assets.transferApproved(bond, bob.address, dest, 1n), charlie],
      ];
      await refused(api, ...moves());
      const batches = moves().map(([error, call, signer]): Attempt => {
        const remark = api.tx.system.remark('0x');
        return [error, utility.batchAll([remark, call]), signer];
      });
      await refused(
        api,
        ...batches,
        ['system.CallFiltered', assets.refund(bond, true), bob],
        // These move all that can be moved, which is nothing.
        ['token.BelowMinimum', assets.transferAll(bond, dest, false), bob],
        ['success', assets.transferAll(bond, charlie.address, false), bob],
      );
    });

    test('until that is lifted, for ever', async () => {
      const result = await include(api, set(bond, false), issuer);
      assert.deepEqual(told(result), [['RegulationLifted', { tokenId: `${bond}` }]]);
      assert.equal(await business('regulated', bond), false);

      const { assets, erc20, utility } = api.tx;
      const moves = [erc20.transfer(bond, eve.address, 1n), assets.transfer(bond, eve.address, 2n)];
      await include(api, utility.batchAll(moves), bob);
      assert.deepEqual(await balances(node, bond, eve), [3n]);
      await refused(
        api,
        ['businessTokens.AlreadyLifted', set(bond, true), issuer],
        ['businessTokens.NotRegulated', set(bond, false), issuer],
      );
    });
  });

  describe('end what was announced to end', () => {
    test('withdrawals that were not made: they need another notice', async () => {
      const { due, lapses } = withdrawal;
      await node.untilBest(lapses);
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
      await node.untilBest((await heightOf(result)) + NOTICE);
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

    test('policies: there are no operations, and the deposits are the issuer’s', async () => {
      await node.untilBest(endOfRules);
      assert.deepEqual(await business('policy', miles), { inForce: [], announced: null });
      assert.equal(await business('operationCharge', miles, 'issue', '1'), null);
      await refused(api, ['businessTokens.UnknownOperation', execute('issue', eve, 1n), bob]);

      const before = await reserved(api, issuer);
      const result = await include(api, setPolicy(miles, []), issuer);
      assert.deepEqual(told(result), [['PolicyEnded', { tokenId: `${miles}` }]]);
      // Of the rules that were in force, and of there being none.
      const deposits = policyDeposit(RULES) + policyDeposit([]);
      assert.equal(await reserved(api, issuer), before - deposits);
      await refused(api, ['businessTokens.NoPolicy', setPolicy(miles, []), issuer]);
    });
  });

  describe('keep their promises under other owners', () => {
    test('who may close a sale, of which the issuer gets what is unsold', async () => {
      const { remaining } = await business<{ remaining: string }>('sale', vintage);
      const [before, deposits] = [
        await balances(node, vintage, issuer, eve),
        await reserved(api, issuer),
      ];
      await include(api, api.tx.erc20.transferOwnership(vintage, eve.address), issuer);

      const result = await include(api, closeSale(vintage), eve);

      const fields = { tokenId: `${vintage}`, issuer: issuer.address, unsold: remaining };
      assert.deepEqual(told(result), [['SaleClosed', fields]]);
      const after = [before[0] + BigInt(remaining), before[1]];
      assert.deepEqual(await balances(node, vintage, issuer, eve), after);
      assert.equal(await reserved(api, issuer), deposits - constant('saleDeposit'));
    });

    test('and under none: the escrow takes what is redeemed, and no fee is lost', async () => {
      await include(api, api.tx.erc20.renounceOwnership(bond), issuer);
      const [before] = await balances(node, bond, bob);

      const result = await include(api, redeem(WHOLE, 0n, bond), bob);

      const redeemed = result.events.find((event) => api.events.businessTokens.Redeemed.is(event));
      assert.ok(redeemed);
      const escrow = { address: `${fieldOf(redeemed, 'receiver')}` };
      assert.notEqual(escrow.address, issuer.address);
      // It has had one since before.
      assert.deepEqual(await balances(node, bond, bob, escrow), [before - WHOLE, 2n * WHOLE]);
      await refused(
        api,
        ['businessTokens.NoReceiver', execute('deliver', charlie, 1n, bond), bob],
        ['erc20.NotOwner', setPolicy(bond, []), issuer],
        ['erc20.NotOwner', api.tx.businessTokens.setRedemption(bond, 0n), issuer],
        ['erc20.NotOwner', api.tx.businessTokens.withdrawRedemption(bond, 1n), issuer],
      );
    });
  });

  describe('are read by businessTokens_*', () => {
    test('also where there is nothing to tell', async () => {
      const nothing = async (method: string, ...params: unknown[]) =>
        assert.equal(await business(method, UNKNOWN, ...params), null, method);
      await nothing('sale');
      await nothing('purchaseCost', '1');
      await nothing('redemption');
      await nothing('redemptionPayout', '1');
      await nothing('operationCharge', 'issue', '1');
      assert.deepEqual(await business('policy', UNKNOWN), { inForce: [], announced: null });
      assert.equal(await business('regulated', UNKNOWN), false);
    });

    test('not with parameters that make no sense', async () => {
      for (const amount of ['ten', '', '-1', '1.5', `${MAX + 1n}`]) {
        for (const [method, ...params] of [
          ['purchaseCost', share],
          ['redemptionPayout', voucher],
          ['operationCharge', miles, 'issue'],
        ]) {
          await assert.rejects(business(`${method}`, ...params, amount), {
            code: -32602,
            message: `${amount} is not an amount: a whole number below 2^128 is`,
          });
        }
      }
      for (const [method, ...params] of [
        ['sale'],
        ['sale', 'share'],
        ['sale', -1],
        ['sale', share, '0x12'],
        ['purchaseCost', share, 1],
        ['operationCharge', miles, 7, '1'],
        ['noticePeriod', 'now'],
      ]) {
        const asked = `${method}(${params})`;
        await assert.rejects(business(`${method}`, ...params), { code: -32602 }, asked);
      }
      await assert.rejects(business('sale', share, `0x${'5a'.repeat(32)}`), {
        code: -32603,
        message: 'the runtime of that block gave no answer',
      });
    });

    test('and by the runtime API, as Polkadot.js finds it in the metadata', async () => {
      const calls = api.call.businessTokensApi;
      const ask = async (method: string, ...params: unknown[]) =>
        plain(await calls[method](...params));
      assert.equal(await ask('noticePeriod'), `${NOTICE}`);
      assert.equal(await ask('regulated', bond), false);
      assert.equal(await ask('operationCharge', bond, 'deliver', 1n), '2');
      assert.equal(await ask('sale', UNKNOWN), null);
      assert.deepEqual(await ask('policy', bond), {
        inForce: [{ ...DELIVERY, charge: { flat: '2' } }],
        announced: null,
      });
    });
  });
});
