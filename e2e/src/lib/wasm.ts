// WebAssembly of its text.

import wabt from 'wabt';

/** The code of a module of these fields, with the memory that contracts have and an empty constructor. */
export async function contractCode(fields: string, call = ''): Promise<Uint8Array> {
  return assemble(
    `(module (import "env" "memory" (memory 16 16)) ${fields}
      (func (export "deploy")) (func (export "call") ${call}))`,
  );
}

/** The code of a module that is written as text. */
async function assemble(text: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat('contract.wat', text);
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
