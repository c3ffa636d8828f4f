// What strangers can't do to a node by JSON-RPC, with its limits as they are when nobody says anything of them.

import { WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectByHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { slotOf } from './lib/attack.js';
import { account, connect, include } from './lib/chain.js';
import { Node, RpcError, until } from './lib/node.js';
import { rawSpecLike } from './lib/spec.js';

const MINUTES = 60_000;
const MIB = 2 ** 20;

/** Of the state: the runtime, more than a megabyte. */
const CODE = '0x3a636f6465';

/** JSON-RPC's own codes, and one of the range that it leaves to servers. */
const [INVALID_PARAMS, BATCH_TOO_LARGE] = [-32602, -32010];
/** Of a call of the runtime. */
const EXECUTION_FAILED = 4003;

interface Upgrade {
  status?: number;
  socket: Socket;
}

/** Asks to talk by WebSocket, as a page of this origin would. */
async function upgrade(node: Node, origin?: string): Promise<Upgrade> {
  const asked = request(node.websocket.replace('ws:', 'http:'), {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(origin === undefined ? {} : { origin }),
    },
    agent: false,
  });
  asked.end();
  const [response] = (await Promise.race([once(asked, 'upgrade'), once(asked, 'response')])) as [
    IncomingMessage,
  ];
  return { status: response.statusCode, socket: response.socket };
}

/** A request as a frame of a WebSocket. */
function frame(id: number, method: string, ...params: unknown[]): Buffer {
  return frameOf(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
}

/** A text as a frame of a WebSocket, with a mask of zeros. */
function frameOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  assert.ok(bytes.length < 2 ** 16);
  const [high, low] = [bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126, high, low, 0, 0, 0, 0]), bytes]);
}

/** Posts to a node, and reads the answer. */
async function post(node: Node, body: unknown): Promise<{ error?: { code: number } }> {
  const response = await fetch(node.websocket.replace('ws:', 'http:'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { error?: { code: number } };
}

async function refuses(
  node: Node,
  code: number,
  message: RegExp,
  method: string,
  ...params: unknown[]
): Promise<void> {
  await assert.rejects(node.rpc(method, ...params), (error) => {
    assert.ok(error instanceof RpcError);
    assert.match(error.message, message);
    assert.equal(error.code, code);
    return true;
  });
}

describe('A node that strangers talk to', { timeout: 10 * MINUTES }, () => {
  let node: Node;

  before(async () => {
    const spec = await rawSpecLike('dev', 'limited', () => {});
    const args = ['--chain', spec, '--alice', '--validator', '--force-authoring'];
    node = await Node.start(args, { forStrangers: true });
    await node.untilBest(2);
  });

  after(() => node.stop());

  test('speaks no HTTP/2, by which a connection has many requests at a time', async () => {
    const session = connectByHttp2(node.websocket.replace('ws:', 'http:'));
    session.on('error', () => {});
    const asked = session.request({ ':method': 'POST', 'content-type': 'application/json' });
    const answered = once(asked, 'response').then(() => true);
    const closed = once(asked, 'close').then(() => false);
    asked.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'chain_getHeader', params: [] }));
    assert.equal(await Promise.race([answered, closed]).catch(() => false), false);
    session.destroy();
    assert.ok('result' in (await post(node, { jsonrpc: '2.0', id: 1, method: 'chain_getHeader' })));
  });

  test('calls nothing unsafe for them', async () => {
    for (const [method, ...params] of [
      ['author_insertKey', 'aura', '//Mallory', '0x00'],
      ['author_rotateKeys'],
      ['system_peers'],
      ['system_addReservedPeer', '/ip4/192.0.2.1/tcp/1'],
      ['state_getPairs', '0x'],
    ]) {
      await assert.rejects(node.rpc(method, ...params), /unsafe to be called externally/);
    }
  });

  test('goes on while they ask for more than it can answer', async () => {
    const calls = 200;
    const provider = new WsProvider(node.websocket);
    await provider.isReady;
    let goesOn = true;
    const first = await node.best();
    const asking = Array.from({ length: calls }, async () => {
      while (goesOn) await provider.send('state_call', ['Metadata_metadata', '0x']).catch(() => {});
    });
    const last = first + 15;
    await node.untilBest(last);
    goesOn = false;
    await Promise.all(asking);
    await provider.disconnect();

    const slots: number[] = [];
    for (let number = first; number <= last; number++) {
      const hash = await node.blockHash(number);
      const header = await node.rpc<{ digest: { logs: string[] } }>('chain_getHeader', hash);
      slots.push(slotOf(header.digest.logs));
    }
    const missed = slots.slice(1).map((slot, i) => slot - slots[i] - 1);
    assert.ok(Math.max(...missed) <= 2, `slots of blocks: ${slots}`);
  });

  test('answers ninety who ask the runtime at one moment', async () => {
    const asked = Array.from({ length: 90 }, () => node.rpc<unknown[]>('cos_tranches'));
    for (const tranches of await Promise.all(asked)) assert.equal(tranches.length, 4);
  });

  test('keeps little of what they do not read, and does not wait for them for ever', async () => {
    const [connections, requests] = [10, 300];
    const closed = await node.metric('substrate_rpc_sessions_closed');
    const memory = node.memory;
    for (let i = 0; i < connections; i++) {
      const { status, socket } = await upgrade(node);
      assert.equal(status, 101);
      socket.on('error', () => {});
      socket.pause();
      for (let id = 0; id < requests; id++) socket.write(frame(id, 'state_getStorage', CODE));
    }
    let most = 0;
    await until('the end of those who do not read', async () => {
      most = Math.max(most, node.memory);
      return (await node.metric('substrate_rpc_sessions_closed')) >= closed + connections;
    });
    // They asked for 8 GiB. Each has at most eight answers of 3 MiB.
    assert.ok(most - memory < 600, `${memory} MiB before, ${most} MiB later`);
    assert.ok((await node.rpc<string>('state_getStorage', CODE)).length > MIB);
  });

  test('keeps a large value once for those who watch its key often, and do not read', async () => {
    const subscriptions = 300;
    const api = await connect(node);
    const bytes = new Uint8Array(4_000_000).fill(7);
    const key = api.query.preimage.preimageFor.key([blake2AsHex(bytes), bytes.length]);
    const { socket } = await upgrade(node);
    const closed = await node.metric('substrate_rpc_sessions_closed');
    let told = 0;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      told += data.toString('latin1').split('"state_storage"').length - 1;
    });
    for (let id = 0; id < subscriptions; id++) {
      socket.write(frame(id, 'state_subscribeStorage', [key]));
    }
    await until('that there is no value yet', async () => told >= subscriptions);

    socket.pause();
    const memory = node.memory;
    let most = 0;
    await include(api, api.tx.preimage.notePreimage(u8aToHex(bytes)), account('//Alice'));
    await until('the end of who does not read', async () => {
      most = Math.max(most, node.memory);
      return (await node.metric('substrate_rpc_sessions_closed')) > closed;
    });
    await api.disconnect();
    // One for each would be 2.4 GB.
    assert.ok(most - memory < 400, `${memory} MiB before, ${most} MiB later`);
  });

  test('reads no more from those who do not read, whatever they send', async () => {
    const { socket } = await upgrade(node);
    socket.on('error', () => {});
    socket.pause();
    const memory = node.memory;
    // Each would be answered with an error: 1.2 million of them.
    const many = Buffer.concat(Array<Buffer>(10_000).fill(frameOf('x')));
    for (let i = 0; i < 120; i++) socket.write(many);
    let most = 0;
    for (let i = 0; i < 20; i++) {
      await sleep(250);
      most = Math.max(most, node.memory);
    }
    assert.ok(socket.writableLength > MIB, `${socket.writableLength} bytes were not taken`);
    assert.ok(most - memory < 300, `${memory} MiB before, ${most} MiB later`);
    socket.destroy();
  });

  test('answers others while operations of chainHead wait for their reader', async () => {
    const { socket } = await upgrade(node);
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
    const follows = 2;
    for (let id = 0; id < follows; id++) socket.write(frame(id, 'chainHead_v1_follow', false));
    const initialized =
      /"subscription":"([^"]+)","result":{"event":"initialized","finalizedBlockHashes":\["(0x\w+)"/g;
    await until('follows', async () => [...text.matchAll(initialized)].length === follows);

    socket.pause();
    for (let id = 0; id < 100; id++) {
      for (const [, follow, block] of text.matchAll(initialized)) {
        socket.write(frame(id, 'chainHead_v1_call', follow, block, 'Metadata_metadata', '0x'));
      }
      await sleep(10);
    }
    const tooLong = sleep(10_000, undefined, { ref: false }).then(() => 'no answer');
    const answer = node.rpc<{ specName: string }>('state_getRuntimeVersion');
    assert.equal(await Promise.race([answer.then(({ specName }) => specName), tooLong]), 'chaos');
    socket.destroy();
  });

  test('builds no genesis for others, and sums no sizes of all values that there are', async () => {
    const build = ['GenesisBuilder_build_state', '0x'];
    await refuses(node, EXECUTION_FAILED, /from outside the node/, 'state_call', ...build);
    await refuses(node, INVALID_PARAMS, /read the value/, 'state_getStorageSize', '0x');
  });

  test('decodes no accounts or lists of blocks of any length', async () => {
    const account = 'z'.repeat(1_000_000);
    const tooLong = /the parameters are too long/;
    await refuses(node, INVALID_PARAMS, tooLong, 'cos_locked', account);
    await refuses(node, INVALID_PARAMS, tooLong, 'system_accountNextIndex', account);
    await refuses(
      node,
      INVALID_PARAMS,
      tooLong,
      'chain_getBlockHash',
      Array<number>(10_000).fill(1),
    );
  });

  test('reads no value of its state too often for one question', async () => {
    const twice = [CODE, CODE];
    const head = await node.blockHash(1);
    await refuses(node, INVALID_PARAMS, /at most 1$/, 'state_queryStorageAt', twice);
    await refuses(node, INVALID_PARAMS, /at most 1$/, 'state_getReadProof', twice, head);
    const many = Array.from({ length: 1_001 }, (_, i) => `0x${i.toString(16).padStart(8, '0')}`);
    await refuses(node, INVALID_PARAMS, /keys are too many/, 'state_queryStorageAt', many);
    await refuses(node, INVALID_PARAMS, /use the paged method/, 'state_getKeys', '0x');
    const [{ changes }] = await node.rpc<{ changes: unknown[] }[]>(
      'state_queryStorageAt',
      many.slice(1),
    );
    assert.equal(changes.length, 1_000);

    const provider = new WsProvider(node.websocket);
    await provider.isReady;
    const subscribe = (keys: string[]) =>
      provider.subscribe('state_storage', 'state_subscribeStorage', [keys], () => {});
    await assert.rejects(subscribe(Array<string>(500).fill(many[0])), /at most 16$/);
    await assert.rejects(subscribe([CODE]), /too large to subscribe to/);
    assert.ok(await subscribe([many[0]]));
    await provider.disconnect();
  });

  test('answers batches of up to a hundred requests', async () => {
    const batch = Array.from({ length: 101 }, (_, id) => ({
      ...{ jsonrpc: '2.0', id, method: 'system_name', params: [] },
    }));
    assert.equal((await post(node, batch)).error?.code, BATCH_TOO_LARGE);
    const answers = (await post(node, batch.slice(1))) as unknown as unknown[];
    assert.equal(answers.length, 100);
  });

  test('opens WebSockets for pages of allowed origins alone', async () => {
    for (const [origin, expected] of [
      ['https://evil.example', 403],
      ['null', 403],
      ['http://localhost.evil.example', 403],
      ['http://localhost:5173', 101],
      ['https://polkadot.js.org', 101],
      [undefined, 101],
    ] as const) {
      const { status, socket } = await upgrade(node, origin);
      assert.equal(status, expected, `${origin}`);
      socket.destroy();
    }
  });
});
