// Connections to the chain: through a node that one trusts, or by a light client that trusts none.

import { createClient, type PolkadotClient, type TypedApi } from 'polkadot-api';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { getWsProvider, type WebSocketClass } from 'polkadot-api/ws';
import { chaos } from '../generated/descriptors/dist/index.js';

/** A connection, which stays open until `client.destroy()`. */
export interface Connection {
  /** Blocks, finality, JSON-RPC. */
  client: PolkadotClient;
  /** Calls, storage, events, constants and runtime APIs, by their types. */
  api: TypedApi<typeof chaos>;
}

/** A chain that smoldot follows: what `addChain` of its client gives. */
export type Chain = Awaited<ReturnType<Parameters<typeof getSmProvider>[0]>>;

/**
 * Connects to a node's JSON-RPC, such as `ws://127.0.0.1:9944`. Node.js has a WebSocket of its own from
 * version 22 on: for an older one, pass the class of a library such as `ws`.
 */
export function connect(url: string, websocketClass?: WebSocketClass): Connection {
  return connection(createClient(getWsProvider(url, websocketClass && { websocketClass })));
}

/** Connects by a light client. `addChain` may be asked again when the connection was lost. */
export function connectLight(addChain: () => Chain | Promise<Chain>): Connection {
  return connection(createClient(getSmProvider(addChain)));
}

function connection(client: PolkadotClient): Connection {
  return { client, api: client.getTypedApi(chaos) };
}

/**
 * What a light client takes of a raw chain spec, both in JSON: without the fields that are this chain's own.
 * If addresses of nodes are given, they replace the spec's boot nodes.
 */
export function lightSpec(spec: string, bootNodes?: string[]): string {
  const { consensus, permissioned, grandpaGossipDuration, ...rest } = JSON.parse(spec);
  return JSON.stringify(bootNodes ? { ...rest, bootNodes } : rest);
}
