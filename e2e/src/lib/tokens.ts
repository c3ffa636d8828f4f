// What accounts have of tokens in the ledger of a chain, and of the coin.

import type { ApiPromise } from '@polkadot/api';
import { type Account, account, cos, include, type Transaction } from './chain.js';
import type { Node } from './node.js';

/** The most that there can be of a token. */
export const MAX = 2n ** 128n - 1n;

/** The id of nothing. */
export const UNKNOWN = 4_000_000_000;

export const EXISTENTIAL_DEPOSIT = cos('0.001');

/** On a chain for development she makes the blocks, and so gets every fee. */
const author = account('//Alice');

/** Each request that waits has a connection of its own, of which a node accepts 100. */
const AT_A_TIME = 50;

/** What each of the accounts has of a token, in the best block. */
export async function balances(
  node: Node,
  token: number,
  ...who: { address: string }[]
): Promise<bigint[]> {
  const found: bigint[] = [];
  for (let at = 0; at < who.length; at += AT_A_TIME) {
    const some = who.slice(at, at + AT_A_TIME);
    const read = some.map(({ address }) => node.rpc<string>('erc20_balanceOf', token, address));
    found.push(...(await Promise.all(read)).map(BigInt));
  }
  return found;
}

/** What is reserved or held of the coins of an account. */
export async function reserved(api: ApiPromise, { address }: Account): Promise<bigint> {
  return (await api.query.system.account(address)).data.reserved.toBigInt();
}

/** Gives an account coins for the fees of transactions, and less than a deposit besides. */
export async function impoverish(
  api: ApiPromise,
  pauper: Account,
  ...transactions: Transaction[]
): Promise<void> {
  const infos = await Promise.all(transactions.map((each) => each.paymentInfo(pauper.address)));
  const fees = infos.reduce((sum, { partialFee }) => sum + partialFee.toBigInt(), 0n);
  const enough = EXISTENTIAL_DEPOSIT + fees + EXISTENTIAL_DEPOSIT / 2n;
  await include(api, api.tx.balances.transferKeepAlive(pauper.address, enough), author);
}
