// Many CIPs that end in one block, and many votes on them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { included, outcome, refused } from '../lib/assert.js';
import {
  cos,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
  type Included,
} from '../lib/chain.js';
import { api, eventsIn, heightOf, untilBlock } from '../lib/dev-chain.js';
import { reserved } from '../lib/tokens.js';
import {
  chain,
  cip,
  eve,
  field,
  ids,
  idsOf,
  type Page,
  PERIOD,
  propose,
  proposer,
  type ResolutionJson,
  roomFrom,
  told,
  vote,
} from './setting.js';

chain.suite('CIPs in numbers', { timeout: 600_000 }, () => {
  /** Many CIPs that end in one block, and many votes on them. */
  const CROWD = 105;
  const MANY_VOTES = 64;
  const crowd = Array.from({ length: 10 }, () => freshAccount());
  let first: number;
  let crowded: number;

  describe('in crowds', () => {
    test('are proposed', async () => {
      const proposals = ids(0, CROWD).map((i) => propose(`CIP ${i}`, null, { period: PERIOD }));
      const transfer = api.tx.balances.transferKeepAlive;
      const coins = crowd.map(({ address }) => transfer(address, cos('5')));
      const [result] = await Promise.all([
        include(api, api.tx.utility.batchAll(proposals), proposer),
        include(api, api.tx.utility.batchAll(coins), eve),
      ]);
      first = idsOf(result)[0];
      crowded = (await heightOf(result)) + PERIOD;
      assert.equal(idsOf(result).length, CROWD);
    });

    test('are voted on by accounts with any number of votes', async () => {
      const votes = ids(first, first + MANY_VOTES).map((id) => vote(id, true, 1n));
      await Promise.all(crowd.map((voter) => include(api, api.tx.utility.batchAll(votes), voter)));
      const [voter] = crowd;
      assert.equal((await cip<unknown[]>('votes', voter.address)).length, MANY_VOTES);
      assert.deepEqual(await cip('frozen', voter.address), { amount: '1', until: crowded });
      await include(api, vote(first + MANY_VOTES, true, 1n), voter);
      assert.equal((await cip<unknown[]>('votes', voter.address)).length, MANY_VOTES + 1);
      assert.deepEqual(await cip('frozen', voter.address), { amount: '1', until: crowded });
    });

    test('are read page by page, and by their state', async () => {
      const last = first + CROWD - 1;
      const page = async (...params: unknown[]) => {
        const { cips, next } = await cip<Page>('cips', ...params);
        return [cips[0]?.cip, cips.length, next];
      };
      assert.deepEqual(await page(null, 0, 1), [first, 1, first + 1]);
      assert.deepEqual(await page(null, first + 1, 3), [first + 1, 3, first + 4]);
      assert.deepEqual(await page('voting', 0, 4_294_967_295), [first, 100, first + 100]);
      assert.deepEqual(await page(null, last, 100), [last, 1, null]);
      assert.deepEqual(await page(null, last + 1, 100), [undefined, 0, null]);
      assert.deepEqual(await page(null, 4_294_967_295, 100), [undefined, 0, null]);
      assert.deepEqual(await page(null, first, 0), [undefined, 0, first]);
      assert.deepEqual(await page('rejected', 0, 100), [undefined, 0, null]);
    });
  });

  describe('free coins', () => {
    test('at once, where somebody does not want to wait for later blocks', async () => {
      // By then 200 of 641 votes are lifted in each block, CIP by CIP in the order of their keys.
      const keyOf = (id: number) => api.query.cip.lifting.key(id);
      const lifting = ids(first, first + MANY_VOTES);
      const [last] = lifting.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
      await untilBlock(crowded - 1);
      const results: PromiseSettledResult<Included>[] = [];
      for (let block = crowded; block < crowded + 5; block++) {
        results.push(...(await includeAll(api, [api.tx.cip.unlock(last)], eve)));
      }
      const outcomes = results.map(outcome);
      const others = outcomes.filter((name) => name !== 'success');
      assert.equal(others.length, outcomes.length - 1, `${outcomes}`);
      assert.ok(
        others.every((name) => ['cip.VotingOpen', 'cip.NothingToUnlock'].includes(name)),
        `${outcomes}`,
      );
      const [unlocked] = results.filter(({ status }) => status === 'fulfilled').map(included);
      const events = told(unlocked);
      assert.deepEqual(
        events.map(([name, fields]) => [name, field(fields, 'cip')]),
        crowd.map(() => ['VoteLifted', `${last}`]),
      );
      const lifted = events.map(([, fields]) => `${field(fields, 'voter')}`);
      assert.deepEqual(lifted.sort(), crowd.map(({ address }) => address).sort());
    });

    test('of everybody within some blocks, in which every CIP is decided', async () => {
      await untilBlock(roomFrom(crowded) + 4);
      const nothing = { amount: '0', until: null };
      for (const voter of crowd) {
        assert.deepEqual(await cip('frozen', voter.address), nothing);
        assert.deepEqual(await cip('votes', voter.address), []);
        assert.equal(await reserved(api, voter), 0n);
      }
      const decidedIn = [crowded, crowded + 1].map(async (block) => {
        const names = eventsOf(await eventsIn(block), 'cip').map(([name]) => name);
        return names.filter((name) => name === 'Rejected').length;
      });
      assert.deepEqual(await Promise.all(decidedIn), [64, CROWD - 64]);
      assert.equal(await reserved(api, proposer), 0n);
    });

    test('which then leave, as they did before', async () => {
      const [voter] = crowd;
      const everything = api.tx.balances.transferAll(eve.address, false);
      await include(api, everything, voter);
      assert.equal(await free(api, voter), 0n);
    });
  });

  describe('stay in the record', () => {
    test('100 at a time, and no more', async () => {
      const { resolutions, next } = await cip<{ resolutions: ResolutionJson[]; next: unknown }>(
        ...(['resolutions', 0, 1_000] as const),
      );
      assert.deepEqual([resolutions.map(({ resolution }) => resolution), next], [ids(0, 100), 100]);
      const rest = await cip<{ resolutions: ResolutionJson[]; next: unknown }>(
        ...(['resolutions', 100, 100] as const),
      );
      assert.deepEqual(
        [rest.resolutions.map(({ resolution }) => resolution), rest.next],
        [ids(100, CROWD), null],
      );

      const rejected = ids(first, first + CROWD);
      for (const [from, found] of [
        [0, rejected.slice(0, 100)],
        [rejected[100], rejected.slice(100)],
      ] as const) {
        const { cips } = await cip<Page>('cips', 'rejected', from, 100);
        assert.deepEqual(
          cips.map(({ cip }) => cip),
          found,
        );
      }
    });

    test('and take no more votes, nor are withdrawn', async () => {
      const last = first + CROWD - 1;
      await refused(
        api,
        ['cip.VotingEnded', vote(first, true, 1n), eve],
        ['cip.NothingToUnlock', api.tx.cip.unlock(last), eve],
        ['cip.VotingEnded', api.tx.cip.withdraw(last), proposer],
      );
    });
  });
});
