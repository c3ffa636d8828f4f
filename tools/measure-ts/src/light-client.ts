// Measures how many bytes a light client downloads, at chains of some lengths.
//
// Usage: node dist/light-client.js [BLOCKS...]   (default: 100 1000 10000)
//
// A chain makes a block a second. These are made twenty times as fast, on a clock that runs ahead, and go
// on at the usual pace once they are long enough: see fast-clock.c, for which Linux and a C compiler
// are needed. Bytes are those of TCP, websocket and encryption included.

import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, xxhashAsU8a } from '@polkadot/util-crypto';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { account } from 'chaos-e2e/chain';
import { LightClient, Meter, websocketAt } from 'chaos-e2e/light-client';
import { freePorts, newFolder, Node, until } from 'chaos-e2e/node';
import { identityAt, type Identity, WELL_KNOWN_NODE_KEYS } from 'chaos-e2e/peers';
import { rawSpecLike } from 'chaos-e2e/spec';
import { atSizes } from './growing-chain.js';

const SPEED = 20;
const MINUTE = 60_000;

const clock = join(newFolder(), 'fast-clock.so');
const source = fileURLToPath(new URL('../src/fast-clock.c', import.meta.url));
execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', clock, source]);
const spec = await rawSpecLike('dev', 'light', () => {});

/** A chain of so many blocks, or a few more, that goes on. */
async function chainOf(blocks: number, { nodeKey, listen }: Identity): Promise<Node> {
  const env = { LD_PRELOAD: clock, SPEED: `${SPEED}`, BEHIND: `${blocks}` };
  const args = ['--chain', spec, '--alice', '--validator', '--force-authoring'];
  const node = await Node.start(args, { nodeKey, listen, env });
  const caughtUp = Date.now() + (blocks * 1_000) / (SPEED - 1);
  const long = async () => Date.now() > caughtUp && (await node.finalised()) >= blocks;
  await until('a long chain', long, blocks * 1_000 + MINUTE);
  return node;
}

interface Downloads {
  /** Blocks that are final when it joins. */
  blocks: number;
  /** How long it takes until it has the last of them, and the runtime. */
  seconds: number;
  /** Bytes until then. */
  sync: number;
  /** Bytes for a balance, and for that of another account. */
  balance: number;
  another: number;
  /** Bytes in a minute in which it does nothing but follow the chain. */
  minute: number;
  /** Bytes until polkadot-api, which a wallet asks instead, has read its first balance. */
  wallet: number;
}

async function measureAt(length: number): Promise<Downloads> {
  const [port] = await freePorts(1);
  const identity = identityAt(websocketAt(port), WELL_KNOWN_NODE_KEYS[0]);
  const node = await chainOf(length, identity);
  const meter = await Meter.before(port);
  let before = 0;
  /** Bytes since the last time that this was asked. */
  const downloaded = () => {
    const bytes = meter.down - before;
    before = meter.down;
    return bytes;
  };

  const blocks = await node.finalised();
  const started = Date.now();
  const light = await LightClient.join(spec, `${websocketAt(meter.port)}/p2p/${identity.peerId}`);
  await until('sync', async () => (await light.finalised()) >= blocks);
  await light.rpc('state_getRuntimeVersion');
  const [seconds, sync] = [(Date.now() - started) / 1_000, downloaded()];
  await light.rpc('state_getStorage', keyOf('//Alice'));
  const balance = downloaded();
  await light.rpc('state_getStorage', keyOf('//Bob'));
  const another = downloaded();
  await sleep(MINUTE);
  const minute = downloaded();
  await light.wallet.api.query.System.Account.getValue(account('//Alice').address);
  const wallet = downloaded();

  await light.leave();
  meter.close();
  await node.stop();
  return { blocks, seconds, sync, balance, another, minute, wallet };
}

/** Where the state has the coins of an account. */
function keyOf(secret: string): string {
  const { publicKey } = account(secret);
  const [pallet, entry] = ['System', 'Account'].map((name) => xxhashAsU8a(name, 128));
  return u8aToHex(u8aConcat(pallet, entry, blake2AsU8a(publicKey, 128), publicKey));
}

console.table(await atSizes([100, 1_000, 10_000], measureAt));
process.exit(0);
