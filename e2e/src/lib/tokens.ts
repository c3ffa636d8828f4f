// Tokens in the ledger of a chain: what accounts have, and that what is refused changes nothing, of
// tokens, of items or of CIPs.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import {
  type Account,
  account,
  cos,
  DispatchFailed,
  include,
  includeAll,
  type Included,
  type Transaction,
} from './chain.js';
import type { Node } from './node.js';

/** The most that there can be of a token. */
export const MAX = 2n ** 128n - 1n;

/** The id of no token. */
export const UNKNOWN = 4_000_000_000;

export const EXISTENTIAL_DEPOSIT = cos('0.001');

/** A transaction that is expected to fail: with which error, what, sent by whom. */
export type Attempt = [error: string, transaction: Transaction, signer: Account];

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

/** Each attempt fails with its error, and together they cost their fees and change nothing. */
export async function refused(api: ApiPromise, ...attempts: Attempt[]): Promise<void> {
  const senders = [...new Set(attempts.map(([, , signer]) => signer))];
  const attemptsOf = (sender: Account) => attempts.filter(([, , signer]) => signer === sender);
  const before = await state(api, senders);
  const outcomes = senders.map(async (sender) => {
    const theirs = attemptsOf(sender).map(([, transaction]) => transaction);
    return (await includeAll(api, theirs, sender)).map(outcome);
  });
  assert.deepEqual(
    (await Promise.all(outcomes)).flat(),
    senders.flatMap((sender) => attemptsOf(sender).map(([error]) => error)),
  );
  assert.deepEqual(await state(api, senders), before);
}

/** The name of the error that a transaction failed with. */
export function outcome(result: PromiseSettledResult<Included>): string {
  if (result.status === 'fulfilled') return 'success';
  if (result.reason instanceof DispatchFailed) return result.reason.message;
  throw result.reason;
}

/** What a transaction was included with, which must not have failed. */
export function included(result: PromiseSettledResult<Included>): Included {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}

/**
 * All that a transaction which fails must leave as it is: every entry of the pallets that keep
 * tokens, items, CIPs, nodes, contracts and deposits, and all accounts. Fees go from senders to the
 * author of the block, so that of what these can spend only the sum counts.
 */
async function state(api: ApiPromise, senders: Account[]): Promise<object> {
  const payers = new Set([author, ...senders].map(({ address }) => address));
  const pallets = [
    api.query.assets.nextAssetId.key(),
    api.query.balances.totalIssuance.key(),
    api.query.businessTokens.noticePeriod.key(),
    api.query.cip.nextCipId.key(),
    api.query.contracts.nonce.key(),
    api.query.dutchAuction.nextHouseId.key(),
    api.query.erc20.nextTokenId.key(),
    api.query.erc721.collections.keyPrefix(),
    api.query.nfts.nextCollectionId.key(),
    api.query.preimage.requestStatusFor.keyPrefix(),
  ].map((key) => key.slice(0, '0x'.length + 2 * 16));
  // The scheduler notes every block, and who makes one is noted, too.
  const { nodeAdmission, scheduler, validatorSet } = api.query;
  const others = [
    ...[scheduler.agenda, validatorSet.validators, nodeAdmission.currentParameters],
    ...[nodeAdmission.members, nodeAdmission.motions, nodeAdmission.ending],
    ...[nodeAdmission.nextMemberId, nodeAdmission.nextMotionId, nodeAdmission.applications],
    ...[nodeAdmission.peerIds, nodeAdmission.waiting, nodeAdmission.revision],
    ...[nodeAdmission.validatorOf, nodeAdmission.memberships],
    ...[nodeAdmission.currentCodeUploads, nodeAdmission.narrowings],
  ].map((entry) => entry.keyPrefix());
  const prefixes = [...pallets, ...others];
  const [entries, accounts] = await Promise.all([
    Promise.all(prefixes.map(async (prefix) => `${await api.rpc.state.getPairs(prefix)}`)),
    api.query.system.account.entries(),
  ]);
  const coins = accounts.map(([key, { data, providers, consumers }]) => ({
    address: `${key.args[0]}`,
    free: data.free.toBigInt(),
    rest: [data.reserved, data.frozen, providers, consumers].map(String),
  }));
  const isPayer = ({ address }: { address: string }) => payers.has(address);
  return {
    entries,
    payers: coins.filter(isPayer).reduce((sum, { free }) => sum + free, 0n),
    coins: coins.map((coin) => (isPayer(coin) ? { ...coin, free: null } : coin)),
  };
}
