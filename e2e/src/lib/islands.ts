// Islands: network namespaces, in which nodes run, with a bridge between them that can be cut. What is
// sent while it is cut is lost, and nobody is told.
//
// Nothing of this machine's own network is touched. A namespace is there for as long as a process is in
// it, and those that hold one end with this process, so nothing stays behind. Needs unshare, nsenter
// and ip, of Linux, and root or the right to make user namespaces.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, newFolder, type Settings, until } from './node.js';
import { RELAY, relayTo } from './relay.js';

/** Whoever is not root becomes so in a user namespace, which the first one belongs to. */
const IS_ROOT = process.getuid?.() === 0;

class Namespace {
  private constructor(readonly pid: number) {}

  /** Makes a namespace, for whoever is not root in the user namespace of another one. */
  static async make(beside?: Namespace): Promise<Namespace> {
    const user = IS_ROOT || beside ? [] : ['--user', '--map-root-user'];
    const holder = run([...(beside?.userEntry ?? []), 'unshare', ...user, '--net', 'cat']);
    const { pid } = holder;
    if (!pid) throw new Error('there is no unshare, which is in the package util-linux');
    await until('a network namespace', async () => {
      if (holder.exitCode !== null) throw new Error('this user may not make network namespaces');
      return networkOf(pid) !== networkOf('self');
    });
    const namespace = new Namespace(pid);
    namespace.ip('link', 'set', 'lo', 'up');
    return namespace;
  }

  private get userEntry(): string[] {
    return IS_ROOT ? [] : ['nsenter', `--target=${this.pid}`, '--user', '--preserve-credentials'];
  }

  /** The command that has the one after it run in here. */
  get entry(): string[] {
    const user = IS_ROOT ? [] : ['--user', '--preserve-credentials'];
    return ['nsenter', `--target=${this.pid}`, ...user, '--net'];
  }

  /** Runs `ip` in here. */
  ip(...args: string[]): void {
    const [command, ...before] = this.entry;
    execFileSync(command, [...before, 'ip', ...args]);
  }
}

/** Starts a process that ends when its standard input does, as it does with this process. */
function run([command, ...args]: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.on('error', () => {});
  child.unref();
  return child;
}

function networkOf(pid: number | 'self'): string | undefined {
  const path = `/proc/${pid}/ns/net`;
  return existsSync(path) ? readlinkSync(path) : undefined;
}

/** A namespace with an address that the other islands reach. */
class Island {
  constructor(
    private readonly namespace: Namespace,
    private readonly address: string,
  ) {}

  /** With which settings a node runs here. It answers on this machine's loopback as any other. */
  async settings(): Promise<Settings> {
    const [rpc, prometheus, p2p] = await freePorts(3);
    for (const port of [rpc, prometheus]) {
      const socket = join(newFolder(), 'socket');
      run([...this.namespace.entry, process.execPath, RELAY, socket, `${port}`]);
      await until('a way in', async () => existsSync(socket));
      const server = relayTo({ path: socket });
      await once(server.listen(port, '127.0.0.1'), 'listening');
      server.unref();
    }
    const listen = `/ip4/${this.address}/tcp/${p2p}`;
    return { ports: { rpc, prometheus }, listen, through: this.namespace.entry };
  }
}

/** Two islands, and the bridge between them. */
export class Islands {
  private constructor(
    private readonly sea: Namespace,
    readonly left: Island,
    readonly right: Island,
  ) {}

  static async make(): Promise<Islands> {
    const sea = await Namespace.make();
    sea.ip('link', 'add', 'bridge', 'type', 'bridge');
    sea.ip('link', 'set', 'bridge', 'up');
    const island = async (number: number) => {
      const namespace = await Namespace.make(sea);
      const [port, address] = [`port${number}`, `10.0.0.${number}`];
      const peer = ['peer', 'name', 'ship', 'netns', `${namespace.pid}`];
      sea.ip('link', 'add', port, 'type', 'veth', ...peer);
      sea.ip('link', 'set', port, 'master', 'bridge', 'up');
      namespace.ip('address', 'add', `${address}/24`, 'dev', 'ship');
      namespace.ip('link', 'set', 'ship', 'up');
      return new Island(namespace, address);
    };
    return new Islands(sea, await island(1), await island(2));
  }

  cut(): void {
    this.sea.ip('link', 'set', 'port1', 'down');
  }

  mend(): void {
    this.sea.ip('link', 'set', 'port1', 'up');
  }
}
