// Chain specs of networks that the presets don't have.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newFolder, succeed } from './node.js';

/** Where earlier runtimes are kept. */
const FIXTURES = new URL('../../fixtures/', import.meta.url);

/** A node that the chain admits from its first block on. */
export interface GenesisMember {
  account: string;
  peerId: string;
  role: 'validator' | 'observer';
  label: string;
}

/** The rules of admission. The threshold is in parts per million, the deposit in planck. */
export interface AdmissionParameters {
  threshold: number;
  votePeriod: number;
  waitingPeriod: number;
  rotationPeriod: number;
  inactiveSessions: number;
  minValidators: number;
  deposit: number;
}

/** The genesis of a preset, as far as tests change it. */
export interface Genesis {
  businessTokens: { noticePeriod: number };
  cip: { groundRules: { minPeriod: number; enactmentDelay: number } };
  validatorSet: { validators: string[]; sessionLength: number };
  session: { keys: [account: string, validator: string, keys: unknown][] };
  nodeAdmission: { members: GenesisMember[]; parameters: AdmissionParameters };
}

export interface ChainSpec {
  name: string;
  id: string;
  permissioned?: boolean;
  consensus?: string;
  chainType: string;
  genesis: { runtimeGenesis: { code: string; patch: Genesis } };
}

/**
 * The raw chain spec, as a file, of a preset with changes: of a raw one, no node has to make
 * storage before it starts.
 */
export async function rawSpecLike(
  preset: 'dev' | 'local',
  id: string,
  change: (genesis: Genesis, spec: ChainSpec) => void,
): Promise<string> {
  const spec: ChainSpec = JSON.parse(await succeed(['export-chain-spec', '--chain', preset]));
  spec.id = id;
  change(spec.genesis.runtimeGenesis.patch, spec);
  return madeRaw(spec);
}

/**
 * The same of the preset `local` of an earlier runtime, of which `e2e/fixtures` has that version. It is
 * that runtime which makes the storage, as it did for chains that began with it.
 */
export async function rawSpecOfVersion(
  version: number,
  change: (genesis: Genesis) => void,
): Promise<string> {
  const read = (name: string) => readFileSync(new URL(name, FIXTURES));
  const spec: ChainSpec = JSON.parse(`${read(`chain-spec-${version}.json`)}`);
  const { runtimeGenesis } = spec.genesis;
  runtimeGenesis.code = `0x${read(`runtime-${version}.compact.compressed.wasm`).toString('hex')}`;
  change(runtimeGenesis.patch);
  return madeRaw(spec);
}

/** Where those are that were made since the tests were built: a node compiles the runtime to make one, for seconds. */
const MADE = fileURLToPath(new URL('../specs/', import.meta.url));

/** The file of a chain spec whose runtime has made the storage. Nobody writes to it. */
async function madeRaw(spec: ChainSpec): Promise<string> {
  const text = JSON.stringify(spec);
  const node = `${statSync(`${process.env.CHAOS_NODE}`).mtimeMs}`;
  const raw = join(MADE, `${createHash('sha256').update(node).update(text).digest('hex')}.json`);
  if (existsSync(raw)) return raw;
  const plain = join(newFolder(), 'plain.json');
  writeFileSync(plain, text);
  const made = await succeed(['export-chain-spec', '--chain', plain, '--raw']);
  mkdirSync(MADE, { recursive: true });
  // Others make the same at the same time.
  const draft = `${raw}.${process.pid}`;
  writeFileSync(draft, made);
  renameSync(draft, raw);
  return raw;
}

/** Leaves the first validators of a preset, and these as the only members. */
export function keepValidators(genesis: Genesis, count: number): void {
  const { validatorSet, session, nodeAdmission } = genesis;
  validatorSet.validators = validatorSet.validators.slice(0, count);
  session.keys = session.keys.slice(0, count);
  nodeAdmission.members = nodeAdmission.members.slice(0, count);
}
