// Makes the bundle of a contract, which Polkadot.js apps and the tests take: its code, its metadata and
// what it was made with, in one JSON file.
//
// Usage: node bundle.mjs NAME WASM METADATA RUSTC OUTPUT
//
// WASM is what cargo has built, METADATA what ink! says of the contract, RUSTC the output of
// `rustc --version`. Prints the size of the code.

import { blake2b } from '@noble/hashes/blake2b';
import binaryen from 'binaryen';
import { readFileSync, writeFileSync } from 'node:fs';

const [name, wasm, metadata, rustc, output] = process.argv.slice(2);

/** Cargo.lock has the versions that were built with. */
function version(dependency) {
  const lock = readFileSync(new URL('Cargo.lock', import.meta.url), 'utf8');
  return new RegExp(`name = "${dependency}"\nversion = "(.*)"`).exec(lock)[1];
}

/** What pallet-contracts takes: two exports, and nothing beyond the first WebAssembly. */
function optimise(code) {
  const module = binaryen.readBinary(code);
  module.setFeatures(binaryen.Features.MVP);
  const exported = Array.from({ length: module.getNumExports() }, (_, i) =>
    binaryen.getExportInfo(module.getExportByIndex(i)),
  );
  for (const { name } of exported) {
    if (name !== 'call' && name !== 'deploy') module.removeExport(name);
  }
  // For size. The memory is the chain's, which gives out zeros.
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setZeroFilledMemory(true);
  // Twice: what the first round finds dead lets the second find more.
  module.optimize();
  module.optimize();
  module.runPasses(['strip-debug', 'strip-producers', 'strip-target-features']);
  if (!module.validate()) throw new Error(`${wasm}: not valid any more`);
  return Buffer.from(module.emitBinary());
}

const code = optimise(readFileSync(wasm));
const bundle = {
  source: {
    hash: `0x${Buffer.from(blake2b(code, { dkLen: 32 })).toString('hex')}`,
    language: `ink! ${version('ink')}`,
    compiler: `rustc ${rustc.split(' ')[1]}`,
    wasm: `0x${code.toString('hex')}`,
  },
  contract: { name, version: version(name), authors: ['CHAOS'] },
  image: null,
  ...JSON.parse(readFileSync(metadata, 'utf8')),
};
writeFileSync(output, `${JSON.stringify(bundle)}\n`);
console.log(`${output} (${code.length} bytes of code)`);
