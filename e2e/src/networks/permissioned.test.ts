// Three validators and an outsider that knows all their addresses, as processes on this machine:
// who gets blocks, and who makes them, before it is voted in, afterwards, and when it is voted out.
//
// Where the chain is permissioned, nobody else gets anything. Where it isn't, everybody syncs, and
// admission is for validators alone.

import type { ApiPromise } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, account, connect, type Included, send } from '../lib/chain.js';
import { idFrom } from '../lib/items.js';
import { assertOneChain, peersOf, untilConnected, untilFurther } from '../lib/network.js';
import { newFolder, Node, until } from '../lib/node.js';
import {
  bytesOf,
  identities,
  type Identity,
  newNodeKey,
  WELL_KNOWN_NODE_KEYS,
} from '../lib/peers.js';
import { keepValidators, rawSpecLike } from '../lib/spec.js';

const MINUTES = 60_000;

/** Long enough for each of four validators to have several turns. */
const SESSION_LENGTH = 20;

/** For so long an outsider stays at the first block, in seconds. */
const OUTSIDE = 60;

/** In so many blocks after its removal a member gets no more. */
const GRACE = 10;

const NAMES = ['alice', 'bob', 'charlie'];
const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(account);

/** Three validators, and the node of Dave, who is none of them. */
class Network {
  private constructor(
    readonly spec: string,
    readonly identities: Identity[],
    /** Of Dave's node. */
    readonly outside: Identity,
    readonly validators: Node[],
    /** By Alice's node. */
    readonly api: ApiPromise,
  ) {}

  static async start(permissioned: boolean): Promise<Network> {
    const id = permissioned ? 'e2e_permissioned' : 'e2e_open';
    const spec = await rawSpecLike('local', id, (genesis, spec) => {
      keepValidators(genesis, NAMES.length);
      genesis.validatorSet.sessionLength = SESSION_LENGTH;
      spec.permissioned = permissioned;
    });
    const keys = WELL_KNOWN_NODE_KEYS.slice(0, NAMES.length);
    const all = await identities(...keys, newNodeKey());
    const [outside] = all.splice(NAMES.length);
    const start = (identity: Identity, i: number) => {
      const others = all.filter((other) => other !== identity).map(({ address }) => address);
      const args = ['--validator', `--${NAMES[i]}`, '--bootnodes', ...others];
      return Node.start(['--chain', spec, ...args], identity);
    };
    const validators = await Promise.all(all.map(start));
    const api = await connect(validators[0]);
    await untilConnected(validators);
    await untilFurther(validators, 2);
    return new Network(spec, all, outside, validators, api);
  }

  async stop(...others: (Node | undefined)[]): Promise<void> {
    await this.api.disconnect();
    await Promise.all([...this.validators, ...others].map((node) => node?.stop()));
  }

  /** Starts a node that knows all addresses of the validators, in a new folder if none is given. */
  join(identity: Identity, args: string[], basePath?: string): Promise<Node> {
    const addresses = this.identities.map(({ address }) => address);
    const known = ['--bootnodes', ...addresses, '--reserved-nodes', ...addresses];
    return Node.start([...known, ...args], { ...identity, basePath });
  }

  /** A chain spec that says that everybody may sync, whose nodes so keep nobody from asking. */
  lie(): string {
    const path = join(newFolder(), 'lie.json');
    const spec = JSON.parse(readFileSync(this.spec, 'utf8'));
    assert.equal(spec.permissioned, true);
    writeFileSync(path, JSON.stringify({ ...spec, permissioned: false }));
    return path;
  }

  /** Has a node of Dave's admitted as a validator, by two of three. */
  async admit({ peerId }: Identity): Promise<Decision> {
    const { apply } = this.api.tx.nodeAdmission;
    const applied = await send(this.api, apply(bytesOf(peerId), 'Validator', 'dave'), dave);
    return this.vote(idFrom(applied, 'Applied', 'motion'), alice, bob);
  }

  /** Has a member removed, by three of four. */
  async remove(member: number): Promise<Decision> {
    const { proposeRemoval } = this.api.tx.nodeAdmission;
    const proposed = await send(this.api, proposeRemoval(member, 'It is late'), charlie);
    return this.vote(idFrom(proposed, 'RemovalProposed', 'motion'), alice, bob, charlie);
  }

  private async vote(motion: number, ...voters: Account[]): Promise<Decision> {
    const { vote } = this.api.tx.nodeAdmission;
    const votes = voters.map((voter) => send(this.api, vote(motion, true), voter));
    const isDecision = ({ events }: Included) => events.some(({ method }) => method === 'Decided');
    const decision = (await Promise.all(votes)).find(isDecision);
    assert.ok(decision);
    const { number, session } = await this.at(decision.block);
    return { number, session, decision };
  }

  /** Has Dave's node make session keys, which are his from then on. */
  async setKeys(node: Node): Promise<{ number: number; session: number }> {
    type Keys = { keys: string; proof: string };
    const owner = u8aToHex(dave.publicKey);
    const { keys, proof } = await node.rpc<Keys>('author_rotateKeysWithOwner', owner);
    const { block } = await send(this.api, this.api.tx.session.setKeys(keys, proof), dave);
    return this.at(block);
  }

  /** The number of a block, and its session. */
  async at(block: string): Promise<{ number: number; session: number }> {
    const { query } = await this.api.at(block);
    const [number, session] = await Promise.all([
      query.system.number(),
      query.session.currentIndex(),
    ]);
    return { number: Number(`${number}`), session: Number(`${session}`) };
  }

  /** Who made a block, and in which session they were validators. */
  async authorOf(number: number): Promise<{ author: string; session: number }> {
    const [parent, block] = await this.validators[0].rpc<string[]>('chain_getBlockHash', [
      number - 1,
      number,
    ]);
    const { author } = await this.api.derive.chain.getHeader(block);
    return { author: `${author}`, session: (await this.at(parent)).session };
  }

  /** The first block of Dave's that is final, from this one on. */
  async firstByDave(from: number): Promise<{ number: number; session: number }> {
    for (let number = from; ; number++) {
      await this.validators[0].untilFinalised(number);
      const { author, session } = await this.authorOf(number);
      if (author === dave.address) return { number, session };
    }
  }

  /** Waits until a session is over, and says who made its blocks. */
  async authorsIn(session: number): Promise<Set<string>> {
    const first = session * SESSION_LENGTH + 1;
    await this.validators[0].untilFinalised(first + SESSION_LENGTH);
    const numbers = Array.from({ length: SESSION_LENGTH }, (_, i) => first + i);
    const blocks = await Promise.all(numbers.map((number) => this.authorOf(number)));
    assert.ok(blocks.every((block) => block.session === session));
    return new Set(blocks.map(({ author }) => author));
  }
}

/** By which block and in which session something was decided, and by which vote. */
interface Decision {
  number: number;
  session: number;
  decision: Included;
}

/** How often a line in the log of a node refuses a peer, from a length of the log on. */
function refusals(node: Node, { peerId }: Identity, from = 0): number {
  return node.log().slice(from).split(`Refused ${peerId}, which is not admitted`).length - 1;
}

describe('A permissioned network', { timeout: 15 * MINUTES }, () => {
  let network: Network;
  let outsider: Node;
  let member: number;
  /** The block of the outsider's removal. */
  let removed: number;

  before(async () => {
    network = await Network.start(true);
  });

  after(() => network?.stop(outsider));

  test('gives outsiders that know all addresses nothing for a minute', async (t) => {
    const { validators, outside } = network;
    const [stranger] = await identities(newNodeKey());
    const start = await Promise.all(validators.map((node) => node.finalised()));

    outsider = await network.join(outside, ['--chain', network.spec, '--validator']);
    const liar = await network.join(stranger, ['--chain', network.lie(), '--sync', 'warp']);
    t.after(() => liar.stop());

    const end = Date.now() + OUTSIDE * 1_000;
    while (Date.now() < end) {
      for (const node of [outsider, liar]) {
        assert.deepEqual([await node.best(), await node.finalised()], [0, 0]);
      }
      await sleep(1_000);
    }
    assert.match(
      outsider.log(),
      /This node, \w+, is not one of the 3 that are admitted at block #0/,
    );
    const advice = `call nodeAdmission.apply(peerId, role, label) from the account of its owner`;
    const own = `with the peerId ${bytesOf(outside.peerId)}`;
    assert.ok(outsider.log().includes(`${advice}, ${own}`));
    for (const [i, node] of validators.entries()) {
      assert.equal(refusals(node, outside), 1, 'one line for all that it asks in ten minutes');
      assert.equal(refusals(node, stranger), 1);
      assert.ok((await node.metric('chaos_admission_refused_total')) > 1);
      assert.equal(await node.metric('chaos_admission_admitted_peers'), 3);
      assert.ok((await node.finalised()) > start[i], 'the others go on');
    }
    await untilConnected(validators);
    await untilFurther(validators, 4);
    await assertOneChain(validators);
  });

  test('lets one in after two votes of three', async () => {
    const { decision } = await network.admit(network.outside);
    member = idFrom(decision, 'MemberAdmitted', 'member');
    await untilFurther([...network.validators, outsider], 4);
    await assertOneChain([...network.validators, outsider]);
    assert.match(outsider.log(), /This node is admitted/);
    assert.equal(await network.validators[0].metric('chaos_admission_admitted_peers'), 4);
  });

  test('which makes blocks in the session after next from its session keys on', async () => {
    const { session } = await network.setKeys(outsider);
    const first = await network.firstByDave(1);
    assert.equal(first.session, session + 2);
    await assertOneChain([...network.validators, outsider]);
  });

  test('gives it nothing more within ten blocks after its removal, and goes on', async () => {
    const { validators, outside } = network;
    const { number, session } = await network.remove(member);
    removed = number;
    await untilFurther(validators, 2 * GRACE);
    assert.ok((await validators[0].finalised()) >= removed + 2 * GRACE);
    assert.ok((await outsider.best()) <= removed + GRACE);
    assert.deepEqual(await peersOf(outsider), []);
    for (const node of validators) {
      assert.ok(node.log().includes(`Disconnecting ${outside.peerId}, which is not admitted`));
    }
    assert.ok(!(await network.authorsIn(session + 1)).has(dave.address));
    assert.ok((await outsider.best()) <= removed + GRACE);
    await assertOneChain(validators);
  });

  test('knows whom to talk to after a restart, while the others are down', async () => {
    const { validators, outside } = network;
    await network.api.disconnect();
    await Promise.all([...validators, outsider].map((node) => node.stop()));
    const [first, second, third] = validators;
    const [length, best] = [second.log().length, await restartedAt(second)];
    const log = () => second.log().slice(length);
    const introduction = /This node, \w+, is one of 3 that are admitted/;
    await until('what it says of itself', async () => introduction.test(log()));

    const own = `${outsider.basePath}`;
    outsider = await network.join(outside, ['--chain', network.lie(), '--validator'], own);
    await until('the refusal', async () => refusals(second, outside, length) > 0);
    assert.deepEqual(await peersOf(second), []);

    await third.start();
    await untilConnected([second, third]);
    await Promise.all([second, third].map((node) => node.untilBest(best + 5)));

    await first.start();
    await untilConnected(validators);
    await untilFurther(validators, 5);
    await assertOneChain(validators);
    assert.ok((await outsider.best()) <= removed + GRACE);
    assert.deepEqual(await peersOf(outsider), []);
  });

  /** Starts a node again, and says which block it has. */
  const restartedAt = async (node: Node) => {
    await node.start();
    return node.best();
  };
});

describe('A network that everybody may sync', { timeout: 15 * MINUTES }, () => {
  let network: Network;
  let outsider: Node;
  let member: number;

  before(async () => {
    network = await Network.start(false);
  });

  after(() => network?.stop(outsider));

  const all = () => [...network.validators, outsider];

  test('has outsiders sync that never asked', async () => {
    outsider = await network.join(network.outside, ['--chain', network.spec, '--validator']);
    await untilFurther(all(), 4);
    await assertOneChain(all());
    assert.match(
      outsider.log(),
      /is not admitted. Everybody may sync this chain, but only validators/,
    );
  });

  test('but not make blocks, even if they have session keys', async () => {
    const { session } = await network.setKeys(outsider);
    const authors = await network.authorsIn(session + 2);
    assert.deepEqual(
      [...authors].sort(),
      [alice, bob, charlie].map(({ address }) => address).sort(),
    );
  });

  test('until one is admitted: it makes blocks in the session after next', async () => {
    const { number, session, decision } = await network.admit(network.outside);
    member = idFrom(decision, 'MemberAdmitted', 'member');
    const first = await network.firstByDave(number);
    assert.equal(first.session, session + 2);
    await assertOneChain(all());
  });

  test('and after its removal it syncs on, and makes no blocks', async () => {
    const { session } = await network.remove(member);
    assert.ok(!(await network.authorsIn(session + 1)).has(dave.address));
    await untilFurther(all(), 4);
    await assertOneChain(all());
  });

  test('and refuses nobody', async () => {
    for (const node of all()) {
      assert.doesNotMatch(node.log(), /which is not admitted/);
      assert.equal(await node.metric('chaos_admission_refused_total'), 0);
    }
  });
});
