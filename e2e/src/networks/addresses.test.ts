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
import { afterEach, before, describe, test } from 'node:test';
import { account } from '../lib/chain.js';
import { peersOf, untilConnected, untilFurther } from '../lib/network.js';
import { freePorts, newFolder, Node, portOf, until } from '../lib/node.js';
import {
  identities,
  type Identity,
  identityAt,
  newNodeKey,
  WELL_KNOWN_NODE_KEYS,
} from '../lib/peers.js';
import { rawSpecLike } from '../lib/spec.js';

const MINUTES = 60_000;

/** Where nobody may come from, where a node comes from that must not, and one that may. */
const [DIRECT, DENIED, ALLOWED] = ['127.0.0.1', '127.0.0.2', '127.0.0.5'];

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

for (const permissioned of [false, true]) {
  const kind = permissioned ? 'permissioned' : 'open';
  describe(
    `In ${permissioned ? 'a permissioned' : 'an open'} network`,
    { timeout: 10 * MINUTES },
    () => {
      let spec: string;
      /** Alice's, which makes all blocks, and those of two observers. */
      let [alice, bob, charlie]: Identity[] = [];
      let nodes: Node[] = [];
      let detours: Detour[] = [];

      before(async () => {
        [alice, bob, charlie] = await identities(
          WELL_KNOWN_NODE_KEYS[0],
          newNodeKey(),
          newNodeKey(),
        );
        spec = await specFor(bob, charlie);
      });

      /** All nodes are members, so that nothing but their addresses keeps them out. */
      const specFor = (...observers: Identity[]) =>
        rawSpecLike('dev', `e2e_addresses_${kind}`, ({ nodeAdmission }, spec) => {
          const member = {
            account: account('//Bob').address,
            role: 'observer',
            label: '',
          } as const;
          nodeAdmission.members.push(...observers.map(({ peerId }) => ({ ...member, peerId })));
          spec.permissioned = permissioned;
        });

      afterEach(async () => {
        await Promise.all(nodes.map((node) => node.stop()));
        detours.forEach((detour) => detour.stop());
        [nodes, detours] = [[], []];
      });

      const start = async (identity: Identity, ...args: string[]) => {
        const node = await Node.start(['--chain', spec, ...args], identity);
        nodes.push(node);
        return node;
      };

      const startAlice = (...args: string[]) =>
        start(alice, '--alice', '--validator', '--force-authoring', ...args);

      /** Starts a node that comes to Alice's from an address. */
      const startFrom = async (from: string, identity: Identity, ...args: string[]) => {
        const detour = await Detour.start(from, alice);
        detours.push(detour);
        return start(identity, '--bootnodes', detour.addressOf(alice), ...args);
      };

      /** A node has no block and no peer after others might have had some. */
      const assertNothing = async (node: Node, producer: Node) => {
        await producer.untilFinalised((await producer.finalised()) + CHANCE);
        assert.equal(await node.best(), 0);
        assert.deepEqual(await peersOf(node), []);
      };

      const cases: [string, string[]][] = [
        ['--deny-ip', ['--deny-ip', DIRECT, '--deny-ip', `${DENIED}/32`]],
        ['--allow-ip', ['--allow-ip', ALLOWED]],
        ['both: what is denied is', ['--allow-ip', '127.0.0.0/8', '--deny-ip', '127.0.0.0/30']],
      ];
      for (const [options, rules] of cases) {
        test(`a node that comes from a denied address gets nothing, by ${options}`, async () => {
          const producer = await startAlice(...rules);
          const denied = await startFrom(DENIED, bob);
          const allowed = await startFrom(ALLOWED, charlie);
          await untilFurther([producer, allowed], 4);
          await assertNothing(denied, producer);
          await untilConnected([producer, allowed]);
          assert.doesNotMatch(producer.log(), /Closed the connection/, 'it never got one');
        });
      }

      test('a node neither dials nor answers at denied addresses', async () => {
        const known = ['--bootnodes', alice.address, '--reserved-nodes', alice.address];
        const denying = await start(bob, '--deny-ip', `${DIRECT}/32`, ...known);
        const producer = await startAlice('--bootnodes', bob.address);
        await assertNothing(denying, producer);
        const left = `Leaving out ${alice.address}: its address is denied`;
        assert.equal(denying.log().split(left).length - 1, 2);
      });

      /** A file of rules, one in each line. */
      const file = join(newFolder(), 'rules');
      const write = (...rules: string[]) => writeFileSync(file, rules.join('\n'));

      /** Denies an address in the file, and sees how a node at this gets nothing more. */
      const denyWhileConnected = async (producer: Node, node: Node, ...rules: string[]) => {
        await untilFurther([producer, node], 4);
        await untilConnected([producer, node]);
        write(...rules, `deny ${DENIED} # since today`);
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
      };

      test('a node that comes from an address is cut off when the file denies it', async () => {
        const rules = ['# Not the direct way.', `deny ${DIRECT}`, ''];
        write(...rules);
        const producer = await startAlice('--ip-rules', file);
        const node = await startFrom(DENIED, bob);
        await denyWhileConnected(producer, node, ...rules);

        write(...rules);
        await untilConnected([producer, node]);
        await untilFurther([producer, node], 4);

        write(...rules, 'deny everybody');
        const complaint = 'line 4: invalid CIDR range `everybody`: expected one such as 10.0.0.0/8';
        await until('the complaint', async () => producer.log().includes(complaint));
        assert.match(producer.log(), /The rules stay as they were/);
        await untilFurther([producer, node], 4);
      });

      test('and so is a node at an address that was dialled', async () => {
        const rules = [`deny ${DIRECT}`];
        write(...rules);
        const [port] = await freePorts(1);
        const elsewhere = identityAt(`/ip4/${DENIED}/tcp/${port}`, bob.nodeKey);
        const node = await start(elsewhere);
        const known = ['--reserved-nodes', elsewhere.address];
        const producer = await startAlice('--ip-rules', file, ...known);
        await denyWhileConnected(producer, node, ...rules);
      });
    },
  );
}
