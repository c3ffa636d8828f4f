// Measures what a token transfer costs when the token has few holders and when it has many.
//
// Usage: node dist/measure/token-growth.js [HOLDERS ...]   (default: 1000 1000000)
//
// The binary in CHAOS_NODE must be built with the feature `runtime-benchmarks`. A development chain
// gets a token, and accounts that hold it by `erc20.batchTransfer`. At each number of holders, one
// transaction then makes 300 transfers to holders chosen at random; `chaos-node benchmark block`
// executes that block on the database, storage root and all. What the empty block before it takes is
// subtracted.

import type { ApiPromise } from '@polkadot/api';
import { createHash } from 'node:crypto';
import { type Account, account, connect, send, type Transaction } from '../lib/chain.js';
import { newFolder, Node, run, until } from '../lib/node.js';

const TOKEN = 0;
const TRANSFERS = 300;
const BATCH = 1_024;
/** Transactions that wait in the pool while the token is spread. */
const PENDING = 12;
const REPEAT = 50;
const PROCESSES = 7;

const alice = account('//Alice');
/** Old states would only fill the disk. */
const CHAIN = ['--dev', '--state-pruning=256'];

/** Microseconds for one transfer, the least of some processes: other work only adds to it. */
interface Measurement {
  holders: number;
  /** The first time that a process executes it: state is read from the database. */
  cold: number;
  /** The mean of many times in one process: state is in the node's cache. */
  warm: number;
}

/** The account of a holder, the same in each run. */
function holder(index: number): Uint8Array {
  return createHash('sha256').update(`holder ${index}`).digest();
}

async function create(api: ApiPromise): Promise<void> {
  const options = { mintable: false, burnable: false, pausable: false, cap: null };
  await send(api, api.tx.erc20.create('Growth', 'GRW', 0, 2n ** 100n, options), alice);
}

/** Gives tokens to the holders from `from` up to `to`. */
async function spread(api: ApiPromise, from: number, to: number): Promise<void> {
  let nonce = (await api.rpc.system.accountNextIndex(alice.address)).toNumber();
  for (let first = from; first < to; first += BATCH) {
    const count = Math.min(BATCH, to - first);
    const pairs = Array.from({ length: count }, (_, i) => [{ Id: holder(first + i) }, 1_000n]);
    await submit(api.tx.erc20.batchTransfer(TOKEN, pairs), alice, nonce);
    nonce += 1;
    await until('room in the pool', async () => (await pending(api)) < PENDING);
    process.stderr.write(`\r${first + count} holders`);
  }
  await until('an empty pool', async () => (await pending(api)) === 0);
  // The two blocks before the one that is measured have to be empty ones.
  const last = await bestBlock(api);
  await until('two empty blocks', async () => (await bestBlock(api)) >= last + 2);
  process.stderr.write('\n');
}

async function submit(transaction: Transaction, signer: Account, nonce: number): Promise<void> {
  await (await transaction.signAsync(signer, { nonce, era: 0 })).send();
}

async function bestBlock(api: ApiPromise): Promise<number> {
  return (await api.rpc.chain.getHeader()).number.toNumber();
}

async function pending(api: ApiPromise): Promise<number> {
  return (await api.rpc.author.pendingExtrinsics()).length;
}

/** Makes a block of transfers to random holders, after an empty one. Returns its number. */
async function transfers(api: ApiPromise, holders: number): Promise<number> {
  const random = () => holder(Math.floor(Math.random() * holders));
  const calls = Array.from({ length: TRANSFERS }, () =>
    api.tx.erc20.transfer(TOKEN, { Id: random() }, 1n),
  );
  const { block } = await send(api, api.tx.utility.batchAll(calls), alice);
  return (await api.rpc.chain.getHeader(block)).number.toNumber();
}

/** Microseconds that a transfer takes in the execution of `block`, as the node measures it. */
async function execution(basePath: string, block: number, repeat: number): Promise<number> {
  const { code, stdout, stderr } = await run([
    ...['benchmark', 'block', ...CHAIN, `--base-path=${basePath}`],
    // The first block that a process executes pays for loading the runtime.
    ...[`--from=${block - 2}`, `--to=${block}`, `--repeat=${repeat}`],
  ]);
  const nanoseconds = (number: number) => {
    const line = new RegExp(`Block ${number} .*\\(\\s*([\\d,]+) of`).exec(stdout + stderr)?.[1];
    if (code !== 0 || !line) throw new Error(`no time of block ${number}:\n${stdout}${stderr}`);
    return Number(line.replaceAll(',', ''));
  };
  return (nanoseconds(block) - nanoseconds(block - 1)) / 1_000 / TRANSFERS;
}

async function measure(node: Node, holders: number): Promise<Measurement> {
  const api = await connect(node);
  const asset = (await api.query.assets.asset(TOKEN)).toJSON() as { accounts: number } | null;
  if (!asset) await create(api);
  // Alice is the one more.
  await spread(api, asset ? asset.accounts - 1 : 0, holders);
  const block = await transfers(api, holders);
  await api.disconnect();
  await node.stop();
  const basePath = node.basePath as string;
  const least = async (repeat: number) => {
    const times: number[] = [];
    for (let i = 0; i < PROCESSES; i += 1) times.push(await execution(basePath, block, repeat));
    return Math.min(...times);
  };
  return { holders, cold: await least(1), warm: await least(REPEAT) };
}

const sizes = process.argv.slice(2).map(Number);
const node = await Node.start(CHAIN, { basePath: newFolder() });
const results: Measurement[] = [];
for (const holders of sizes.length > 0 ? sizes : [1_000, 1_000_000]) {
  if (results.length > 0) await node.start();
  results.push(await measure(node, holders));
}
console.table(results);
const [few, many] = [results[0], results[results.length - 1]];
for (const state of ['cold', 'warm'] as const) {
  const factor = (many[state] / few[state]).toFixed(2);
  console.log(`${state}: ${many.holders} holders cost ${factor} times what ${few.holders} do`);
}
process.exit(0);
