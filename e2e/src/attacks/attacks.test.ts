// Attacks that once stopped a chain: calls that take longer to decide about than to carry out, contracts whose
// time was not charged for, transactions that were free. All on one node, which makes its blocks meanwhile,
// with honest people's transfers in them. An attacker is refused at no cost to the node, or pays.

import type { ApiPromise } from '@polkadot/api';
import { compactToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, blake2AsU8a } from '@polkadot/util-crypto';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Attacker,
  batch,
  type Call,
  forceBatch,
  multisig,
  nested,
  remarks,
  weightless,
  withstands,
} from '../lib/attack.js';
import {
  account,
  accountWith,
  cos,
  connect,
  DispatchFailed,
  fieldOf,
  freshAccount,
  include,
} from '../lib/chain.js';
import { idFrom } from '../lib/items.js';
import { Node } from '../lib/node.js';
import { contractCode } from '../lib/wasm.js';

/** Nearly as much as a transaction may weigh, in picoseconds. */
const MOST_GAS = 380_000_000_000n;
/** How the encoding of an amount of gas begins that is more than 4 ms. */
const SEVERAL_MILLISECONDS = 7;
/** The number of the chain extension's function that counts an account's items. */
const BALANCE_OF = 0x3581;
/** For contracts that attack others. */
const VALUE = cos('100');
/** What may be held for one of them: that of the longest code is more than the default. */
const DEPOSIT = cos('10');

/** The most bytes of a contract's code, of a preimage that fits into a block. */
const [CODE, PREIMAGE] = [256 * 1024, 400_000];

const CALL = `(import "seal2" "call" (func $call
  (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))`;

const honest = account('//Dave');

describe('An attack', { timeout: 600_000 }, () => {
  const chain = {} as { node: Node; api: ApiPromise };
  let bob: Attacker;
  let charlie: Attacker;
  let eve: Attacker;

  before(async () => {
    chain.node = await Node.start(['--dev']);
    chain.api = await connect(chain.node);
    [bob, charlie, eve] = ['//Bob', '//Charlie', '//Eve'].map(
      (secret) => new Attacker(chain, account(secret)),
    );
  });

  after(async () => {
    await chain.api?.disconnect();
    await chain.node?.stop();
  });

  /** Gas of that many picoseconds. Proofs, of which this chain has none, don't limit it. */
  const gas = (refTime: bigint) =>
    chain.api.createType('WeightV2', { refTime, proofSize: 2n ** 31n });

  const upload = (code: Uint8Array): Call =>
    chain.api.tx.contracts.uploadCode(u8aToHex(code), null, 'Enforced').method.toU8a();

  /** A contract of this code, with coins. None where it is refused. */
  const publish = async (code: Uint8Array): Promise<string | undefined> => {
    const { api } = chain;
    const limit = gas(MOST_GAS);
    const make = api.tx.contracts.instantiateWithCode(
      ...([VALUE, limit, DEPOSIT, u8aToHex(code), '', u8aToHex(freshAccount().publicKey)] as const),
    );
    try {
      const { events } = await include(api, make, account('//Ferdie'));
      const made = events.find((event) => api.events.contracts.Instantiated.is(event));
      return made && `${fieldOf(made, 'contract')}`;
    } catch (error) {
      if (error instanceof DispatchFailed) return undefined;
      throw error;
    }
  };

  /** The call of a contract with as much gas as can be. */
  const run = (contract: string, input: Uint8Array = new Uint8Array()): Call =>
    chain.api.tx.contracts.call(contract, 0, gas(MOST_GAS), null, u8aToHex(input)).method.toU8a();

  /** Contracts that do something in an endless loop are each called three times, by three accounts. */
  const endless = async (definitions: string, body: string): Promise<void> => {
    const code = await contractCode(
      definitions,
      `(local $i i32) (loop $again ${body}
        (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $again))`,
    );
    const contract = await publish(code);
    assert.ok(contract);
    await Promise.all([bob, charlie, eve].map((each) => each.pays(Array(3).fill(run(contract)))));
  };

  /** Each of three accounts sends the calls. */
  const byThree = (...calls: Call[]) =>
    Promise.all([bob, charlie, eve].map((each) => each.pays(calls)));

  describe('by calls in calls', () => {
    test('around an upload, as deep as the SDK decodes', () =>
      withstands(chain, honest, async () => {
        const code = await contractCode('(func)'.repeat(60_000));
        const around = (call: Call) => nested(240, (inner) => batch(inner), call);
        await bob.refused(around(upload(code)));
        await bob.refused(around(batch(...Array<Call>(15).fill(upload(code)))));
        const uploads = batch(...Array<Call>(15).fill(upload(code)));
        await bob.pays([nested(6, (inner) => batch(inner), uploads), uploads]);
      }));

    test('in a preimage that is proposed again and again', () =>
      withstands(chain, honest, async () => {
        const bytes = nested(240, multisig, remarks(60_000));
        const { api } = chain;
        const note = api.tx.preimage.notePreimage(u8aToHex(bytes)).method.toU8a();
        const [hash, len] = [blake2AsHex(bytes), bytes.length];
        const document = { hash, location: 'https://example.org' };
        const rules = { minVoters: null, minTurnout: null, minApproval: null, period: 10 };
        const propose = api.tx.cip.propose('A CIP', document, { Lookup: { hash, len } }, rules);
        const proposals = (count: number) =>
          forceBatch(...Array<Call>(count).fill(propose.method.toU8a()));
        await bob.pays([note, proposals(350), proposals(20), proposals(20)]);
      }));

    test('that say that they weigh nothing', () =>
      withstands(chain, honest, async () => {
        const inner = nested(125, multisig, remarks(60_000));
        const calls = nested(120, (call) => batch(call), weightless(inner));
        const stranger = new Attacker(chain, freshAccount());
        for (let i = 0; i < 10; i++) {
          await bob.refused(calls);
          await stranger.refused(calls);
        }
      }));

    test('that a contract has the runtime decode', () =>
      withstands(chain, honest, async () => {
        const input = nested(100, multisig, remarks(60_000));
        const code = await contractCode(
          `(import "seal0" "seal_input" (func $input (param i32 i32)))
          (import "seal0" "call_runtime" (func $runtime (param i32 i32) (result i32)))`,
          `(local $i i32)
          (i32.store (i32.const 1048572) (i32.const 1048572))
          (call $input (i32.const 0) (i32.const 1048572))
          (loop $again
            (drop (call $runtime (i32.const 0) (i32.load (i32.const 1048572))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $i) (i32.const 50))))`,
        );
        const contract = await publish(code);
        assert.ok(contract);
        await bob.pays([run(contract, input), run(contract, input)]);
      }));
  });

  describe('by contracts', () => {
    test('that go on when their gas is used up', () =>
      withstands(chain, honest, async () => {
        const inner = await publish(
          await contractCode(
            '(import "seal0" "seal_caller_is_origin" (func $host (result i32)))',
            '(drop (call $host)) (loop $again (br $again))',
          ),
        );
        assert.ok(inner);
        const bytes = [...chain.api.createType('AccountId', inner).toU8a()]
          .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
          .join('');
        const outer = await publish(
          await contractCode(
            `${CALL} (data (i32.const 64) "${bytes}")`,
            `(local $i i32)
            (loop $again
              (drop (call $call (i32.const 0) (i32.const 64) (i64.const 1000000000) (i64.const 0)
                (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br_if $again (i32.lt_u (local.get $i) (i32.const 60))))`,
          ),
        );
        assert.ok(outer);
        const asked = chain.api.call.contractsApi.call(
          ...([freshAccount().address, outer, 0, gas(MOST_GAS), null, ''] as const),
        );
        await Promise.all([asked, bob.pays([run(outer), run(outer)])]);
      }));

    test('with large tables', () =>
      withstands(chain, honest, async () => {
        const codes = await Promise.all(
          [4_000_000, 30_000_000].map((size) => contractCode(`(table ${size} ${size} funcref)`)),
        );
        for (let second = 0; second < 3; second++) {
          await byThree(...codes.map(upload));
          await sleep(500);
        }
      }));

    test('that take long to load', () =>
      withstands(chain, honest, async () => {
        const kinds = ['i32', 'i64'];
        const type = (number: number) =>
          `(type (func (param ${Array.from({ length: 16 }, (_, i) => kinds[(number >> i) & 1]).join(' ')})))`;
        const codes = await Promise.all(
          [
            '(func)'.repeat(65_000),
            Array.from({ length: 13_500 }, (_, i) => type(i)).join(''),
            `(func $f) (table 1 1 funcref) ${'(elem (i32.const 0) $f)'.repeat(43_000)}`,
            `(func $f ${'(drop (i64.const 1))'.repeat(80_000)})`,
          ].map((fields) => contractCode(fields)),
        );
        codes.forEach((code) => assert.ok(code.length <= CODE));
        await byThree(...codes.map(upload));
      }));

    test('whose instructions take long', () =>
      withstands(chain, honest, async () => {
        const many = (count: number) => '(i64.const 1) '.repeat(count);
        const parameters = `(param ${'i64 '.repeat(32)})`;
        await endless(`(func $f ${parameters})`, `(call $f ${many(32)})`.repeat(16));
        await endless(
          `(type $t (func ${parameters})) (table 1 1 funcref) (elem (i32.const 0) $f)
          (func $f ${parameters})`,
          `(call_indirect (type $t) ${many(32)} (i32.const 0))`.repeat(16),
        );
        const branch = '(block $a (br_table $a $a $a $a (i32.and (local.get $i) (i32.const 3))))';
        await endless('', branch.repeat(64));
        const division = '(drop (i64.div_u (i64.const -1) (i64.const 3)))';
        await endless('', division.repeat(64));
      }));

    test('that count items which their owner gave away in the same block', () =>
      withstands(chain, honest, async () => {
        const { api } = chain;
        const options = { maxSupply: null, royalty: null, burnable: true, transferable: true };
        const create = api.tx.erc721.createCollection('Given away', 'GONE', '', options);
        const created = await include(api, create, charlie.account);
        const collection = idFrom(created, 'CollectionCreated', 'collection');
        const owner = charlie.account.address;
        const items = 700;
        await include(api, api.tx.erc721.batchMint(collection, owner, items), charlie.account);
        const counting = await publish(
          await contractCode(
            `(import "seal0" "seal_input" (func $input (param i32 i32)))
            (import "seal0" "call_chain_extension"
              (func $count (param i32 i32 i32 i32 i32) (result i32)))`,
            `(i32.store (i32.const 1048572) (i32.const 1048572))
            (call $input (i32.const 0) (i32.const 1048572))
            (loop $again
              (i32.store (i32.const 1048568) (i32.const 64))
              (drop (call $count (i32.const ${BALANCE_OF}) (i32.const 0) (i32.const 36)
                (i32.const 64) (i32.const 1048568)))
              (br $again))`,
          ),
        );
        assert.ok(counting);
        // After the indices of the call, a number of 32 bits each: the collection, the item.
        const transfer = api.tx.nfts
          .transfer(collection, 0, account('//Ferdie').address)
          .method.toU8a();
        const give = (item: number): Call => {
          const call = transfer.slice();
          new DataView(call.buffer).setUint32(6, item, true);
          return call;
        };
        const counted = u8aConcat(
          api.createType('u32', collection).toU8a(),
          charlie.account.publicKey,
        );
        const gone = Array.from({ length: items }, (_, item) => give(item));
        const limit = gas(200_000_000_000n);
        const count = api.tx.contracts.call(counting, 0, limit, null, u8aToHex(counted));
        assert.equal(await charlie.pays([batch(...gone, count.method.toU8a())]), 1);
        assert.equal((await api.query.nfts.account.keys(owner, collection)).length, 0);
      }));

    test('that fill a block with transfers and events', () =>
      withstands(chain, honest, async () => {
        const next = '(i32.store (i32.const 128) (local.get $i))';
        await endless(
          `(import "seal0" "seal_transfer" (func $transfer (param i32 i32 i32 i32) (result i32)))
          (data (i32.const 192) "\\00\\ca\\9a\\3b")`,
          `${next} (drop (call $transfer (i32.const 128) (i32.const 32) (i32.const 192) (i32.const 16)))`,
        );
        await fillWithEvents();
      }));

    /** Contracts that emit as much as they can without failing. */
    const fillWithEvents = async () => {
      const contract = await publish(
        await contractCode(
          `(import "seal0" "seal_deposit_event" (func $event (param i32 i32 i32 i32)))
          (import "seal0" "seal_gas_left" (func $gas (param i32 i32)))`,
          `(loop $again
            (call $event (i32.const 0) (i32.const 0) (i32.const 1024) (i32.const 16384))
            (i32.store (i32.const 0) (i32.const 64))
            (call $gas (i32.const 64) (i32.const 0))
            (br_if $again (i32.eq (i32.load8_u (i32.const 64)) (i32.const ${SEVERAL_MILLISECONDS}))))`,
        ),
      );
      assert.ok(contract);
      await byThree(run(contract), run(contract), run(contract));
    };
  });

  describe('by transactions that do not pay', () => {
    test('for the proofs that they declare, of which a few would fill a block', () =>
      withstands(chain, honest, async () => {
        const { asMulti } = chain.api.tx.multisig;
        const remark = chain.api.tx.system.remark('0x');
        // A multisig of one fails, and so keeps what it has declared.
        const declare = (proofSize: bigint): Call =>
          asMulti(1, [charlie.account.address], null, remark, {
            refTime: 0,
            proofSize,
          }).method.toU8a();
        await bob.refused(declare(2n ** 63n - 2n ** 32n));
        await bob.refused(declare(2n ** 32n));
        const most = declare(2n ** 32n - 10_000_000n);
        assert.equal(await bob.pays(Array<Call>(100).fill(most), 1_000_000n), 100);
      }));

    test('for the proof in a report of an equivocation', () =>
      withstands(chain, honest, async () => {
        const { api } = chain;
        const key = accountWith('ed25519', '//Nobody');
        const vote = [{ targetHash: blake2AsU8a('a block'), targetNumber: 10 }, new Uint8Array(64)];
        const equivocation = { roundNumber: 7, identity: key.publicKey, first: vote, second: vote };
        const report = (nodes: number): Call => {
          const validators = api.createType('u32', 1).toU8a();
          const trie = u8aConcat(compactToU8a(nodes), new Uint8Array(nodes));
          // The nodes, each empty, are most of it. The library would take minutes for them.
          const session = api.createType('u32', 0).toU8a();
          const proof = { setId: 0, equivocation: { Prevote: equivocation } } as never;
          const none = api.createType('SpSessionMembershipProof', new Uint8Array(9));
          const call = api.tx.grandpa.reportEquivocation(proof, none).method.toU8a();
          return u8aConcat(call.subarray(0, -9), session, trie, validators);
        };
        await eve.refused(report(380_000));
        await eve.refused(batch(report(65)));
        await eve.pays([report(64), batch(report(64))]);
      }));

    test('with preimages that were asked for', () =>
      withstands(chain, honest, async () => {
        const { api } = chain;
        const remark = api.tx.system.remark(u8aToHex(new Uint8Array(PREIMAGE))).method.toU8a();
        const [hash, len] = [blake2AsHex(remark), remark.length];
        const document = { hash, location: 'https://example.org' };
        const rules = { minVoters: null, minTurnout: null, minApproval: null, period: 3_000 };
        const note = api.tx.preimage.notePreimage(u8aToHex(remark));
        await include(api, note, account('//Ferdie'));
        const propose = api.tx.cip.propose('A CIP', document, { Lookup: { hash, len } }, rules);
        await include(api, propose, account('//Ferdie'));
        await charlie.pays(Array(40).fill(note.method.toU8a()), 1_000n);
      }));

    test('with reports of equivocations, of a validator by itself', () =>
      withstands(chain, honest, async () => {
        const { api } = chain;
        const key = accountWith('ed25519', '//Alice');
        const setId = await api.query.grandpa.currentSetId();
        const proof = await api.call.grandpaApi.generateKeyOwnershipProof(setId, key.publicKey);
        const bytes = proof.unwrap().toU8a(true);
        const ownership = api.createType('SpSessionMembershipProof', bytes);
        const report = (round: number): Call => {
          const vote = (block: number) => {
            const prevote = u8aConcat(blake2AsU8a(`${block}`), Uint8Array.of(10, 0, 0, 0));
            const message = u8aConcat(
              [0],
              prevote,
              api.createType('u64', round).toU8a(),
              api.createType('u64', setId).toU8a(),
            );
            const target = { targetHash: blake2AsU8a(`${block}`), targetNumber: 10 };
            return [target, key.sign(message)] as const;
          };
          const equivocation = {
            roundNumber: round,
            identity: key.publicKey,
            first: vote(0),
            second: vote(1),
          };
          return api.tx.grandpa
            .reportEquivocation(
              { setId, equivocation: { Prevote: equivocation } } as never,
              ownership,
            )
            .method.toU8a();
        };
        await eve.pays(Array.from({ length: 300 }, (_, i) => report(1 + i)));
        const reports = await api.query.offences.reports.entries();
        assert.ok(reports.length <= 1, `${reports.length} reports are kept`);
      }));
  });
});
