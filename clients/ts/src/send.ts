// Signed transactions, from the signature to finality.

import type { PolkadotClient, PolkadotSigner, Transaction, TxFinalizedPayload } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { filter, firstValueFrom } from 'rxjs';

export type Signer = PolkadotSigner;

/** A key pair, whatever library made it. */
interface KeyPair {
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Signs with a pair of sr25519 keys, or of another kind. */
export function signerOf(pair: KeyPair, type: 'Sr25519' | 'Ed25519' | 'Ecdsa' = 'Sr25519'): Signer {
  return getPolkadotSigner(pair.publicKey, type, (message) => pair.sign(message));
}

/** A transaction that is in a final block, and has failed there. Its message is the error's name. */
export class CallFailed extends Error {
  override name = 'CallFailed';
}

/**
 * Signs a transaction, sends it, and waits until it is final. Throws `CallFailed` with a name such as
 * `Erc20.InsufficientBalance`, `Token.Frozen` or `BadOrigin` if it has failed, and the node's answer if it
 * was refused.
 */
export async function send(
  transaction: Transaction,
  signer: Signer,
  options: Parameters<Transaction['signAndSubmit']>[1] = {},
): Promise<TxFinalizedPayload> {
  const sent = await transaction.signAndSubmit(signer, options);
  if (!sent.ok) throw new CallFailed(errorName(sent.dispatchError));
  return sent;
}

/** An enum of the chain: a variant's name, and what is in it. */
interface Variant {
  type: string;
  value?: unknown;
}

/** The name of an error: that of its pallet or kind, if there is one, and its own. */
function errorName({ type, value }: Variant): string {
  if (!isVariant(value)) return type;
  return type === 'Module' ? errorName(value) : `${type}.${value.type}`;
}

function isVariant(value: unknown): value is Variant {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Waits until the block with this number is final. */
export async function untilFinal(client: PolkadotClient, number: number): Promise<void> {
  await firstValueFrom(client.finalizedBlock$.pipe(filter((block) => block.number >= number)));
}
