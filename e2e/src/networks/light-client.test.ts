// A light client: it knows a chain spec and the address of a node, trusts neither this node nor any
// other, and reads balances with proofs.

import type { ApiPromise } from '@polkadot/api';
import { MultiAddress, send, signerOf, untilFinal } from 'chaos-client';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, connect, cos, free, freshAccount, include } from '../lib/chain.js';
import { LightClient, websocketAt } from '../lib/light-client.js';
import { freePorts, Node } from '../lib/node.js';
import { type Identity, identityAt, WELL_KNOWN_NODE_KEYS } from '../lib/peers.js';
import { rawSpecLike } from '../lib/spec.js';

const SECONDS = 1_000;
/** From so many blocks on, smoldot has the last one proven, and does not read all before it. */
const WARP = 32;
/** How long a light client tries that is not served. With its own chain it is through in one second. */
const IN_VAIN = 20 * SECONDS;

const [alice, bob] = [account('//Alice'), account('//Bob')];

describe('A light client', { timeout: 600 * SECONDS }, () => {
  let node: Node, identity: Identity, spec: string, api: ApiPromise, light: LightClient;
  /** Of a permissioned chain, and the spec of a chain that begins differently. */
  let closed: Node, closedIdentity: Identity, closedSpec: string, other: string;
  const somebody = freshAccount();

  before(async () => {
    [spec, closedSpec, other] = await Promise.all([
      rawSpecLike('dev', 'light', () => {}),
      rawSpecLike('dev', 'permissioned', (_, spec) => (spec.permissioned = true)),
      rawSpecLike('dev', 'light', ({ validatorSet }) => {
        validatorSet.sessionLength += 1;
      }),
    ]);
    [[node, identity], [closed, closedIdentity]] = await Promise.all(
      [spec, closedSpec].map(startNode),
    );
    api = await connect(node);
  });

  after(async () => {
    await light?.leave();
    await api?.disconnect();
    await Promise.all([node?.stop(), closed?.stop()]);
  });

  test('syncs to the last block that is final', async () => {
    await node.untilFinalised(WARP + 8);
    const final = await node.finalised();
    light = await LightClient.join(spec, identity.address);

    const { hash, number } = await light.wallet.client.getFinalizedBlock();
    assert.ok(number >= final, `it has block ${number}, and ${final} is final`);
    assert.equal(hash, await node.blockHash(number));
    assert.equal(await light.peers(), 1);
  });

  test('reads what accounts have, of coins and of a token', async () => {
    const options = { mintable: false, burnable: false, pausable: false, cap: null };
    await include(api, api.tx.balances.transferKeepAlive(somebody.address, cos('12.5')), alice);
    await include(api, api.tx.erc20.create('Gold', 'GLD', 6, 1_000_000n, options), alice);
    await include(api, api.tx.erc20.transfer(0, somebody.address, 250_000n), alice);
    await untilFinal(light.wallet.client, await node.best());

    const { System, Assets } = light.wallet.api.query;
    const { data } = await System.Account.getValue(somebody.address);
    assert.equal(data.free, cos('12.5'));
    const tokens = await Assets.Account.getValue(0, somebody.address);
    assert.equal(tokens?.balance, 250_000n);
    assert.equal(await Assets.Account.getValue(0, bob.address), undefined);
  });

  test('sends a transaction', async () => {
    const before = await free(api, somebody);
    const dest = MultiAddress.Id(somebody.address);
    const { Balances } = light.wallet.api.tx;
    await send(Balances.transfer_keep_alive({ dest, value: cos('1') }), signerOf(bob));
    assert.equal(await free(api, somebody), before + cos('1'));
  });

  describe('has nothing', { concurrency: true }, () => {
    test('of a chain that begins differently', async () => {
      await node.untilFinalised(WARP);
      await assertInVain(other, identity.address);
    });

    test('of a permissioned chain', async () => {
      await closed.untilFinalised(WARP);
      await assertInVain(closedSpec, closedIdentity.address);
    });
  });
});

/** A light client of this chain that knows this address has no block but the first after a while. */
async function assertInVain(spec: string, address: string): Promise<void> {
  const light = await LightClient.join(spec, address);
  let known = 0;
  light.wallet.client.finalizedBlock$.subscribe(({ number }) => {
    known = number;
  });
  await sleep(IN_VAIN);
  assert.equal(known, 0);
  assert.equal(await light.peers(), 0);
  await light.leave();
}

/** Starts a validator of a chain like `dev` that listens for websockets. */
async function startNode(spec: string): Promise<[Node, Identity]> {
  const [port] = await freePorts(1);
  const identity = identityAt(websocketAt(port), WELL_KNOWN_NODE_KEYS[0]);
  const args = ['--chain', spec, '--alice', '--validator', '--force-authoring'];
  return [await Node.start(args, identity), identity];
}
