// A development chain whose node makes a block as soon as there is a transaction, and none without: what
// docs/chain-specs.md says of the consensus `instant-seal`.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  account,
  connect,
  cos,
  DispatchFailed,
  eventsOf,
  free,
  freshAccount,
  include,
} from './lib/chain.js';
import { makeBlock, specOf } from './lib/dev-chain.js';
import { addressOf, untilConnected } from './lib/network.js';
import { freePorts, newFolder, Node, run, until } from './lib/node.js';

const ALONE = ['--alice', '--validator'];
const [alice, bob] = ['//Alice', '//Bob'].map(account);

describe('A chain with instant seal', { timeout: 600_000 }, () => {
  let spec: string;
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    spec = await specOf('instant-seal');
    node = await Node.start(['--chain', spec, ...ALONE]);
    api = await connect(node);
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  const transfer = (to: { address: string }, amount = cos('5')) =>
    api.tx.balances.transferKeepAlive(to.address, amount);

  /** The last block, if it is final. */
  const tip = async () => {
    const [best, final] = await Promise.all([
      node.rpc<string>('chain_getBlockHash'),
      node.rpc<string>('chain_getFinalizedHead'),
    ]);
    assert.equal(final, best);
    return best;
  };

  /** The time after a block, in milliseconds. */
  const timeAfter = async (block: string) =>
    (await (await api.at(block)).query.timestamp.now()).toNumber();

  /** The slot in the header of a block. */
  const slotOf = async (block: string) => {
    const { digest } = await api.rpc.chain.getHeader(block);
    const [, slot] = digest.logs[0].asPreRuntime;
    return Number(api.createType('u64', slot.toU8a(true)));
  };

  test('has no block but the first before there is a transaction', async () => {
    assert.equal(await node.best(), 0);
    assert.equal(await tip(), api.genesisHash.toHex());
  });

  test('has a transaction in a block at once, which is final', async () => {
    const recipient = freshAccount();
    const result = await include(api, transfer(recipient), bob);
    assert.equal(await tip(), result.block);
    assert.equal(await node.best(), 1);
    const fields = { from: bob.address, to: recipient.address, amount: `${cos('5')}` };
    const transfers = eventsOf(result.events, 'balances').filter(([name]) => name === 'Transfer');
    assert.deepEqual(transfers, [['Transfer', fields]]);
    assert.ok(result.fee > 0n);
    assert.equal(await free(api, recipient, result.block), cos('5'));
    assert.equal(await free(api, recipient, api.genesisHash.toHex()), 0n);
  });

  test('has also what fails', async () => {
    const tooMuch = transfer(alice, cos('100000000'));
    await assert.rejects(include(api, tooMuch, bob), new DispatchFailed('arithmetic.Underflow'));
    await tip();
    assert.equal(await node.best(), 2);
  });

  test('has an empty block for whoever asks for one', async () => {
    const [parent, number] = [await tip(), await node.best()];
    const block = await makeBlock(node);
    assert.equal(await tip(), block);
    assert.equal(await node.best(), number + 1);
    const { header, extrinsics } = (await api.rpc.chain.getBlock(block)).block;
    assert.equal(header.parentHash.toHex(), parent);
    assert.ok(extrinsics.every(({ isSigned }) => !isSigned));
    await assert.rejects(
      node.rpc('engine_createBlock', false, true, null),
      /Transaction pool is empty, set create_empty to true/,
    );
    assert.equal(await tip(), block);
  });

  test('has a block that is not final until that is asked for, too', async () => {
    const parent = await tip();
    const { hash } = await node.rpc<{ hash: string }>('engine_createBlock', true, false, null);
    assert.equal(await node.rpc('chain_getBlockHash'), hash);
    assert.equal(await node.rpc('chain_getFinalizedHead'), parent);
    assert.equal(await node.rpc('engine_finalizeBlock', hash, null), true);
    assert.equal(await tip(), hash);
  });

  test('has a slot for every block, later than that of its parent, and its time', async () => {
    const blocks: string[] = [];
    for (let i = 0; i < 5; i++) blocks.push(await makeBlock(node));
    const slots = await Promise.all(blocks.map(slotOf));
    assert.deepEqual(
      slots,
      [...new Set(slots)].sort((a, b) => a - b),
    );
    const duration = (await api.call.auraApi.slotDuration()) as unknown as number;
    const times = await Promise.all(blocks.map(timeAfter));
    assert.deepEqual(
      times,
      slots.map((slot) => slot * Number(duration)),
    );
  });

  describe('has another node', () => {
    let other: Node;

    before(async () => {
      other = await Node.start(['--chain', spec, '--bootnodes', await addressOf(node)]);
      await untilConnected([node, other]);
    });

    after(() => other?.stop());

    /** They have the same chain. */
    const agree = async () => {
      const number = await node.best();
      await other.untilBest(number);
      const numbers = Array.from({ length: number + 1 }, (_, i) => i);
      const chains = [node, other].map((each) => each.rpc('chain_getBlockHash', numbers));
      const [chain, theirs] = await Promise.all(chains);
      assert.deepEqual(theirs, chain);
    };

    test('which gets the blocks there are, and those that are made', async () => {
      await agree();
      await include(api, transfer(alice), bob);
      await makeBlock(node);
      await agree();
    });

    test('whose transactions are in blocks of the first', async () => {
      const theirs = await connect(other);
      const recipient = freshAccount();
      const { block } = await include(
        theirs,
        theirs.tx.balances.transferKeepAlive(recipient.address, cos('7')),
        bob,
      );
      assert.equal(await free(api, recipient, block), cos('7'));
      await theirs.disconnect();
      await agree();
    });

    test('to which each block is final, and which makes none', async () => {
      const best = await other.best();
      await other.untilFinalised(best);
      await assert.rejects(makeBlock(other), /Consensus process is terminating/);
      assert.equal(await other.best(), best);
    });
  });

  test('takes no blocks of others', async (t) => {
    // With the same keys.
    const rival = await Node.start(['--chain', spec, ...ALONE]);
    t.after(() => rival.stop());
    const best = await node.best();
    while ((await rival.best()) <= best) await makeBlock(rival);
    const follower = await Node.start(['--chain', spec, '--bootnodes', await addressOf(rival)]);
    t.after(() => follower.stop());
    await untilConnected([rival, follower]);
    await rival.rpc('system_addReservedPeer', await addressOf(node));
    await until('the connection', async () => {
      const { peers } = await node.rpc<{ peers: number }>('system_health');
      return peers > 0;
    });
    for (let i = 0; i < 3; i++) await makeBlock(rival);
    await follower.untilFinalised(await rival.best());
    const parent = await tip();
    assert.equal(await node.best(), best);
    const { parentHash } = await node.rpc<{ parentHash: string }>(
      'chain_getHeader',
      await makeBlock(node),
    );
    assert.equal(parentHash, parent);
  });

  test('keeps strangers from making blocks', async (t) => {
    const args = ['--chain', spec, ...ALONE, '--rpc-methods=safe'];
    const guarded = await Node.start(args, { forStrangers: true });
    t.after(() => guarded.stop());
    const genesis = await guarded.rpc<string>('chain_getBlockHash');
    for (const [method, ...params] of [
      ['engine_createBlock', true, true, null],
      ['engine_finalizeBlock', genesis, null],
    ] as const) {
      await assert.rejects(guarded.rpc(method, ...params), /unsafe to be called externally/);
    }
    assert.equal(await guarded.best(), 0);
  });

  describe('is refused', () => {
    /** What a node says of a chain spec that differs. */
    const refusal = async (changes: object, args: string[] = [], basePath = newFolder()) => {
      const path = join(newFolder(), 'changed.json');
      writeFileSync(
        path,
        JSON.stringify({ ...JSON.parse(readFileSync(spec, 'utf8')), ...changes }),
      );
      const [rpc, p2p] = await freePorts(2);
      const own = [`--base-path=${basePath}`, `--rpc-port=${rpc}`, '--no-prometheus'];
      const listen = `--listen-addr=/ip4/127.0.0.1/tcp/${p2p}`;
      const { code, stderr } = await run([`--chain=${path}`, ...own, listen, ...args]);
      assert.equal(code, 1);
      return stderr;
    };

    test('for a network of any other type', async () => {
      for (const chainType of ['Live', 'Local', { Custom: 'Mine' }]) {
        assert.match(
          await refusal({ chainType }),
          /the consensus `instant-seal` is for chains of the type Development only, not \w+/,
        );
      }
    });

    test('for a permissioned network, whose members could all make blocks', async () => {
      assert.match(
        await refusal({ permissioned: true }),
        /a chain with the consensus `instant-seal` cannot be permissioned/,
      );
    });

    test('to a node that wants proofs instead of blocks', async () => {
      assert.match(
        await refusal({}, ['--sync=warp']),
        /the consensus of this chain has no warp sync: use --sync full/,
      );
    });

    test('for a database of another', async () => {
      const basePath = newFolder();
      const other = await Node.start(['--chain', spec, ...ALONE], { basePath });
      await other.stop();
      assert.match(
        await refusal({ consensus: undefined }, [], basePath),
        /made by the consensus `instant-seal`, and the chain spec names `aura-grandpa`/,
      );
    });

    test('under another name, with those there are', async () => {
      assert.match(
        await refusal({ consensus: 'instant' }),
        /unknown consensus `instant` in the chain spec: expected one of aura-grandpa, instant-seal/,
      );
    });
  });
});
