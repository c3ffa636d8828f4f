// Which addresses a node has to do with: --allow-ip, --deny-ip, and a file that is read again when
// it changes.
//
// Whoever is on this machine comes from 127.0.0.1. So that nodes come from elsewhere they take
// detours, which pass on what they send from another address of the loopback interface. From
// 127.0.0.1 nobody may come at all, or they would find the direct way.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as dial, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import { account } from '../lib/chain.js';
import { peersOf, untilConnected, untilFurther } from '../lib/network.js';
import { freePorts, newFolder, Node, portOf, until } from '../lib/node.js';
import {
  identities,
  type Identity,
  identityAt,
  newNodeKey,
  peerIdOf,
  WELL_KNOWN_NODE_KEYS,
} from '../lib/peers.js';
import { rawSpecLike } from '../lib/spec.js';

const MINUTES = 60_000;

/** Where nobody may come from, where a node comes from that must not, and one that may. */
const [DIRECT, DENIED, ALLOWED] = ['127.0.0.1', '127.0.0.2', '127.0.0.5'];

/** Most tests wait for blocks. So many of each kind of network run at a time. */
const AT_ONCE = 2;

/** How many blocks are final before nodes are taken to have had their chance. */
const CHANCE = 10;

/** A way to a port of 127.0.0.1 from another address. */
class Detour {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(from: string, to: Identity): Promise<Detour> {
    const port = Number(to.listen.split('/').pop());
    const detour = new Detour(createServer());
    detour.server.on('connection', (caller) => {
      const callee = dial({ host: DIRECT, port, localAddress: from });
      for (const [one, other] of [
        [caller, callee],
        [callee, caller],
      ]) {
        detour.sockets.add(one);
        one.on('error', () => {});
        one.on('close', () => {
          detour.sockets.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
    await once(detour.server.listen(0, DIRECT), 'listening');
    return detour;
  }

  /** The address of a node for those who take this way to it. */
  addressOf({ peerId }: Identity): string {
    return `/ip4/${DIRECT}/tcp/${portOf(this.server)}/p2p/${peerId}`;
  }

  stop(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }
}

/** Alice's node, which makes all blocks, and those of two observers. */
const KEYS = [WELL_KNOWN_NODE_KEYS[0], newNodeKey(), newNodeKey()];

/** All nodes are members, so that nothing but their addresses keeps them out. */
function specOf(permissioned: boolean): Promise<string> {
  const kind = permissioned ? 'permissioned' : 'open';
  return rawSpecLike('dev', `e2e_addresses_${kind}`, ({ nodeAdmission }, spec) => {
    const member = { account: account('//Bob').address, role: 'observer', label: '' } as const;
    const [, ...observers] = KEYS.map(peerIdOf);
    nodeAdmission.members.push(...observers.map((peerId) => ({ ...member, peerId })));
    spec.permissioned = permissioned;
  });
}

/** The nodes of one test, and the ways to Alice's. They end with it. */
class Scene {
  private readonly nodes: Node[] = [];
  private readonly detours: Detour[] = [];

  private constructor(
    private readonly spec: string,
    readonly alice: Identity,
    readonly bob: Identity,
    readonly charlie: Identity,
  ) {}

  static async of(t: TestContext, spec: string): Promise<Scene> {
    const [alice, bob, charlie] = await identities(...KEYS);
    const scene = new Scene(spec, alice, bob, charlie);
    t.after(() => scene.end());
    return scene;
  }

  async start(identity: Identity, ...args: string[]): Promise<Node> {
    const node = await Node.start(['--chain', this.spec, ...args], identity);
    this.nodes.push(node);
    return node;
  }

  startAlice(...args: string[]): Promise<Node> {
    return this.start(this.alice, '--alice', '--validator', '--force-authoring', ...args);
  }

  /** Starts a node that comes to Alice's from an address. */
  async startFrom(from: string, identity: Identity, ...args: string[]): Promise<Node> {
    const detour = await Detour.start(from, this.alice);
    this.detours.push(detour);
    return this.start(identity, '--bootnodes', detour.addressOf(this.alice), ...args);
  }

  private async end(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    this.detours.forEach((detour) => detour.stop());
  }
}

/** A node has no block and no peer after others might have had some. */
async function assertNothing(node: Node, producer: Node): Promise<void> {
  await producer.untilFinalised((await producer.finalised()) + CHANCE);
  assert.equal(await node.best(), 0);
  assert.deepEqual(await peersOf(node), []);
}

/** A file of rules, one in each line. */
class Rules {
  readonly file = join(newFolder(), 'rules');

  constructor(...rules: string[]) {
    this.write(...rules);
  }

  write(...rules: string[]): void {
    writeFileSync(this.file, rules.join('\n'));
  }
}

/** Denies an address in the file, and sees how a node at this gets nothing more. */
async function denyWhileConnected(
  producer: Node,
  node: Node,
  file: Rules,
  ...rules: string[]
): Promise<void> {
  await untilFurther([producer, node], 4);
  await untilConnected([producer, node]);
  file.write(...rules, `deny ${DENIED} # since today`);
  const nobody = async (each: Node) => (await peersOf(each)).length === 0;
  await until('the end', async () => (await nobody(producer)) && nobody(node));
  // The node writes its log a little later.
  const closed = new RegExp(`Closed the connection with ${DENIED}:\\d+`);
  await until('the line in the log', async () => closed.test(producer.log()));
  assert.ok((await producer.metric('chaos_ip_filter_closed_total')) > 0);
  const best = await node.best();
  await producer.untilFinalised(best + CHANCE);
  assert.equal(await node.best(), best);
  assert.ok((await nobody(producer)) && (await nobody(node)));
}

/** The rules that deny where a node comes from. */
const CASES: [string, string[]][] = [
  ['--deny-ip', ['--deny-ip', DIRECT, '--deny-ip', `${DENIED}/32`]],
  ['--allow-ip', ['--allow-ip', ALLOWED]],
  ['both: what is denied is', ['--allow-ip', '127.0.0.0/8', '--deny-ip', '127.0.0.0/30']],
];

describe('Rules for addresses', { concurrency: AT_ONCE, timeout: 10 * MINUTES }, () => {
  for (const [permissioned, kind] of [
    [false, 'an open'],
    [true, 'a permissioned'],
  ] as const) {
    describe(`In ${kind} network`, () => {
      let spec: string;

      before(async () => {
        spec = await specOf(permissioned);
      });

      for (const [options, rules] of CASES) {
        test(`a node that comes from a denied address gets nothing, by ${options}`, async (t) => {
          const scene = await Scene.of(t, spec);
          const producer = await scene.startAlice(...rules);
          const [denied, allowed] = await Promise.all([
            scene.startFrom(DENIED, scene.bob),
            scene.startFrom(ALLOWED, scene.charlie),
          ]);
          await untilFurther([producer, allowed], 4);
          await assertNothing(denied, producer);
          await untilConnected([producer, allowed]);
          assert.doesNotMatch(producer.log(), /Closed the connection/, 'it never got one');
        });
      }

      test('a node neither dials nor answers at denied addresses', async (t) => {
        const scene = await Scene.of(t, spec);
        const { alice, bob } = scene;
        const known = ['--bootnodes', alice.address, '--reserved-nodes', alice.address];
        const denying = await scene.start(bob, '--deny-ip', `${DIRECT}/32`, ...known);
        const producer = await scene.startAlice('--bootnodes', bob.address);
        await assertNothing(denying, producer);
        const left = `Leaving out ${alice.address}: its address is denied`;
        assert.equal(denying.log().split(left).length - 1, 2);
      });

      test('a node that comes from an address is cut off when the file denies it', async (t) => {
        const scene = await Scene.of(t, spec);
        const rules = ['# Not the direct way.', `deny ${DIRECT}`, ''];
        const file = new Rules(...rules);
        const producer = await scene.startAlice('--ip-rules', file.file);
        const node = await scene.startFrom(DENIED, scene.bob);
        await denyWhileConnected(producer, node, file, ...rules);

        file.write(...rules);
        await untilConnected([producer, node]);
        await untilFurther([producer, node], 4);

        file.write(...rules, 'deny everybody');
        const complaint = 'line 4: invalid CIDR range `everybody`: expected one such as 10.0.0.0/8';
        await until('the complaint', async () => producer.log().includes(complaint));
        assert.match(producer.log(), /The rules stay as they were/);
        await untilFurther([producer, node], 4);
      });

      test('and so is a node at an address that was dialled', async (t) => {
        const scene = await Scene.of(t, spec);
        const rules = [`deny ${DIRECT}`];
        const file = new Rules(...rules);
        const [port] = await freePorts(1);
        const elsewhere = identityAt(`/ip4/${DENIED}/tcp/${port}`, scene.bob.nodeKey);
        const node = await scene.start(elsewhere);
        const known = ['--reserved-nodes', elsewhere.address];
        const producer = await scene.startAlice('--ip-rules', file.file, ...known);
        await denyWhileConnected(producer, node, file, ...rules);
      });
    });
  }
});
