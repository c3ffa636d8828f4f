// A light client of the chain: smoldot over a websocket, and a meter for what goes through that.
//
// A light client trusts no node. It follows the signatures of GRANDPA from the genesis block on, and
// has a proof of everything else that it is told.

import { connectLight, type Connection, lightSpec } from 'chaos-client';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type AddChainOptions, type Chain, type Client, start } from 'smoldot';
import { portOf } from './node.js';

/** A relay on the loopback interface that counts bytes. */
export class Meter {
  /** How many came from the node, and how many went to it. */
  down = 0;
  up = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Relays to this port. */
  static async before(port: number): Promise<Meter> {
    const server = createServer();
    const meter = new Meter(server);
    server.on('connection', (client) => meter.relay(client, connect(port, '127.0.0.1')));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return meter;
  }

  get port(): number {
    return portOf(this.server);
  }

  close(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }

  private relay(client: Socket, node: Socket): void {
    node.on('data', (data) => (this.down += data.length));
    client.on('data', (data) => (this.up += data.length));
    this.pass(client, node);
    this.pass(node, client);
  }

  private pass(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('error', () => {}).on('close', () => to.destroy());
    from.pipe(to);
  }
}

/** The address of a node that listens for websockets at a port of the loopback interface. */
export function websocketAt(port: number): string {
  return `/ip4/127.0.0.1/tcp/${port}/ws`;
}

/** A light client that knows one address of the network. */
export class LightClient {
  private connection?: Connection;

  private constructor(
    private readonly smoldot: Client,
    private readonly chain: Chain,
    private readonly options: AddChainOptions,
  ) {}

  /** Joins the network of a raw chain spec, a file. */
  static async join(spec: string, address: string): Promise<LightClient> {
    const smoldot = start({ forbidTcp: true, forbidWebRtc: true, logCallback: () => {} });
    const options = { chainSpec: lightSpec(readFileSync(spec, 'utf8'), [address]) };
    return new LightClient(smoldot, await smoldot.addChain(options), options);
  }

  /** What wallets use to ask it. */
  get wallet(): Connection {
    // Of the same chain, smoldot makes one, however often it is asked.
    this.connection ??= connectLight(() => this.smoldot.addChain(this.options));
    return this.connection;
  }

  /** Makes a JSON-RPC request, one at a time. */
  async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    this.chain.sendJsonRpc(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const { result, error } = JSON.parse(await this.chain.nextJsonRpcResponse());
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The number of the last block that it knows to be final. */
  async finalised(): Promise<number> {
    const hash = await this.rpc<string>('chain_getFinalizedHead');
    return Number((await this.rpc<{ number: string }>('chain_getHeader', hash)).number);
  }

  /** How many nodes it is connected with. */
  async peers(): Promise<number> {
    return (await this.rpc<{ peers: number }>('system_health')).peers;
  }

  async leave(): Promise<void> {
    this.connection?.client.destroy();
    await this.smoldot.terminate();
  }
}
