// Attacks on a running node: transactions that the libraries don't make, and what the chain says afterwards
// of its blocks, of honest people's transfers, and of who has paid.

import type { ApiPromise } from '@polkadot/api';
import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { type Account, account, free } from './chain.js';
import { type Endpoint, RpcError, until } from './endpoint.js';
import { Load } from './load.js';

/** Most slots in a row without a block. */
const MOST_MISSED = 2;

/** Most blocks in a row without an honest transfer, while there are some to include. */
const MOST_WITHOUT = 3;

/** So many honest transfers get into blocks before an attack begins, and after it has ended. */
const HONEST = 20;

/** Most milliseconds until what the node has accepted is in a block. */
const INCLUSION_BOUND = 40_000;

/** A call, encoded. */
export type Call = Uint8Array;

const [UTILITY, MULTISIG] = [20, 21];

/** A batch of that many of a call, as text of the library's would take minutes. */
export function batch(...calls: Call[]): Call {
  return u8aConcat([UTILITY, 0], compactToU8a(calls.length), ...calls);
}

/** A batch that goes on where a call fails. */
export function forceBatch(...calls: Call[]): Call {
  return u8aConcat([UTILITY, 4], compactToU8a(calls.length), ...calls);
}

/** A call that says that it weighs nothing. */
export function weightless(call: Call): Call {
  return u8aConcat([UTILITY, 5], call, compactToU8a(0), compactToU8a(0));
}

/** A call by a multisig of the sender alone, and of Charlie. */
export function multisig(call: Call): Call {
  return u8aConcat([MULTISIG, 0], compactToU8a(1), account('//Charlie').publicKey, call);
}

/** A call in that many others. */
export function nested(depth: number, wrap: (call: Call) => Call, call: Call): Call {
  for (let i = 0; i < depth; i++) call = wrap(call);
  return call;
}

/** Remarks of nothing in one batch. */
export function remarks(count: number): Call {
  const remark = [0, 0, 0];
  return u8aConcat([UTILITY, 0], compactToU8a(count), ...Array<number[]>(count).fill(remark));
}

/** Somebody who sends what the libraries don't make. */
export class Attacker {
  private readonly node: Endpoint;
  private readonly api: ApiPromise;

  constructor(
    { node, api }: { node: Endpoint; api: ApiPromise },
    readonly account: Account,
  ) {
    this.node = node;
    this.api = api;
  }

  /** A call as a transaction, in hex. It never ends. */
  private sign(call: Call, nonce: number, tip: bigint): string {
    const { runtimeVersion, genesisHash, registry } = this.api;
    const number = (value: number) => registry.createType('u32', value).toU8a();
    const extension = u8aConcat([0], compactToU8a(nonce), compactToU8a(tip), [0]);
    const implied = u8aConcat(
      number(runtimeVersion.specVersion.toNumber()),
      number(runtimeVersion.transactionVersion.toNumber()),
      genesisHash.toU8a(),
      genesisHash.toU8a(),
      [0],
    );
    const payload = u8aConcat(call, extension, implied);
    const signature = this.account.sign(payload.length > 256 ? blake2AsU8a(payload) : payload);
    const address = u8aConcat([0], this.account.publicKey);
    const bytes = u8aConcat([0x84], address, [1], signature, extension, call);
    return u8aToHex(u8aConcat(compactToU8a(bytes.length), bytes));
  }

  /** The nonce of its next transaction after those that are in blocks. */
  async nonce(): Promise<number> {
    return (await this.api.query.system.account(this.account.address)).nonce.toNumber();
  }

  /** Sends a call that the node does not take: it costs nothing. */
  async refused(call: Call): Promise<void> {
    const before = await free(this.api, this.account);
    const transaction = this.sign(call, await this.nonce(), 0n);
    await assert.rejects(this.node.rpc('author_submitExtrinsic', transaction), RpcError);
    assert.equal(await free(this.api, this.account), before);
  }

  /**
   * Sends calls, one transaction each. Those that the node takes get into blocks, and are paid for. How
   * many it took.
   */
  async pays(calls: Call[], tip = 0n): Promise<number> {
    const before = await free(this.api, this.account);
    const first = await this.nonce();
    let next = first;
    for (const call of calls) {
      if (await this.isTaken(this.sign(call, next, tip))) next += 1;
    }
    const included = async () => (await this.nonce()) === next;
    await until('what the node has taken', included, INCLUSION_BOUND);
    const paid = before - (await free(this.api, this.account));
    const taken = next - first;
    assert.ok(paid > BigInt(taken) * tip || taken === 0, `${taken} were taken, ${paid} was paid`);
    return taken;
  }

  private async isTaken(transaction: string): Promise<boolean> {
    try {
      await this.node.rpc('author_submitExtrinsic', transaction);
      return true;
    } catch (error) {
      if (error instanceof RpcError) return false;
      throw error;
    }
  }
}

/**
 * The chain goes on during an attack: there are blocks, honest transfers are in them, and clients can read
 * their events.
 */
export async function withstands(
  { node, api }: { node: Endpoint; api: ApiPromise },
  honest: Account,
  attack: () => Promise<unknown>,
): Promise<void> {
  const load = await Load.start(node, api, honest);
  await load.untilMore(HONEST);
  const first = await node.best();
  let failure: unknown;
  await attack().catch((error) => (failure = error));
  const last = await node.best();
  await load.untilMore(HONEST);
  await load.stop();
  const blocks = await blocksBetween(node, api, first, last, honest);
  const slots = blocks.map(({ slot }) => slot);
  const missed = longest(slots.slice(1).map((slot, i) => slot - slots[i] - 1));
  assert.ok(missed <= MOST_MISSED, `no block in ${missed} slots: ${slots}`);
  let without = 0;
  const included = blocks.slice(1).map(({ nonce }, i) => nonce - blocks[i].nonce);
  const streaks = included.map((count) => (without = count > 0 ? 0 : without + 1));
  assert.ok(longest(streaks) <= MOST_WITHOUT, `honest transfers in each block: ${included}`);
  if (failure) throw failure;
}

interface Block {
  slot: number;
  /** How many transactions of the honest account are in it and before. */
  nonce: number;
}

async function blocksBetween(
  node: Endpoint,
  api: ApiPromise,
  first: number,
  last: number,
  honest: Account,
): Promise<Block[]> {
  const blocks: Block[] = [];
  for (let number = first; number <= last; number++) {
    const hash = await node.blockHash(number);
    const header = await node.rpc<{ digest: { logs: string[] } }>('chain_getHeader', hash);
    const { query } = await api.at(hash);
    // An answer of JSON-RPC has a most of bytes, which a block's events must not reach.
    await query.system.events();
    const { nonce } = await query.system.account(honest.address);
    blocks.push({ slot: slotOf(header.digest.logs), nonce: nonce.toNumber() });
  }
  return blocks;
}

/** Of a header: it is what Aura says before the block, of 8 bytes. */
export function slotOf(logs: string[]): number {
  const before = `0x06${Buffer.from('aura').toString('hex')}20`;
  const log = logs.find((each) => each.startsWith(before));
  assert.ok(log, `${logs}`);
  return Number(Buffer.from(log.slice(before.length), 'hex').readBigUInt64LE());
}

function longest(numbers: number[]): number {
  return Math.max(0, ...numbers);
}
