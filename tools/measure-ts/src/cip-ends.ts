// Measures the blocks in which many CIPs end.
//
// Usage: node dist/cip-ends.js [CIPS]   (default: 128; the deposit doubles with every 16)
//
// On a development chain, Alice proposes CIPs that end in the same block; each has a call, and passes with
// the votes of two accounts. What the blocks before, of, and after that end take is measured. The binary
// in CHAOS_NODE needs the feature `runtime-benchmarks`.

import { account, cos, eventsOf, include } from 'chaos-e2e/chain';
import { until } from 'chaos-e2e/node';
import { atSizes, GrowingChain } from './growing-chain.js';

const PROPOSED_AT_ONCE = 64;
/** As many as fit into a transaction. */
const VOTES_OF_ACCOUNT = 64;
/** Enough for the turnout that development chains ask for. */
const TURNOUT = cos('100100');
/** From the first proposal to the end, in blocks. */
const PERIOD = 180;
/** How many blocks after the end are measured. */
const AFTER = 20;

const [alice, one, two] = ['//Alice', '//One', '//Two'].map(account);

const chain = await GrowingChain.start();
const { tx } = chain.api;

async function best(): Promise<number> {
  return (await chain.api.rpc.chain.getHeader()).number.toNumber();
}

/** Proposes some CIPs that end in that block, and returns their ids. */
async function propose(count: number, end: number): Promise<string[]> {
  for (;;) {
    const period = end - (await best()) - 1;
    const rules = { minVoters: null, minTurnout: null, minApproval: null, period };
    const document = { hash: `0x${'00'.repeat(32)}`, location: 'ipfs://bafy' };
    const call = { Inline: tx.system.remark('0x00').method.toHex() };
    const calls = Array.from({ length: count }, () =>
      tx.cip.propose('Measured', document, call, rules),
    );
    const { events } = await include(chain.api, tx.utility.batchAll(calls), alice);
    const proposed = eventsOf(events, 'cip').map(([, fields]) => fields as Record<string, string>);
    const ids = proposed.map(({ cip }) => cip);
    if (proposed.every((fields) => fields.end === `${end}`)) return ids;
    // They came a block later than they were meant for, and stay for a tenth of their period.
    const start = Number(proposed[0].end) - period;
    const early = start + Math.max(1, Math.floor(period / 10)) - 1;
    await until('the end of a tenth', async () => (await best()) >= early);
    const withdrawals = ids.map((id) => tx.cip.withdraw(id));
    await include(chain.api, tx.utility.batchAll(withdrawals), alice);
  }
}

/** Lets two new accounts vote on each of the CIPs. */
async function vote(ids: string[], group: number): Promise<void> {
  const [rich, poor] = [account(`//Rich${group}`), account(`//Poor${group}`)];
  const fund = [
    tx.balances.transferKeepAlive(rich.address, TURNOUT + cos('100')),
    tx.balances.transferKeepAlive(poor.address, cos('100')),
  ];
  const funder = group % 2 === 0 ? one : two;
  await include(chain.api, tx.utility.batchAll(fund), funder);
  const votes = (amount: bigint) =>
    tx.utility.batchAll(ids.map((id) => tx.cip.vote(id, true, amount)));
  await Promise.all([
    include(chain.api, votes(TURNOUT), rich),
    include(chain.api, votes(cos('1')), poor),
  ]);
}

await atSizes([128], async (count) => {
  const end = (await best()) + PERIOD;
  const ids: string[] = [];
  while (ids.length < count) {
    ids.push(...(await propose(Math.min(PROPOSED_AT_ONCE, count - ids.length), end)));
    process.stderr.write(`\r${ids.length} CIPs`);
  }
  for (let first = 0; first < count; first += VOTES_OF_ACCOUNT) {
    await vote(ids.slice(first, first + VOTES_OF_ACCOUNT), first / VOTES_OF_ACCOUNT);
    process.stderr.write(`\rvotes on ${first + VOTES_OF_ACCOUNT} CIPs`);
  }
  if ((await best()) >= end - 1) throw new Error('the votes took longer than the period');

  const times = await chain.execution(end - 1, end + AFTER);
  const rows = times.map(async ({ cold, warm }, i) => {
    const number = end - 1 + i;
    const hash = await chain.api.rpc.chain.getBlockHash(number);
    const events = await (await chain.api.at(hash)).query.system.events();
    const happened = (name: string) =>
      events.filter(({ event }) => event.section === 'cip' && event.method === name).length;
    return {
      block: `end ${i === 0 ? '-' : '+'} ${Math.abs(i - 1)}`,
      decided: happened('Passed') + happened('Rejected'),
      enacted: happened('Enacted'),
      lifted: happened('VoteLifted'),
      cold,
      warm,
    };
  });
  console.table(await Promise.all(rows));
});
process.exit(0);
