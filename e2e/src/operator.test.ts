// Mistakes of operators: each gives one clear line and a failure, never a panic.
//
// What a node has logged before may stand above that line. Nothing may stand below.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { account } from './lib/chain.js';
import { freePorts, newFolder, Node, occupyPort, portOf, run, succeed } from './lib/node.js';
import type { Genesis as AdmissionGenesis } from './lib/spec.js';

const MINUTES = 60_000;
const NOT_FOUND = 'No such file or directory (os error 2)';
const ETHEREUM = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

const folder = newFolder();

interface Tranches {
  angel: string[];
  ico: string[];
  team: string[];
  foundation: string[];
}

/** A list of recipients without a mistake, but for what stands in `mistake`. */
function recipients(mistake: Partial<Tranches> = {}): string {
  const right: Tranches = {
    angel: [`angel,${account('//Alice').address},1000000`],
    ico: [`ico,${ETHEREUM},6000000`],
    team: [`team,${account('//Bob').address},1000000`],
    foundation: ['foundation,treasury,2000000'],
  };
  const { angel, ico, team, foundation } = { ...right, ...mistake };
  const rows = ['tranche,recipient,amount', ...angel, ...ico, ...team, ...foundation];
  return rows.map((row) => `${row}\n`).join('');
}

/** Writes a file into the folder of these tests. */
function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Runs the node with a mistake. Its last words must be a line that says this. */
async function refuses(args: string[], message: RegExp | string): Promise<void> {
  const { code, signal, stderr } = await run(args);
  const lines = stderr.trimEnd().split('\n');
  const lastWords = lines[lines.length - 1];

  assert.doesNotMatch(stderr, /panicked|backtrace|This is a bug/i);
  assert.ok(code !== null && code > 0, `it ended with ${signal ?? code}`);
  assert.equal(lines.filter((line) => line.startsWith('Error')).length, 1, stderr);
  const error = /^Error: (?:[A-Z][a-z ]+: )?(.*)$/.exec(lastWords)?.[1];
  if (typeof message === 'string') assert.equal(error, message, stderr);
  else assert.match(error ?? lastWords, message, stderr);
}

/** Arguments of a node that keeps to itself, on free ports. */
async function node(...args: string[]): Promise<string[]> {
  const [rpc, p2p, prometheus] = await freePorts(3);
  return [
    ...['--no-mdns', '--no-telemetry', '--base-path', newFolder()],
    ...['--rpc-port', `${rpc}`, '--port', `${p2p}`, '--prometheus-port', `${prometheus}`],
    ...args,
  ];
}

/** The arguments, with another value for an option. */
function replace(args: string[], option: string, value: string): string[] {
  return args.map((arg, i) => (args[i - 1] === option ? value : arg));
}

describe('A wrong chain spec is refused', { timeout: 10 * MINUTES }, () => {
  type Spec = { name: unknown; genesis: { runtimeGenesis: { patch: Genesis } } };
  type Genesis = {
    cosDistribution: Record<string, [string, number][]>;
    nodeAdmission: AdmissionGenesis['nodeAdmission'];
  };

  /** The plain spec of the development chain, with a mistake. */
  const specWith = async (name: string, mistake: (spec: Spec, genesis: Genesis) => void) => {
    const spec: Spec = JSON.parse(await succeed(['export-chain-spec', '--chain', 'dev']));
    mistake(spec, spec.genesis.runtimeGenesis.patch);
    return file(name, JSON.stringify(spec));
  };

  test('a file that is not there', async () => {
    const path = join(folder, 'nowhere.json');
    const message = `chain spec ${path}: Error opening spec file \`${path}\`: ${NOT_FOUND}`;
    await refuses(await node('--chain', path), message);
    await refuses(['export-chain-spec', '--chain', path], message);
  });

  test('a chain that nobody knows', async () => {
    await refuses(await node('--chain', 'moonnet'), /^chain spec moonnet: .*No such file/);
  });

  test('that of a main network, before anybody has completed it', async () => {
    const incomplete = /validatorSet: expected 1 to 128 validators, found 0$/;
    await refuses(await node('--chain', 'mainnet'), incomplete);
    await refuses(['build-spec', '--raw', '--chain', 'mainnet'], incomplete);
  });

  test('a file that is not JSON', async () => {
    const path = file('recipe.json', 'Two eggs, a pinch of salt');
    await refuses(await node('--chain', path), /recipe\.json: .* at line 1 column 1$/);
  });

  test('a field of the wrong type', async () => {
    const path = await specWith('type.json', (spec) => (spec.name = 5));
    await refuses(await node('--chain', path), /type\.json: .*integer `5`, expected a string/);
  });

  test('a list of recipients that this chain does not have', async () => {
    const path = await specWith('list.json', (_, { cosDistribution }) => {
      cosDistribution.bankers = [];
    });
    for (const args of [await node('--chain', path), ['build-spec', '--raw', '--chain', path]]) {
      await refuses(args, /unknown field `bankers`, expected one of `angel`, `ico`/);
    }
  });

  // Each of the three compiles the runtime.
  describe('whoever builds it or starts from it:', { concurrency: 2 }, () => {
    const cases: [string, (genesis: Genesis) => void, RegExp][] = [
      [
        'a tranche that does not add up',
        ({ cosDistribution: { angel } }) => (angel[0][1] -= 1e12),
        /tranche angel: expected its recipients to get 1000000 COS in all, found 999999 COS$/,
      ],
      [
        'a recipient who stands twice in a tranche',
        ({ cosDistribution: { ico } }) => (ico[1][0] = ico[0][0]),
        /tranche ico, list ico, entry 1: expected each recipient once, found 5\w+ again, .*entry 0/,
      ],
      [
        'an amount of nothing',
        ({ cosDistribution: { team } }) => (team[0][1] = 0),
        /tranche team, list team, entry 0 .*: expected at least .* of 0.001 COS, found 0 COS$/,
      ],
      [
        'a validator whose node is not admitted',
        ({ nodeAdmission }) => (nodeAdmission.members = []),
        /nodeAdmission: validator .* is not among the members$/,
      ],
      [
        'a peer id that is none',
        ({ nodeAdmission: { members } }) => (members[0].peerId = 'alice'),
        /expected a peer id such as 12D3KooW…/,
      ],
      [
        'a peer id that stands twice',
        ({ nodeAdmission: { members } }) => members.push({ ...members[0], role: 'observer' }),
        /nodeAdmission: member 1 has the peer id of another: 12D3KooW\w{44}$/,
      ],
      [
        'a vote that nobody has to agree in',
        ({ nodeAdmission: { parameters } }) => (parameters.threshold = 0),
        /nodeAdmission: expected a threshold above 0, found 0$/,
      ],
    ];
    for (const [i, [name, mistake, message]] of cases.entries()) {
      test(name, async () => {
        const path = await specWith(`case-${i}.json`, (_, genesis) => mistake(genesis));
        await refuses(['build-spec', '--raw', '--chain', path], message);
        await refuses(['export-chain-spec', '--raw', '--chain', path], message);
        await refuses(await node('--chain', path), message);
      });
    }
  });
});

describe('A port in use is named, with the option to change it', { timeout: 5 * MINUTES }, () => {
  for (const option of ['--rpc-port', '--port', '--prometheus-port']) {
    test(option, async () => {
      const other = await occupyPort();
      const args = replace(await node('--dev'), option, `${portOf(other)}`);
      const problem = `:${portOf(other)} is in use by another program; choose another ${option}$`;
      try {
        await refuses(args, new RegExp(problem));
      } finally {
        other.close();
      }
    });
  }
});

describe('Rules for addresses that would not hold stop a node', { timeout: 5 * MINUTES }, () => {
  test('with the network’s other library', async () => {
    const rules = ['--deny-ip', '10.0.0.0/8', '--network-backend', 'libp2p'];
    await refuses(
      await node('--chain', 'dev', ...rules),
      '--allow-ip, --deny-ip and --ip-rules require --network-backend litep2p',
    );
  });
});

describe('A database of another chain is left alone', { timeout: 5 * MINUTES }, () => {
  const basePath = newFolder();
  let [ours, theirs] = ['', ''];
  let [genesis, best] = ['', 0];

  before(async () => {
    const specWithAngel = async (name: string) => {
      const angel = [`angel,${account(`//${name}`).address},1000000`];
      const [csv, spec] = [
        file(`${name}.csv`, recipients({ angel })),
        join(folder, `${name}.json`),
      ];
      const args = ['--chain', 'dev', '--id', 'twins', '--raw', '--output', spec];
      await succeed(['distribution', csv, ...args]);
      return spec;
    };
    [ours, theirs] = [await specWithAngel('Alice'), await specWithAngel('Charlie')];

    const node = await Node.start(producer(ours), { basePath });
    await node.untilFinalised(2);
    [genesis, best] = [await node.blockHash(0), await node.best()];
    await node.stop();
  });

  const producer = (spec: string) => ['--chain', spec, '--alice', '--validator'];
  const message = /belongs to another chain: its genesis block is 0x[0-9a-f]{64}, .*purge-chain/;

  test('by a node', async () => {
    const args = replace(await node('--chain', theirs), '--base-path', basePath);
    await refuses(args, message);
  });

  test('by a node, even if the database has nothing but the genesis block', async () => {
    const empty = await Node.start(['--chain', ours]);
    await empty.stop();
    const args = replace(await node('--chain', theirs), '--base-path', `${empty.basePath}`);
    await refuses(args, message);
  });

  test('by a command', async () => {
    const blocks = join(folder, 'blocks');
    await refuses(['export-blocks', blocks, '--chain', theirs, '-d', basePath], message);
    await refuses(['check-block', '1', '--chain', theirs, '-d', basePath], message);
  });

  after(async () => {
    const info = JSON.parse(await succeed(['chain-info', '--chain', ours, '-d', basePath]));
    assert.equal(info.genesis_hash, genesis);
    assert.ok(info.best_number >= best, 'the chain is as long as it was');
  });
});

describe('A key file that makes no sense is named', { timeout: 5 * MINUTES }, () => {
  const cases: [string, () => string][] = [
    ['words', () => file('words.key', 'correct horse battery staple')],
    ['too many bytes', () => file('long.key', Buffer.alloc(100, 7))],
    ['nothing', () => file('empty.key', '')],
    [
      'a folder',
      () => {
        const path = join(folder, 'folder.key');
        mkdirSync(path);
        return path;
      },
    ],
  ];
  for (const [what, path] of cases) {
    test(what, async () => {
      const key = path();
      await refuses(await node('--dev', '--node-key-file', key), new RegExp(key));
    });
  }
});

describe('A list of recipients with a mistake becomes no chain', { timeout: 5 * MINUTES }, () => {
  const { address } = account('//Alice');
  const mistyped = `${address.slice(0, -1)}Z`;

  const cases: [string, Partial<Tranches> & { text?: string }, RegExp | string][] = [
    [
      'a tranche that does not add up',
      { angel: [`angel,${address},999999.5`] },
      'CSV: tranche angel: expected its recipients to get 1000000 COS in all, found 999999.5 COS',
    ],
    [
      'too much in a tranche of accounts and Ethereum addresses',
      { ico: [`ico,${ETHEREUM},6000000`, `ico,${address},1`] },
      'CSV: tranche ico: expected its recipients to get 6000000 COS in all, found 6000001 COS',
    ],
    [
      'a tranche that nobody gets',
      { team: [] },
      'CSV: tranche team: expected its recipients to get 1000000 COS in all, found 0 COS',
    ],
    [
      'an account that stands twice in a tranche',
      { angel: [`angel,${address},400000`, `angel,${address},600000`] },
      'CSV, line 3: tranche angel, list angel, entry 1: expected each recipient once, found ' +
        `${address} again, who is entry 0 already`,
    ],
    [
      'an Ethereum address that stands twice, written differently',
      { ico: [`ico,${ETHEREUM},1000000`, `ico,${ETHEREUM.toLowerCase()},5000000`] },
      'CSV, line 4: tranche ico, list icoClaims, entry 1: expected each recipient once, found ' +
        `${ETHEREUM} again, who is entry 0 already`,
    ],
    [
      'an amount of nothing',
      { angel: [`angel,${address},0`] },
      `CSV, line 2: tranche angel, list angel, entry 0 (${address}): expected at least the ` +
        'existential deposit of 0.001 COS, found 0 COS',
    ],
    [
      'an amount under the existential deposit',
      { ico: [`ico,${ETHEREUM},0.000999999999`] },
      `CSV, line 3: tranche ico, list icoClaims, entry 0 (${ETHEREUM}): expected at least the ` +
        'existential deposit of 0.001 COS, found 0.000999999999 COS',
    ],
    [
      'an amount that is no number',
      { angel: [`angel,${address},1e6`] },
      'CSV, line 2: invalid amount `1e6`: expected COS with at most 12 decimal places',
    ],
    [
      'an address with a typo',
      { angel: [`angel,${mistyped},1000000`] },
      new RegExp(`^CSV, line 2: invalid address \`${mistyped}\`: `),
    ],
    [
      'an Ethereum address with a typo',
      { ico: [`ico,${ETHEREUM.replace('f39F', 'f38F')},6000000`] },
      /^CSV, line 3: `0xf38F\w{36}` has a wrong checksum \(EIP-55\)/,
    ],
    [
      'an Ethereum address that is too short',
      { ico: [`ico,${ETHEREUM.slice(0, -1)},6000000`] },
      /^CSV, line 3: `0xf39F\w{35}` is not an Ethereum address: 0x and 40 hex digits$/,
    ],
    [
      'an Ethereum address outside the ico',
      { team: [`team,${ETHEREUM},1000000`] },
      'CSV, line 4: Ethereum addresses are allowed in the ico tranche only, not in team',
    ],
    [
      'a foundation without the treasury',
      { foundation: [`foundation,${address},2000000`] },
      /^CSV: tranche foundation: expected an entry of at least 0\.001 COS for the treasury/,
    ],
    [
      'a tranche that does not exist',
      { angel: [`angels,${address},1000000`] },
      /^CSV, line 2: .*unknown variant `angels`, expected one of `angel`, `ico`, `team`/,
    ],
    [
      'a row without an amount',
      { angel: [`angel,${address}`] },
      'CSV, line 2: expected 3 columns, found 2',
    ],
    ['nothing at all', { text: '' }, /^CSV: .*tranche/],
    ['other columns', { text: 'who,what\nalice,all\n' }, /^CSV, line 2: .*missing field `tranche`/],
  ];

  for (const [name, mistake, message] of cases) {
    test(name, async () => {
      const csv = file('recipients.csv', mistake.text ?? recipients(mistake));
      const spec = join(newFolder(), 'never.json');
      const named =
        typeof message === 'string'
          ? message.replace('CSV', csv)
          : new RegExp(message.source.replace('CSV', csv));
      await refuses(['distribution', csv, '--chain', 'dev', '--output', spec], named);
      assert.throws(() => readFileSync(spec), { code: 'ENOENT' }, 'nothing was written');
    });
  }

  test('a file that is not there', async () => {
    const csv = join(folder, 'nowhere.csv');
    await refuses(['distribution', csv], `${csv}: ${NOT_FOUND}`);
  });

  test('a chain spec that is raw, which can’t be changed any more', async () => {
    const csv = file('recipients.csv', recipients());
    const raw = join(folder, 'raw.json');
    await succeed(['distribution', csv, '--chain', 'dev', '--raw', '--output', raw]);
    const message = `chain spec ${raw}: it is raw, so its genesis cannot be changed`;
    await refuses(['distribution', csv, '--chain', raw], message);
  });

  test('a place that can’t be written to', async () => {
    const csv = file('recipients.csv', recipients());
    const spec = join(folder, 'no-such-folder', 'spec.json');
    const args = ['distribution', csv, '--chain', 'dev', '--output', spec];
    await refuses(args, `${spec}: ${NOT_FOUND}`);
  });
});
