// A development chain that is filled with state by transactions, and what it takes to execute its
// blocks then.
//
// The binary in CHAOS_NODE must be built with the feature `runtime-benchmarks`: `chaos-node benchmark
// block` executes a block on the database, storage root and all.

import { type Account, type ApiPromise, connect, send, type Transaction } from 'chaos-e2e/chain';
import { newFolder, Node, run, until } from 'chaos-e2e/node';

/** Old states would only fill the disk. */
const DEVELOPMENT = ['--dev', '--state-pruning=256'];
/** Transactions that wait in the pool while the chain is filled. */
const PENDING = 12;
/** A chain spec of gigabytes takes minutes to read, in milliseconds. */
const BOUND = 15 * 60_000;
const REPEAT = 50;
const PROCESSES = 7;

/** Microseconds, the least of some processes: other work only adds to it. */
export interface Times {
  /** The first time that a process executes it: state is read from the database. */
  cold: number;
  /** The mean of many times in one process: state is in the node's cache. */
  warm: number;
}

/** What it takes to execute a block, and the empty one before it. */
export interface Execution {
  empty: Times;
  full: Times;
}

export class GrowingChain {
  private constructor(
    private readonly args: string[],
    private readonly node: Node,
    public api: ApiPromise,
  ) {}

  /** A new chain, of a chain spec if one is given. */
  static async start(spec?: string): Promise<GrowingChain> {
    const args = [...DEVELOPMENT, ...(spec ? [`--chain=${spec}`] : [])];
    const node = await Node.start(args, { basePath: newFolder(), startBound: BOUND });
    return new GrowingChain(args, node, await connect(node));
  }

  async stop(): Promise<void> {
    await this.api.disconnect();
    await this.node.stop();
  }

  /** Has the transactions of an account carried out, in their order; shows how far it has come. */
  async fill(transactions: Iterable<[string, Transaction]>, signer: Account): Promise<void> {
    let nonce = (await this.api.rpc.system.accountNextIndex(signer.address)).toNumber();
    for (const [progress, transaction] of transactions) {
      await (await transaction.signAsync(signer, { nonce, era: 0 })).send();
      nonce += 1;
      await until('room in the pool', async () => (await this.pending()) < PENDING);
      process.stderr.write(`\r${progress}`);
    }
    await until('an empty pool', async () => (await this.pending()) === 0);
    process.stderr.write('\n');
  }

  private async pending(): Promise<number> {
    return (await this.api.rpc.author.pendingExtrinsics()).length;
  }

  /** Has the calls carried out in one block, after empty ones, and measures these two. */
  async measure(calls: Transaction[], signer: Account): Promise<Execution> {
    // Two blocks before the one that is measured have to be empty.
    await this.node.untilBest((await this.node.best()) + 2);
    const { block } = await send(this.api, this.api.tx.utility.batchAll(calls), signer);
    const number = (await this.api.rpc.chain.getHeader(block)).number.toNumber();
    const [empty, full] = await this.execution(number - 1, number);
    return { empty, full };
  }

  /** Measures final blocks, while the node is stopped. */
  async execution(first: number, last: number): Promise<Times[]> {
    await this.node.untilFinalised(last);
    await this.api.disconnect();
    await this.node.stop();
    const cold = await this.least(first, last, 1);
    const warm = await this.least(first, last, REPEAT);
    await this.node.start();
    this.api = await connect(this.node);
    return cold.map((time, i) => ({ cold: time, warm: warm[i] }));
  }

  private async least(first: number, last: number, repeat: number): Promise<number[]> {
    const runs: number[][] = [];
    for (let i = 0; i < PROCESSES; i += 1) runs.push(await this.execute(first, last, repeat));
    return runs[0].map((_, block) => Math.min(...runs.map((times) => times[block])));
  }

  private async execute(first: number, last: number, repeat: number): Promise<number[]> {
    const args = [
      ...['benchmark', 'block', ...this.args, `--base-path=${this.node.basePath}`],
      // The first block that a process executes pays for loading the runtime.
      ...[`--from=${first - 1}`, `--to=${last}`, `--repeat=${repeat}`],
    ];
    const { code, stdout, stderr } = await run(args, {}, BOUND);
    const microseconds = (block: number) => {
      const line = new RegExp(`Block ${block} .*\\(\\s*([\\d,]+) of`).exec(stdout + stderr)?.[1];
      if (code !== 0 || !line) throw new Error(`no time of block ${block}:\n${stdout}${stderr}`);
      return Number(line.replaceAll(',', '')) / 1_000;
    };
    return Array.from({ length: last - first + 1 }, (_, i) => microseconds(first + i));
  }
}

/** What is measured at each of some sizes, which the command line may name. */
export async function atSizes<T>(
  sizes: number[],
  measureAt: (size: number) => Promise<T>,
): Promise<T[]> {
  const named = process.argv.slice(2).map(Number);
  const results: T[] = [];
  for (const size of named.length > 0 ? named : sizes) results.push(await measureAt(size));
  return results;
}
