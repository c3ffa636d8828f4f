// Items in collections: what they can do, and who has them.

import assert from 'node:assert/strict';
import { amount, type Included } from './chain.js';
import type { Node } from './node.js';

/** What the items of a collection can do. The rate of the royalty is in parts per million. */
export interface Options {
  maxSupply: number | null;
  royalty: [receiver: string, rate: number] | null;
  burnable: boolean;
  transferable: boolean;
}

/** What items can do where nothing limits them. */
export const UNLIMITED: Options = {
  ...{ maxSupply: null, royalty: null },
  ...{ burnable: true, transferable: true },
};

/** The number that an event of a transaction gives something. */
export function idFrom({ events }: Included, event: string, field: string): number {
  const found = events.find(({ method }) => method === event);
  assert.ok(found, event);
  return Number(amount(found, field));
}

/** Who has each of the items, in the best block. */
export async function owners(
  node: Node,
  collection: number,
  ...items: number[]
): Promise<string[]> {
  return Promise.all(items.map((item) => node.rpc<string>('erc721_ownerOf', collection, item)));
}
