// The chain for programs in TypeScript. The README says what there is.

export { type Chain, connect, connectLight, type Connection, lightSpec } from './connect.js';
export { CallFailed, send, type Signer, signerOf, untilFinal } from './send.js';
export { coins, DECIMALS, planck } from './units.js';
export * from '../generated/descriptors/dist/index.js';
