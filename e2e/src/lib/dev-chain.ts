// The development chain of a process, which its stories share, and what is asked of it again and again. One node
// alone makes its blocks, so what is in a block stays there.

import type { ApiPromise } from '@polkadot/api';
import { connect, type Event, type Included } from './chain.js';
import { Node } from './node.js';
import { Shared } from './shared.js';

export let node: Node;
export let api: ApiPromise;

interface Options {
  /** Whether each story has a chain of its own. */
  anew?: boolean;
  /** The node's arguments. */
  args?: () => Promise<string[]>;
  /** Is done when the node is there. */
  begin?: () => Promise<void>;
}

/** The chain, for suites to use. There is one in a process. */
export function devChain({
  anew,
  args = async () => ['--dev'],
  begin,
}: Options = {}): Shared<void> {
  const start = async () => {
    node = await Node.start(await args());
    api = await connect(node);
    await begin?.();
  };
  const end = async () => {
    await api.disconnect();
    await node.stop();
  };
  return new Shared(start, end, anew);
}

/** The number of the block that a transaction is in. */
export async function heightOf({ block }: Included): Promise<number> {
  return (await api.rpc.chain.getHeader(block)).number.toNumber();
}

/** The events of the block with this number. */
export async function eventsIn(number: number): Promise<Event[]> {
  const { query } = await api.at(await node.blockHash(number));
  return (await query.system.events()).map(({ event }) => event);
}

/** What was paid for transactions. */
export function feesOf(results: Included[]): bigint {
  return results.reduce((sum, { fee }) => sum + fee, 0n);
}
