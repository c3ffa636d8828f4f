// Three validators and an outsider that knows all their addresses, as processes on this machine: has the
// outsider admitted and removed, and says who makes blocks.

import type { ApiPromise } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, account, connect, type Included, send } from './chain.js';
import { idFrom } from './items.js';
import { untilConnected, untilFurther } from './network.js';
import { newFolder, Node } from './node.js';
import { bytesOf, identities, type Identity, newNodeKey, WELL_KNOWN_NODE_KEYS } from './peers.js';
import { keepValidators, rawSpecLike } from './spec.js';

/** Long enough for each of four validators to have several turns. */
const SESSION_LENGTH = 12;

const NAMES = ['alice', 'bob', 'charlie'];
const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(account);

/** Three validators, and the node of Dave, who is none of them. */
export class AdmissionNetwork {
  private constructor(
    readonly spec: string,
    readonly identities: Identity[],
    /** Of Dave's node. */
    readonly outside: Identity,
    readonly validators: Node[],
    /** By Alice's node. */
    readonly api: ApiPromise,
  ) {}

  static async start(permissioned: boolean): Promise<AdmissionNetwork> {
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
    return new AdmissionNetwork(spec, all, outside, validators, api);
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
export interface Decision {
  number: number;
  session: number;
  decision: Included;
}
