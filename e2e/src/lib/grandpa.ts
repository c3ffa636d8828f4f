// GRANDPA's messages on the network, as far as somebody hostile needs them.

import { bnToU8a, compactToU8a, u8aConcat } from '@polkadot/util';
import { randomBytes } from 'node:crypto';
import { type Account, accountWith } from './chain.js';

/** What a message is, by its first byte. */
const [VOTE, COMMIT, NEIGHBOUR] = [0, 1, 2];
/** Votes. */
const [PRECOMMIT, PROPOSAL] = [1, 2];

/** Where messages have what, in bytes. A round and a set of voters are two numbers of eight. */
const COMMIT_NUMBER = 1 + 16 + 32;
const [ROUND_AND_SET, HEIGHT] = [2, 2 + 16];

/** What a node says of itself: where it is, and the highest block of which it knows that it is final. */
export interface View {
  roundAndSet: Uint8Array;
  height: number;
}

/** What a node says of itself, if that is what the message is about. */
export function viewIn(message: Uint8Array): View | undefined {
  if (message[0] !== NEIGHBOUR) return undefined;
  const roundAndSet = message.slice(ROUND_AND_SET, HEIGHT);
  return { roundAndSet, height: view(message).getUint32(HEIGHT, true) };
}

/** The message that somebody is so many rounds ahead. */
export function ahead({ roundAndSet, height }: View, rounds: number): Uint8Array {
  const message = u8aConcat([NEIGHBOUR, 1], roundAndSet, number(height));
  const round = view(message).getBigUint64(ROUND_AND_SET, true);
  view(message).setBigUint64(ROUND_AND_SET, round + BigInt(rounds), true);
  return message;
}

export function isCommit(message: Uint8Array): boolean {
  return message[0] === COMMIT;
}

/** The commit of another block's number, which nobody has signed. */
export function forged(commit: Uint8Array, height: number): Uint8Array {
  const message = commit.slice();
  view(message).setUint32(COMMIT_NUMBER, height, true);
  return message;
}

/** What a validator that is not honest says of blocks that don't exist. */
export class Dishonest {
  private readonly key: Account;

  constructor(secret: string) {
    this.key = accountWith('ed25519', secret);
  }

  /** A proposal of a block. */
  proposal({ roundAndSet, height }: View): Uint8Array {
    const target = u8aConcat(randomBytes(32), number(height + 1));
    const signature = this.sign(PROPOSAL, target, roundAndSet);
    return u8aConcat([VOTE], roundAndSet, [PROPOSAL], target, signature, this.key.publicKey);
  }

  /** A commit with so many votes, all of this validator. */
  commit({ roundAndSet, height }: View, votes: number): Uint8Array {
    const targets = Array.from({ length: votes }, () =>
      u8aConcat(randomBytes(32), number(height + 10)),
    );
    const signatures = targets.map((target) =>
      u8aConcat(this.sign(PRECOMMIT, target, roundAndSet), this.key.publicKey),
    );
    const length = compactToU8a(votes);
    return u8aConcat(
      u8aConcat([COMMIT], roundAndSet, targets[0]),
      u8aConcat(length, ...targets, length, ...signatures),
    );
  }

  private sign(kind: number, target: Uint8Array, roundAndSet: Uint8Array): Uint8Array {
    return this.key.sign(u8aConcat([kind], target, roundAndSet));
  }
}

function number(height: number): Uint8Array {
  return bnToU8a(height, { bitLength: 32 });
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
