// Generates the types of the chain's calls, storage, events and runtime APIs from its compiled runtime.
//
// The runtime is the file that the environment variable CHAOS_RUNTIME names, or else the one that was built
// with the node that CHAOS_NODE names, or with that of the default target folder. What is there already is
// kept while the runtime is the same.

import { getMetadataFromRuntime } from '@polkadot-api/wasm-executor/node';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, 'generated');
/** Whose types they are: a hash of the runtime. */
const stamp = join(generated, 'runtime.sha256');

function runtimeFile() {
  const { CHAOS_RUNTIME, CHAOS_NODE, XDG_CACHE_HOME } = process.env;
  if (CHAOS_RUNTIME) return CHAOS_RUNTIME;
  const cache = XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const release = CHAOS_NODE ? dirname(CHAOS_NODE) : join(cache, 'chaos/target/release');
  return join(release, 'wbuild/chaos-runtime/chaos_runtime.compact.compressed.wasm');
}

const path = runtimeFile();
if (!existsSync(path)) {
  console.error(`no runtime ${path}: build the node, or set CHAOS_RUNTIME`);
  process.exit(1);
}
const runtime = readFileSync(path);
const hash = createHash('sha256').update(runtime).digest('hex');
const same = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
if (!same) {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated, { recursive: true });
  const answer = getMetadataFromRuntime(`0x${runtime.toString('hex')}`);
  // Before the metadata, which begins with this word, stands its length.
  const bytes = Buffer.from(answer.slice(2), 'hex');
  writeFileSync(join(generated, 'chaos.scale'), bytes.subarray(bytes.indexOf('meta')));
  const papi = join(here, 'node_modules', '.bin', 'papi');
  execFileSync(papi, ['generate', '--config', 'polkadot-api.json'], {
    cwd: here,
    stdio: 'inherit',
  });
  writeFileSync(stamp, hash);
}
