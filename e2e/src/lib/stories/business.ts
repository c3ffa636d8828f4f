// Tokens that businesses sell at a fixed and at a falling price, redeem, charge for, and regulate, while notices
// run.

import assert from 'node:assert/strict';
import { type Account, amount, cos, free, type Included, type Transaction } from '../chain.js';
import { balances, MAX } from '../tokens.js';
import { ENOUGH, people, Story } from './story.js';

const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };
/** A whole token of each, in the smallest unit. */
const WHOLE = 1_000_000n;
const SUPPLY = 1_000n * WHOLE;

/** The end of sales, long after all of this. */
const FAR = 1_000_000;
/** What a share and a bond cost. */
const PRICE = cos('1.5') + 1n;
/** What a bottle costs, from block 0 on to this one. */
const FALL = { startPrice: cos('10'), endPrice: cos('1'), start: 0, end: 997 };

/** What is paid for a voucher, and out of what. */
const REDEMPTION = cos('2');
const RESERVE = cos('100');
/** What the issuer has announced to take of it. */
const WITHDRAWAL = cos('50');

const RULE = {
  ...{ operation: 'pay', charge: { Flat: 5n } },
  ...{ payer: 'Initiator', receiver: null },
};

/** Owns the tokens; has bought and redeemed some; is paid with them. */
const [issuer, buyer, payee] = people('Business', 'Buyer', 'Payee');

/** What is told of a redemption, as far as it is looked at. */
interface Redemption {
  reserve: string;
  withdrawal: { due: number } | null;
}

/** Rounded up. */
const divide = (product: bigint, by: bigint) => (product + by - 1n) / by;

export class Business extends Story {
  override readonly title = 'business tokens';

  override readonly cast: [Account, bigint][] = [
    [issuer, RESERVE + ENOUGH],
    [buyer, ENOUGH],
    [payee, ENOUGH],
  ];

  /** Sold at a fixed price, sold at a falling one, redeemed, charged for, regulated. */
  private ids = [0, 0, 0, 0, 0];

  private ask<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.node.rpc<T>(`businessTokens_${method}`, ...params);
  }

  private buy(id: number, tokens: bigint): Transaction {
    return this.api.tx.businessTokens.buy(id, tokens, MAX);
  }

  override async begin(): Promise<void> {
    const { businessTokens, erc20 } = this.api.tx;
    const symbols = ['SHARE', 'WINE', 'VOUCHER', 'MILES', 'BOND'];
    const created = await this.sendAll(
      issuer,
      ...symbols.map((symbol) => erc20.create(`${symbol} of before`, symbol, 6, SUPPLY, OPTIONS)),
    );
    this.ids = created.events
      .filter((event) => this.api.events.erc20.Created.is(event))
      .map((event) => Number(event.data[0]));
    const [share, wine, voucher, miles, bond] = this.ids;

    const sale = (id: number, price: object, limits: object) =>
      businessTokens.openSale(id, { amount: 100n * WHOLE, price, start: 0, end: FAR, ...limits });
    const unlimited = { minPerAccount: null, maxPerAccount: null };
    await this.sendAll(
      issuer,
      sale(share, { Fixed: PRICE }, { minPerAccount: WHOLE, maxPerAccount: 5n * WHOLE }),
      sale(wine, { Falling: FALL }, unlimited),
      businessTokens.setRedemption(voucher, REDEMPTION),
      businessTokens.fundRedemption(voucher, RESERVE),
      erc20.transfer(voucher, buyer.address, 30n * WHOLE),
      erc20.transfer(miles, buyer.address, WHOLE),
      businessTokens.setRegulated(bond, true),
      sale(bond, { Fixed: PRICE }, unlimited),
      businessTokens.withdrawRedemption(voucher, WITHDRAWAL),
      businessTokens.setPolicy(miles, [RULE]),
    );
    await this.sendAll(
      buyer,
      this.buy(share, 2n * WHOLE),
      this.buy(wine, WHOLE),
      this.buy(bond, 4n * WHOLE),
      businessTokens.redeem(voucher, 5n * WHOLE, 0n),
    );
  }

  override async told(block: string): Promise<unknown> {
    const [share, wine, voucher, miles, bond] = this.ids;
    const sales = [share, wine, bond].map(async (id) => {
      const { price, ...rest } = await this.ask<{ price: string }>('sale', id, block);
      return { ...rest, price: id === wine ? null : price };
    });
    return Promise.all([
      ...sales,
      this.ask('redemption', voucher, block),
      this.ask('redemptionPayout', voucher, `${WHOLE}`, block),
      this.ask('policy', miles, block),
      ...this.ids.map((id) => this.ask('regulated', id, block)),
      this.ask('noticePeriod', block),
    ]);
  }

  override async finish(): Promise<void> {
    const due = await this.redeem();
    await this.sell();
    await this.deregulate();
    await this.node.untilFinalised(due);
    await this.withdraw();
    await this.charge();
    const tokens = BigInt(this.ids.length) * this.constant('erc20', 'tokenDeposit');
    // The policy stays in force.
    await this.assertHeld([issuer, tokens + this.policyDeposit()], [buyer, 0n], [payee, 0n]);
  }

  /** Purchases go on, until the issuer has what is unsold. */
  private async sell(): Promise<void> {
    const [share, wine, , , bond] = this.ids;
    const { closeSale, forgetPurchase } = this.api.tx.businessTokens;
    await this.fails('businessTokens.AboveAccountMaximum', this.buy(share, 4n * WHOLE), buyer);
    const bought = await this.sendAll(buyer, this.buy(share, 3n * WHOLE), this.buy(wine, WHOLE));
    const passed = BigInt(await this.heightOf(bought));
    const fallen = ((FALL.startPrice - FALL.endPrice) * passed) / BigInt(FALL.end);
    assert.deepEqual(this.costs(bought), [
      divide(3n * WHOLE * PRICE, WHOLE),
      FALL.startPrice - fallen,
    ]);
    await this.sendAll(issuer, ...[share, wine, bond].map((id) => closeSale(id)));
    await this.send(forgetPurchase(share), buyer);
    const found = [share, wine, bond].map((id) => balances(this.node, id, buyer, issuer));
    assert.deepEqual(
      await Promise.all(found),
      [5n, 2n, 4n].map((whole) => [whole * WHOLE, SUPPLY - whole * WHOLE]),
    );
  }

  private costs({ events }: Included): bigint[] {
    const { Bought } = this.api.events.businessTokens;
    return events.filter((event) => Bought.is(event)).map((event) => amount(event, 'cost'));
  }

  /** What is regulated doesn't move, until it isn't any more. */
  private async deregulate(): Promise<void> {
    const bond = this.ids[4];
    const { businessTokens, erc20 } = this.api.tx;
    const transfer = erc20.transfer(bond, payee.address, WHOLE);
    await this.fails('erc20.Frozen', transfer, buyer);
    await this.send(businessTokens.setRegulated(bond, false), issuer);
    await this.send(erc20.transfer(bond, payee.address, WHOLE), buyer);
    assert.deepEqual(await balances(this.node, bond, payee), [WHOLE]);
  }

  private status(): Promise<Redemption> {
    return this.ask('redemption', this.ids[2]);
  }

  /** Holders are paid what was promised while a notice runs. In which block it is over. */
  private async redeem(): Promise<number> {
    const voucher = this.ids[2];
    const { redeem, withdrawRedemption } = this.api.tx.businessTokens;
    const { withdrawal } = await this.status();
    assert.ok(withdrawal && (await this.node.best()) < withdrawal.due, 'the notice runs');
    const early = withdrawRedemption(voucher, WITHDRAWAL);
    await Promise.all([
      this.fails('businessTokens.NoticeRunning', early, issuer),
      this.send(redeem(voucher, WHOLE, REDEMPTION), buyer),
    ]);
    return withdrawal.due;
  }

  /** The issuer has what it announced, and holders the rest. */
  private async withdraw(): Promise<void> {
    const voucher = this.ids[2];
    const { collectRedeemed, redeem, withdrawRedemption } = this.api.tx.businessTokens;
    const before = await free(this.api, issuer);
    const { fee } = await this.send(withdrawRedemption(voucher, WITHDRAWAL), issuer);
    assert.equal(await free(this.api, issuer), before + WITHDRAWAL - fee);

    const rest = (RESERVE - WITHDRAWAL) / REDEMPTION - 6n;
    await this.send(redeem(voucher, rest * WHOLE, 0n), buyer);
    assert.equal((await this.status()).reserve, '0');
    // The issuer has those that were redeemed before the upgrade already.
    await this.send(collectRedeemed(voucher), payee);
    const left = (30n - 6n - rest) * WHOLE;
    const found = await balances(this.node, voucher, buyer, issuer);
    assert.deepEqual(found, [left, SUPPLY - left]);
  }

  /** The policy is in force when it was said that it would be. */
  private async charge(): Promise<void> {
    const miles = this.ids[3];
    const { execute } = this.api.tx.businessTokens;
    const { inForce } = await this.ask<{ inForce: object[] }>('policy', miles);
    assert.equal(inForce.length, 1);
    const pay = execute(miles, RULE.operation, payee.address, 100n, RULE.charge.Flat);
    await this.send(pay, buyer);
    const [has, got] = await balances(this.node, miles, buyer, payee);
    assert.deepEqual([has, got], [WHOLE - 105n, 100n]);
  }

  private policyDeposit(): bigint {
    // What precedes the rule is one byte that counts them.
    const rules = this.api.tx.businessTokens.setPolicy(this.ids[3], [RULE]).args[1];
    const bytes = BigInt(rules.encodedLength - 1);
    const each = this.constant('businessTokens', 'policyDepositPerByte');
    return this.constant('businessTokens', 'policyDepositBase') + bytes * each;
  }
}
