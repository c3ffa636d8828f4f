// The commands around a chain: keys, chain specs, blocks in and out, state, reverting, removing.
//
// A node makes a small chain and stops; the commands then work on what it left.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { account, connect, TOTAL_SUPPLY } from './lib/chain.js';
import { until } from './lib/endpoint.js';
import { newFolder, Node, run, succeed } from './lib/node.js';

const MINUTES = 60_000;

/** The development chain, with its genesis ready-made: commands start quickly from it. */
let spec: string;

before(async () => {
  spec = join(newFolder(), 'spec.json');
  writeFileSync(spec, await succeed(['export-chain-spec', '--raw', '--chain', 'dev']));
});

/** Arguments of a node that makes the blocks. */
function producer(...args: string[]): string[] {
  return ['--chain', spec, '--alice', '--validator', '--force-authoring', ...args];
}

/** Arguments of a command that works on the chain in this folder. */
function on(basePath: string): string[] {
  return ['--chain', spec, '--base-path', basePath];
}

interface ChainInfo {
  best_hash: string;
  best_number: number;
  genesis_hash: string;
  finalized_hash: string;
  finalized_number: number;
}

async function chainInfo(basePath: string): Promise<ChainInfo> {
  return JSON.parse(await succeed(['chain-info', ...on(basePath)]));
}

describe('Keys', { timeout: 5 * MINUTES }, () => {
  interface Key {
    secretPhrase: string;
    secretSeed: string;
    publicKey: string;
    ss58Address: string;
  }
  const key = async (...args: string[]): Promise<Key> =>
    JSON.parse(await succeed(['key', ...args, '--output-type', 'json']));

  test('are generated, and are the same for wallets', async () => {
    const [one, other] = [await key('generate'), await key('generate')];
    assert.notEqual(one.secretPhrase, other.secretPhrase);
    assert.equal(one.secretPhrase.split(' ').length, 12);
    assert.equal(one.ss58Address, account(one.secretPhrase).address);
  });

  test('are inspected by their phrase or their path', async () => {
    const generated = await key('generate');
    const inspected = await key('inspect', generated.secretPhrase);
    assert.equal(inspected.ss58Address, generated.ss58Address);
    assert.equal(inspected.secretSeed, generated.secretSeed);

    const alice = await key('inspect', '//Alice');
    assert.equal(alice.ss58Address, '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY');
  });

  test('of a node give it its identity', async () => {
    const file = join(newFolder(), 'node.key');
    await succeed(['key', 'generate-node-key', '--file', file]);
    const id = await succeed(['key', 'inspect-node-key', '--file', file]);
    assert.match(id, /^12D3KooW\w{44}\n$/);
  });

  test('go into the keystore of a node', async () => {
    const basePath = newFolder();
    const aura = ['--key-type', 'aura', '--scheme', 'sr25519', '--suri', '//Alice'];
    await succeed(['key', 'insert', '--chain', 'dev', '-d', basePath, ...aura]);
    const [name] = readdirSync(join(basePath, 'chains/dev/keystore'));
    const publicKey = Buffer.from(account('//Alice').publicKey).toString('hex');
    assert.equal(name, Buffer.from('aura').toString('hex') + publicKey);
  });
});

describe('A chain spec', { timeout: 5 * MINUTES }, () => {
  test('is written plain, for people to read and change', async () => {
    const plain = JSON.parse(await succeed(['export-chain-spec', '--chain', 'dev']));
    assert.equal(plain.name, 'Development');
    assert.deepEqual(plain.properties, { ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'COS' });
    const { validatorSet } = plain.genesis.runtimeGenesis.patch;
    assert.deepEqual(validatorSet.validators, [account('//Alice').address]);
  });

  test('is made raw by either command, with the same genesis', async () => {
    const folder = newFolder();
    const [plain, raw] = [join(folder, 'plain.json'), join(folder, 'raw.json')];
    writeFileSync(plain, await succeed(['build-spec', '--chain', 'dev']));
    writeFileSync(raw, await succeed(['build-spec', '--raw', '--chain', plain]));
    const [built, exported] = [raw, spec].map((path) => JSON.parse(readFileSync(path, 'utf8')));

    assert.deepEqual(Object.keys(built.genesis), ['raw']);
    assert.deepEqual(built.genesis, exported.genesis);
  });

  test('makes the same genesis block in any form', async () => {
    const genesis = async (chain: string) => {
      const node = await Node.start(['--chain', chain]);
      const hash = await node.blockHash(0);
      await node.stop();
      return hash;
    };
    const plain = join(newFolder(), 'plain.json');
    writeFileSync(plain, await succeed(['export-chain-spec', '--chain', 'dev']));
    const expected = await genesis('dev');
    for (const chain of [plain, spec]) assert.equal(await genesis(chain), expected);
  });
});

describe('A chain on disk', { timeout: 10 * MINUTES }, () => {
  const basePath = newFolder();
  /** The hashes of the blocks, by number. */
  const hashes: string[] = [];
  let best: number, finalised: number;
  let keys: { blockNumber: string; totalIssuance: string };

  before(async () => {
    const node = await Node.start(producer(), { basePath });
    const api = await connect(node);
    keys = {
      blockNumber: api.query.system.number.key(),
      totalIssuance: api.query.balances.totalIssuance.key(),
    };
    await api.disconnect();
    await node.untilFinalised(6);
    for (let number = 0; number <= 6; number++) hashes.push(await node.blockHash(number));
    const { code } = await node.stop();
    assert.equal(code, 0);
    ({ best_number: best, finalized_number: finalised } = await chainInfo(basePath));
  });

  test('is described by chain-info', async () => {
    const info = await chainInfo(basePath);
    assert.equal(info.genesis_hash, hashes[0]);
    assert.ok(info.finalized_number >= 6);
    assert.ok(info.best_number >= info.finalized_number);
  });

  test('is checked block by block', async () => {
    for (const block of ['1', '6', hashes[3]])
      await succeed(['check-block', block, ...on(basePath)]);
    const { code, stderr } = await run(['check-block', `${best + 1}`, ...on(basePath)]);
    assert.equal(code, 1);
    assert.match(stderr, /^Error: .*Unknown block$/m);
  });

  for (const [format, ...flags] of [['JSON'], ['binary', '--binary']]) {
    test(`is exported and imported into a fresh database, as ${format}`, async () => {
      const [file, fresh] = [join(newFolder(), 'blocks'), newFolder()];
      await succeed(['export-blocks', file, '--from', '1', '--to', '6', ...flags, ...on(basePath)]);
      await succeed(['import-blocks', file, ...flags, ...on(fresh)]);

      const info = await chainInfo(fresh);
      assert.equal(info.best_number, 6);
      assert.equal(info.best_hash, hashes[6]);
      assert.equal(info.genesis_hash, hashes[0]);
    });
  }

  test('gives the state after a block as a chain spec', async () => {
    const state = JSON.parse(await succeed(['export-state', '5', ...on(basePath)]));
    const { top } = state.genesis.raw;
    assert.equal(littleEndian(top[keys.blockNumber]), 5n);
    assert.equal(littleEndian(top[keys.totalIssuance]), TOTAL_SUPPLY);
  });

  test('is not reverted beyond what is final', async () => {
    await succeed(['revert', '100', ...on(basePath)]);
    const info = await chainInfo(basePath);
    assert.equal(info.best_number, finalised);
    assert.equal(info.finalized_number, finalised);
    assert.equal(info.genesis_hash, hashes[0]);
  });

  test('goes on where it was left', async () => {
    const node = await Node.start(producer(), { basePath });
    await node.untilFinalised(finalised + 2);
    assert.equal(await node.blockHash(6), hashes[6]);
    assert.equal((await node.stop()).code, 0);
  });

  test('is removed by purge-chain, but for the keys', async () => {
    const folder = join(basePath, 'chains/dev');
    assert.ok(existsSync(join(folder, 'paritydb')));
    await succeed(['purge-chain', '-y', ...on(basePath)]);
    assert.ok(!existsSync(join(folder, 'paritydb')));
    assert.ok(existsSync(join(folder, 'keystore')));
    assert.equal((await chainInfo(basePath)).best_number, 0);
  });
});

describe('A chain that is not final', { timeout: 5 * MINUTES }, () => {
  const basePath = newFolder();

  test('is reverted by as many blocks as asked for, and grows again from there', async () => {
    const node = await Node.start(producer('--no-grandpa'), { basePath });
    await node.untilBest(6);
    const kept = await node.blockHash(3);
    await node.stop();

    const { best_number: best } = await chainInfo(basePath);
    await succeed(['revert', `${best - 3}`, ...on(basePath)]);
    const info = await chainInfo(basePath);
    assert.equal(info.best_number, 3);
    assert.equal(info.best_hash, kept);

    await node.start();
    await node.untilBest(5);
    assert.equal(await node.blockHash(3), kept);
    await node.stop();
  });
});

describe('--dev', { timeout: 10 * MINUTES }, () => {
  /** Folders of its own, in place of those where a node would leave something. */
  const surroundings = () => ({ TMPDIR: newFolder(), XDG_DATA_HOME: newFolder() });

  describe('by itself', () => {
    const env = surroundings();
    let node: Node;

    before(async () => {
      node = await Node.start(['--dev'], { basePath: null, env });
    });
    after(() => node?.stop());

    test('makes a block a slot, and needs no transactions for it', async (t) => {
      const api = await connect(node);
      t.after(() => api.disconnect());
      await node.untilFinalised(5);
      const slots: number[] = [];
      for (let number = 1; number <= 5; number++) {
        const hash = await node.blockHash(number);
        const { block } = await api.rpc.chain.getBlock(hash);
        assert.deepEqual(
          block.extrinsics.map(({ method }) => `${method.section}.${method.method}`),
          ['timestamp.set'],
        );
        const moment = await (await api.at(hash)).query.timestamp.now();
        slots.push(Math.floor(moment.toNumber() / 1_000));
      }
      const isLater = (slot: number, i: number) => i === 0 || slot > slots[i - 1];
      assert.ok(slots.every(isLater), `${slots}: not one block a slot`);
    });

    test('answers on all namespaces that tools use', async () => {
      const { methods } = await node.rpc<{ methods: string[] }>('rpc_methods');
      const needed = [
        ...['chain_getHeader', 'state_getStorage', 'author_submitExtrinsic', 'system_health'],
        ...['payment_queryInfo', 'grandpa_roundState', 'cos_tranches'],
        ...['chainSpec_v1_genesisHash', 'chainHead_v1_follow'],
        ...['transaction_v1_broadcast', 'transactionWatch_v1_submitAndWatch'],
        ...['archive_v1_body', 'archive_v1_storage'],
      ];
      assert.deepEqual(
        needed.filter((method) => !methods.includes(method)),
        [],
      );
      assert.equal(await node.rpc('chainSpec_v1_chainName'), 'Development');
      assert.equal(await node.rpc('archive_v1_genesisHash'), await node.blockHash(0));
    });

    test('is measured by Prometheus', async () => {
      // It is brought up to date every few seconds.
      await until('a finalised block is measured', async () => {
        const metrics = await (await fetch(node.metrics)).text();
        const finalised = /^substrate_block_height\{status="finalized".*\} (\d+)$/m.exec(metrics);
        return Number(finalised?.[1]) > 0;
      });
    });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`leaves nothing behind after ${signal}`, async () => {
      const env = surroundings();
      const node = await Node.start(['--dev'], { basePath: null, env });
      await node.untilBest(2);
      assert.equal(readdirSync(env.TMPDIR).length, 1, 'its chain is in a temporary folder');

      assert.deepEqual(await node.stop(signal), { code: 0, signal: null });
      assert.deepEqual(readdirSync(env.TMPDIR), []);
      assert.deepEqual(readdirSync(env.XDG_DATA_HOME), []);
    });
  }

  test('keeps the chain in a --base-path', async () => {
    const node = await Node.start(['--dev']);
    await node.untilFinalised(2);
    const hash = await node.blockHash(2);
    await node.stop();

    await node.start();
    assert.equal(await node.blockHash(2), hash);
    await node.untilFinalised(4);
    await node.stop();
  });
});

function littleEndian(hex: string): bigint {
  return BigInt(`0x${Buffer.from(hex.slice(2), 'hex').reverse().toString('hex')}`);
}
