// ERC721 items that are transferred, by the calls of the paradigm and by those of the ledger that
// wallets know.

import type { SiLookupTypeId } from '@polkadot/types/interfaces';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Attempt, included, refused } from '../lib/assert.js';
import {
  type Account,
  eventsOf,
  free,
  freshAccount,
  include,
  includeAll,
  plain,
  type Transaction,
} from '../lib/chain.js';
import { api, feesOf, node, untilBlock } from '../lib/dev-chain.js';
import { owners } from '../lib/items.js';
import { EXISTENTIAL_DEPOSIT, reserved, UNKNOWN } from '../lib/tokens.js';
import {
  approvalOf,
  approve,
  approvedFor,
  art,
  bob,
  chain,
  charlie,
  createItems,
  dave,
  erc721,
  eve,
  moved,
  OPERATOR_DEPOSIT,
  operatorOf,
  paidDeposit,
  setOperator,
  soul,
  told,
  transferFrom,
} from './setting.js';

chain.suite('ERC721 items that move', { timeout: 600_000 }, () => {
  before(createItems);

  describe('are transferred', () => {
    test('by their owner, and a fresh account gets the existential deposit', async () => {
      const nobody = freshAccount();
      const had = [await free(api, charlie), await free(api, dave)];
      const moves = [transferFrom(charlie, dave, 2), transferFrom(charlie, nobody, 3)];

      const results = (await includeAll(api, moves, charlie)).map(included);

      assert.deepEqual(results.map(told), [
        [moved(charlie, dave, 2)],
        [paidDeposit(charlie, nobody), moved(charlie, nobody, 3)],
      ]);
      const fields = { from: charlie.address, to: dave.address };
      assert.deepEqual(eventsOf(results[0].events, 'nfts'), [
        ['Transferred', { collection: `${art}`, item: '2', ...fields }],
      ]);
      assert.deepEqual(await owners(node, art, 2, 3), [dave.address, nobody.address]);
      assert.equal(await free(api, charlie), had[0] - EXISTENTIAL_DEPOSIT - feesOf(results));
      assert.equal(await free(api, dave), had[1]);
      assert.equal(await free(api, nobody), EXISTENTIAL_DEPOSIT);
    });

    test('by the one account that is approved for an item, once', async () => {
      const held = await reserved(api, charlie);
      const approvals = [approve(dave, 0), approve(eve, 0)];
      const results = (await includeAll(api, approvals, charlie)).map(included);
      assert.deepEqual(results.map(told), [
        [approvalOf(charlie, dave, 0)],
        [approvalOf(charlie, eve, 0)],
      ]);
      assert.equal(await approvedFor(0), eve.address);
      assert.equal(await reserved(api, charlie), held);
      const { approvals: known } = (await api.query.nfts.item(art, 0)).unwrap();
      assert.deepEqual(plain(known), { [eve.address]: null });
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(charlie, dave, 0), dave],
        ['erc721.NotApproved', approve(dave, 0), eve],
        ['erc721.NotTokenOwner', transferFrom(dave, eve, 0), eve],
      );

      const taken = await include(api, transferFrom(charlie, dave, 0), eve);
      assert.deepEqual(told(taken), [moved(charlie, dave, 0)]);
      assert.equal(await approvedFor(0), null);
      await refused(api, ['erc721.NotApproved', transferFrom(dave, eve, 0), eve]);
    });

    test('to oneself, which ends an approval, as approving nobody does', async () => {
      const steps = [
        approve(eve, 0),
        transferFrom(dave, dave, 0),
        approve(eve, 2),
        approve(null, 2),
      ];
      const results = (await includeAll(api, steps, dave)).map(included);
      assert.deepEqual(results.map(told), [
        [approvalOf(dave, eve, 0)],
        [moved(dave, dave, 0)],
        [approvalOf(dave, eve, 2)],
        [approvalOf(dave, null, 2)],
      ]);
      assert.deepEqual([await approvedFor(0), await approvedFor(2)], [null, null]);
      assert.deepEqual(await owners(node, art, 0, 2), [dave.address, dave.address]);
    });

    test('by operators, whose owner pays a deposit for them', async () => {
      const isOperator = () =>
        erc721<boolean>('isApprovedForAll', art, dave.address, charlie.address);
      const held = await reserved(api, dave);
      const twice = [setOperator(charlie, true), setOperator(charlie, true)];
      const results = (await includeAll(api, twice, dave)).map(included);
      const operating = [operatorOf(dave, charlie, true)];
      assert.deepEqual(results.map(told), [operating, operating]);
      assert.equal(await reserved(api, dave), held + OPERATOR_DEPOSIT);
      assert.equal(`${api.consts.erc721.operatorDeposit}`, `${OPERATOR_DEPOSIT}`);
      assert.equal(await isOperator(), true);

      const done = [approve(eve, 2), transferFrom(dave, eve, 0)];
      const [first, second] = (await includeAll(api, done, charlie)).map(included);
      assert.deepEqual(told(first), [approvalOf(dave, eve, 2)]);
      assert.deepEqual(told(second), [moved(dave, eve, 0)]);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(eve, charlie, 0), charlie],
        ['erc721.NotTokenOwner', transferFrom(eve, charlie, 2), charlie],
        ['erc721.NotApproved', transferFrom(dave, eve, 2), bob],
      );

      const ends = [setOperator(charlie, false), setOperator(charlie, false), approve(null, 2)];
      const [ended] = (await includeAll(api, ends, dave)).map(included);
      assert.deepEqual(told(ended), [operatorOf(dave, charlie, false)]);
      assert.equal(await reserved(api, dave), held);
      assert.equal(await isOperator(), false);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(dave, charlie, 2), charlie],
        ['erc721.NotApproved', approve(charlie, 2), charlie],
      );
    });

    test('by nobody else, not even the owner of the collection', async () => {
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(dave, bob, 2), bob],
        ['erc721.NotApproved', approve(bob, 2), bob],
        ['erc721.UnknownToken', transferFrom(dave, charlie, 5), dave],
        ['erc721.UnknownToken', approve(charlie, 5), dave],
        ['erc721.UnknownCollection', transferFrom(dave, charlie, 2, UNKNOWN), dave],
        ['erc721.UnknownCollection', approve(charlie, 2, UNKNOWN), dave],
        ['erc721.UnknownCollection', setOperator(charlie, true, UNKNOWN), dave],
        ['erc721.NotTransferable', transferFrom(charlie, dave, 0, soul), charlie],
        ['erc721.NotTransferable', approve(dave, 0, soul), charlie],
      );
    });
  });

  describe('are transferred by the calls of the ledger that wallets know', () => {
    const viaLedger = (to: Account, item: number, collection = art) =>
      api.tx.nfts.transfer(collection, item, to.address);
    const approveThere = (to: Account, item: number, blocks: number | null = null) =>
      api.tx.nfts.approveTransfer(art, item, to.address, blocks);

    test('as by this paradigm’s own, under the same rights', async () => {
      await include(api, approve(charlie, 2), dave);
      const result = await include(api, viaLedger(eve, 2), charlie);
      const fields = { collection: `${art}`, item: '2', from: dave.address, to: eve.address };
      assert.deepEqual(eventsOf(result.events, 'nfts'), [['Transferred', fields]]);
      assert.deepEqual(told(result), []);
      assert.deepEqual(await owners(node, art, 2), [eve.address]);
      assert.equal(await approvedFor(2), null);
      await refused(
        api,
        ['nfts.NoPermission', viaLedger(charlie, 2), charlie],
        ['nfts.NoPermission', viaLedger(bob, 2), bob],
        ['nfts.ItemsNonTransferable', viaLedger(dave, 0, soul), charlie],
        ['nfts.UnknownCollection', viaLedger(dave, 0, UNKNOWN), charlie],
        ['nfts.UnknownItem', viaLedger(dave, 5), charlie],
      );
    });

    test('and approved there, until they are not', async () => {
      const { cancelApproval, clearAllTransferApprovals } = api.tx.nfts;
      await include(api, approveThere(charlie, 2), eve);
      assert.equal(await approvedFor(2), charlie.address);
      await refused(api, ['nfts.ReachedApprovalLimit', approveThere(dave, 2), eve]);
      await include(api, cancelApproval(art, 2, charlie.address), eve);
      assert.equal(await approvedFor(2), null);

      const steps = [approve(dave, 2), clearAllTransferApprovals(art, 2)];
      (await includeAll(api, steps, eve)).forEach(included);
      await refused(api, ['erc721.NotApproved', transferFrom(eve, dave, 2), dave]);
    });

    test('or until a deadline, its block included', async () => {
      const { events } = await include(api, approveThere(charlie, 2, 2), eve);
      const [[, approval]] = eventsOf(events, 'nfts');
      const deadline = Number((approval as { deadline: string }).deadline);
      await untilBlock(deadline + 1);
      assert.equal(await approvedFor(2, await node.blockHash(deadline)), charlie.address);
      assert.equal(await approvedFor(2, await node.blockHash(deadline + 1)), null);
      await refused(
        api,
        ['erc721.NotApproved', transferFrom(eve, charlie, 2), charlie],
        ['nfts.ApprovalExpired', viaLedger(charlie, 2), charlie],
      );
      await include(api, approve(dave, 2), eve);
      assert.equal(await approvedFor(2), dave.address);
      await include(api, transferFrom(eve, dave, 2), dave);
    });
  });

  test('are administered by nobody in the ledger: its other calls are closed', async () => {
    const OPEN = ['transfer', 'approveTransfer', 'cancelApproval', 'clearAllTransferApprovals'];
    const { nfts, utility } = api.tx;
    const closed = Object.entries(nfts).filter(([name]) => !OPEN.includes(name));
    const known = ['create', 'mint', 'burn', 'setMetadata', 'setPrice', 'createSwap', 'setTeam'];
    const names = closed.map(([name]) => name);
    assert.deepEqual(
      known.filter((name) => !names.includes(name)),
      [],
    );
    // With numbers and accounts of zero: nothing asks what they mean.
    const zero = (type: SiLookupTypeId) =>
      api.registry.createType(api.registry.createLookupType(type));
    const calls = closed.map(([, call]): Transaction => {
      const make = call as (...params: unknown[]) => Transaction;
      return make(...call.meta.fields.map(({ type }) => zero(type)));
    });
    const burning = nfts.burn(art, 2);
    const attempts = [
      ...calls,
      burning,
      utility.batchAll([burning]),
      utility.asDerivative(0, burning),
      nfts.lockItemTransfer(art, 2),
      nfts.setCollectionMaxSupply(art, 100),
    ];
    await refused(api, ...attempts.map((call): Attempt => ['system.CallFiltered', call, dave]));
  });
});
