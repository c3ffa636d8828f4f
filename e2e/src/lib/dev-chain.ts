// The development chain of a process, which its stories share, and what is asked of it again and again. One node
// alone makes its blocks, so what is in a block stays there.
//
// Most stories need no more of time than that blocks follow each other. Their chain makes one for each transaction,
// and others when a story waits for them: see `untilBlock`. One story of each feature is on a chain with a block per
// second, as validators make them: `auraChain`.

import type { ApiPromise } from '@polkadot/api';
import { connect, type Event, type Included } from './chain.js';
import { Node } from './node.js';
import { Shared } from './shared.js';
import { type Genesis, rawSpecLike } from './spec.js';

export let node: Node;
export let api: ApiPromise;

/** How blocks are made: the names by which chain specs choose. */
type Consensus = 'aura-grandpa' | 'instant-seal';

let consensus: Consensus;

interface Options {
  /** Whether each story has a chain of its own. */
  anew?: boolean;
  consensus?: Consensus;
  /** Changes the genesis of the preset. */
  change?: (genesis: Genesis) => void;
  /** Is done when the node is there. */
  begin?: () => Promise<void>;
}

/** The chain, for suites to use. There is one at a time in a process. */
export function devChain({
  anew,
  consensus: chosen = 'instant-seal',
  change = () => {},
  begin,
}: Options = {}): Shared<void> {
  const start = async () => {
    const spec = await specOf(chosen, change);
    node = await Node.start(['--chain', spec, '--alice', '--validator', '--force-authoring']);
    consensus = chosen;
    api = await connect(node);
    await begin?.();
  };
  const end = async () => {
    await api.disconnect();
    await node.stop();
  };
  return new Shared(start, end, anew);
}

/** The raw chain spec, as a file, of the preset `dev` with that consensus, and with a genesis of its own. */
export function specOf(
  consensus: Consensus,
  change: (genesis: Genesis) => void = () => {},
): Promise<string> {
  return rawSpecLike('dev', 'e2e_dev', (genesis, spec) => {
    spec.consensus = consensus;
    change(genesis);
  });
}

/** The chain of the preset `dev`, with a block per second, for the stories of a process. */
export const auraChain = devChain({ consensus: 'aura-grandpa' });

/** Waits until the block with this number is there, or has it made where no block comes by itself. */
export async function untilBlock(number: number): Promise<void> {
  if (consensus !== 'instant-seal') return node.untilBest(number);
  while ((await node.best()) < number) await makeBlock(node);
}

/** How many blocks may pass until something is so. A bound, not an expectation. */
const MOST_BLOCKS = 1_000;

/** Asks after each block until `probe` gives something. */
export async function untilState<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
): Promise<T> {
  const last = (await node.best()) + MOST_BLOCKS;
  for (let number = await node.best(); number <= last; number = await node.best()) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) return answer;
    await untilBlock(number + 1);
  }
  throw new Error(`${what}: not within ${MOST_BLOCKS} blocks`);
}

/** Has a node with `instant-seal` make a block, with the transactions that wait, if there are any. It is final. */
export async function makeBlock(node: Pick<Node, 'rpc'>): Promise<string> {
  const { hash } = await node.rpc<{ hash: string }>('engine_createBlock', true, true, null);
  return hash;
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
