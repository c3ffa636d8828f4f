// By which rules nodes are admitted, which CIPs change, and who is put to the vote by itself.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { included } from '../lib/assert.js';
import {
  type Account,
  coinsOfAll,
  cos,
  eventsOf,
  include,
  includeAll,
  jsonErrorName,
  plainNumbers,
  TOTAL_SUPPLY,
} from '../lib/chain.js';
import { api, eventsIn, node, untilState } from '../lib/dev-chain.js';
import type { CipJson } from '../lib/cips.js';
import { idFrom } from '../lib/items.js';
import { newPeerId } from '../lib/peers.js';
import { reserved } from '../lib/tokens.js';
import {
  addresses,
  admission,
  admit,
  agree,
  alice,
  apply,
  bob,
  chain,
  charlie,
  coins,
  dave,
  decided,
  DEPOSIT,
  eve,
  ferdie,
  haveVoted,
  less,
  LOWER_DEPOSIT,
  maintainers,
  member,
  members,
  motions,
  one,
  PARAMETERS,
  SESSION_LENGTH,
  told,
  two,
  TWO_THIRDS,
  VOTE_PERIOD,
} from './setting.js';

chain.suite('Nodes by the rules', { timeout: 900_000 }, () => {
  before(async () => {
    await admit(bob, newPeerId(), 'Validator', alice);
    await admit(ferdie, newPeerId(), 'Observer', alice, bob);
  });

  describe('are admitted by parameters', () => {
    const CHANGED = {
      ...PARAMETERS,
      ...{ threshold: TWO_THIRDS, inactiveSessions: 1, deposit: Number(LOWER_DEPOSIT) },
    };

    test('that CIPs change, if they make sense', async () => {
      const ill: [object, string][] = [
        [{ threshold: 0 }, 'ThresholdZero'],
        [{ votePeriod: 0 }, 'VotePeriodZero'],
        [{ inactiveSessions: 0 }, 'InactiveSessionsZero'],
        [{ minValidators: 0 }, 'MinValidatorsOutOfBounds'],
        [{ minValidators: 129 }, 'MinValidatorsOutOfBounds'],
        [{ deposit: 999_999_999 }, 'DepositTooLow'],
      ];
      const cips = await carryOut([...ill.map(([change]) => ({ ...CHANGED, ...change })), CHANGED]);
      for (const [i, [, error]] of ill.entries()) {
        assert.ok(cips[i].enactment, error);
        assert.equal(cips[i].enactment.kind, 'failed', error);
        const name = jsonErrorName(api, cips[i].enactment.error);
        assert.equal(name, `nodeAdmission.${error}`);
      }
      const { enactment } = cips[ill.length];
      assert.equal(enactment?.kind, 'enacted');
      const events = eventsOf(await eventsIn(enactment.at), 'nodeAdmission');
      assert.deepEqual(events, [['ParametersSet', { parameters: plainNumbers(CHANGED) }]]);
      const expected = { ...CHANGED, deposit: `${LOWER_DEPOSIT}` };
      assert.deepEqual(await admission('parameters'), expected);
      await agree();
    });

    /** Has CIPs passed that set parameters, and waits for what becomes of them. */
    const carryOut = async (all: object[]): Promise<CipJson[]> => {
      const document = { hash: `0x${'c1'.repeat(32)}`, location: 'https://example.org/cip' };
      const rules = { minVoters: null, minTurnout: null, minApproval: null, period: 20 };
      const proposals = all.map((parameters) => {
        const call = { Inline: api.tx.nodeAdmission.setParameters(parameters).method.toHex() };
        return api.tx.cip.propose('Who is admitted', document, call, rules);
      });
      const proposed = (await includeAll(api, proposals, one)).map(included);
      const ids = proposed.map((each) => idFrom(each, 'Proposed', 'cip'));
      const inFavour = async (who: Account) => {
        const votes = ids.map((id) => api.tx.cip.vote(id, true, cos('100000')));
        (await includeAll(api, votes, who)).map(included);
      };
      await Promise.all([one, two].map(inFavour));
      return untilState('the enactments', async () => {
        const cips = await Promise.all(ids.map((id) => node.rpc<CipJson>('cip_cip', id)));
        return cips.every(({ state }) => ['enacted', 'failed'].includes(state)) && cips;
      });
    };

    test('whose deposit holds for what begins from then on', async () => {
      const had = await coins(charlie);
      const applied = await include(api, apply(newPeerId(), 'Validator', 'charlie'), charlie);
      assert.deepEqual(await coins(charlie, applied), less(had, LOWER_DEPOSIT));
      const id = idFrom(applied, 'Applied', 'motion');
      await haveVoted(id, true, alice, bob);
      assert.deepEqual(await maintainers(), addresses(alice, bob, charlie));
      assert.equal((await member(1)).deposit, `${DEPOSIT}`);
    });
  });

  test('are put to a vote by themselves if they validate and make no blocks', async () => {
    const theirs = [1, 3];
    const found = await untilState('the motions', async () => {
      const open = await motions();
      return open.length === theirs.length && open;
    });
    for (const [i, { motion: id, start, ...rest }] of found.entries()) {
      const subject = { kind: 'removal', member: theirs[i], reason: null };
      assert.deepEqual(rest, {
        ...{ subject, proposer: null, deposit: '0', end: start + VOTE_PERIOD, votes: [] },
        ...{ tally: { approve: 0, refuse: 0, maintainers: 3 }, needed: 3 },
      });
      assert.equal(start % SESSION_LENGTH, 0, 'at the end of a session');
      const { removal, account: validator } = await member(theirs[i]);
      assert.equal(removal, id);
      const events = eventsOf(await eventsIn(start), 'nodeAdmission').map((each) =>
        JSON.stringify(each),
      );
      const inactive = ['ValidatorInactive', { member: `${theirs[i]}`, validator }];
      assert.ok(events.includes(JSON.stringify(inactive)));
    }
    await agree();

    const had = await coins(bob);
    const [first, last] = found.map(({ motion }) => motion);
    const result = await haveVoted(first, true, alice, charlie, bob);
    assert.deepEqual(told(result).pop(), decided(first, 'carried', [3, 0, 3]));
    assert.equal((await coins(bob)).held, had.held - DEPOSIT);
    const final = await haveVoted(last, true, alice, charlie);
    assert.deepEqual(told(final).pop(), decided(last, 'carried', [2, 0, 2]));
    assert.deepEqual(await maintainers(), [alice.address]);
  });

  test('and leave all the COS there is, with nothing held but for those that stay', async () => {
    for (const who of [bob, charlie, dave, eve]) assert.equal(await reserved(api, who), 0n);
    assert.equal(await reserved(api, ferdie), DEPOSIT);
    assert.deepEqual(
      (await members()).map(({ account }) => account),
      [alice.address, ferdie.address],
    );
    await agree();
    const block = await node.rpc<string>('chain_getBlockHash');
    assert.equal(await coinsOfAll(api, block), TOTAL_SUPPLY);
  });
});
