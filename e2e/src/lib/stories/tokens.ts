// Tokens of which some are allowed to others, by calls and by signatures, and some don't move.

import { hexToU8a, u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { type Account, eventsOf } from '../chain.js';
import { balances } from '../tokens.js';
import { ENOUGH, people, Story } from './story.js';

const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };
const SUPPLY = 1_000_000n;
const HELD = 1_000n;
/** What the spender is allowed of either token. */
const ALLOWED = 40n;
/** What the helper is allowed by the first permit, and by the second, which is used after the upgrade. */
const PERMITS = [15n, 25n];
/** Far enough away. */
const DEADLINE = 100_000;

/** Owns the tokens; has some; two move them. */
const [issuer, holder, spender, helper] = people('Issuer', 'Holder', 'Spender', 'Helper');

export class Tokens extends Story {
  override readonly title = 'tokens';

  override readonly cast = [issuer, holder, spender, helper].map((who): [Account, bigint] => [
    who,
    ENOUGH,
  ]);

  /** One that moves, and one that is paused. */
  private ids = [0, 0];
  /** The owner's signature of the second permit. */
  private signature = '';

  override async begin(): Promise<void> {
    const { erc20 } = this.api.tx;
    const created = await this.sendAll(
      issuer,
      erc20.create('Gold of before', 'GOLD', 6, SUPPLY, OPTIONS),
      erc20.create('Paused of before', 'STILL', 6, SUPPLY, OPTIONS),
    );
    this.ids = created.events
      .filter((event) => this.api.events.erc20.Created.is(event))
      .map((event) => Number(event.data[0]));
    const [gold] = this.ids;
    await this.sendAll(issuer, ...this.ids.map((id) => erc20.transfer(id, holder.address, HELD)));
    await this.sendAll(
      holder,
      ...this.ids.map((id) => erc20.approve(id, spender.address, ALLOWED)),
    );
    await Promise.all([
      this.send(this.permit(gold, PERMITS[0], await this.signed(gold, PERMITS[0])), helper),
      this.send(erc20.pause(this.ids[1]), issuer),
    ]);
    this.signature = await this.signed(gold, PERMITS[1]);
  }

  private async signed(id: number, value: bigint): Promise<string> {
    const terms = [id, holder.address, helper.address, `${value}`, DEADLINE];
    const message = await this.node.rpc<string>('erc20_permitMessage', ...terms);
    return u8aToHex(holder.sign(hexToU8a(message)));
  }

  private permit(id: number, value: bigint, Sr25519: string) {
    const accounts = [holder.address, helper.address];
    return this.api.tx.erc20.permit(id, ...accounts, value, DEADLINE, { Sr25519 });
  }

  override async told(block: string): Promise<unknown> {
    const ask = (method: string, ...params: unknown[]) =>
      this.node.rpc(`erc20_${method}`, ...params, block);
    const { address } = holder;
    return Promise.all(
      this.ids.flatMap((id) => [
        ask('info', id),
        ask('paused', id),
        ...[issuer, holder].map((who) => ask('balanceOf', id, who.address)),
        ...[spender, helper].map((who) => ask('allowance', id, address, who.address)),
        ask('permitNonce', id, address),
      ]),
    );
  }

  override async finish(): Promise<void> {
    const [gold, still] = this.ids;
    const { erc20 } = this.api.tx;
    const take = (id: number, by: Account, value: bigint) =>
      this.send(erc20.transferFrom(id, holder.address, by.address, value), by);

    const permitted = await this.send(this.permit(gold, PERMITS[1], this.signature), helper);
    const { address } = holder;
    assert.deepEqual(eventsOf(permitted.events, 'erc20'), [
      [
        'Approval',
        {
          ...{ tokenId: `${gold}`, owner: address, spender: helper.address },
          value: `${PERMITS[1]}`,
        },
      ],
    ]);
    assert.equal(await this.node.rpc('erc20_permitNonce', gold, address), 2);
    await Promise.all([
      take(gold, spender, ALLOWED),
      take(gold, helper, PERMITS[1]),
      this.fails('erc20.Paused', erc20.transfer(still, issuer.address, 1n), holder),
    ]);
    await this.send(erc20.unpause(still), issuer);
    await take(still, spender, ALLOWED);

    assert.deepEqual(await balances(this.node, gold, holder, spender, helper, issuer), [
      HELD - ALLOWED - PERMITS[1],
      ...[ALLOWED, PERMITS[1], SUPPLY - HELD],
    ]);
    assert.deepEqual(await balances(this.node, still, holder, spender), [HELD - ALLOWED, ALLOWED]);
    const deposits = BigInt(this.ids.length) * this.constant('erc20', 'tokenDeposit');
    await this.assertHeld([issuer, deposits], [holder, 0n], [spender, 0n], [helper, 0n]);
  }
}
