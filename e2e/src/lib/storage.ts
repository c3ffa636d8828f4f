// What a chain has stored, byte for byte.

import type { ApiPromise } from '@polkadot/api';
import { hexToString, isAscii, u8aConcat, u8aToHex } from '@polkadot/util';
import { xxhashAsU8a } from '@polkadot/util-crypto';
import type { Node } from './node.js';

/** The entries of the state after a block: their keys and values in hex. */
export type Entries = Map<string, string>;

export async function entriesAfter(node: Node, block: string): Promise<Entries> {
  return new Map(await node.rpc<[string, string][]>('state_getPairs', '0x', block));
}

/** Of how many bytes a key begins with the hashes of its pallet and of its item. */
const PREFIX = 32;

/**
 * The names of what differs, such as `System.Account`, sorted, by the metadata of any of these. An entry that is
 * in no pallet is named by its key.
 */
export function changed(before: Entries, after: Entries, ...apis: Queries[]): string[] {
  const names = new Map(apis.flatMap(namesOf));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const differ = keys.filter((key) => before.get(key) !== after.get(key));
  const nameOf = (key: string) =>
    names.get(key.slice(0, 2 + 2 * PREFIX)) ?? (isAscii(key) ? hexToString(key) : key);
  return [...new Set(differ.map(nameOf))].sort();
}

/** The storage that some metadata knows. */
type Queries = Pick<ApiPromise, 'query'>;

/** How Polkadot.js calls the version of a pallet's storage, and what it is stored under. */
const [VERSION, VERSION_KEY] = ['palletVersion', ':__STORAGE_VERSION__:'];

/** The names of items by how their keys begin. */
function namesOf({ query }: Queries): [prefix: string, name: string][] {
  return Object.values(query).flatMap((items) =>
    Object.values(items).map(({ creator }): [string, string] => {
      const [pallet, item] = [creator.prefix, `${creator.meta.name}`];
      const parts = [pallet, item === VERSION ? VERSION_KEY : item];
      const hashes = parts.map((part) => xxhashAsU8a(part, 128));
      return [u8aToHex(u8aConcat(...hashes)), `${pallet}.${item}`];
    }),
  );
}
