// A validator that runs on two machines at once makes two blocks in one slot. The others prove it
// to the chain, and the validator is out at the next session.

import type { ApiPromise } from '@polkadot/api';
import { hexlify } from 'ethers';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { account, connect } from '../lib/chain.js';
import { Node, until } from '../lib/node.js';
import { keepValidators, rawSpecLike } from '../lib/spec.js';

/** Sessions of ten blocks, so that the next one is soon. */
const SESSION_LENGTH = 10;

const [alice, bob] = ['//Alice', '//Bob'].map((secret) => account(secret).address);

describe('A validator that runs twice', { timeout: 900_000 }, () => {
  const nodes: Node[] = [];
  let first: Node;
  let spec: string;
  let api: ApiPromise;

  const validator = async (...args: string[]) => {
    const node = await Node.start(['--chain', spec, '--validator', ...args]);
    nodes.push(node);
    return node;
  };

  before(async () => {
    spec = await rawSpecLike('local', 'e2e_equivocation', (genesis) => {
      keepValidators(genesis, 2);
      genesis.validatorSet.sessionLength = SESSION_LENGTH;
    });

    first = await validator('--alice');
    const [bootnode] = await first.rpc<string[]>('system_localListenAddresses');
    await validator('--bob', '--bootnodes', bootnode);
    api = await connect(first);
    await first.untilFinalised(3);
    // The second one does not vote: or else two votes in one round might be proved before.
    await validator('--bob', '--no-grandpa', '--bootnodes', bootnode);
  });

  after(async () => {
    await api?.disconnect();
    await Promise.all(nodes.map((node) => node.stop()));
  });

  test('is removed from the set', async () => {
    assert.deepEqual((await api.query.session.validators()).toJSON(), [alice, bob]);
    await until('the removal', async () => {
      const validators = (await api.query.validatorSet.validators()).toJSON();
      return JSON.stringify(validators) === JSON.stringify([alice]);
    });
  });

  test('is proved to have made two blocks in one slot', async () => {
    const kind = `0x${Buffer.from('aura:equivocatio').toString('hex')}`;
    const height = (await api.rpc.chain.getHeader()).number.toNumber();
    const reports: string[] = [];
    for (let number = 1; number <= height; number += 1) {
      const { query } = await api.at(await first.blockHash(number));
      for (const { event } of await query.system.events()) {
        if (api.events.offences.Offence.is(event)) reports.push(event.data[0].toHex());
      }
    }
    assert.deepEqual(reports, [kind], 'once, however many slots it made two blocks in');
  });

  test('has no vote on who is admitted any more', async () => {
    assert.deepEqual(await first.rpc('admission_maintainers'), [alice]);
  });

  test('is out from the next session on, and the chain goes on without its blocks', async () => {
    const session = async () => Number(`${await api.query.session.currentIndex()}`);
    const next = (await session()) + 1;
    await until('the next session', async () => (await session()) >= next);
    assert.deepEqual((await api.query.session.validators()).toJSON(), [alice]);
    assert.deepEqual(await membersOf(first), [alice]);

    await first.untilFinalised((await first.finalised()) + SESSION_LENGTH);
    const key = hexlify(account('//Alice').publicKey);
    assert.deepEqual((await api.query.aura.authorities()).toJSON(), [key]);
  });
});

/** The accounts whose nodes are admitted. */
async function membersOf(node: Node): Promise<string[]> {
  type Page = { members: { account: string }[] };
  const { members } = await node.rpc<Page>('admission_members', 0, 100);
  return members.map(({ account }) => account);
}
