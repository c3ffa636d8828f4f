// A contract that has somebody's tokens until two agree, and a deposit of its own for what it stores.

import type { ContractPromise } from '@polkadot/api-contract';
import assert from 'node:assert/strict';
import { type Account, cos, free } from '../chain.js';
import { ask, bundle, deployed, hashOf, instantiation, message } from '../contracts.js';
import { idFrom } from '../items.js';
import { balances } from '../tokens.js';
import { ENOUGH, people, Story } from './story.js';

const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };
const [SUPPLY, PRICE] = [1_000n, 100n];
const ENDOWMENT = cos('0.01');
/** Far enough away. */
const DEADLINE = 100_000;

/** Pays, and is paid when both agree. */
const [payer, seller] = people('Payer', 'Seller of services');

export class Contract extends Story {
  override readonly title = 'contracts';

  override readonly cast = [payer, seller].map((who): [Account, bigint] => [who, ENOUGH]);

  private token = 0;
  private contract?: ContractPromise;

  private get escrow(): ContractPromise {
    assert.ok(this.contract);
    return this.contract;
  }

  override async begin(): Promise<void> {
    const { api } = this;
    const create = api.tx.erc20.create('Money of before', 'MB', 0, SUPPLY, OPTIONS);
    this.token = idFrom(await this.send(create, payer), 'Created', 'tokenId');
    const terms = [seller.address, this.token, PRICE, DEADLINE];
    const make = instantiation(api, 'escrow', terms, { value: ENDOWMENT });
    this.contract = deployed(api, 'escrow', await this.send(make, payer));
    await this.send(api.tx.erc20.approve(this.token, `${this.escrow.address}`, PRICE), payer);
    await this.send(message(this.escrow, 'fund'), payer);
    await this.send(message(this.escrow, 'agree', ['Seller']), payer);
  }

  override async told(block: string): Promise<unknown> {
    const { query } = await this.api.at(block);
    const { address } = this.escrow;
    const info = await query.contracts.contractInfoOf(address);
    assert.ok(!info.isEmpty);
    return [
      info.toHuman(),
      (await query.balances.holds(address)).toHuman(),
      await this.node.rpc('erc20_balanceOf', this.token, `${address}`, block),
    ];
  }

  override async finish(): Promise<void> {
    const { api, escrow } = this;
    const holds = async (who: string) => {
      const held = await api.query.balances.holds(who);
      return held.reduce((sum, { amount }) => sum + amount.toBigInt(), 0n);
    };
    assert.deepEqual(await ask(escrow, 'wishes'), ['Seller', null]);
    const deposit = await holds(`${escrow.address}`);
    assert.ok(deposit > 0n);

    const before = await free(api, seller);
    const { fee } = await this.send(message(escrow, 'agree', ['Seller']), seller);
    assert.equal(await free(api, seller), before + deposit - fee);
    const contract = { address: `${escrow.address}` };
    assert.deepEqual(await balances(this.node, this.token, seller, contract), [PRICE, 0n]);
    assert.ok((await api.query.contracts.contractInfoOf(escrow.address)).isEmpty);
    // Nothing is made of the code any more.
    await this.send(api.tx.contracts.removeCode(hashOf(bundle('escrow'))), payer);
    await this.assertHeld([payer, this.constant('erc20', 'tokenDeposit')], [seller, 0n]);
  }
}
