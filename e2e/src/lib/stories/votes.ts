// CIPs: one that is voted on, one that has passed and waits, and one that nobody is for.

import { stringToU8a } from '@polkadot/util';
import { blake2AsHex, encodeAddress } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { type Account, account, cos, fieldOf, free, freshAccount } from '../chain.js';
import type { CipJson } from '../cips.js';
import { until } from '../node.js';
import { ENOUGH, people, Story } from './story.js';

/** The rules of a chain on which this happens, in blocks, and what becomes of the delay. */
export const RULES = { minPeriod: 20, enactmentDelay: 15 };
const DELAY = 2 * RULES.minPeriod;

/**
 * For how long votes are taken: until after the upgrade; until just before it, which is a while after another
 * CIP of the same time could authorise it; until long after all of this, but a tenth of it is over by then.
 */
const [LONG, SHORT, LONGEST] = [115, RULES.minPeriod + RULES.enactmentDelay + 8, 300];

/** They are the team: their coins vest, and vote. */
const stashes = ['//Alice//stash', '//Bob//stash'].map(account);
const [proposer, opponent, latecomer] = people('Proposer', 'Opponent', 'Latecomer');

/** More than the turnout that is needed, the half of it, and less than that. */
const [MORE, HALF, LESS] = [cos('60000'), cos('40000'), cos('30000')];

/** The account of the treasury. */
export const TREASURY = encodeAddress(stringToU8a('modlchaos/tr'.padEnd(32, '\0')), 42);

/** The open one, in the order of their proposals; the one that passes first; the one that is taken back. */
const [OPEN, PASSED, IGNORED] = [0, 1, 2];

export class Votes extends Story {
  override readonly title = 'CIPs';

  override readonly cast: [Account, bigint][] = [
    [proposer, ENOUGH],
    [opponent, HALF + ENOUGH],
    [latecomer, MORE + ENOUGH],
  ];

  private cips: number[] = [];
  /** Who are paid by the open one, and by the one that passes first. */
  private readonly payees = [freshAccount(), freshAccount()];

  private ask<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.node.rpc<T>(`cip_${method}`, ...params);
  }

  private cip(which: number, ...block: string[]): Promise<CipJson> {
    return this.ask<CipJson>('cip', this.cips[which], ...block);
  }

  private vote(which: number, approve: boolean, votes: bigint) {
    return this.api.tx.cip.vote(this.cips[which], approve, votes);
  }

  /** More than fits into a CIP itself. */
  private long() {
    const { balances, system, utility } = this.api.tx;
    const pay = balances.forceTransfer(TREASURY, this.payees[OPEN].address, cos('7'));
    return utility.batchAll([pay, system.remark(`0x${'77'.repeat(200)}`)]);
  }

  override async begin(): Promise<void> {
    const { balances, cip, preimage } = this.api.tx;
    const document = { hash: blake2AsHex('its text'), location: 'https://example.org/cip' };
    const propose = (title: string, call: object | null, period: number) => {
      const rules = { minVoters: null, minTurnout: null, minApproval: null, period };
      return cip.propose(title, document, call, rules);
    };
    const { method } = this.long();
    const short = balances.forceTransfer(TREASURY, this.payees[PASSED].address, cos('5'));
    const proposed = await this.sendAll(
      proposer,
      preimage.notePreimage(method.toHex()),
      propose('Open', { Lookup: { hash: method.hash.toHex(), len: method.encodedLength } }, LONG),
      propose('Passed', { Inline: short.method.toHex() }, SHORT),
      propose('Ignored', null, LONGEST),
    );
    this.cips = proposed.events
      .filter((event) => this.api.events.cip.Proposed.is(event))
      .map((event) => Number(fieldOf(event, 'cip')));

    const [one, two] = stashes;
    await Promise.all([
      this.sendAll(one, this.vote(OPEN, true, HALF), this.vote(PASSED, true, MORE)),
      this.sendAll(two, this.vote(OPEN, true, LESS), this.vote(PASSED, true, MORE)),
      this.send(this.vote(OPEN, false, HALF), opponent),
    ]);
  }

  /** Waits until one has passed, and the votes on it are lifted, also where a fork takes the last block back. */
  async untilPassed(): Promise<void> {
    await until('a CIP that waits', async () => {
      const [voter] = stashes;
      const { amount } = await this.ask<{ amount: string }>('frozen', voter.address);
      return (await this.cip(PASSED)).state === 'passed' && amount === `${HALF}`;
    });
    await this.node.untilBest((await this.node.best()) + 1);
  }

  override async told(
    block: string,
  ): Promise<{ cips: CipJson[]; groundRules: object; rest: unknown }> {
    const voters = [...stashes, opponent, latecomer];
    return {
      cips: await Promise.all(this.cips.map((_, which) => this.cip(which, block))),
      groundRules: await this.ask('groundRules', block),
      rest: await Promise.all([
        this.ask('resolutions', 0, 100, block),
        ...voters.map(({ address }) => this.ask('votes', address, block)),
        ...voters.map(({ address }) => this.ask('frozen', address, block)),
      ]),
    };
  }

  /**
   * Rules have changed: voters and turnout are of those in favour, and calls wait for twice as long as the
   * shortest vote.
   */
  override expected(before: Awaited<ReturnType<Votes['told']>>): unknown {
    const { cips, groundRules, rest } = before;
    const { tally, wouldPass } = cips[OPEN];
    assert.deepEqual([tally.voters, wouldPass], [3, true]);
    assert.equal(cips[PASSED].state, 'passed');
    const [voters, enactmentDelay] = [2, DELAY];
    return {
      cips: cips.map((cip, which) =>
        which === OPEN ? { ...cip, tally: { ...tally, voters }, wouldPass: false } : cip,
      ),
      groundRules: { ...groundRules, enactmentDelay },
      rest,
    };
  }

  override async finish(): Promise<void> {
    const { cip, preimage } = this.api.tx;
    await Promise.all([
      this.fails('cip.AlreadyVoted', this.vote(OPEN, false, 1n), stashes[0]),
      this.send(this.vote(OPEN, true, MORE), latecomer),
      this.send(cip.withdraw(this.cips[IGNORED]), proposer),
    ]);
    const tally = { approve: `${HALF + LESS + MORE}`, disapprove: `${HALF}`, voters: 3 };
    const { wouldPass, ...open } = await this.cip(OPEN);
    assert.deepEqual(open.tally, tally);
    assert.ok(wouldPass);

    await this.untilEnacted(PASSED);
    assert.equal(await free(this.api, this.payees[PASSED]), cos('5'));
    const { end, enactment, resolution } = await this.untilEnacted(OPEN);
    assert.equal(end, open.end);
    assert.ok(enactment && enactment.at >= end + DELAY);
    assert.equal(await free(this.api, this.payees[OPEN]), cos('7'));
    const resolved = await this.ask<{ passed: boolean; tally: object }>('resolution', resolution);
    assert.deepEqual([resolved.passed, resolved.tally], [true, tally]);

    await this.send(preimage.unnotePreimage(this.long().method.hash), proposer);
    const all = [proposer, ...stashes, opponent, latecomer];
    await this.assertHeld(...all.map((who): [Account, bigint] => [who, 0n]));
    for (const { address } of all) {
      assert.deepEqual(await this.ask('votes', address), []);
      assert.deepEqual(await this.ask('frozen', address), { amount: '0', until: null });
    }
  }

  private untilEnacted(which: number): Promise<CipJson> {
    return until('an enactment', async () => {
      const head = await this.node.rpc<string>('chain_getFinalizedHead');
      const found = await this.cip(which, head);
      assert.ok(['voting', 'passed', 'enacted'].includes(found.state), found.state);
      return found.state === 'enacted' && found;
    });
  }
}
