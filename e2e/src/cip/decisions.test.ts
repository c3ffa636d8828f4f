// Governance, from a proposal to the call that the chain carries out with Root: holders of the coin
// propose, vote with coins that stay theirs, and get them back by themselves.
//
// Most CIPs are proposed at once and end in the same block, so that nothing waits for long.

import type { Codec } from '@polkadot/types/types';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refused } from '../lib/assert.js';
import {
  type Account,
  coinsOfAll,
  cos,
  eventsOf,
  free,
  freshAccount,
  include,
  jsonErrorName,
  type Plain,
  plainNumbers,
  TOTAL_SUPPLY,
} from '../lib/chain.js';
import { api, eventsIn, heightOf, node, untilBlock } from '../lib/dev-chain.js';
import type { CipJson } from '../lib/cips.js';
import { impoverish, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  alice,
  ask,
  bob,
  chain,
  change,
  charlie,
  cip,
  DELAY,
  DEPOSIT,
  depositBeside,
  DOCUMENT,
  eve,
  ferdie,
  field,
  GROUND_RULES,
  heldAt,
  ids,
  idsOf,
  inline,
  lookup,
  note,
  one,
  type Page,
  PERIOD,
  preimage,
  preimageDeposit,
  propose,
  proposer,
  type ResolutionJson,
  roomFrom,
  spend,
  sum,
  team,
  told,
  treasury,
  two,
  vote,
  VOTE_DEPOSIT,
  voteJson,
} from './setting.js';
import { contributor, deposits, long, payees, RULES, SPEND, table } from './table.js';

/** So far apart that what is carried out of the earlier is not in a block with a later end. */
const LONGER = PERIOD + 15;

chain.suite('CIPs that are voted on', { timeout: 600_000 }, () => {
  /** What the treasury pays by the CIP that three accounts vote on one by one. */
  const PAY = cos('1234.5');
  const OWN_RULES = { minVoters: 2, minTurnout: 30_000, minApproval: 888_888 };
  let start: number;

  const spendJson = () => {
    const call = spend(PAY, contributor).method;
    return {
      ...{ cip: SPEND, proposer: proposer.address, title: 'Ein Brunnen für Zürich' },
      document: DOCUMENT,
      call: { hash: call.hash.toHex(), len: call.encodedLength, inline: call.toHex() },
      rules: { ...OWN_RULES, period: PERIOD },
      thresholds: OWN_RULES,
      ...{ start, end: start + PERIOD, deposit: `${DEPOSIT}` },
      tally: { approve: '0', disapprove: '0', voters: 0 },
      ...{ state: 'voting', wouldPass: false, resolution: null, enactment: null },
    };
  };

  test('are proposed with a call, for a deposit', async () => {
    const [coins, call] = [await free(api, proposer), inline(spend(PAY, contributor))];
    const proposal = propose('Ein Brunnen für Zürich', call, OWN_RULES);
    const result = await include(api, proposal, proposer);

    start = await heightOf(result);
    const fields = { cip: `${SPEND}`, proposer: proposer.address };
    assert.deepEqual(told(result), [
      ['Proposed', { ...fields, end: `${start + PERIOD}`, deposit: `${DEPOSIT}` }],
    ]);
    assert.equal(await free(api, proposer), coins - DEPOSIT - result.fee);
    assert.equal(await reserved(api, proposer), DEPOSIT);
    assert.deepEqual(await cip('cip', SPEND), spendJson());
    assert.deepEqual(await cip('cips', null, 0, 100), { cips: [spendJson()], next: null });
    const { parentHash } = await api.rpc.chain.getHeader(result.block);
    assert.equal(await cip('cip', SPEND, parentHash.toHex()), null);
  });

  /** The first of those CIPs, and the block in which all of them end. */
  const FIRST = SPEND + 1;
  let together: number;

  test('are proposed by the dozen, in words or with a call of any length', async () => {
    await include(api, note(long()), eve);
    const proposals = table().map(([title, call]) => propose(title, call, { period: LONGER }));
    const result = await include(api, api.tx.utility.batchAll(proposals), proposer);
    together = (await heightOf(result)) + LONGER;
    assert.deepEqual(idsOf(result), ids(FIRST, FIRST + proposals.length));
    const held = DEPOSIT + sum(deposits()) + preimageDeposit(long());
    assert.equal(await reserved(api, proposer), held);
    assert.equal(await cip('deposit'), `${depositBeside(1 + proposals.length)}`);

    assert.ok((await preimage(long())).isRequested);
    await include(api, api.tx.preimage.unnotePreimage(long().method.hash), eve);
    assert.ok((await preimage(long())).isRequested, 'it stays without Eve’s deposit');
    const { hash, encodedLength } = long().method;
    const { call } = await cip<{ call: object }>('cip', FIRST);
    assert.deepEqual(call, { hash: hash.toHex(), len: encodedLength, inline: null });
  });

  /** The CIP that another stops before it is carried out, its end, and that other. */
  let stopped: number;
  let stoppedEnd: number;
  let stopper: number;
  const heir = freshAccount();
  const regretted = () =>
    api.tx.utility.batchAll([
      spend(cos('77'), heir),
      api.tx.system.remark(`never ${'!'.repeat(200)}`),
    ]);
  const voteOfTeam = async (id: number) => {
    await Promise.all(team.map((voter) => include(api, vote(id, true, cos('60000')), voter)));
  };

  test('are proposed that will be regretted', async () => {
    const before = await reserved(api, eve);
    const call = regretted();
    // When it is decided, the other ground rules are in force.
    const period = LONGER + DELAY + 1;
    const calls = [
      note(call),
      propose('Regretted', lookup(call), { period }),
      api.tx.preimage.unnotePreimage(call.method.hash),
    ];
    const result = await include(api, api.tx.utility.batchAll(calls), eve);
    [stopped, stoppedEnd] = [idsOf(result)[0], (await heightOf(result)) + period];
    const deposits = depositBeside(1 + table().length) + preimageDeposit(call);
    assert.equal(await reserved(api, eve), before + deposits);
  });

  describe('are voted on', () => {
    /** The votes on the one CIP. */
    const VOTES: [Account, boolean, bigint][] = [
      [bob, true, cos('250000')],
      [charlie, true, cos('150000')],
      [ferdie, false, cos('50000')],
    ];
    const TALLIES = [
      { approve: cos('250000'), disapprove: 0n, voters: 1, wouldPass: false },
      { approve: cos('400000'), disapprove: 0n, voters: 2, wouldPass: true },
      // 400,000 of 450,000 are a little more than 88.8888 %.
      { approve: cos('400000'), disapprove: cos('50000'), voters: 2, wouldPass: true },
    ];

    /** Where the vote of a credential is: which block and which extrinsic of it, says the chain. */
    const carrierOf = async (credential: number) => {
      const { block, extrinsic } = await cip<{ block: number; extrinsic: number }>(
        'credential',
        credential,
      );
      const signed = await api.rpc.chain.getBlock(await node.blockHash(block));
      return signed.block.extrinsics[extrinsic];
    };

    test('by accounts with coins, once each, and the tally says how it stands', async () => {
      const end = start + PERIOD;
      for (const [i, [voter, approve, votes]] of VOTES.entries()) {
        const result = await include(api, vote(SPEND, approve, votes), voter);
        const block = await heightOf(result);
        const credential = { cip: SPEND, voter: voter.address, approve, votes: `${votes}`, block };

        const { extrinsic, ...said } = await cip<{ extrinsic: number }>('credential', i);
        assert.deepEqual(said, { ...credential, deposit: `${VOTE_DEPOSIT}` });
        const fields = plainNumbers({ credential: i, ...credential, extrinsic });
        assert.deepEqual(told(result), [['Voted', fields]]);
        assert.deepEqual(await cip('votes', voter.address), [
          voteJson(i, SPEND, approve, votes, end),
        ]);
        assert.deepEqual(await cip('frozen', voter.address), { amount: `${votes}`, until: end });
        assert.equal(await reserved(api, voter), VOTE_DEPOSIT);

        const { approve: yes, disapprove: no, voters, wouldPass } = TALLIES[i];
        assert.deepEqual(await cip('cip', SPEND, result.block), {
          ...spendJson(),
          tally: { approve: `${yes}`, disapprove: `${no}`, voters },
          wouldPass,
        });
      }
      assert.equal(`${api.consts.cip.voteDeposit}`, `${VOTE_DEPOSIT}`);
    });

    test('with a credential that names the extrinsic of the vote', async () => {
      for (const [i, [voter, approve, votes]] of VOTES.entries()) {
        const { signer, method } = await carrierOf(i);
        assert.equal(`${signer}`, voter.address);
        assert.equal(method.toHex(), vote(SPEND, approve, votes).method.toHex());
      }
    });

    test('on many at once, with the same coins', async () => {
      const votesOf = (voter: number) =>
        table().flatMap(([, , votes], i) => {
          const cast = votes[voter];
          if (cast === undefined) return [];
          const approve = typeof cast === 'bigint';
          return [vote(FIRST + i, approve, approve ? cast : cast.against)];
        });
      const batches = [one, two, alice].map(
        (voter, i) => [voter, api.tx.utility.batchAll(votesOf(i))] as const,
      );
      const results = batches.map(([voter, batch]) => include(api, batch, voter));
      const most = {
        ...{ [one.address]: cos('2400000'), [two.address]: cos('60000') },
        [alice.address]: cos('120000'),
      };
      for (const [i, [voter, batch]] of batches.entries()) {
        const events = told(await results[i]);
        const credentials = events.map(([, fields]) => Number(field(fields, 'credential')));
        assert.equal(credentials.length, votesOf(i).length);
        assert.deepEqual(await cip('frozen', voter.address), {
          amount: `${most[voter.address]}`,
          until: together,
        });
        const listed = await cip<{ credential: number }[]>('votes', voter.address);
        assert.deepEqual(
          listed.map(({ credential }) => credential),
          credentials,
        );
        assert.equal(await reserved(api, voter), BigInt(credentials.length) * VOTE_DEPOSIT);
        for (const credential of [credentials[0], credentials[credentials.length - 1]]) {
          const { signer, method } = await carrierOf(credential);
          assert.equal(`${signer}`, voter.address);
          assert.equal(method.toHex(), batch.method.toHex());
        }
      }
    });

    test('by nobody whose vote makes no sense: each has its error', async () => {
      const pauper = freshAccount();
      await impoverish(api, pauper, vote(FIRST, true, 1n));
      await refused(
        api,
        ['cip.AlreadyVoted', vote(SPEND, false, 1n), bob],
        ['cip.AlreadyVoted', vote(SPEND, true, cos('250000')), bob],
        ['cip.NoVotes', vote(FIRST, true, 0n), bob],
        ['cip.InsufficientCoins', vote(FIRST, true, await free(api, bob)), bob],
        ['cip.InsufficientCoins', vote(FIRST, false, 2n ** 128n - 1n), bob],
        ['cip.DepositUnaffordable', vote(FIRST, true, 1n), pauper],
        ['cip.AlreadyHasVotes', api.tx.cip.withdraw(SPEND), proposer],
        ['cip.VotingOpen', api.tx.cip.unlock(SPEND), eve],
        ['cip.UnknownCip', api.tx.cip.unlock(UNKNOWN), eve],
      );
    });

    test('not by a transaction that is older than they are, or that never ends', async () => {
      const ancient = /1010: Invalid Transaction: Transaction has an ancient birth block/;
      const call = vote(FIRST, true, 1n);
      const number = start - 1;
      const era = api.createType('ExtrinsicEra', { current: number, period: 256 });
      const old = { era, blockHash: await node.blockHash(number) };
      for (const options of [{ era: 0 }, old]) {
        await assert.rejects(include(api, call, eve, options), ancient);
        await assert.rejects(include(api, api.tx.utility.batchAll([call]), eve, options), ancient);
      }
    });

    test('not before they are proposed', async () => {
      const unexpected = /1010: Invalid Transaction: Transaction call is not expected/;
      const early = vote(UNKNOWN, true, 1n);
      await assert.rejects(include(api, early, bob), unexpected);
      await assert.rejects(include(api, api.tx.utility.batchAll([early]), bob), unexpected);
    });

    test('with coins that can’t leave meanwhile', async () => {
      const most = (await free(api, bob)) - cos('249999');
      const away = api.tx.balances.transferAllowDeath(eve.address, most);
      await refused(
        api,
        ['token.Frozen', away, bob],
        ['token.Frozen', api.tx.utility.batchAll([away]), bob],
      );
      const everything = api.tx.balances.transferAll(eve.address, false);
      await include(api, everything, charlie);
      const { data } = await api.query.system.account(charlie.address);
      assert.equal(data.free.toBigInt() + data.reserved.toBigInt(), cos('150000'));
      await include(api, api.tx.balances.transferKeepAlive(charlie.address, cos('1')), eve);
    });

    test('and are read by the runtime API', async () => {
      for (const [method, ...params] of [
        ['votes', bob.address],
        ['frozen', bob.address],
        ['frozen', eve.address],
      ] as const) {
        assert.deepEqual(await ask(method, ...params), plainNumbers(await cip(method, ...params)));
      }
      const { document, state, ...rest } = spendJson();
      const asPlain = { ...rest, documentHash: document.hash, ...TALLIES[2] };
      const { call, title, documentLocation, ...said } = (await ask('cip', SPEND)) as Record<
        string,
        Plain
      >;
      assert.equal(state.toLowerCase(), `${said.state}`.toLowerCase());
      const text = (bytes: string) => Buffer.from(bytes).toString('hex');
      assert.deepEqual(
        [title, documentLocation],
        [text(rest.title), text(document.location)].map((hex) => `0x${hex}`),
      );
      const { wouldPass, approve, disapprove, voters, call: sent, title: _, ...fields } = asPlain;
      // Polkadot.js renames what its own fields are called.
      const { weight, hash_: hash, ...told } = call as Record<string, Plain>;
      assert.ok(weight);
      assert.deepEqual({ ...told, hash }, plainNumbers(sent));
      assert.deepEqual(said, {
        ...(plainNumbers(fields) as object),
        tally: { approve: `${approve}`, disapprove: `${disapprove}`, voters: `${voters}` },
        ...{ state: said.state, wouldPass },
      });
      const page = (await ask('cips', 'Voting', SPEND, 1)) as { cips: { cip: string }[] };
      assert.deepEqual(
        page.cips.map(({ cip }) => cip),
        [`${SPEND}`],
      );
    });

    test('though they will be regretted', () => voteOfTeam(stopped));
  });

  /** What was decided on a CIP, and the block of the decision. */
  const decisionOn = async (id: number) => {
    const { resolution } = await cip<CipJson>('cip', id);
    assert.ok(resolution !== null);
    return cip<ResolutionJson>('resolution', resolution);
  };

  describe('are decided', () => {
    test('in the block of their end, by themselves, and lift the votes', async () => {
      const end = start + PERIOD;
      await untilBlock(end);
      const before = await node.blockHash(end - 1);
      assert.deepEqual(await cip('cip', SPEND, before), {
        ...spendJson(),
        tally: { approve: `${cos('400000')}`, disapprove: `${cos('50000')}`, voters: 2 },
        wouldPass: true,
      });
      const decided = await node.blockHash(end);
      const scheduled = { kind: 'scheduled', at: end + DELAY };
      const tally = { approve: `${cos('400000')}`, disapprove: `${cos('50000')}`, voters: 2 };
      const resolution = { resolution: 0, cip: SPEND, passed: true, tally, thresholds: OWN_RULES };
      assert.deepEqual(await cip('resolution', 0, decided), {
        ...resolution,
        ...{ decided: end, enactment: scheduled },
      });
      assert.deepEqual(await cip('cip', SPEND, decided), {
        ...{ ...spendJson(), tally, state: 'passed', wouldPass: true },
        ...{ resolution: 0, enactment: scheduled },
      });
      assert.equal(await change(end, heldAt(proposer)), -DEPOSIT);
      const lifting = roomFrom(end);
      await untilBlock(lifting);
      const lifted = await node.blockHash(lifting);
      for (const [i, voter] of [bob, charlie, ferdie].entries()) {
        const frozen = await cip<{ amount: string }>('frozen', voter.address, before);
        assert.notEqual(frozen.amount, '0');
        const nothing = { amount: '0', until: null };
        assert.deepEqual(await cip('frozen', voter.address, lifted), nothing);
        assert.deepEqual(await cip('votes', voter.address, lifted), []);
        assert.equal(await cip('credential', i, lifted), null);
        assert.equal(await heldAt(voter)(lifted), 0n);
      }
      const names = eventsOf(await eventsIn(lifting), 'cip').map(([name]) => name);
      assert.equal(names.filter((name) => name === 'VoteLifted').length, 3);
    });

    test('each by its votes, and deposits are lost where hardly anybody cared', async () => {
      await untilBlock(together);
      const block = await node.blockHash(together);
      const [passed, rejected] = [0, 1].map(() => new Set<Plain>());
      for (const [name, fields] of eventsOf(await eventsIn(together), 'cip')) {
        if (name === 'Passed') passed.add(field(fields, 'cip'));
        if (name === 'Rejected') rejected.add(field(fields, 'cip'));
      }
      for (const [i, [title, call, , fate]] of table().entries()) {
        const id = FIRST + i;
        const fails = fate === 'rejected' || fate === 'lost';
        const found = await cip<CipJson>('cip', id, block);
        assert.equal(found.state, fails ? 'rejected' : 'passed', title);
        assert.equal(found.wouldPass, !fails, title);
        assert.ok((fails ? rejected : passed).has(`${id}`), title);
        const scheduled = { kind: 'scheduled', at: together + DELAY };
        assert.deepEqual(found.enactment, fails || !call ? null : scheduled, title);
        const resolution = await cip<ResolutionJson>('resolution', 1 + i, block);
        assert.deepEqual(
          [resolution.cip, resolution.passed, resolution.decided],
          [id, !fails, together],
        );
      }
      const taken = sum(deposits().filter((_, i) => table()[i][3] === 'lost'));
      assert.equal(await change(together, heldAt(proposer)), -sum(deposits()));
      const given = sum(deposits()) - taken;
      assert.equal(await change(together, (at) => free(api, proposer, at)), given);
      assert.equal(await change(together, (at) => free(api, treasury, at)), taken);
      await untilBlock(roomFrom(together));
      const lifted = await node.blockHash(roomFrom(together));
      for (const voter of [one, two, alice]) {
        assert.deepEqual(await cip('frozen', voter.address, lifted), { amount: '0', until: null });
        assert.equal(await heldAt(voter)(lifted), 0n);
      }
    });

    test('and carried out with Root: the treasury pays', async () => {
      const at = roomFrom(start + PERIOD + DELAY);
      await untilBlock(at);
      assert.equal(await free(api, contributor, await node.blockHash(at - 1)), 0n);
      assert.equal(await free(api, contributor, await node.blockHash(at)), PAY);
      assert.equal(await change(at, (block) => free(api, treasury, block)), -PAY);
      const { state, enactment } = await cip<CipJson>('cip', SPEND);
      assert.equal(state, 'enacted');
      assert.deepEqual(enactment, { kind: 'enacted', at });
      assert.deepEqual(eventsOf(await eventsIn(at), 'cip'), [
        ['Enacted', { cip: `${SPEND}`, resolution: '0' }],
      ]);
    });

    test('and what fails is recorded with its error, and leaves nothing behind', async () => {
      const at = roomFrom(together + DELAY);
      await untilBlock(at);
      for (const [i, [title, , , fate]] of table().entries()) {
        const { state, enactment } = await cip<CipJson>('cip', FIRST + i);
        if (typeof fate === 'object') {
          assert.equal(state, 'failed', title);
          assert.ok(enactment);
          assert.equal(enactment.kind, 'failed');
          assert.equal(enactment.at, at);
          assert.equal(jsonErrorName(api, enactment.error), fate.failed, title);
        } else if (fate === 'enacted') {
          assert.equal(state, 'enacted', title);
          assert.deepEqual(enactment, { kind: 'enacted', at });
        } else {
          assert.equal(state, fate === 'lost' ? 'rejected' : fate, title);
          assert.equal(enactment, null);
        }
      }
      assert.equal(await change(at, (block) => free(api, treasury, block)), -cos('3'));
      const paid = await Promise.all(payees.map((payee) => free(api, payee)));
      assert.deepEqual(paid, [cos('1'), cos('2')]);
      assert.ok((await api.query.preimage.requestStatusFor(long().method.hash)).isNone);
    });

    test('and so change the ground rules, for what is proposed from then on', async () => {
      assert.deepEqual(await cip('groundRules'), RULES);
      const before = await node.blockHash(roomFrom(together + DELAY) - 1);
      assert.deepEqual(await cip('groundRules', before), GROUND_RULES);
      await refused(api, [
        'cip.PeriodTooShort',
        propose('Too short by now', null, { period: 11 }),
        bob,
      ]);
      const { deposit } = await cip<{ deposit: string }>('cip', stopped);
      assert.equal(deposit, `${depositBeside(1 + table().length)}`);
    });

    test('and wait for long enough to be stopped by a vote that begins then', async () => {
      await untilBlock(stoppedEnd);
      const { state, enactment } = await cip<CipJson>('cip', stopped);
      assert.equal(state, 'passed');
      assert.deepEqual(enactment, { kind: 'scheduled', at: stoppedEnd + RULES.enactmentDelay });
      const given = await change(stoppedEnd, heldAt(eve));
      assert.equal(given, -depositBeside(1 + table().length));

      const cancel = inline(api.tx.cip.cancel(stopped));
      const proposal = propose('Better not', cancel, { period: RULES.minPeriod });
      [stopper] = idsOf(await include(api, proposal, eve));
      await voteOfTeam(stopper);
    });
  });

  test('are stopped by those that do nothing else, which wait for nothing', async () => {
    const due = roomFrom(stoppedEnd + RULES.enactmentDelay);
    const { end, deposit } = await cip<CipJson & { deposit: string }>('cip', stopper);
    const at = roomFrom(end + 1);
    assert.ok(at < stoppedEnd + RULES.enactmentDelay);
    await untilBlock(due);

    const decided = await cip<CipJson>('cip', stopper, await node.blockHash(end));
    assert.deepEqual(decided.enactment, { kind: 'scheduled', at: end + 1 });
    const { enactment: done } = await cip<CipJson>('cip', stopper);
    assert.deepEqual(done, { kind: 'enacted', at });
    const { state, enactment } = await cip<CipJson>('cip', stopped);
    assert.equal(state, 'failed');
    assert.deepEqual([enactment?.kind, enactment?.at], ['failed', at]);
    assert.equal(jsonErrorName(api, enactment?.error), 'cip.Cancelled');
    const outcomesIn = async (block: number) =>
      eventsOf(await eventsIn(block), 'cip')
        .filter(([name]) => ['Enacted', 'EnactmentFailed'].includes(name))
        .map(([name, fields]) => [name, field(fields, 'cip')]);
    assert.deepEqual(await outcomesIn(at), [
      ['EnactmentFailed', `${stopped}`],
      ['Enacted', `${stopper}`],
    ]);

    assert.deepEqual(await outcomesIn(due), []);
    assert.equal(await free(api, heir), 0n);
    assert.equal(await change(end, heldAt(eve)), -BigInt(deposit));
    assert.equal(await change(at, heldAt(eve)), -preimageDeposit(regretted()));
    assert.ok((await api.query.preimage.requestStatusFor(regretted().method.hash)).isNone);
    for (const voter of team) assert.equal(await reserved(api, voter), 0n);
  });

  describe('stay in the record', () => {
    test('with their resolutions, in the order of the decisions, page by page', async () => {
      const count = 1 + table().length + 2;
      const page = async (from: number, limit: number) => {
        const { resolutions, next } = await cip<{ resolutions: ResolutionJson[]; next: unknown }>(
          'resolutions',
          ...[from, limit],
        );
        return [resolutions.map(({ resolution }) => resolution), next];
      };
      assert.deepEqual(await page(0, 2), [[0, 1], 2]);
      assert.deepEqual(await page(0, 1_000), [ids(0, count), null]);
      assert.deepEqual(await page(10, 10), [ids(10, 20), 20]);
      assert.deepEqual(await page(count, 100), [[], null]);
      assert.deepEqual(await page(0, 0), [[], 0]);
      assert.equal(await cip('resolution', count), null);
      assert.equal((await decisionOn(SPEND)).resolution, 0);
      const all = ids(0, count).map((id) => cip<ResolutionJson>('resolution', id));
      const found = await Promise.all(all);
      const inOrder = [...found].sort((a, b) => a.decided - b.decided || a.cip - b.cip);
      assert.deepEqual(found, inOrder);
      const decided = found.map(({ cip }) => cip).sort((a, b) => a - b);
      assert.deepEqual(decided, ids(SPEND, SPEND + count));
    });

    test('and are found by their state', async () => {
      const idsIn = async (state: string) =>
        (await cip<Page>('cips', state, 0, 100)).cips.map(({ cip }) => cip);
      const having = (...fates: string[]) =>
        table().flatMap(([, , , fate], i) =>
          fates.includes(typeof fate === 'object' ? 'failed' : fate) ? [FIRST + i] : [],
        );
      assert.deepEqual(await idsIn('voting'), []);
      assert.deepEqual(await idsIn('passed'), having('passed'));
      assert.deepEqual(await idsIn('enacted'), [SPEND, ...having('enacted'), stopper]);
      assert.deepEqual(await idsIn('failed'), [...having('failed'), stopped]);
      assert.deepEqual(await idsIn('rejected'), having('rejected', 'lost'));
    });

    test('of the runtime API too', async () => {
      const { enactment, ...said } = (await ask('resolution', 0)) as Record<string, Plain>;
      const { resolution, passed, ...expected } = (await cip('resolution', 0)) as ResolutionJson & {
        enactment: { at: number };
      };
      assert.ok(passed && resolution === 0);
      assert.deepEqual(enactment, { enacted: { at: `${expected.enactment.at}` } });
      assert.deepEqual(
        { ...said, enactment: null },
        { ...(plainNumbers(expected) as object), outcome: 'Passed', enactment: null },
      );
      const page = await ask('resolutions', 0, 2);
      const resolutions = field(page, 'resolutions') as Plain[];
      assert.deepEqual(
        resolutions.map((each) => field(each, 'id')),
        ['0', '1'],
      );
      assert.equal(field(page, 'next'), '2');
      const none: Codec = await api.call.cipApi.credential(0);
      assert.ok(none.isEmpty);
    });

    test('and take no more votes: each attempt has its error', async () => {
      await refused(
        api,
        ['cip.VotingEnded', vote(SPEND, true, 1n), eve],
        ['cip.VotingEnded', vote(FIRST, true, 1n), eve],
        ['cip.NothingToUnlock', api.tx.cip.unlock(SPEND), eve],
        ['cip.NothingToUnlock', api.tx.cip.unlock(FIRST + table().length - 1), eve],
        ['cip.VotingEnded', api.tx.cip.withdraw(FIRST + table().length - 1), proposer],
      );
    });
  });

  test('leave all the COS there is', async () => {
    const block = (await api.rpc.chain.getBlockHash()).toHex();
    const { query } = await api.at(block);
    assert.equal((await query.balances.totalIssuance()).toBigInt(), TOTAL_SUPPLY);
    assert.equal(await coinsOfAll(api, block), TOTAL_SUPPLY);
  });
});
