// The network that zombienet has spawned: see scripts/zombienet.sh.
//
// The environment variable CHAOS_NETWORK names the file in which zombienet says what it has spawned.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Endpoint, type Ports } from './endpoint.js';

/** A node of a definition in the folder zombienet. */
export class ZombieNode extends Endpoint {
  constructor(
    readonly name: string,
    readonly validates: boolean,
    protected override readonly at: Ports,
    private readonly logFile: string,
  ) {
    super();
  }

  override log(): string {
    return readFileSync(this.logFile, 'utf8');
  }
}

/** The nodes, validators first, and by their names. */
export function zombieNodes(): ZombieNode[] {
  const file = process.env.CHAOS_NETWORK;
  if (!file || !existsSync(file)) {
    console.error(
      'CHAOS_NETWORK must be the path of a zombie.json, as scripts/zombienet.sh --test makes it; ' +
        `it is ${file ?? 'not set'}`,
    );
    process.exit(1);
  }
  type Spawned = { name: string; wsUri: string; prometheusUri: string; spec: Spec };
  type Spec = { validator: boolean };
  const { relay } = JSON.parse(readFileSync(file, 'utf8')) as { relay: Spawned[] };
  const portOf = (uri: string) => Number(new URL(uri).port);
  return relay
    .map(({ name, wsUri, prometheusUri, spec }) => {
      const at = { rpc: portOf(wsUri), prometheus: portOf(prometheusUri) };
      return new ZombieNode(name, spec.validator, at, join(dirname(file), `${name}.log`));
    })
    .sort((a, b) => Number(b.validates) - Number(a.validates) || (a.name < b.name ? -1 : 1));
}

/** The secret of a node's keys, by zombienet's rules. */
export function secretOf({ name }: ZombieNode): string {
  return `//${name[0].toUpperCase()}${name.slice(1)}`;
}
