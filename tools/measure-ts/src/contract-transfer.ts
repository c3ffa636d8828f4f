// Measures what a token transfer costs by the `Erc20` paradigm, and in a contract written by hand.
//
// Usage: node dist/contract-transfer.js [SPEC]   (default: the development chain of the binary)
//
// A development chain gets a token of each kind, both held by the same 100 accounts. Of each kind, one
// transaction makes a single transfer, for its fee, and one makes 100, for the time that it takes to
// execute. What an empty block takes is subtracted. The binary in CHAOS_NODE needs the feature
// `runtime-benchmarks`, and the bundles are those of scripts/contracts.sh.

import { createHash } from 'node:crypto';
import { account, send, type Transaction } from 'chaos-e2e/chain';
import { bundle, deployed, instantiation, weight } from 'chaos-e2e/contracts';
import { GrowingChain } from './growing-chain.js';

const TOKEN = 0;
const SUPPLY = 2n ** 100n;
const HOLDERS = 100;

const alice = account('//Alice');

/** The accounts that tokens go to. */
const holders = Array.from({ length: HOLDERS }, (_, i) =>
  createHash('sha256').update(`holder ${i}`).digest(),
);

const chain = await GrowingChain.start(process.argv[2]);
const options = { mintable: false, burnable: false, pausable: false, cap: null };
const create = chain.api.tx.erc20.create('Measured', 'MSR', 0, SUPPLY, options);
await send(chain.api, create, alice);
const made = await send(chain.api, instantiation(chain.api, 'erc20', [SUPPLY]), alice);
const { address } = deployed(chain.api, 'erc20', made);

const abi = bundle('erc20');
const input = (to: Uint8Array) => abi.findMessage('transfer').toU8a([to, 1n]);

/** As much gas as a client would send with it. */
const gas = async (to: Uint8Array) => {
  const { call } = chain.api.call.contractsApi;
  const { gasRequired } = await call(alice.address, address, 0n, null, null, input(to));
  return weight(
    chain.api,
    (gasRequired as unknown as ReturnType<typeof weight>).refTime.toBigInt(),
  );
};

/** One transfer of each kind. */
const inAll = (to: Uint8Array, limit: Awaited<ReturnType<typeof gas>>) => [
  chain.api.tx.erc20.transfer(TOKEN, { Id: to }, 1n),
  chain.api.tx.contracts.call(address, 0n, limit, null, input(to)),
];

// The first transfer to an account makes state; the others, which are measured, change it.
const most = await gas(holders[0]);
for (let first = 0; first < HOLDERS; first += 20) {
  const some = holders.slice(first, first + 20).flatMap((to) => inAll(to, most));
  await send(chain.api, chain.api.tx.utility.batchAll(some), alice);
}
const limit = await gas(holders[0]);

/** What transfers of a kind cost. They are made anew, as the client reconnects. */
async function measure(kind: 0 | 1): Promise<{ fee: number; cold: number; warm: number }> {
  const transfers = (): Transaction[] => holders.map((to) => inAll(to, limit)[kind]);
  const { fee } = await send(chain.api, transfers()[0], alice);
  const { empty, full } = await chain.measure(transfers(), alice);
  const each = (state: 'cold' | 'warm') => (full[state] - empty[state]) / HOLDERS;
  return { fee: Number(fee) / 1e6, cold: each('cold'), warm: each('warm') };
}

const [paradigm, byHand] = [await measure(0), await measure(1)];
const row = (what: string, unit: string, of: 'fee' | 'cold' | 'warm') => ({
  ...{ what, unit, 'Erc20 paradigm': paradigm[of], 'ink! by hand': byHand[of] },
  ratio: byHand[of] / paradigm[of],
});
console.table([
  row('fee', 'µCOS', 'fee'),
  row('execution, state from disk', 'µs', 'cold'),
  row('execution, state in memory', 'µs', 'warm'),
]);
process.exit(0);
