// Smart contracts: deploys the bundles that scripts/contracts.sh has made, calls them and asks them.
//
// The folder of the bundles is what the environment variable CHAOS_CONTRACTS names, or else the one
// that the script chooses by itself.

import type { ApiPromise } from '@polkadot/api';
import { Abi, CodePromise, ContractPromise } from '@polkadot/api-contract';
import type { ContractExecResultResult, EventRecord, WeightV2 } from '@polkadot/types/interfaces';
import type { Codec } from '@polkadot/types/types';
import { u8aConcat } from '@polkadot/util';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Account,
  DispatchFailed,
  errorName,
  fieldOf,
  include,
  type Included,
  type Plain,
  plain,
  type Transaction,
} from './chain.js';

/** Gas for what a test does: 50 ms of a block's 375. */
const GAS = 50_000_000_000n;
/** This chain has no proofs, but its gas has that part. */
const PROOF = 10_000_000n;

/** What the contract on the other side of a call gets, besides arguments. */
export interface Payment {
  /** Coins in planck. */
  value?: bigint;
  /** Picoseconds. */
  gas?: bigint;
}

/** What is in a bundle: code, and how to call it. */
export function bundle(name: string): Abi {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = process.env.CHAOS_CONTRACTS ?? join(cache, 'chaos', 'contracts', 'bundles');
  const path = join(folder, `${name}.contract`);
  assert.ok(existsSync(path), `no bundle ${path}: scripts/contracts.sh makes it`);
  return new Abi(readFileSync(path, 'utf8'));
}

/** The code in a bundle, in hex: of bytes, Polkadot.js takes the first for their length. */
export function codeOf(abi: Abi): string {
  return abi.info.source.wasm.toHex();
}

/** The hash by which the chain names the code in a bundle. */
export function hashOf(abi: Abi): string {
  return abi.info.source.wasmHash.toHex();
}

export function weight(api: ApiPromise, gas = GAS): WeightV2 {
  return api.registry.createType<WeightV2>('WeightV2', { refTime: gas, proofSize: PROOF });
}

/** The transaction that uploads the code of a bundle, and makes a contract of it. */
export function instantiation(
  api: ApiPromise,
  name: string,
  args: unknown[],
  { value = 0n, gas }: Payment = {},
): Transaction {
  const code = new CodePromise(api, bundle(name), null);
  // It has a salt by itself, so that the same contract can be made twice.
  const options = { value, gasLimit: weight(api, gas), storageDepositLimit: null };
  return code.tx.new(options, ...args) as unknown as Transaction;
}

/** A new contract of a bundle. */
export async function deploy(
  api: ApiPromise,
  name: string,
  args: unknown[],
  signer: Account,
  payment: Payment = {},
): Promise<ContractPromise> {
  const made = await include(api, instantiation(api, name, args, payment), signer);
  return deployed(api, name, made);
}

/** The contract that a transaction has made. */
export function deployed(api: ApiPromise, name: string, { events }: Included): ContractPromise {
  const instantiated = events.find((event) => api.events.contracts.Instantiated.is(event));
  assert.ok(instantiated, 'Instantiated');
  return new ContractPromise(api, bundle(name), `${fieldOf(instantiated, 'contract')}`);
}

/** The transaction that calls a contract. */
export function message(
  contract: ContractPromise,
  name: string,
  args: unknown[] = [],
  { value = 0n, gas }: Payment = {},
): Transaction {
  const gasLimit = weight(contract.api as ApiPromise, gas);
  const options = { value, gasLimit, storageDepositLimit: null };
  return contract.tx[name](options, ...args) as unknown as Transaction;
}

/**
 * What a contract answers, without a transaction: a value, or `{ ok }` or `{ err }` where the message
 * can fail. Throws `DispatchFailed` where the chain ends the contract.
 */
export async function ask(
  contract: ContractPromise,
  name: string,
  args: unknown[] = [],
  asker?: Account,
): Promise<Plain> {
  const api = contract.api as ApiPromise;
  const origin = asker?.address ?? `${contract.address}`;
  const options = { gasLimit: weight(api), storageDepositLimit: null };
  const { output, result } = await contract.query[name](origin, options, ...args);
  if (result.isErr) throw new DispatchFailed(errorName(api, result.asErr as never));
  assert.ok(output);
  return understood(plain(output));
}

/** What the constructor of a bundle answers, without a transaction. */
export async function askConstructor(
  api: ApiPromise,
  name: string,
  args: unknown[],
  signer: Account,
  { value = 0n, gas }: Payment = {},
): Promise<Plain> {
  const abi = bundle(name);
  const create = abi.findConstructor('new');
  const { result } = await api.call.contractsApi.instantiate(
    ...([signer.address, value, weight(api, gas), null] as const),
    ...([{ Upload: codeOf(abi) }, create.toU8a(args), ''] as const),
  );
  const made = result as unknown as ContractExecResultResult & {
    asOk: { result: { data: Codec } };
  };
  if (made.isErr) throw new DispatchFailed(errorName(api, made.asErr as never));
  const type = create.returnType;
  assert.ok(type);
  const data = made.asOk.result.data.toU8a(true);
  return understood(plain(abi.registry.createTypeUnsafe(type.lookupName ?? type.type, [data])));
}

/** ink! wraps each answer, for messages that a contract doesn't have. */
function understood(answer: Plain): Plain {
  assert.ok(answer !== null && typeof answer === 'object' && 'ok' in answer, `${answer}`);
  return answer.ok;
}

/** The events that a contract has emitted in a transaction's block: their names and fields. */
export async function emitted(
  contract: ContractPromise,
  { block }: Included,
): Promise<[string, Plain[]][]> {
  const { query } = await (contract.api as ApiPromise).at(block);
  const records = (await query.system.events()) as unknown as EventRecord[];
  return records
    .filter(({ event }) => event.section === 'contracts' && event.method === 'ContractEmitted')
    .filter(({ event }) => contract.address.eq(event.data[0]))
    .map((record) => contract.abi.decodeEvent(record))
    .map(({ event, args }) => [event.identifier.split('::').at(-1) ?? '', args.map(plain)]);
}

/** A module of WebAssembly that does nothing, and imports a function of no arguments. */
export function moduleThatImports(module: string, name: string): Uint8Array {
  const vector = (...items: number[][]) => [items.length, ...items.flat()];
  const text = (string: string) => vector(...[...Buffer.from(string)].map((byte) => [byte]));
  const section = (id: number, content: number[]) => [id, ...size(content.length), ...content];
  const [FUNCTION, MEMORY] = [0, 2];
  const nothing = [0x60, 0, 0];
  const body = [2, 0, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(nothing)),
    ...section(
      2,
      vector(
        [...text('env'), ...text('memory'), MEMORY, 1, 1, 1],
        [...text(module), ...text(name), FUNCTION, 0],
      ),
    ),
    ...section(3, vector([0], [0])),
    ...section(7, vector([...text('deploy'), FUNCTION, 1], [...text('call'), FUNCTION, 2])),
    ...section(10, vector(body, body)),
  ]);
}

/** A module with so many bytes that mean nothing. */
export function padded(code: Uint8Array, bytes: number): Uint8Array {
  return u8aConcat(code, Uint8Array.from([0, ...size(bytes + 1), 0]), new Uint8Array(bytes));
}

/** LEB128. */
function size(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...size(value >>> 7)];
}
