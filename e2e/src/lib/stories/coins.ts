// Coins that vest, that others may move, that several move together, and that nobody has claimed.

import { blake2AsHex, encodeMultiAddress, sortAddresses } from '@polkadot/util-crypto';
import { Wallet } from 'ethers';
import assert from 'node:assert/strict';
import { type Account, cos, fieldOf, free, freshAccount, type Transaction } from '../chain.js';
import { ENOUGH, people, Story } from './story.js';

/** Vests from block 1 on, for so long that it does until after the test. */
const GRANT = { locked: cos('2000'), perBlock: cos('2'), startingBlock: 1 };

/** Who has contributed to the ICO of the presets for development: account #0 of Hardhat. */
const CONTRIBUTOR = new Wallet(
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
);
const CONTRIBUTION = cos('1000000');

const [grantor, saver] = people('Grantor', 'Saver');
/** Names others as proxies: one who acts at once, and one who announces it. */
const [principal, proxy, announcer] = people('Principal', 'Proxy', 'Announcer');
const signatories = people('Ann', 'Ben', 'Cleo');
const noter = people('Noter')[0];

const THRESHOLD = 2;
const addresses = signatories.map(({ address }) => address);
const multisig = { address: encodeMultiAddress(addresses, THRESHOLD, 42) };
const MOST_WEIGHT = { refTime: 10n ** 10n, proofSize: 10n ** 6n };

const others = ({ address }: Account) =>
  sortAddresses(
    addresses.filter((each) => each !== address),
    42,
  );

/** A preimage of no call. */
const NOISE = `0x${'ff'.repeat(1_000)}`;

export class Coins extends Story {
  override readonly title = 'coins';

  override readonly cast: [Account, bigint][] = [
    [grantor, GRANT.locked + ENOUGH],
    ...[saver, principal, proxy, announcer, noter, ...signatories].map((who): [Account, bigint] => [
      who,
      ENOUGH,
    ]),
  ];

  /** Who are paid by the proxy, by the announcement, and by the multisig. */
  private readonly payees = [freshAccount(), freshAccount(), freshAccount()];
  private readonly claimant = freshAccount();

  private payment(to: number): Transaction {
    return this.api.tx.balances.transferKeepAlive(this.payees[to].address, cos('3'));
  }

  override async begin(): Promise<void> {
    const { tx } = this.api;
    const [ann] = signatories;
    await Promise.all([
      this.send(tx.vesting.vestedTransfer(saver.address, GRANT), grantor),
      this.send(tx.preimage.notePreimage(NOISE), noter),
      this.sendAll(
        ann,
        tx.balances.transferKeepAlive(multisig.address, cos('10')),
        tx.multisig.asMulti(THRESHOLD, others(ann), null, this.payment(2), MOST_WEIGHT),
      ),
      this.sendAll(
        principal,
        tx.proxy.addProxy(proxy.address, 'Any', 0),
        tx.proxy.addProxy(announcer.address, 'Any', 1),
      ),
    ]);
    const announced = this.payment(1).method.hash;
    await this.send(tx.proxy.announce(principal.address, announced), announcer);
  }

  override async told(block: string): Promise<unknown> {
    const { node } = this;
    return {
      claim: await node.rpc('cos_claim', CONTRIBUTOR.address, block),
      tranches: await node.rpc('cos_tranches', block),
      text: await node.rpc('cos_claimText', this.claimant.address, block),
    };
  }

  override async finish(): Promise<void> {
    await Promise.all([
      this.vest(),
      this.useProxies(),
      this.agree(),
      this.claim(),
      this.send(this.api.tx.preimage.unnotePreimage(blake2AsHex(NOISE)), noter),
    ]);
    await this.assertHeld(
      ...[principal, announcer, noter, ...signatories].map((who): [Account, bigint] => [who, 0n]),
    );
  }

  private async vest(): Promise<void> {
    const vested = await this.send(this.api.tx.vesting.vest(), saver);
    const blocks = (await this.heightOf(vested)) - GRANT.startingBlock;
    const left = GRANT.locked - GRANT.perBlock * BigInt(blocks);
    assert.ok(left > 0n && left < GRANT.locked);
    const { query } = await this.api.at(vested.block);
    const locks = await query.balances.locks(saver.address);
    assert.deepEqual(
      locks.map(({ amount }) => amount.toBigInt()),
      [left],
    );
  }

  private async useProxies(): Promise<void> {
    const { tx } = this.api;
    const real = principal.address;
    const { events } = await this.sendAll(
      proxy,
      tx.proxy.proxy(real, null, this.payment(0)),
      tx.proxy.proxyAnnounced(announcer.address, real, null, this.payment(1)),
    );
    const { ProxyExecuted } = this.api.events.proxy;
    const results = events.flatMap((event) => (ProxyExecuted.is(event) ? event.data.result : []));
    assert.deepEqual(
      results.map(({ isOk }) => isOk),
      [true, true],
    );
    await this.assertPaid(0);
    await this.assertPaid(1);
    await this.send(tx.proxy.removeProxies(), principal);
  }

  private async agree(): Promise<void> {
    const [, ben] = signatories;
    const call = this.payment(2);
    const { tx, query } = this.api;
    const begun = await query.multisig.multisigs(multisig.address, call.method.hash);
    const { when } = begun.unwrap();
    const agreed = tx.multisig.asMulti(THRESHOLD, others(ben), when, call, MOST_WEIGHT);
    await this.send(agreed, ben);
    await this.assertPaid(2);
  }

  private async claim(): Promise<void> {
    const text = await this.node.rpc<string>('cos_claimText', this.claimant.address);
    const signature = await CONTRIBUTOR.signMessage(text);
    const claim = this.api.tx.cosDistribution.claim(this.claimant.address, signature);
    const { events } = await this.send(claim);
    const claimed = events.find((event) => this.api.events.cosDistribution.Claimed.is(event));
    assert.ok(claimed);
    assert.equal(`${fieldOf(claimed, 'dest')}`, this.claimant.address);
    assert.equal(await free(this.api, this.claimant), CONTRIBUTION);
  }

  private async assertPaid(payee: number): Promise<void> {
    assert.equal(await free(this.api, this.payees[payee]), cos('3'));
  }
}
