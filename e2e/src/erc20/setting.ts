// ERC20 tokens on a chain for development, which the stories in this folder share. One node alone makes its
// blocks, so what is in a block stays there, and nothing waits for finality.
//
// Each story makes its own tokens.

import { type Account, account, cos, include, includeAll } from '../lib/chain.js';
import { api, devChain, node } from '../lib/dev-chain.js';
import { included } from '../lib/assert.js';
import { idFrom } from '../lib/items.js';
import { MAX } from '../lib/tokens.js';

export const [alice, bob, charlie, dave] = ['//Alice', '//Bob', '//Charlie', '//Dave'].map(account);

export const TOKEN_DEPOSIT = cos('0.035');
export const APPROVAL_DEPOSIT = cos('0.01032');
export const ACCOUNT_DEPOSIT = cos('0.01016');

/** Most there can be of a token. */
export const MAX_SUPPLY = MAX / 2n;

/** Of the token of a story: how many there are at first, and how many there may be. */
export const SUPPLY = 1_000_000_000_000n;
export const CAP = 2n * SUPPLY;

export const FULL = { mintable: true, burnable: true, pausable: true, cap: null };
export const BARE = { mintable: false, burnable: false, pausable: false, cap: null };

export const chain = devChain();

/** Alice's, which can do everything; two of Charlie's, of which there is all that fits, and nothing. */
export let [gold, most, bare]: number[] = [];

/** The block that those of a story were created in. */
export let created: string;

/** Creates the tokens of a story. Alice has all of the first. */
export async function createTokens(): Promise<void> {
  const { create } = api.tx.erc20;
  const full = create('Zürich Gold', '⚜ZAU', 6, SUPPLY, { ...FULL, cap: CAP });
  const first = await include(api, full, alice);
  const others = [
    create('Most', 'MOST', 18, MAX_SUPPLY, { ...BARE, cap: MAX }),
    create('-', '-', 0, 0n, BARE),
  ];
  const results = [first, ...(await includeAll(api, others, charlie)).map(included)];
  [gold, most, bare] = results.map((result) => idFrom(result, 'Created', 'tokenId'));
  created = first.block;
}

/** Gives the others some of Alice's. */
export async function spread(): Promise<void> {
  const gifts = [transfer(bob, 500_000n), transfer(charlie, 1_000n), transfer(dave, 1_000n)];
  (await includeAll(api, gifts, alice)).forEach(included);
}

/** Asks `erc20_*`. */
export const erc20 = <T = string>(method: string, ...params: unknown[]) =>
  node.rpc<T>(`erc20_${method}`, ...params);

/** The ids of the tokens that one read gives. */
export const page = async (start: number, limit: number) => {
  const tokens = await erc20<{ tokenId: number }[]>('tokens', start, limit);
  return tokens.map(({ tokenId }) => tokenId);
};

export const allowance = async (token: number, owner: Account, spender: Account) =>
  BigInt(await erc20('allowance', token, owner.address, spender.address));

export const transfer = (to: Account, value: bigint, token = gold) =>
  api.tx.erc20.transfer(token, to.address, value);
export const approve = (spender: Account, value: bigint, token = gold) =>
  api.tx.erc20.approve(token, spender.address, value);
export const transferFrom = (from: Account, to: Account, value: bigint, token = gold) =>
  api.tx.erc20.transferFrom(token, from.address, to.address, value);

/** What pallets say of a movement. */
export const moved = (from: Account | null, to: Account | null, value: bigint, token = gold) => [
  'Transfer',
  {
    tokenId: `${token}`,
    from: from?.address ?? null,
    to: to?.address ?? null,
    value: `${value}`,
  },
];
export const approved = (owner: Account, spender: Account, value: bigint, token = gold) => [
  'Approval',
  {
    tokenId: `${token}`,
    owner: owner.address,
    spender: spender.address,
    value: `${value}`,
  },
];
export const paidDeposit = (payer: Account, who: Account, planck: bigint) => [
  'DepositPaid',
  { payer: payer.address, account: who.address, amount: `${planck}` },
];
