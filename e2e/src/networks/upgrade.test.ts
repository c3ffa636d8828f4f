// A CIP replaces the runtime of a network that runs: nobody stops, nobody is restarted, nothing that had
// begun is lost, and a validator that keeps the old one is left behind.
//
// A network that began with the runtime of the release before, which is in e2e/fixtures, gets the one that
// the node has in it. Another, which began with that, gets the next: the file that the environment variable
// CHAOS_NEXT_RUNTIME names, which differs in nothing but its version.

import type { ApiPromise } from '@polkadot/api';
import {
  compactAddLength,
  hexToU8a,
  numberToU8a,
  stringToU8a,
  u8aConcat,
  u8aToBn,
  u8aToHex,
} from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { decompress } from 'fzstd';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  include,
  send,
  TOTAL_SUPPLY,
  type Transaction,
} from '../lib/chain.js';
import {
  addressOf,
  assertOneChain,
  joinNetwork,
  rawSpec,
  startValidators,
  untilFurther,
} from '../lib/network.js';
import { newFolder, Node, until } from '../lib/node.js';
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

/** The runtime of the release before, that which the node has in it, and the next. */
const [OLD, CURRENT, NEXT] = [101, 102, 103];

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

/** The key of the runtime in storage: `:code`. */
const CODE = '0x3a636f6465';

/** The answer to a new runtime that is not authorised. */
const NOT_EXPECTED = /1010: Invalid Transaction: Transaction call is not expected/;

/** How long a node may stand still, in milliseconds. A bound, not an expectation. */
const STANDSTILL_BOUND = 120_000;

/** For how many blocks votes are taken: time enough for two on a busy machine. */
const PERIOD = RULES.minPeriod;

/** How long holders are told of changes in advance, in blocks: from before the upgrade to after it. */
const NOTICE = 120;

/** What the voters vote with. */
const VOTES = cos('100000');

/** Who send transfers all the time, and how much each of these moves. */
const SENDERS = ['//One', '//Two', '//Eve', '//Ferdie'];
const AMOUNT = cos('2');

const MINUTES = 60_000;

const [alice, bob] = ['//Alice', '//Bob'].map(account);
const next = readNext();

function readNext(): string {
  const path = process.env.CHAOS_NEXT_RUNTIME;
  if (!path || !existsSync(path)) {
    console.error(
      'CHAOS_NEXT_RUNTIME must be the path of the runtime to upgrade to, as scripts/test.sh builds ' +
        `it; it is ${path ?? 'not set'}`,
    );
    process.exit(1);
  }
  return `0x${readFileSync(path, 'hex')}`;
}

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

describe('A validator that keeps the old runtime', { timeout: 15 * MINUTES }, () => {
  /** Where Dave has the runtime that it takes for the next one. */
  const overrides = newFolder();
  let nodes: Node[] = [];
  let others: Node[];
  let dave: Node;
  /** A full node that knows nobody but Dave. */
  let follower: Node;
  let api: ApiPromise;
  /** The last block that all have. */
  let last: number;
  /** What Dave makes of the one after it. */
  let fork: string;

  before(async () => {
    const old = hexToU8a(codeOf(await rawSpec()));
    writeFileSync(join(overrides, 'old.wasm'), pretendNext(old));
    // It makes blocks even when the others have dropped it, as it asks for the same ones again.
    const own = ['--wasm-runtime-overrides', overrides, '--force-authoring'];
    nodes = await startValidators({ dave: own });
    others = nodes.slice(0, 3);
    dave = nodes[3];
    api = await connect(nodes[0]);
    await untilFurther(nodes, 2);
  });

  after(async () => {
    await api?.disconnect();
    await Promise.all([...nodes, follower].map((node) => node?.stop()));
  });

  test('has part in the chain until the upgrade', async () => {
    await carryOut(nodes[0], api, api.tx.system.authorizeUpgrade(blake2AsHex(next)));
    await assertOneChain(nodes);
    await apply(api, next).send();
    last = await lastOfOld(nodes[0], NEXT);
    const block = await nodes[0].blockHash(last);
    await until('the last common block', async () => (await dave.blockHash(last)) === block);
  });

  test('makes another block than the others, and refuses theirs', async () => {
    fork = await until('a block of its own', async () => {
      const [own, theirs] = await Promise.all([dave, nodes[0]].map((n) => n.blockHash(last + 1)));
      return own !== null && theirs !== null && own !== theirs && own;
    });
    const theirs = await nodes[0].blockHash(last + 1);
    await until('the refusal', async () => refused(dave, theirs));
    assert.equal(await dave.rpc('chain_getHeader', theirs), null);
  });

  test('makes blocks that nobody takes, not even who hears of no others', async () => {
    const [address] = await dave.rpc<string[]>('system_localListenAddresses');
    follower = await joinNetwork(dave, '--reserved-only', '--reserved-nodes', address);
    await until('the refusal', async () => refused(follower, fork));
    assert.equal(await follower.blockHash(last), await dave.blockHash(last));
    for (const node of [follower, ...others]) {
      assert.equal(await node.rpc('chain_getHeader', fork), null);
    }
  });

  test('does not keep the others from going on', async () => {
    await Promise.all(others.map((node) => node.untilFinalised(last + 20)));
    await assertOneChain(others);
    assert.deepEqual(
      await versions(others),
      others.map(() => NEXT),
    );
    const transfer = api.tx.balances.transferKeepAlive(freshAccount().address, cos('3'));
    await send(api, transfer, alice);
  });

  test('has nothing that is final any more', async () => {
    assert.ok((await dave.finalised()) <= last);
    assert.equal(await dave.blockHash(last + 1), fork);
  });

  test('has part in the chain again once it takes the runtime from there', async () => {
    await dave.stop();
    rmSync(join(overrides, 'old.wasm'));
    await dave.start();
    // The others answer it again after a while only.
    const caughtUp = async () => (await dave.finalised()) > last + 20;
    await until('what it missed', caughtUp, 8 * MINUTES);
    await untilFurther(nodes, 4);
    await assertOneChain(nodes);
    assert.equal(await dave.blockHash(last + 1), await nodes[0].blockHash(last + 1));
  });
});

/** The version of a node's runtime, in the best block or in that one. */
async function version(node: Node, block: string | null = null): Promise<number> {
  const { specVersion } = await node.rpc<{ specVersion: number }>('state_getRuntimeVersion', block);
  return specVersion;
}

async function versions(nodes: Node[]): Promise<number[]> {
  return Promise.all(nodes.map((node) => version(node)));
}

/** The runtime of a raw chain spec, in hex. */
function codeOf(spec: string): string {
  return JSON.parse(readFileSync(spec, 'utf8')).genesis.raw.top[CODE];
}

/** Waits until a runtime of this version is final, and gives the number of the last block without it. */
async function lastOfOld(node: Node, next: number): Promise<number> {
  const isNext = async (number: number) =>
    (await version(node, await node.blockHash(number))) === next;
  let number = await until(
    'the next runtime',
    async () => {
      const final = await node.finalised();
      return (await isNext(final)) && final;
    },
    5 * MINUTES,
  );
  // A block that replaces the runtime is still one of the old.
  while (await isNext(number - 1)) number -= 1;
  return number;
}

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

/** Whether a node has logged that it doesn't take that block. */
function refused(node: Node, block: string): boolean {
  return node.log().includes(`Error importing block ${block}`);
}

/** Nobody signs it. */
function apply(api: ApiPromise, code: string): Transaction {
  return api.tx.system.applyAuthorizedUpgrade(code);
}

/** Proposes a call, has it voted for, and waits until it was dispatched with success. */
async function carryOut(node: Node, api: ApiPromise, call: Transaction): Promise<void> {
  const document = { hash: blake2AsHex('its text'), location: 'https://example.org/cip' };
  const rules = { minVoters: null, minTurnout: null, minApproval: null, period: PERIOD };
  const proposal = { Inline: call.method.toHex() };
  const { events } = await send(
    api,
    api.tx.cip.propose('An upgrade', document, proposal, rules),
    alice,
  );
  const proposed = events.find((event) => api.events.cip.Proposed.is(event));
  assert.ok(proposed);
  const cip = Number(fieldOf(proposed, 'cip'));
  const vote = (voter: Account) => include(api, api.tx.cip.vote(cip, true, VOTES), voter);
  await Promise.all([alice, bob].map(vote));
  await until('the enactment', async () => {
    const final = await node.rpc('chain_getFinalizedHead');
    const { state } = await node.rpc<{ state: string }>('cip_cip', cip, final);
    assert.ok(['voting', 'passed', 'enacted'].includes(state), state);
    return state === 'enacted';
  });
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

/** The runtime of this code, said to be of the next version. It still does what it did. */
function pretendNext(code: Uint8Array): Uint8Array {
  // Eight bytes say that zstd compressed the rest.
  const plain = decompress(code.subarray(8));
  // The version is in a section of its own, for those who don't execute the code.
  const names = ['chaos', 'chaos-node'].map((name) => compactAddLength(stringToU8a(name)));
  const version = (spec: number) =>
    u8aConcat(...names, ...[1, spec].map((number) => numberToU8a(number, 32).reverse()));
  const bytes = Buffer.from(plain);
  const at = bytes.indexOf(version(CURRENT));
  assert.ok(at >= 0 && bytes.indexOf(version(CURRENT), at + 1) < 0, 'where the version is');
  bytes.set(version(NEXT), at);
  return bytes;
}
