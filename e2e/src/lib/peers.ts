// Who nodes are on the network: peer ids, and the addresses by which others know them.

import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import {
  base58Decode,
  base58Encode,
  ed25519PairFromSeed,
  ed25519Sign,
} from '@polkadot/util-crypto';
import { randomBytes } from 'node:crypto';
import { freePorts } from './node.js';

/** What stands before an ed25519 key in a peer id: an identity hash of a protobuf. */
const ED25519 = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20);

/** The bytes of a peer id in base58, in hex: as calls of the chain take them. */
export function bytesOf(peerId: string): string {
  return u8aToHex(base58Decode(peerId));
}

/** A peer id in base58, of its bytes in hex. */
export function base58Of(bytes: string): string {
  return base58Encode(hexToU8a(bytes));
}

/** The peer id of a node with this key: 32 bytes in hex. */
export function peerIdOf(nodeKey: string): string {
  const { publicKey } = ed25519PairFromSeed(hexToU8a(`0x${nodeKey}`));
  return base58Encode(u8aConcat(ED25519, publicKey));
}

export function newNodeKey(): string {
  return randomBytes(32).toString('hex');
}

/** The node keys of the peer ids that were made here. */
const made = new Map<string, string>();

/** A peer id that nobody has. */
export function newPeerId(): string {
  const nodeKey = newNodeKey();
  const peerId = peerIdOf(nodeKey);
  made.set(peerId, nodeKey);
  return peerId;
}

/** A signature of ed25519 that is nobody's, in hex. */
export const NO_SIGNATURE = `0x${'00'.repeat(64)}`;

/** What the key of a peer id that was made here signs, of bytes in hex. */
export function signedBy(peerId: string, message: string): string {
  const nodeKey = made.get(peerId);
  if (!nodeKey) return NO_SIGNATURE;
  const pair = ed25519PairFromSeed(hexToU8a(`0x${nodeKey}`));
  return u8aToHex(ed25519Sign(hexToU8a(message), pair));
}

/** A node of whom others can know before it is started. */
export interface Identity {
  nodeKey: string;
  peerId: string;
  /** Where it listens. */
  listen: string;
  /** Where it listens, and who it is. */
  address: string;
}

/** Identities with these node keys, each at a free port of the loopback interface. */
export async function identities(...nodeKeys: string[]): Promise<Identity[]> {
  const ports = await freePorts(nodeKeys.length);
  return nodeKeys.map((nodeKey, i) => identityAt(`/ip4/127.0.0.1/tcp/${ports[i]}`, nodeKey));
}

/** The identity with this node key that listens there. */
export function identityAt(listen: string, nodeKey = newNodeKey()): Identity {
  const peerId = peerIdOf(nodeKey);
  return { nodeKey, peerId, listen, address: `${listen}/p2p/${peerId}` };
}

/** The node keys of the validators of the `local` preset: 1, 2, 3 and 4. */
export const WELL_KNOWN_NODE_KEYS = [1, 2, 3, 4].map((key) => `${key}`.padStart(64, '0'));
