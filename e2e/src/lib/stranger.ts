// A peer that is no node: it speaks a few of the network's protocols, and says what it likes.

import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { tcp } from '@libp2p/tcp';
import { multiaddr } from '@multiformats/multiaddr';
import { u8aConcat } from '@polkadot/util';
import { type LengthPrefixedStream, lpStream } from 'it-length-prefixed-stream';
import { createLibp2p, type Libp2p } from 'libp2p';
import type { Endpoint } from './endpoint.js';
import { addressOf } from './network.js';
import { until } from './node.js';

// libp2p's libraries use it. Node.js has it from version 22 on.
if (!('withResolvers' in Promise)) {
  Object.assign(Promise, {
    withResolvers() {
      const parts: Record<string, unknown> = {};
      parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return parts;
    },
  });
}

/** What one says of itself: a full node. */
const FULL_NODE = Uint8Array.of(1);

/** Whoever doesn't take a message for so long has closed the stream. */
const PATIENCE = 5_000;

/** What one says something by. */
interface Streams {
  blocks: LengthPrefixedStream;
  votes: LengthPrefixedStream;
  /** Opened when it is used: who listens to votes begins to at once. */
  transactions: () => Promise<LengthPrefixedStream>;
}

/** Who hears what a node tells of votes, and answers. */
export class Stranger {
  private constructor(
    private readonly libp2p: Libp2p,
    private readonly streams: Streams,
  ) {}

  /**
   * Connects to a node, which takes it for a full one. `hear` gets what GRANDPA tells it. Who takes
   * transactions has to open a stream for them soon, or is disconnected.
   */
  static async connect(
    node: Endpoint,
    hear: (message: Uint8Array) => void,
    takesTransactions = false,
  ): Promise<Stranger> {
    const genesis = await node.blockHash(0);
    const blocks = `/${genesis.slice(2)}/block-announces/1`;
    const votes = `/${genesis.slice(2)}/grandpa/1`;
    const transactions = `/${genesis.slice(2)}/transactions/1`;
    // It has the genesis block, of number 0, and nothing else.
    const ours = new Map([
      [blocks, u8aConcat(FULL_NODE, new Uint8Array(4), genesis, genesis)],
      [votes, FULL_NODE],
    ]);
    if (takesTransactions) ours.set(transactions, FULL_NODE);

    const libp2p = await createLibp2p({
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    });
    for (const [protocol, handshake] of ours) {
      // Each direction has a stream of its own. This one is the node's to us.
      await libp2p.handle(protocol, async ({ stream }) => {
        const messages = lpStream(stream);
        await messages.read();
        await messages.write(handshake);
        for (;;) {
          const message = (await messages.read()).subarray();
          if (protocol === votes) hear(message);
        }
      });
    }
    const connection = await libp2p.dial(multiaddr(await addressOf(node)));
    const open = async (protocol: string): Promise<LengthPrefixedStream> => {
      const messages = lpStream(await connection.newStream(protocol));
      await messages.write(ours.get(protocol) ?? FULL_NODE);
      await messages.read();
      return messages;
    };
    const announcements = await open(blocks);
    const whenAsked = (protocol: string) =>
      until(`that it is asked for ${protocol}`, () => open(protocol).catch(() => undefined));
    return new Stranger(libp2p, {
      blocks: announcements,
      votes: await whenAsked(votes),
      transactions: () => whenAsked(transactions),
    });
  }

  get id(): string {
    return this.libp2p.peerId.toString();
  }

  /** Says something by GRANDPA's protocol. */
  async vote(message: Uint8Array): Promise<void> {
    await this.streams.votes.write(message);
  }

  /** Says the same so often by a protocol, or until the stream is closed. */
  async flood(by: keyof Streams, message: Uint8Array, times: number): Promise<void> {
    const stream = by === 'transactions' ? await this.streams[by]() : this.streams[by];
    try {
      for (let i = 0; i < times; i++) {
        await stream.write(message, { signal: AbortSignal.timeout(PATIENCE) });
      }
    } catch {
      // It is closed.
    }
  }

  async stop(): Promise<void> {
    await this.libp2p.stop();
  }
}
