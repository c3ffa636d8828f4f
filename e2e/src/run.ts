// Runs tests, each file in a process of its own.
//
// Usage: node dist/run.js CONCURRENCY MINUTES PATH...
//
// A path is a file or a folder. Of a folder, all files `*.test.js` are run, and of each folder in it the
// file `index.js`, if there is one: it has the stories that share a process, so that they share a node or a
// network, or because none of them takes long. Those that take longest are started first, so that none of
// them is left at the end with nothing beside it. MINUTES is the most that a test may take.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** The ends of the paths of what takes longest, in this order. */
const LONGEST = [
  'networks/validators/index.js',
  'networks/upgrade.test.js',
  'networks/permissioned.test.js',
  'networks/open.test.js',
  'networks/addresses.test.js',
  'dist/operator.test.js',
  'aura/index.js',
  'dist/contracts.test.js',
  'dist/limits.test.js',
  'dist/clients.test.js',
  'dutch-auction/index.js',
  'cip/index.js',
  'node-admission/index.js',
  'erc20/index.js',
];

const [concurrency, minutes, ...paths] = process.argv.slice(2);

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return [join(inside, 'index.js')].filter((file) => existsSync(file));
    return entry.name.endsWith('.test.js') ? [inside] : [];
  });
}

function rank(file: string): number {
  const found = LONGEST.findIndex((end) => file.endsWith(end));
  return found < 0 ? LONGEST.length : found;
}

const files = paths.flatMap(filesIn).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
// Clients leave connections and timers behind, which nobody should wait for.
run({ files, concurrency: Number(concurrency), timeout: Number(minutes) * 60_000, forceExit: true })
  .on('test:fail', () => (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout);
