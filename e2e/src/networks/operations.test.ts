// What runs networks in earnest: a network of one's own from two lists, backups, and the metrics that
// alerts and the dashboard are about.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { account, connect, cos, freshAccount, include } from '../lib/chain.js';
import { UNLIMITED } from '../lib/items.js';
import { assertOneChain, peersOf, untilFurther } from '../lib/network.js';
import { newFolder, Node, succeed, until } from '../lib/node.js';
import { identityAt, WELL_KNOWN_NODE_KEYS } from '../lib/peers.js';
import { rawSpecLike } from '../lib/spec.js';

const SECONDS = 1_000;

const operations = fileURLToPath(new URL('../../../operations', import.meta.url));

/** Runs a script of the folder `operations`. Returns what it wrote. */
async function script(name: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)(join(operations, name), args)).stdout;
}

describe('A network of one’s own', { timeout: 900 * SECONDS }, () => {
  const folder = newFolder();
  const labels = ['north', 'south'];
  const owners = labels.map(() => freshAccount());
  const files = {
    distribution: join(folder, 'recipients.csv'),
    validators: join(folder, 'validators.csv'),
  };
  let peers: string[];

  before(async () => {
    const recipients = [
      'tranche,recipient,amount',
      `angel,${owners[0].address},1000000`,
      `ico,${owners[1].address},6000000`,
      `team,${owners[0].address},1000000`,
      'foundation,treasury,2000000',
    ];
    writeFileSync(files.distribution, recipients.join('\n'));
    const rows = labels.map((label, i) =>
      script('new-validator.sh', label, owners[i].address, join(folder, label)),
    );
    const validators = (await Promise.all(rows)).join('');
    writeFileSync(files.validators, `label,account,aura,grandpa,peer_id\n${validators}`);
    peers = validators
      .trim()
      .split('\n')
      .map((row) => row.split(',')[4]);
  });

  const newNetwork = (...options: string[]) =>
    succeed([
      ...['new-network', 'two', '--name', 'Two', '--output', folder, '--chain', 'local'],
      ...['--distribution', files.distribution, '--validators', files.validators, ...options],
    ]);

  test('is made by one command, and its validators make one chain', async () => {
    const first = identityAt('/ip4/127.0.0.1/tcp/30333', keyOf('north'));
    const written = await newNetwork('--permissioned', '--boot-node', first.address);
    const spec = join(folder, 'two-raw.json');
    assert.deepEqual(written.trim().split('\n'), [join(folder, 'two.json'), spec]);
    const { name, id, bootNodes, permissioned } = JSON.parse(readFileSync(spec, 'utf8'));
    assert.deepEqual([name, id, bootNodes, permissioned], ['Two', 'two', [first.address], true]);

    const nodes: Node[] = [];
    for (const label of labels) {
      const keystore = join(folder, label, 'keystore');
      const args = ['--chain', spec, '--validator', '--keystore-path', keystore];
      const known = nodes[0] && (await nodes[0].rpc<string[]>('system_localListenAddresses'));
      if (known) args.push('--bootnodes', known[0]);
      nodes.push(await Node.start(args, { nodeKey: keyOf(label) }));
    }
    await untilFurther(nodes, 4);
    await assertOneChain(nodes);
    assert.deepEqual(await peersOf(nodes[0]), [peers[1]]);
    await Promise.all(nodes.map((node) => node.stop()));
  });

  const keyOf = (label: string) => readFileSync(join(folder, label, 'node.key'), 'utf8').trim();

  test('is not made with a mistake, which is named', async () => {
    const right = readFileSync(files.validators, 'utf8');
    const refused = async (wrong: string, message: RegExp) => {
      writeFileSync(files.validators, wrong);
      await assert.rejects(newNetwork(), message);
    };
    const twice = right.replace(peers[1], peers[0]);
    await refused(twice, /nodeAdmission: member 1 has the peer id of another/);
    await refused(right.replace(/,5\w+,12D3/, ',5F,12D3'), /line 2: grandpa: invalid key `5F`/);
    await refused(right.split('\n')[0], /expected 1 to 128 validators, found 0/);
    writeFileSync(files.validators, right);
  });
});

test('A node is restored from a backup, with its keys and its chain', async () => {
  const spec = await rawSpecLike('dev', 'restored', () => {});
  const args = ['--chain', spec, '--validator', '--force-authoring', '--alice'];
  const [original, restored] = [newFolder(), newFolder()];
  const node = await Node.start(args, { basePath: original });
  await node.untilFinalised(4);
  const archive = join(newFolder(), 'node.tar');
  await assert.rejects(script('backup.sh', '--chain', original, archive), /the node is running/);
  const keys = await node.rpc<string>('author_rotateKeys');
  const known = [await node.finalised(), await node.blockHash(await node.finalised())] as const;
  await node.stop();

  await script('backup.sh', '--chain', original, archive);
  mkdirSync(restored, { recursive: true });
  await promisify(execFile)('tar', ['-xpf', archive, '-C', restored]);
  const again = await Node.start(args, { basePath: restored });
  assert.ok(await again.rpc('author_hasSessionKeys', keys));
  assert.equal(await again.blockHash(known[0]), known[1]);
  await again.stop();
});

describe('Metrics', { timeout: 600 * SECONDS }, () => {
  let node: Node;

  after(() => node.stop());

  before(async () => {
    const spec = await rawSpecLike('dev', 'watched', (_, spec) => (spec.permissioned = true));
    const [nodeKey] = WELL_KNOWN_NODE_KEYS;
    const args = ['--chain', spec, '--alice', '--validator', '--force-authoring'];
    node = await Node.start(args, { nodeKey });
    // Nothing is counted as refused before anything was.
    const [known] = await node.rpc<string[]>('system_localListenAddresses');
    const outsider = await Node.start(['--chain', spec, '--bootnodes', known]);
    await until('a refusal', async () => (await node.metric('chaos_admission_refused_total')) > 0);
    await outsider.stop();
  });

  test('exist that alerts and the dashboard name', async () => {
    const exported = await (await fetch(node.metrics)).text();
    const known = new Set([...exported.matchAll(/^\w+/gm)].map(([name]) => name));
    for (const file of ['prometheus/alerts.yml', 'grafana/dashboard.json']) {
      const text = readFileSync(join(operations, file), 'utf8');
      const named = [...text.matchAll(/\b(?:substrate|chaos)_\w+/g)].map(([name]) => name);
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((name) => !known.has(name)),
        [],
        file,
      );
    }
  });

  test('say how many members, auctions and CIPs there are', async () => {
    const counts = () =>
      Promise.all(
        ['members', 'open_auctions', 'open_cips'].map((what) => node.metric(`chaos_${what}`)),
      );
    await until('the first counts', async () => `${await counts()}` === '1,0,0');

    const alice = account('//Alice');
    const api = await connect(node);
    const { cip, dutchAuction, erc721 } = api.tx;
    const document = { hash: `0x${'00'.repeat(32)}`, location: 'https://example.org' };
    const rules = { minVoters: null, minTurnout: null, minApproval: null, period: 3_000 };
    await include(api, cip.propose('Title', document, null, rules), alice);
    await include(api, erc721.createCollection('Art', 'ART', '', UNLIMITED), alice);
    await include(api, erc721.batchMint(0, alice.address, 2), alice);
    await include(api, dutchAuction.createHouse(0, TERMS), alice);
    const house = await node.rpc<string>('auction_houseAccount', 0);
    await include(api, erc721.setApprovalForAll(0, house, true), alice);
    const lists = [0, 1].map((item) => dutchAuction.list(0, item, cos('2'), cos('1'), 3_600));
    await include(api, api.tx.utility.batchAll(lists), alice);
    await api.disconnect();
    await until('the counts', async () => `${await counts()}` === '1,2,1');
  });
});

/** Of an auction house. */
const TERMS = {
  ...{ currency: 'Coin', commission: 0, shortest: 60, longest: 86_400 },
  ...{ curve: 'Linear', sellers: 'Anybody' },
};
