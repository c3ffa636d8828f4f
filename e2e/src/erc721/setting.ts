// ERC721 items on a chain for development, which the stories in this folder share. One node alone makes its
// blocks, so what is in a block stays there, and nothing waits for finality. Who makes them gets the fees, and
// takes no part, so that what the others have is known exactly.
//
// Each story makes its own collections.

import { included } from '../lib/assert.js';
import { type Account, account, cos, eventsOf, includeAll, type Included } from '../lib/chain.js';
import { api, devChain, node } from '../lib/dev-chain.js';
import { idFrom, type Options, UNLIMITED } from '../lib/items.js';
import { EXISTENTIAL_DEPOSIT } from '../lib/tokens.js';

/** Creates collections; have items; gets royalties. */
export const [bob, charlie, dave, eve] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

export const COLLECTION_DEPOSIT = cos('0.065');
export const ITEM_DEPOSIT = cos('0.056');
export const OPERATOR_DEPOSIT = cos('0.011');

/** As many bytes as the ledger keeps of a text. */
export const LONGEST = 'ü'.repeat(128);

/** An account of no key of sr25519, which no call here takes. */
export const ADDRESS_20 = { Address20: `0x${'5a'.repeat(20)}` };

export const chain = devChain();

/** Asks `erc721_*`. */
export const erc721 = <T = string>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`erc721_${method}`, ...params);

/** What the pallet's events say of a transaction. */
export const told = ({ events }: Included) => eventsOf(events, 'erc721');

/** Of the collection of most tests. */
export const ROYALTY = 50_007;
export const OPTIONS: Options = {
  ...{ maxSupply: 6, royalty: [eve.address, ROYALTY] },
  ...{ burnable: true, transferable: true },
};

/** That of most tests; one whose items stay with whom they are minted to; one whose items can't be burned. */
export let [art, soul, relic] = [0, 1, 2];

/** Creates the collections of a story. The first has five items, the others one. */
export async function createItems(): Promise<void> {
  const creations = [
    create('Zürich Art', '⚜ART', 'https://art.example/', OPTIONS),
    create('Soul', 'SOUL', '', { ...UNLIMITED, transferable: false }),
    create('Relic', 'RELIC', '', { ...UNLIMITED, burnable: false }),
  ];
  const results = (await includeAll(api, creations, bob)).map(included);
  [art, soul, relic] = results.map((result) => idFrom(result, 'CollectionCreated', 'collection'));
  const mints = [
    mint(charlie, 'first.json'),
    batchMint(charlie, 4),
    mint(charlie, '', soul),
    mint(charlie, '', relic),
  ];
  (await includeAll(api, mints, bob)).forEach(included);
}

export const create = (
  name: string,
  symbol: string,
  baseUri: string,
  options: object = UNLIMITED,
) => api.tx.erc721.createCollection(name, symbol, baseUri, options);
export const mint = (to: Account, uri: string | null = null, collection = art) =>
  api.tx.erc721.mint(collection, to.address, uri);
export const batchMint = (to: Account, count: number, collection = art) =>
  api.tx.erc721.batchMint(collection, to.address, count);
export const transferFrom = (from: Account, to: Account, item: number, collection = art) =>
  api.tx.erc721.transferFrom(collection, from.address, to.address, item);
export const approve = (spender: Account | null, item: number, collection = art) =>
  api.tx.erc721.approve(collection, spender?.address ?? null, item);
export const setOperator = (operator: Account, approved: boolean, collection = art) =>
  api.tx.erc721.setApprovalForAll(collection, operator.address, approved);
export const burn = (item: number, collection = art) => api.tx.erc721.burn(collection, item);
export const setBaseUri = (uri: string, collection = art) =>
  api.tx.erc721.setBaseUri(collection, uri);
export const freeze = (collection = art) => api.tx.erc721.freezeMetadata(collection);
export const handOver = (to: Account, collection = art) =>
  api.tx.erc721.transferOwnership(collection, to.address);

export const approvedFor = (item: number, at?: string) =>
  erc721<string | null>('getApproved', art, item, ...(at ? [at] : []));

/** What the pallet says of a movement. */
export const moved = (
  from: Account | null,
  to: Account | null,
  item: number,
  collection = art,
): unknown => [
  'Transfer',
  {
    ...{ collection: `${collection}`, tokenId: `${item}` },
    ...{ from: from?.address ?? null, to: to?.address ?? null },
  },
];
export const approvalOf = (owner: Account, approved: Account | null, item: number): unknown => [
  'Approval',
  {
    ...{ collection: `${art}`, tokenId: `${item}` },
    ...{ owner: owner.address, approved: approved?.address ?? null },
  },
];
export const operatorOf = (owner: Account, operator: Account, approved: boolean): unknown => [
  'ApprovalForAll',
  { collection: `${art}`, owner: owner.address, operator: operator.address, approved },
];
export const paidDeposit = (payer: Account, who: Account): unknown => [
  'DepositPaid',
  { payer: payer.address, account: who.address, amount: `${EXISTENTIAL_DEPOSIT}` },
];
