// A light client: it knows a chain spec and the address of a node, trusts neither this node nor any
// other, and reads balances with proofs.

import type { ApiPromise } from '@polkadot/api';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Enum } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { account, connect, cos, free, freshAccount, include } from '../lib/chain.js';
import { LightClient, websocketAt } from '../lib/light-client.js';
import { freePorts, Node, until } from '../lib/node.js';
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

  /** Waits until the light client knows that all is final which the node has by now. */
  const untilFinal = async () => {
    const reached = await node.best();
    await until('finality', async () => {
      return (await light.api.getFinalizedBlock()).number >= reached;
    });
  };

  test('syncs to the last block that is final', async () => {
    await node.untilFinalised(WARP + 8);
    const final = await node.finalised();
    light = await LightClient.join(spec, identity.address);

    const { hash, number } = await light.api.getFinalizedBlock();
    assert.ok(number >= final, `it has block ${number}, and ${final} is final`);
    assert.equal(hash, await node.blockHash(number));
    assert.equal(await light.peers(), 1);
  });

  test('reads what accounts have, of coins and of a token', async () => {
    const options = { mintable: false, burnable: false, pausable: false, cap: null };
    await include(api, api.tx.balances.transferKeepAlive(somebody.address, cos('12.5')), alice);
    await include(api, api.tx.erc20.create('Gold', 'GLD', 6, 1_000_000n, options), alice);
    await include(api, api.tx.erc20.transfer(0, somebody.address, 250_000n), alice);
    await untilFinal();

    const { System, Assets } = light.api.getUnsafeApi<any>().query;
    const coins = await System.Account.getValue(somebody.address);
    assert.equal((coins as { data: { free: bigint } }).data.free, cos('12.5'));
    const tokens = await Assets.Account.getValue(0, somebody.address);
    assert.equal((tokens as { balance: bigint }).balance, 250_000n);
    assert.equal(await Assets.Account.getValue(0, bob.address), undefined);
  });

  test('sends a transaction', async () => {
    const before = await free(api, somebody);
    const signer = getPolkadotSigner(bob.publicKey, 'Sr25519', (message) => bob.sign(message));
    const { Balances } = light.api.getUnsafeApi<any>().tx;
    const dest = Enum('Id', somebody.address);
    const transfer = Balances.transfer_keep_alive({ dest, value: cos('1') });
    const { ok } = await transfer.signAndSubmit(signer);
    assert.ok(ok);
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
  light.api.finalizedBlock$.subscribe(({ number }) => (known = number));
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
