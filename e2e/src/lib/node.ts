// Starts and stops the node under test, and runs its commands.
//
// The binary is the one that the environment variable CHAOS_NODE names. A node listens on free
// ports of the loopback interface and keeps its chain and its log in a folder of its own. Whatever
// a test file starts or writes through here is gone when its process ends, however it ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Endpoint, type Ports, until } from './endpoint.js';

export { RpcError, until } from './endpoint.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Generous: four nodes share two cores in some tests. A bound, not an expectation. */
const START_BOUND = 2 * MINUTE;
const STOP_BOUND = MINUTE;
const PROBE_BOUND = 10 * SECOND;
const COMMAND_BOUND = 2 * MINUTE;

const binary = findBinary();
const scratch = mkdtempSync(join(tmpdir(), 'chaos-e2e-'));
const children = new Set<ChildProcess>();

process.on('exit', () => {
  children.forEach((child) => child.kill('SIGKILL'));
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(1));
}

function findBinary(): string {
  const path = process.env.CHAOS_NODE;
  if (!path || !existsSync(path)) {
    console.error(`CHAOS_NODE must be the path of a chaos-node binary; it is ${path ?? 'not set'}`);
    process.exit(1);
  }
  return path;
}

/** A new, empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(scratch, 'folder-'));
}

/**
 * The ports that this process gives away. The system has others for whoever wants any (from 32,768 on, with
 * Linux): one of those may be somebody else's when its node starts, or starts again.
 */
let range: Promise<{ next: number }> | undefined;

/** Whoever listens on the first port of a range has it, until the process ends. */
async function takeRange(): Promise<{ next: number }> {
  for (let number = process.pid; ; number++) {
    const first = 10_000 + (number % 100) * 200;
    const server = await occupyPort(first).catch(() => undefined);
    if (!server) continue;
    server.unref();
    return { next: first + 1 };
  }
}

/** Ports of the loopback interface that nobody listens on, and that nobody was given before. */
export async function freePorts(count: number): Promise<number[]> {
  range ??= takeRange();
  const own = await range;
  const ports: number[] = [];
  while (ports.length < count) {
    const port = own.next++;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  try {
    const server = await occupyPort(port);
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}

/** Listens on a port of the loopback interface: on any that is free if none is given. */
export async function occupyPort(port = 0): Promise<Server> {
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Output extends Finished {
  stdout: string;
  stderr: string;
}

/** Runs the binary to its end. */
export async function run(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  bound = COMMAND_BOUND,
): Promise<Output> {
  const child = launch(args, env, 'pipe', 'pipe');
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const tooLong = setTimeout(() => child.kill('SIGKILL'), bound);
  const [code, signal] = (await once(child, 'close')) as [Finished['code'], Finished['signal']];
  clearTimeout(tooLong);
  return { code, signal, stdout, stderr };
}

/** Runs the binary to its end, which must be a success. Returns what it wrote to stdout. */
export async function succeed(args: string[]): Promise<string> {
  const { code, signal, stdout, stderr } = await run(args);
  if (code !== 0) {
    throw new Error(`chaos-node ${args.join(' ')}: ${signal ?? `exit code ${code}`}\n${stderr}`);
  }
  return stdout;
}

function launch(
  args: string[],
  env: NodeJS.ProcessEnv,
  stdout: number | 'pipe',
  stderr: number | 'pipe',
  through: string[] = [],
): ChildProcess {
  const stdio = ['ignore', stdout, stderr] as const;
  const [command, ...all] = [...through, binary, ...args];
  const child = spawn(command, all, { stdio: [...stdio], env: { ...process.env, ...env } });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export interface Settings {
  /** A new folder if not given; null for the default of the node. */
  basePath?: string | null;
  env?: NodeJS.ProcessEnv;
  /** Most milliseconds until it answers. */
  startBound?: number;
  /** Its identity on the network: 32 bytes in hex. A new one if not given. */
  nodeKey?: string;
  /** Where it listens: a multiaddress. A free port of the loopback interface if not given. */
  listen?: string;
  /** Where it answers. Free ports of the loopback interface if not given. */
  ports?: Ports;
  /** A command that becomes the one that follows it, such as `nsenter`. */
  through?: string[];
  /** Whether it says nothing of its RPC methods. Else whoever tests it may call all of them. */
  forStrangers?: boolean;
}

/** A node that can be started again on its database, with the ports and the identity it had. */
export class Node extends Endpoint {
  readonly basePath: string | null;
  private readonly logFile = join(newFolder(), 'node.log');
  private readonly nodeKey: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly startBound: number;
  private readonly through: string[];
  private readonly rpcMethods: string[];
  private listen?: string;
  private ports?: Ports;
  private child?: ChildProcess;
  private ended?: Promise<Finished>;

  private constructor(
    private readonly args: string[],
    settings: Settings,
  ) {
    super();
    this.basePath = settings.basePath === undefined ? newFolder() : settings.basePath;
    this.env = settings.env ?? {};
    this.startBound = settings.startBound ?? START_BOUND;
    this.nodeKey = settings.nodeKey ?? randomBytes(32).toString('hex');
    this.listen = settings.listen;
    this.through = settings.through ?? [];
    this.rpcMethods = settings.forStrangers ? [] : ['--rpc-methods=unsafe'];
  }

  /** Starts a node and waits until it answers. */
  static async start(args: string[], settings: Settings = {}): Promise<Node> {
    const node = new Node(args, settings);
    const [rpc, p2p, prometheus] = await freePorts(3);
    node.ports = settings.ports ?? { rpc, prometheus };
    node.listen ??= `/ip4/127.0.0.1/tcp/${p2p}`;
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    const length = existsSync(this.logFile) ? this.log().length : 0;
    const log = openSync(this.logFile, 'a');
    const child = launch(this.commandLine(), this.env, log, log, this.through);
    closeSync(log);
    // A test that fails before it stops its node must not keep the test run waiting for it.
    child.unref();
    this.child = child;
    this.ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    try {
      await until('an answer from the node', () => this.isUp(), this.startBound);
      // It writes its log a little later than it answers.
      const started = async () => this.log().includes('Running JSON-RPC server', length);
      await until('the start in the log', started);
    } catch (error) {
      await this.stop('SIGKILL');
      throw new Error(`${error}\n${this.log().split('\n').slice(-40).join('\n')}`);
    }
  }

  private commandLine(): string[] {
    const { rpc, prometheus } = this.at;
    return [
      ...this.args,
      ...this.rpcMethods,
      ...(this.basePath === null ? [] : [`--base-path=${this.basePath}`]),
      `--rpc-port=${rpc}`,
      `--listen-addr=${this.listen}`,
      `--prometheus-port=${prometheus}`,
      `--node-key=${this.nodeKey}`,
      '--no-mdns',
      '--no-telemetry',
    ];
  }

  /** Whether its process is there. */
  get runs(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** How much memory its process has, in MiB. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  /** How many files and sockets its process has open. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.child?.pid}/fd`).length;
  }

  private async isUp(): Promise<boolean> {
    if (!this.runs) {
      throw new Error(`the node ended: ${this.child?.signalCode ?? this.child?.exitCode}`);
    }
    return this.ask(PROBE_BOUND, 'system_health').then(
      () => true,
      () => false,
    );
  }

  protected override get at(): Ports {
    if (!this.ports) throw new Error('the node was never started');
    return this.ports;
  }

  /** Asks the node to end, and makes it end if it doesn't. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    if (!this.child || !this.ended) throw new Error('the node was never started');
    this.child.kill(signal);
    const tooLong = setTimeout(() => this.child?.kill('SIGKILL'), STOP_BOUND);
    const finished = await this.ended;
    clearTimeout(tooLong);
    return finished;
  }

  /** Has it stand still, as if its machine did, until it is resumed. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  override log(): string {
    return readFileSync(this.logFile, 'utf8');
  }
}
