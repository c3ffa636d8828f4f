// Ten thousand malformed transactions, ten thousand malformed requests, and garbage on both ports: a
// node refuses all of it, makes its blocks, and its memory does not grow by more than 64 MiB.
//
// What looks random here is the same every time.

import type { ApiPromise } from '@polkadot/api';
import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { connect as dial } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, connect, cos, free, freshAccount, include } from '../lib/chain.js';
import { Load } from '../lib/load.js';
import { addressOf } from '../lib/network.js';
import { Node } from '../lib/node.js';

/** How many of each. */
const [TRANSACTIONS, REQUESTS, CONNECTIONS] = [10_000, 10_000, 1_000];

/** How many are under way at once. */
const AT_ONCE = 40;

/** By how much the node's memory may grow, in MiB. */
const GROWTH = 64;

/** For how long a connection is kept that the node does not end, in milliseconds. */
const HELD = 500;

/** Bytes that look random: those of a seed are always the same. */
function bytes(seed: number, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, i) =>
    blake2AsU8a(`${seed}/${i}`, 512),
  );
  return u8aConcat(...blocks).subarray(0, length);
}

/** A number under `bound` that looks random. */
function under(bound: number, seed: number): number {
  return Buffer.from(bytes(seed, 6)).readUIntBE(0, 6) % bound;
}

/** Something after its own length. */
function sized(content: Uint8Array): Uint8Array {
  return u8aConcat(compactToU8a(content.length), content);
}

/** What can be wrong with a transaction, of which a valid one is given without its length. */
const MALFORMED: ((valid: Uint8Array, i: number) => string | Uint8Array)[] = [
  (_, i) => bytes(i, under(2_000, i)),
  (_, i) => sized(bytes(i, under(2_000, i))),
  (_, i) => sized(u8aConcat([0x84, 0x00], bytes(i, 200))),
  (valid, i) => {
    const flipped = Uint8Array.from(valid);
    flipped[under(valid.length, i)] ^= 1 + under(255, i + 1);
    return sized(flipped);
  },
  (valid, i) => sized(valid.subarray(0, under(valid.length, i))),
  (valid, i) => sized(u8aConcat(valid, bytes(i, 1 + under(100, i)))),
  (valid) => u8aConcat(compactToU8a(2 ** 30 - 1), valid),
  // Batches in batches, deeper than anybody should follow.
  (_, i) => sized(u8aConcat([0x04], ...Array(300 + under(20_000, i)).fill([20, 2, 4]), [0, 0, 0])),
  (_, i) => `0x${'zz'.repeat(under(100, i))}z`,
  (_, i) => `${i}`,
];

/** What can be wrong with a request over HTTP. */
const REFUSED: ((i: number) => string | Uint8Array)[] = [
  (i) => bytes(i, 1 + under(5_000, i)),
  (i) => request('chain_getHeader', []).slice(0, 1 + under(40, i)),
  (i) => '['.repeat(1 + under(50_000, i)),
  (i) => '{"a":'.repeat(1 + under(10_000, i)),
  (i) => request(u8aToHex(bytes(i, 8)), []),
  (i) => request('x'.repeat(under(100_000, i)), []),
  (i) => ['42', 'null', '"text"', '[]', '{}', '[[]]', 'true', '-0e99999', '[1,2]'][i % 9],
  (i) => `{"jsonrpc":"1.0","id":${i},"method":"chain_getHeader"}`,
  (i) => `{"jsonrpc":"2.0","id":{"id":${i}},"method":"chain_getHeader"}`,
  (i) => `{"jsonrpc":"2.0","id":${i},"method":${i}}`,
  (i) => request(PARTICULAR[i % PARTICULAR.length], WRONG[under(WRONG.length, i)]),
  (i) =>
    `[${Array(50)
      .fill(request(`no_${i}`, {}))
      .join()}]`,
];

/** Methods that need parameters, and parameters that none of them takes. */
const PARTICULAR = [
  'state_getStorage',
  'state_call',
  'state_getKeysPaged',
  'state_queryStorageAt',
  'state_getReadProof',
  'author_submitExtrinsic',
  'author_hasKey',
  'payment_queryInfo',
  'system_accountNextIndex',
  'system_dryRun',
  'erc20_balanceOf',
  'cip_cip',
  'auction_price',
  'admission_peerStatus',
];
const WRONG: unknown[] = [
  [],
  {},
  [{}],
  [[[]]],
  [-1],
  [1e300],
  ['0xno'],
  ['x'.repeat(10_000)],
  [null, null, null],
  { key: ['0x'] },
];

function request(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

const UPGRADE =
  'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
  'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
const MULTISTREAM = '\x13/multistream/1.0.0\n';

/** How somebody who wants to talk to either port may begin, before garbage. */
const OPENINGS = [
  '',
  '\xff\xff\xff\xff\xff\xff\xff\xff\x7f',
  UPGRADE,
  `${UPGRADE}\x8f\xff\xff\xff\xff\xff\xff\xff\xff\xff`,
  `${POST}content-length: 99999999999999\r\n\r\n`,
  `${POST}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `${POST}${'a: b\r\n'.repeat(10_000)}`,
  MULTISTREAM,
  `${MULTISTREAM}\x07/noise\n`,
  `${MULTISTREAM}\x07/noise\n\x00\x20`,
  `${MULTISTREAM}\x07/noise\n\xff\xff`,
  `${MULTISTREAM}${MULTISTREAM.repeat(1_000)}`,
];

/** Does something so many times, some at once. */
async function times(count: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describe('A node that gets garbage', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;
  /** A transaction, without its length. */
  let valid: Uint8Array;
  /** What memory the node had before, and what was the most since, in MiB. */
  let [start, most] = [0, 0];
  let watching: NodeJS.Timeout;

  before(async () => {
    node = await Node.start(['--dev']);
    api = await connect(node);
    const transfer = api.tx.balances.transferKeepAlive(freshAccount().address, cos('1'));
    valid = (await transfer.signAsync(account('//Bob'))).toU8a(true);
    // A node at work has more memory than one that has just started.
    const load = await Load.start(node, api, account('//Eve'));
    await load.untilMore(200);
    await load.stop();
    await times(400, refuseTransaction);
    await times(400, refuseRequest);
    start = node.memory;
    watching = setInterval(() => {
      if (node.runs) most = Math.max(most, node.memory);
    }, 250);
  });

  after(async () => {
    clearInterval(watching);
    await api?.disconnect();
    await node?.stop();
  });

  const refuseTransaction = async (i: number) => {
    const transaction = MALFORMED[i % MALFORMED.length](valid, i);
    const hex = typeof transaction === 'string' ? transaction : u8aToHex(transaction);
    await assertRefused(request('author_submitExtrinsic', [hex]));
  };

  const refuseRequest = (i: number) => assertRefused(REFUSED[i % REFUSED.length](i));

  async function assertRefused(body: string | Uint8Array): Promise<void> {
    const response = await fetch(node.websocket.replace('ws', 'http'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(Buffer.from(body)),
    });
    const text = await response.text();
    // A request without an id has no answer.
    if (!response.ok || text === '') return;
    const answers: { error?: unknown }[] = [JSON.parse(text)].flat();
    const what = () => `${Buffer.from(body).subarray(0, 200)} was answered with ${text}`;
    assert.ok(answers.length > 0 && answers.every(({ error }) => error), what());
  }

  /** Has somebody say something to a port until the node hangs up, or for a while. */
  function pelt(port: number, content: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const socket = dial(port, '127.0.0.1', () => socket.write(content));
      socket.setTimeout(HELD, () => socket.destroy());
      // That the node ends the connection is well.
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
  }

  /** As it is before and after garbage: it makes blocks, and nothing of it has failed. */
  async function assertUnimpressed(): Promise<void> {
    await node.untilFinalised((await node.best()) + 3);
    assert.ok(node.runs);
    assert.equal([...node.log().matchAll(/Highest known block at #/g)].length, 1);
    assert.doesNotMatch(node.log(), /panicked|Essential task/);
  }

  test('refuses 10,000 malformed transactions', async () => {
    await times(TRANSACTIONS, refuseTransaction);
    await assertUnimpressed();
    assert.deepEqual(await node.rpc('author_pendingExtrinsics'), []);
  });

  test('refuses 10,000 malformed requests', async () => {
    await times(REQUESTS, refuseRequest);
    await assertUnimpressed();
  });

  test('bears garbage on its network port and on that of JSON-RPC', async () => {
    const ports = [/tcp\/(\d+)/.exec(await addressOf(node))?.[1], new URL(node.websocket).port];
    for (const port of ports) {
      await times(CONNECTIONS, (i) => {
        const opening = Buffer.from(OPENINGS[i % OPENINGS.length], 'latin1');
        return pelt(Number(port), u8aConcat(opening, bytes(i, under(20_000, i))));
      });
    }
    await assertUnimpressed();
  });

  test('goes on as before', async () => {
    const recipient = freshAccount();
    const transfer = api.tx.balances.transferKeepAlive(recipient.address, cos('1'));
    await include(api, transfer, account('//Bob'));
    assert.equal(await free(api, recipient), cos('1'));
  });

  test('has no more than 64 MiB of memory more at any time', async (t) => {
    // What is held for a connection may go a little later than it.
    await sleep(2_000);
    t.diagnostic(`${Math.round(start)} MiB before, ${Math.round(most)} MiB at most`);
    assert.ok(most - start <= GROWTH, `${start} MiB before, ${most} MiB at most`);
  });
});
