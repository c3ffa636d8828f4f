// Assertions of several stories: that what is refused has its error's name and changes nothing, on the chain
// and over JSON-RPC.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import {
  type Account,
  account,
  DispatchFailed,
  includeAll,
  type Included,
  type Transaction,
} from './chain.js';

/** A transaction that is expected to fail: with which error, what, sent by whom. */
export type Attempt = [error: string, transaction: Transaction, signer: Account];

/** On a chain for development she makes the blocks, and so gets every fee. */
const author = account('//Alice');

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

/** A method of a group such as `erc20_*`, and its parameters. */
export type Call = [method: string, ...params: unknown[]];

/** Asks a method of a group. */
type Ask = (method: string, ...params: unknown[]) => Promise<unknown>;

/** The error's code of parameters that make no sense. */
export const INVALID_PARAMS = -32602;

/** Each of the calls is refused, as its parameters make no sense. */
export async function assertInvalidParams(ask: Ask, calls: Call[]): Promise<void> {
  for (const [method, ...params] of calls) {
    await assert.rejects(ask(method, ...params), { code: INVALID_PARAMS }, `${method}(${params})`);
  }
}

/** None of the calls is answered of a block that nobody knows. It is their last parameter. */
export async function assertUnknownBlock(ask: Ask, calls: Call[]): Promise<void> {
  const block = `0x${'5a'.repeat(32)}`;
  const error = { code: -32603, message: 'the runtime of that block gave no answer' };
  for (const [method, ...params] of calls) {
    await assert.rejects(ask(method, ...params, block), error, method);
  }
}

/** The answer to a text that is no amount. */
export function notAnAmount(text: string) {
  const message = `invalid amount \`${text}\`: expected an integer below 2^128`;
  return { code: INVALID_PARAMS, message };
}
