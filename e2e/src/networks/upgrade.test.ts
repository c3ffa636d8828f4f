// A CIP replaces the runtime of a network that runs: nobody stops, nobody is restarted, nothing that had
// begun is lost. The network began with the runtime of the release before, which is in e2e/fixtures, and
// gets the one that the node has in it.

import type { ApiPromise } from '@polkadot/api';
import { hexToU8a, u8aToBn, u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Account,
  account,
  amount,
  coinsOfAll,
  connect,
  cos,
  fieldOf,
  free,
  freshAccount,
  send,
  TOTAL_SUPPLY,
} from '../lib/chain.js';
import {
  addressOf,
  assertOneChain,
  rawSpec,
  startValidators,
  untilFurther,
} from '../lib/network.js';
import { Node, until } from '../lib/node.js';
import { rawSpecOfVersion } from '../lib/spec.js';
import { changed, entriesAfter } from '../lib/storage.js';
import { Auctions } from '../lib/stories/auctions.js';
import { Business } from '../lib/stories/business.js';
import { Coins } from '../lib/stories/coins.js';
import { Contract } from '../lib/stories/contract.js';
import { Nodes, PARAMETERS } from '../lib/stories/nodes.js';
import { payCast, type Story } from '../lib/stories/story.js';
import { Tokens } from '../lib/stories/tokens.js';
import { RULES, TREASURY, Votes } from '../lib/stories/votes.js';
import {
  apply,
  carryOut,
  CODE,
  codeOf,
  CURRENT,
  lastOfOld,
  OLD,
  version,
  versions,
} from '../lib/upgrade.js';

/** What the migrations of this runtime change. */
const MIGRATED = [
  'Cip.CounterForTallies',
  'Cip.CurrentRules',
  'Cip.OpenVotes',
  'Cip.Tallies',
  'Cip.VotesBySize',
  'Cip.palletVersion',
  'DutchAuction.Auctions',
  'DutchAuction.Turnovers',
  'DutchAuction.palletVersion',
  'Erc20.Tokens',
  'Erc20.palletVersion',
];

/** What blocks change without a transaction, those that replace a runtime and begin a session included. */
const OF_BLOCKS = new Set([
  'Aura.CurrentSlot',
  'Grandpa.CurrentSetId',
  'Grandpa.SetIdSession',
  'Historical.HistoricalSessions',
  'Historical.StoredRange',
  'MultiBlockMigrations.Cursor',
  'MultiBlockMigrations.Historic',
  'NodeAdmission.Authored',
  'NodeAdmission.SessionsLeft',
  'Scheduler.IncompleteSince',
  'Session.CurrentIndex',
  'Session.QueuedChanged',
  'System.BlockHash',
  'System.BlockWeight',
  'System.Digest',
  'System.EventCount',
  'System.Events',
  'System.LastRuntimeUpgrade',
  'System.Number',
  'System.ParentHash',
  'Timestamp.Now',
  'TransactionPayment.NextFeeMultiplier',
  'ValidatorSet.KeysInForce',
  'ValidatorSet.Planned',
]);

/** The answer to a new runtime that is not authorised. */
const NOT_EXPECTED = /1010: Invalid Transaction: Transaction call is not expected/;

/** How long a node may stand still, in milliseconds. A bound, not an expectation. */
const STANDSTILL_BOUND = 120_000;

/** How long holders are told of changes in advance, in blocks: from before the upgrade to after it. */
const NOTICE = 120;

/** Who send transfers all the time, and how much each of these moves. */
const SENDERS = ['//One', '//Two', '//Eve', '//Ferdie'];
const AMOUNT = cos('2');

const MINUTES = 60_000;

describe('An upgrade of a network that runs', { timeout: 15 * MINUTES }, () => {
  let nodes: Node[] = [];
  let apis: ApiPromise[] = [];
  let api: ApiPromise;
  /** The one that remembers every state. */
  let archive: Node;
  let watch: Watch;
  let load: Load;
  /** The runtime that the node has in it. */
  let code: string;
  let votes: Votes;
  /** What goes on meanwhile. */
  let stories: Story[];
  /** The block with which the old runtime ends. */
  let last: number;
  /** The block in which the last of its storage was moved. */
  let moved: number;

  before(async () => {
    code = codeOf(await rawSpec());
    const spec = await rawSpecOfVersion(OLD, ({ businessTokens, cip, nodeAdmission }) => {
      businessTokens.noticePeriod = NOTICE;
      Object.assign(cip.groundRules, RULES);
      Object.assign(nodeAdmission.parameters, PARAMETERS);
    });
    nodes = await startValidators({}, {}, spec);
    const known = ['--bootnodes', await addressOf(nodes[0])];
    // It remembers what every transfer cost, too.
    archive = await Node.start(['--chain', spec, ...known, '--state-pruning', 'archive']);
    nodes.push(archive);
    await untilFurther(nodes, 2);
    apis = await Promise.all(nodes.map(connect));
    api = apis[apis.length - 1];
    votes = new Votes(archive, api);
    const others = [Coins, Tokens, Business, Auctions, Nodes, Contract];
    stories = [votes, ...others.map((Other) => new Other(archive, api))];
    watch = new Watch(nodes);
    load = await Load.start(nodes, apis);
  });

  after(async () => {
    await Promise.allSettled([load?.stop(), watch?.stop()]);
    await Promise.all(apis.map((api) => api.disconnect()));
    await Promise.all(nodes.map((node) => node.stop()));
  });

  test('starts from one version on every node, under a load of transfers', async () => {
    await load.untilMore(2);
    assert.deepEqual(
      await versions(nodes),
      nodes.map(() => OLD),
    );
    await untilFurther(nodes, 2);
    await assertOneChain(nodes);
  });

  test('is nothing that anybody can have without a CIP', async () => {
    // Not through the node that it is sent to later: one that has refused a transaction doesn't
    // look at it again for half an hour.
    await assert.rejects(send(apis[1], apply(apis[1], code)), NOT_EXPECTED);
  });

  test('is authorised by a CIP, while much else begins', async () => {
    await payCast(api, stories, account('//Charlie'));
    await Promise.all([
      carryOut(nodes[0], apis[0], api.tx.system.authorizeUpgrade(blake2AsHex(code))),
      ...stories.map((story) => story.begin()),
    ]);
    await until('the authorisation everywhere', async () => {
      const found = await Promise.all(apis.map((api) => api.query.system.authorizedUpgrade()));
      return found.every((authorised) => authorised.isSome);
    });
    assert.deepEqual(
      await versions(nodes),
      nodes.map(() => OLD),
    );
  });

  test('is to no other runtime than the authorised', async () => {
    const old = await nodes[0].rpc<string>('state_getStorage', CODE);
    assert.ok(old !== code);
    await assert.rejects(send(api, apply(api, old)), NOT_EXPECTED);
  });

  test('is applied by anybody: nobody signs it', async () => {
    // So that it comes between that and the enactment.
    await votes.untilPassed();
    await apply(api, code).send();
    last = await lastOfOld(nodes[0], CURRENT);
  });

  test('is followed by every node', async () => {
    await Promise.all(nodes.map((node) => node.untilFinalised(last + 1)));
    assert.deepEqual(
      await versions(nodes),
      nodes.map(() => CURRENT),
    );
    for (const node of nodes) {
      assert.equal(await node.rpc('state_getStorageHash', CODE), blake2AsHex(code));
    }
    await assertOneChain(nodes);
  });

  test('moves storage in blocks that have no transactions', async () => {
    moved = await lastOfMigrations(archive, api, last);
    for (let number = last + 1; number <= moved; number++) {
      const { block } = await api.rpc.chain.getBlock(await archive.blockHash(number));
      assert.ok(block.extrinsics.every(({ isSigned }) => !isSigned));
    }
  });

  test('is picked up by clients, whose transactions go on', async () => {
    await until('the next version in every client', async () =>
      apis.every(({ runtimeVersion }) => runtimeVersion.specVersion.toNumber() === CURRENT),
    );
    await load.untilMore(5);

    // And by one that connects now.
    const newcomer = await connect(nodes[0]);
    try {
      const recipient = freshAccount();
      const transfer = newcomer.tx.balances.transferKeepAlive(recipient.address, cos('3'));
      const { block } = await send(newcomer, transfer, account('//Charlie'));
      assert.equal(await free(newcomer, recipient, block), cos('3'));
    } finally {
      await newcomer.disconnect();
    }
  });

  test('leaves all that is stored as it was, but for what is said here', async () => {
    const blocks = await Promise.all([last, moved].map((number) => archive.blockHash(number)));
    const [before, after] = await Promise.all(blocks.map((block) => entriesAfter(archive, block)));
    // What is there no more has a name in the metadata of before.
    const names = changed(before, after, await api.at(blocks[0]), await api.at(blocks[1]));
    assert.deepEqual(
      names.filter((name) => !OF_BLOCKS.has(name)),
      MIGRATED,
    );
  });

  test('leaves all that is told as it was', async () => {
    // What a node tells of the last block of the old runtime is already told by the new one.
    const [before, after] = await Promise.all(
      [last - 1, moved].map((number) => archive.blockHash(number)),
    );
    for (const story of stories) {
      const told = await story.told(before);
      assert.deepEqual(await story.told(after), story.expected(told), story.title);
    }
  });

  test('lets all that had begun be finished', { concurrency: true }, async (t) => {
    const upgrade = { before: last - 1, moved };
    await Promise.all([
      ...stories.map((story) => t.test(story.title, () => story.finish(upgrade))),
      t.test('and a CIP be proposed, voted on and carried out', async () => {
        const recipient = freshAccount();
        const spend = api.tx.balances.forceTransfer(TREASURY, recipient.address, cos('9'));
        await carryOut(nodes[0], apis[0], spend);
        assert.equal(await free(apis[0], recipient), cos('9'));
      }),
    ]);
  });

  test('stops no node: blocks and finality rise all the time, with no restart', async () => {
    await untilFurther(nodes, 10);
    await watch.stop();
    for (const node of nodes) {
      assert.equal([...node.log().matchAll(/Highest known block at #/g)].length, 1);
    }
    await assertOneChain(nodes);
  });

  test('loses no coin and no transfer', async () => {
    await load.stop();
    await untilFurther(nodes, 3);
    const auditor = await connect(nodes[nodes.length - 1]);
    try {
      await audit(auditor, await nodes[0].finalised());
    } finally {
      await auditor.disconnect();
    }
  });

  /** Counts up every transfer, of every block up to `end`. */
  async function audit(api: ApiPromise, end: number): Promise<void> {
    const paid = await paidUntil(api, end);
    const block = await nodes[0].blockHash(end);
    const { query } = await api.at(block);
    for (const { sender, recipient, before } of load.flows) {
      const own = paid.filter((each) => each.sender === sender.address);
      const late = own.filter(({ number }) => number > last);
      assert.ok(late.length > 0 && late.length < own.length, 'transfers of either version');
      const { nonce } = await query.system.account(sender.address);
      assert.equal(nonce.toNumber(), own.length);
      const coins = BigInt(own.length) * AMOUNT;
      const fees = own.reduce((sum, { fee }) => sum + fee, 0n);
      assert.equal(await free(api, recipient, block), coins);
      assert.equal(await free(api, sender, block), before - coins - fees);
    }
    assert.equal((await query.balances.totalIssuance()).toBigInt(), TOTAL_SUPPLY);
    assert.equal(await coinsOfAll(api, block), TOTAL_SUPPLY);

    const events = await (await api.at(await nodes[0].blockHash(last))).query.system.events();
    const applied = events.find(({ event }) => api.events.system.CodeUpdated.is(event));
    const ofApplying = events.filter(({ phase }) => applied && phase.eq(applied.phase));
    assert.ok(ofApplying.length > 0);
    assert.ok(!ofApplying.some(({ event }) => event.section === 'transactionPayment'), 'no fee');
  }
});

/** Waits until storage is moved, and gives the number of the block in which that was done. */
async function lastOfMigrations(node: Node, api: ApiPromise, last: number): Promise<number> {
  // Small ones take a block or two.
  for (let number = last + 1; number <= last + 20; number++) {
    await node.untilFinalised(number);
    const { query } = await api.at(await node.blockHash(number));
    const cursor = await query.multiBlockMigrations.cursor();
    assert.ok(!/stuck/i.test(`${cursor}`), 'a migration has failed');
    if (cursor.isEmpty) return number;
  }
  throw new Error('migrations go on and on');
}

/** Sees to it that no node stands still, from its making until it is stopped. */
class Watch {
  private stopped = false;
  private readonly watching: Promise<PromiseSettledResult<void>[]>;

  constructor(nodes: Node[]) {
    this.watching = Promise.allSettled(nodes.map((node) => this.watch(node)));
  }

  /** Throws what it saw, if a node stood still. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const result of await this.watching) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  private async watch(node: Node): Promise<void> {
    let [best, finalised] = [0, 0];
    let [bestSince, finalisedSince] = [Date.now(), Date.now()];
    while (!this.stopped) {
      const now = { best: await node.best(), finalised: await node.finalised() };
      assert.ok(now.finalised >= finalised, `block ${finalised} was final`);
      if (now.best > best) [best, bestSince] = [now.best, Date.now()];
      if (now.finalised > finalised) [finalised, finalisedSince] = [now.finalised, Date.now()];
      const still = Date.now() - Math.min(bestSince, finalisedSince);
      assert.ok(still < STANDSTILL_BOUND, `a node stands at ${best}, final ${finalised}`);
      await sleep(500);
    }
  }
}

/** From one account to another, through one node. */
interface Flow {
  node: Node;
  api: ApiPromise;
  sender: Account;
  recipient: Account;
  /** What the sender had before. */
  before: bigint;
  /** How many of its transfers came into a block. */
  done: number;
}

/** Transfers all the time, over several nodes, one after the other on each. */
class Load {
  private stopped = false;
  private failure: unknown;
  private readonly running: Promise<void>;

  private constructor(readonly flows: Flow[]) {
    this.running = Promise.all(flows.map((flow) => this.run(flow))).then(
      () => {},
      (error) => (this.failure = error),
    );
  }

  static async start(nodes: Node[], apis: ApiPromise[]): Promise<Load> {
    const flows = SENDERS.map(async (secret, i) => {
      const [node, api, sender] = [nodes[i], apis[i], account(secret)];
      const before = await free(api, sender);
      return { node, api, sender, recipient: freshAccount(), before, done: 0 };
    });
    return new Load(await Promise.all(flows));
  }

  /** Waits until every flow has had that many more transfers included. */
  async untilMore(count: number): Promise<void> {
    const goals = this.flows.map(({ done }) => done + count);
    await until('more transfers', async () => {
      if (this.failure) throw this.failure;
      return this.flows.every(({ done }, i) => done >= goals[i]);
    });
  }

  /** Throws what kept a flow from going on. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    if (this.failure) throw this.failure;
  }

  /**
   * Where a transfer fails, another one is tried: a node refuses what was signed for the version
   * before, and the client mixes up types while it takes over new metadata.
   */
  private async run(flow: Flow): Promise<void> {
    let success = Date.now();
    while (!this.stopped) {
      try {
        await transfer(flow);
        success = Date.now();
      } catch (error) {
        if (Date.now() - success > STANDSTILL_BOUND) throw error;
        await sleep(500);
      }
    }
  }
}

/** Has one transfer included. Gives up where it was signed for a version that is not any more. */
async function transfer(flow: Flow): Promise<void> {
  const { node, api, sender, recipient } = flow;
  const nonce = await nonceOf(node, sender);
  const signedFor = api.runtimeVersion.specVersion.toNumber();
  const transaction = api.tx.balances.transferKeepAlive(recipient.address, AMOUNT);
  await transaction.signAsync(sender, { nonce });
  await transaction.send();
  await until('a transfer in a block', async () => {
    flow.done = await nonceOf(node, sender);
    return flow.done > nonce || (await version(node)) !== signedFor;
  });
}

/** How many transactions of an account are in blocks. */
async function nonceOf(node: Node, { publicKey }: Account): Promise<number> {
  const method = 'AccountNonceApi_account_nonce';
  const bytes = await node.rpc<string>('state_call', method, u8aToHex(publicKey));
  return u8aToBn(hexToU8a(bytes)).toNumber();
}

/** A transaction of a sender. */
interface Paid {
  /** The block that it is in. */
  number: number;
  sender: string;
  fee: bigint;
}

/** What was paid for transactions in the blocks up to `end`. */
async function paidUntil(api: ApiPromise, end: number): Promise<Paid[]> {
  const paid: Paid[] = [];
  for (let number = 1; number <= end; number++) {
    const { query } = await api.at(await api.rpc.chain.getBlockHash(number));
    for (const { event } of await query.system.events()) {
      if (!api.events.transactionPayment.TransactionFeePaid.is(event)) continue;
      paid.push({
        number,
        sender: `${fieldOf(event, 'who')}`,
        fee: amount(event, 'actualFee'),
      });
    }
  }
  return paid;
}
