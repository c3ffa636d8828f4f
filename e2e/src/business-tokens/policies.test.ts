// What businesses charge for operations with their tokens, by rules that holders know before.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  assertInvalidParams,
  assertUnknownBlock,
  type Attempt,
  included,
  notAnAmount,
  refused,
} from '../lib/assert.js';
import { type Account, free, freshAccount, include, includeAll, plain } from '../lib/chain.js';
import { api, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import { balances, EXISTENTIAL_DEPOSIT, MAX, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  bob,
  bond,
  business,
  chain,
  charlie,
  constant,
  createTokens,
  DELIVERY,
  eve,
  execute,
  give,
  issuer,
  miles,
  NOTICE,
  type Rule,
  setPolicy,
  share,
  told,
  voucher,
} from './setting.js';

chain.suite('Business tokens by rules', { timeout: 600_000 }, () => {
  before(createTokens);

  test('tell of changes 20 blocks before, on a chain for development', async () => {
    assert.equal(await business('noticePeriod'), NOTICE);
  });

  /** When the policies that are announced first will be in force. */
  let inForce: number;

  /** What is held for rules. */
  const policyDeposit = (rules: Rule[]) => {
    // What precedes the rules is one byte that counts them.
    const bytes = setPolicy(miles, rules).args[1].encodedLength - 1;
    return constant('policyDepositBase') + BigInt(bytes) * constant('policyDepositPerByte');
  };

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
        ...{ counterparty: to?.address ?? null, amount: `${amount}`, fee: `${fee}` },
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
      await untilBlock(inForce);
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

  describe('end what was announced to end', () => {
    test('policies: there are no operations, and the deposits are the issuer’s', async () => {
      await untilBlock(endOfRules);
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
          await assert.rejects(business(`${method}`, ...params, amount), notAnAmount(amount));
        }
      }
      await assertInvalidParams(business, [
        ['sale'],
        ['sale', 'share'],
        ['sale', -1],
        ['sale', share, '0x12'],
        ['purchaseCost', share, 1],
        ['operationCharge', miles, 7, '1'],
        ['noticePeriod', 'now'],
      ]);
      await assertUnknownBlock(business, [['sale', share]]);
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
