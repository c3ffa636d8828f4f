// Validators whose clocks are two seconds fast or slow, which is two blocks: finality goes on, and
// they have the same chain as the others.
//
// What shifts the clocks is libfaketime, of Debian's package libfaketime.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { account, connect, cos, free, freshAccount } from '../lib/chain.js';
import {
  assertOneChain,
  startValidators,
  untilAuthors,
  untilConnected,
  untilFurther,
} from '../lib/network.js';
import { type Node, type Settings, until } from '../lib/node.js';

const LIBRARY = ['x86_64', 'aarch64']
  .map((arch) => `/usr/lib/${arch}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** A clock that is so many seconds off. How time passes stays as it is. */
function clock(offset: string): Settings {
  assert.ok(LIBRARY, 'no libfaketime: scripts/setup.sh installs it');
  return { env: { LD_PRELOAD: LIBRARY, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' } };
}

const NAMES = ['//Alice', '//Bob', '//Charlie', '//Dave'];
const [alice, bob, charlie] = NAMES.map((name) => account(name).address);

for (const [what, offset] of [
  ['fast', '+2s'],
  ['slow', '-2s'],
]) {
  describe(`A validator of four whose clock is two seconds ${what}`, { timeout: 600_000 }, () => {
    let nodes: Node[] = [];
    let api: ApiPromise;

    before(async () => {
      nodes = await startValidators({}, { dave: clock(offset) });
      api = await connect(nodes[0]);
    });

    after(async () => {
      await api?.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    });

    test('has the chain that the others have, and keeps its peers', async () => {
      await untilFurther(nodes, 30);
      await assertOneChain(nodes);
      await untilConnected(nodes);
    });

    test('does not keep the others from making blocks', async () => {
      await untilAuthors(nodes[0], api, [alice, bob, charlie]);
    });

    test('takes a transfer, which arrives on every node', async () => {
      const client = await connect(nodes[3]);
      try {
        const recipient = freshAccount();
        const transfer = client.tx.balances.transferKeepAlive(recipient.address, cos('1'));
        await transfer.signAsync(account('//Eve'));
        await nodes[3].rpc('author_submitExtrinsic', transfer.toHex());
        for (const each of [api, client]) {
          await until('the transfer', async () => (await free(each, recipient)) === cos('1'));
        }
      } finally {
        await client.disconnect();
      }
    });
  });
}
