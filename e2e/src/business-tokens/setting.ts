// Business tokens on a chain for development: what the stories in this folder share. One node alone makes its
// blocks, so what is in a block stays there, and nothing waits for finality.
//
// Each story makes its own tokens.

import assert from 'node:assert/strict';
import { included } from '../lib/assert.js';
import {
  type Account,
  account,
  eventsOf,
  fieldOf,
  include,
  includeAll,
  type Included,
} from '../lib/chain.js';
import { api, devChain, node } from '../lib/dev-chain.js';
import { MAX } from '../lib/tokens.js';

export const [bob, charlie, dave, eve] = ['//Bob', '//Charlie', '//Dave', '//Eve'].map(account);

export const OPTIONS = { mintable: true, burnable: true, pausable: true, cap: null };

/** What is sold in a sale. */
export interface Terms {
  amount: bigint;
  price:
    | { Fixed: bigint }
    | { Falling: { startPrice: bigint; endPrice: bigint; start: number; end: number } };
  start: number;
  end: number;
  minPerAccount: bigint | null;
  maxPerAccount: bigint | null;
}

/** What an operation costs. */
export interface Rule {
  operation: string;
  charge: object;
  payer: 'Initiator' | 'Counterparty';
  receiver: string | null;
}

export const chain = devChain();

/** Asks `businessTokens_*`. */
export const business = <T = unknown>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`businessTokens_${method}`, ...params);

/** One whole token of all of these, in the smallest unit. */
export const WHOLE = 1_000_000n;
export const SUPPLY = 1_000n * WHOLE;
export const NOTICE = 20;

/** Owns all of the tokens. Makes no blocks, so that what it is paid can be told from fees. */
export const issuer = dave;

/** Sold at a fixed price, sold at a falling one, redeemed, charged for, regulated, for sale too early for that. */
export let [share, vintage, voucher, miles, bond, deed]: number[] = [];

/** Creates the tokens of a story. */
export async function createTokens(): Promise<void> {
  const symbols = ['SHARE', 'WINE', 'VOUCHER', 'MILES', 'BOND', 'DEED'];
  const creations = symbols.map((symbol) =>
    api.tx.erc20.create(`Business ${symbol}`, symbol, 6, SUPPLY, OPTIONS),
  );
  const results = (await includeAll(api, creations, issuer)).map(included);
  [share, vintage, voucher, miles, bond, deed] = results.map(({ events }) => {
    const created = events.find((event) => api.events.erc20.Created.is(event));
    assert.ok(created);
    return Number(`${fieldOf(created, 'tokenId')}`);
  });
}

/** What the pallet's events say of a transaction. */
export const told = ({ events }: Included) => eventsOf(events, 'businessTokens');

export const constant = (name: string) => BigInt(`${api.consts.businessTokens[name]}`);

/** Gives tokens to an account that has coins. */
export const give = (token: number, to: Account, amount: bigint) =>
  include(api, api.tx.erc20.transfer(token, to.address, amount), issuer);

/** Rounded up. */
export const divide = (product: bigint, by: bigint) => (product + by - 1n) / by;

export const setPolicy = (token: number, rules: Rule[]) =>
  api.tx.businessTokens.setPolicy(token, rules);
export const execute = (
  operation: string,
  to: Account | null,
  amount: bigint,
  token = miles,
  maxFee = MAX,
) => api.tx.businessTokens.execute(token, operation, to?.address ?? null, amount, maxFee);

/** Of the regulated token. */
export const DELIVERY: Rule = {
  operation: 'deliver',
  charge: { Flat: 2n },
  ...{ payer: 'Initiator', receiver: null },
};

export const redeem = (amount: bigint, atLeast = 0n, token = voucher) =>
  api.tx.businessTokens.redeem(token, amount, atLeast);

export const openSale = (token: number, terms: Terms) =>
  api.tx.businessTokens.openSale(token, terms);
export const closeSale = (token: number) => api.tx.businessTokens.closeSale(token);
export const buy = (token: number, amount: bigint, atMost = MAX) =>
  api.tx.businessTokens.buy(token, amount, atMost);
export const purchaseCost = (token: number, amount: bigint, ...block: string[]) =>
  business<string | null>('purchaseCost', token, `${amount}`, ...block);
export const bought = (token: number, buyer: Account, amount: bigint, cost: bigint) => [
  'Bought',
  {
    ...{ tokenId: `${token}`, buyer: buyer.address },
    ...{ amount: `${amount}`, cost: `${cost}` },
  },
];

/** The first block in which the sales of these tests are over. */
export const FAR = 1_000_000;
