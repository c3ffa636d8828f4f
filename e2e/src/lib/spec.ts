// Chain specs of networks that the presets don't have.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, succeed } from './node.js';

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
  validatorSet: { validators: string[]; sessionLength: number };
  session: { keys: [account: string, validator: string, keys: unknown][] };
  nodeAdmission: { members: GenesisMember[]; parameters: AdmissionParameters };
}

export interface ChainSpec {
  name: string;
  id: string;
  permissioned?: boolean;
  genesis: { runtimeGenesis: { patch: Genesis } };
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
  const [plain, raw] = ['plain.json', 'raw.json'].map((name) => join(newFolder(), name));
  writeFileSync(plain, JSON.stringify(spec));
  writeFileSync(raw, await succeed(['export-chain-spec', '--chain', plain, '--raw']));
  return raw;
}

/** Leaves the first validators of a preset, and these as the only members. */
export function keepValidators(genesis: Genesis, count: number): void {
  const { validatorSet, session, nodeAdmission } = genesis;
  validatorSet.validators = validatorSet.validators.slice(0, count);
  session.keys = session.keys.slice(0, count);
  nodeAdmission.members = nodeAdmission.members.slice(0, count);
}
