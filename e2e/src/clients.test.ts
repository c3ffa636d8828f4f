// What wallets and back ends are written with: polkadot-api and subxt, each with types that it
// generates from the metadata of the chain. The programs are an example of the client in TypeScript, and one in the
// folder `clients`.

import type { ApiPromise } from '@polkadot/api';
import { hexToU8a } from '@polkadot/util';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { account, connect, cos, free, freshAccount, include } from './lib/chain.js';
import { Node } from './lib/node.js';
import { balances } from './lib/tokens.js';

const TOKEN = 0;
const MINUTES = 60_000;

const subxt = fileURLToPath(new URL('../clients/subxt', import.meta.url));
const typescript = fileURLToPath(new URL('../../clients/ts', import.meta.url));
const alice = account('//Alice');

describe('With types that are generated', { timeout: 30 * MINUTES }, () => {
  let node: Node, api: ApiPromise;

  before(async () => {
    node = await Node.start(['--dev'], { basePath: null });
    api = await connect(node);
    const options = { mintable: false, burnable: false, pausable: false, cap: null };
    await include(api, api.tx.erc20.create('Gold', 'GLD', 6, 1_000_000n, options), alice);
    writeFileSync(join(subxt, 'chaos.scale'), await metadataOf(api));
  });

  after(async () => {
    await api.disconnect();
    await node.stop();
  });

  /** The program sends somebody coins and tokens, and reads that they are there. */
  const sends = async (folder: string, command: string, ...args: string[]) => {
    const somebody = freshAccount();
    const words = await run(folder, command, ...args, node.websocket, somebody.address, `${TOKEN}`);
    assert.equal(words, '2500000000000 1000');
    assert.equal(await free(api, somebody), cos('2.5'));
    assert.deepEqual(await balances(node, TOKEN, somebody), [1_000n]);
  };

  test('polkadot-api transfers coins and tokens', async () => {
    await sends(typescript, 'node', '--experimental-websocket', 'dist/examples/transfer.js');
  });

  test('subxt transfers coins and tokens', async () => {
    await sends(subxt, 'cargo', 'run', '--quiet', '--locked', '--');
  });
});

/** The metadata of version 15, which has the runtime APIs, too. */
async function metadataOf(api: ApiPromise): Promise<Uint8Array> {
  const version = '0x0f000000';
  const answer = await api.rpc.state.call('Metadata_metadata_at_version', version);
  return api
    .createType('Option<Bytes>', hexToU8a(`${answer}`))
    .unwrap()
    .toU8a(true);
}

/** Runs a command in the folder of a client, to its end. Returns its last line. */
async function run(folder: string, command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, CARGO_TARGET_DIR: cargoTarget() };
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env });
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** Nothing of the node's own target folder, whose dependencies have other features. */
function cargoTarget(): string {
  const { CARGO_TARGET_DIR } = process.env;
  return CARGO_TARGET_DIR
    ? join(dirname(CARGO_TARGET_DIR), 'subxt', 'target')
    : join(subxt, 'target');
}
