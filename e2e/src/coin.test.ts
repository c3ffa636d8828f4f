// The coin, from a list of recipients to wallets: the list becomes a chain spec, a validator starts
// from it, and COS is transferred, locked for the team, and claimed with an Ethereum key.
//
// The tests share one chain and run in order. The last one counts all the COS there is.

import type { ApiPromise } from '@polkadot/api';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { concat, hexlify, randomBytes, Signature, toBeHex, Wallet } from 'ethers';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertInvalidParams, assertUnknownBlock } from './lib/assert.js';
import {
  type Account,
  account,
  amount,
  coinsOfAll,
  connect,
  cos,
  DispatchFailed,
  errorName,
  fieldOf,
  free,
  freshAccount,
  send,
  TOTAL_SUPPLY,
} from './lib/chain.js';
import { newFolder, Node, succeed, until } from './lib/node.js';

const CHAIN_NAME = 'Coin of the tests';
const YEAR = 365 * 24 * 60 * 60;

const [alice, bob, charlie] = ['//Alice', '//Bob', '//Charlie'].map(account);
/** The team: Dave has free coins besides the locked ones, Eve has none. */
const [dave, eve] = ['//Dave', '//Eve'].map(account);
/** A contributor to the ICO, and somebody who is not. Both have nothing but an Ethereum key. */
const [contributor, stranger] = [Wallet.createRandom(), Wallet.createRandom()];

/** Why the pool refuses a claim: the index of the pallet's error. */
const INVALID_SIGNATURE = 'Custom error: 0';
const NOTHING_TO_CLAIM = 'Custom error: 1';
const ALREADY_CLAIMED = 'Custom error: 2';

const CONTRIBUTION = cos('1234567.890123456789');
const TEAM = { dave: cos('600000.000000000007'), eve: cos('399999.999999999993') };

const RECIPIENTS = `tranche,recipient,amount
angel,${alice.address},400000
angel,${bob.address},600000
ico,${contributor.address},1234567.890123456789
ico,${charlie.address},4765432.109876543211
team,${dave.address},600000.000000000007
team,${eve.address},399999.999999999993
foundation,treasury,1999999
foundation,${dave.address},1
`;

describe('COS', { timeout: 600_000 }, () => {
  let node: Node;
  let api: ApiPromise;

  before(async () => {
    const folder = newFolder();
    const [csv, spec] = [join(folder, 'recipients.csv'), join(folder, 'spec.json')];
    writeFileSync(csv, RECIPIENTS);
    await succeed([
      ...['distribution', csv, '--chain', 'dev', '--raw', '--output', spec],
      ...['--name', CHAIN_NAME, '--id', 'e2e_coin'],
    ]);
    node = await Node.start(['--chain', spec, '--alice', '--validator', '--force-authoring']);
    api = await connect(node);
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  describe('shows itself to wallets', () => {
    test('under the name that the chain spec gave it', async () => {
      assert.equal((await api.rpc.system.chain()).toString(), CHAIN_NAME);
      assert.equal(api.runtimeVersion.specName.toString(), 'chaos');
    });

    test('as COS with 12 decimals, addresses with prefix 42', async () => {
      const properties = await api.rpc.system.properties();
      assert.equal(properties.ss58Format.unwrap().toNumber(), 42);
      assert.equal(`${properties.tokenDecimals.unwrap()}`, '[12]');
      assert.equal(`${properties.tokenSymbol.unwrap()}`, '[COS]');
      assert.equal(api.consts.balances.existentialDeposit.toBigInt(), cos('0.001'));
    });
  });

  describe('is transferred', () => {
    test('to a fresh account: exactly the amount, and the fee to the block author', async () => {
      const dest = freshAccount();
      const before = await free(api, bob);

      const transfer = api.tx.balances.transferKeepAlive(dest.address, cos('12.345678901234'));
      const { block, events, fee } = await send(api, transfer, bob);

      assert.ok(fee > 0n);
      assert.equal(await free(api, dest), cos('12.345678901234'));
      assert.equal(await free(api, bob), before - cos('12.345678901234') - fee);
      assert.ok(events.some((event) => api.events.system.NewAccount.is(event)));

      const { parentHash, author } = await api.derive.chain.getHeader(block);
      assert.equal(author?.toString(), alice.address);
      const earned = (await free(api, alice, block)) - (await free(api, alice, `${parentHash}`));
      assert.equal(earned, fee);
    });

    test('once, though who sent it was emptied, and has coins again', async () => {
      const [sender, dest] = [freshAccount(), freshAccount()];
      const fund = () =>
        send(api, api.tx.balances.transferKeepAlive(sender.address, cos('3')), charlie);
      await fund();
      const next = async () => (await api.query.system.account(sender.address)).nonce.toNumber();
      const first = await next();
      assert.ok(first > 0);
      const pay = api.tx.balances.transferKeepAlive(dest.address, cos('1'));
      const sent = (await pay.signAsync(sender, { nonce: first, era: 0 })).toHex();
      await api.rpc.author.submitExtrinsic(sent);
      await until('the transfer in a block', async () => (await next()) === first + 1);
      await send(api, api.tx.balances.transferAll(charlie.address, false), sender);
      assert.equal(await free(api, sender), 0n);

      await fund();
      await assert.rejects(api.rpc.author.submitExtrinsic(sent), /outdated|banned/i);
      assert.equal(await free(api, dest), cos('1'));
      const another = api.tx.balances.transferKeepAlive(dest.address, cos('1'));
      await send(api, another, sender);
      assert.equal(await free(api, dest), cos('2'));
    });

    test('with a tip, which goes to the block author too', async () => {
      const tip = cos('0.25');
      const transfer = api.tx.balances.transferKeepAlive(charlie.address, cos('1'));
      const before = await free(api, bob);
      const { block, fee } = await send(api, transfer, bob, { tip });

      assert.ok(fee > tip);
      assert.equal(await free(api, bob), before - cos('1') - fee);
      const { parentHash } = await api.rpc.chain.getHeader(block);
      const earned = (await free(api, alice, block)) - (await free(api, alice, `${parentHash}`));
      assert.equal(earned, fee);
    });
  });

  describe('of the team is locked', () => {
    test('for two years and released over the next five, as wallets show', async () => {
      for (const [member, locked, unlocked] of [
        [dave, TEAM.dave, cos('1')],
        [eve, TEAM.eve, 0n],
      ] as const) {
        const balances = await api.derive.balances.all(member.address);
        assert.equal(balances.freeBalance.toBigInt(), locked + unlocked);
        assert.equal(balances.vestingLocked.toBigInt(), locked);
        assert.equal(balances.availableBalance.toBigInt(), unlocked);
        assert.equal(balances.vestedBalance.toString(), '0');

        assert.equal(balances.vesting.length, 1);
        const [schedule] = balances.vesting;
        assert.equal(BigInt(`${schedule.locked}`), locked);
        assert.equal(schedule.startingBlock.toNumber(), 2 * YEAR);
        assert.equal(2 * YEAR, 63_072_000);
        assert.equal(BigInt(`${schedule.perBlock}`), locked / 157_680_000n);
        assert.ok(schedule.endBlock.toNumber() >= 7 * YEAR);
      }
    });

    test('against transfers: only what is free moves', async () => {
      const before = await free(api, dave);
      const tooMuch = api.tx.balances.transferAllowDeath(bob.address, cos('2'));
      await assert.rejects(send(api, tooMuch, dave), dispatchFailed('token.Frozen'));
      const left = await free(api, dave);
      assert.ok(left < before && left > before - cos('0.1'), 'no more than a fee was paid');

      const enough = api.tx.balances.transferAllowDeath(bob.address, cos('0.5'));
      const { fee } = await send(api, enough, dave);
      assert.equal(await free(api, dave), left - cos('0.5') - fee);
    });

    test('against an early release', async () => {
      const { fee } = await send(api, api.tx.vesting.vest(), dave);
      assert.ok(fee > 0n);
      const { vestingLocked } = await api.derive.balances.all(dave.address);
      assert.equal(vestingLocked.toBigInt(), TEAM.dave);
    });

    test('against fees: who has nothing else can send nothing', async () => {
      const transfer = api.tx.balances.transferAllowDeath(bob.address, 1n);
      await assert.rejects(send(api, transfer, eve), refused(/Inability to pay some fees/));
      assert.equal(await free(api, eve), TEAM.eve);
    });
  });

  describe('of a contributor to the ICO', () => {
    const dest = freshAccount();
    const text = (to: Account) => node.rpc<string>('cos_claimText', to.address);
    const sign = async (wallet: Pick<Wallet, 'signMessage'>, to: Account) =>
      wallet.signMessage(await text(to));
    const claim = (to: Account, signature: string) =>
      send(api, api.tx.cosDistribution.claim(to.address, signature));

    /** Everything that a claim could change. */
    const state = async () => ({
      claims: await Promise.all(
        [contributor, stranger].map(({ address }) => node.rpc('cos_claim', address)),
      ),
      tranches: await node.rpc('cos_tranches'),
      balances: await Promise.all([dest, bob, alice].map((who) => free(api, who))),
    });
    const refusedWithoutEffect = async (to: Account, signature: string, error: string) => {
      const before = await state();
      await assert.rejects(claim(to, signature), refused(error));
      assert.deepEqual(await state(), before);
    };

    test('is claimed by a signature of a text that names the account and the chain', async () => {
      const publicKey = hexlify(dest.publicKey);
      assert.equal(await text(dest), `Claim COS to ${publicKey} on chain ${api.genesisHash}`);
    });

    test('goes to nobody by the signature of a stranger', async () => {
      await refusedWithoutEffect(dest, await sign(stranger, dest), NOTHING_TO_CLAIM);
    });

    test('goes to no other account than the signed one', async () => {
      await refusedWithoutEffect(bob, await sign(contributor, dest), NOTHING_TO_CLAIM);
    });

    test('is not claimed for another chain', async () => {
      const otherChain = hexlify(randomBytes(32));
      const elsewhere = (await text(dest)).replace(api.genesisHash.toHex(), otherChain);
      const signature = await contributor.signMessage(elsewhere);
      await refusedWithoutEffect(dest, signature, NOTHING_TO_CLAIM);
    });

    test('goes to nobody by bytes that are no signature', async () => {
      for (const byte of ['00', 'ff']) {
        await refusedWithoutEffect(dest, `0x${byte.repeat(65)}`, INVALID_SIGNATURE);
      }
    });

    test('is claimed free of charge, without any COS before', async () => {
      const open = { amount: `${CONTRIBUTION}`, claimedBy: null };
      assert.deepEqual(await node.rpc('cos_claim', contributor.address), open);
      assert.equal(await free(api, dest), 0n);

      const { block, events, fee } = await claim(dest, await sign(contributor, dest));

      assert.equal(fee, 0n);
      const claimed = events.find((event) => api.events.cosDistribution.Claimed.is(event));
      assert.ok(claimed);
      assert.equal(`${fieldOf(claimed, 'claimant')}`, contributor.address.toLowerCase());
      assert.equal(`${fieldOf(claimed, 'dest')}`, dest.address);
      assert.equal(amount(claimed, 'amount'), CONTRIBUTION);

      assert.equal(await free(api, dest, block), CONTRIBUTION);
      assert.deepEqual(await node.rpc('cos_claim', contributor.address, block), {
        ...open,
        claimedBy: dest.address,
      });
    });

    test('is claimed once, to whatever account and by whatever signature', async () => {
      const { r, s, yParity } = Signature.from(await sign(contributor, dest));
      const otherwise = concat([r, s, toBeHex(yParity)]);
      await refusedWithoutEffect(dest, otherwise, ALREADY_CLAIMED);
      await refusedWithoutEffect(bob, await sign(contributor, bob), ALREADY_CLAIMED);
    });

    test('is claimed once, even if the same transaction is sent again', async () => {
      const before = await state();
      const again = api.tx.cosDistribution.claim(dest.address, await sign(contributor, dest));
      const attempt = node.rpc('author_submitExtrinsic', again.toHex());
      await assert.rejects(attempt, { code: 1012, message: 'Transaction is temporarily banned' });
      assert.deepEqual(await state(), before);
    });

    test('is its owner’s to spend', async () => {
      const { fee } = await send(api, api.tx.balances.transferAll(bob.address, true), dest);
      assert.ok(fee > 0n);
      assert.equal(await free(api, dest), cos('0.001'));
    });
  });

  describe('is explained by cos_*', () => {
    const size = (amount: string) => `${cos(amount)}`;

    test('cos_tranches: now, and in any earlier block', async () => {
      const whole = (tranche: string, recipients: number, amount: string) => {
        const total = size(amount);
        return { tranche, size: total, recipients, claimed: total, unclaimed: '0' };
      };
      const now = [
        whole('angel', 2, '1000000'),
        whole('ico', 2, '6000000'),
        whole('team', 2, '1000000'),
        whole('foundation', 2, '2000000'),
      ];
      assert.deepEqual(await node.rpc('cos_tranches'), now);

      const unclaimed = { claimed: size('4765432.109876543211'), unclaimed: `${CONTRIBUTION}` };
      const atGenesis = now.map((t) => (t.tranche === 'ico' ? { ...t, ...unclaimed } : t));
      assert.deepEqual(await node.rpc('cos_tranches', api.genesisHash.toHex()), atGenesis);
    });

    test('cos_claim: null for whom nothing was ever owed', async () => {
      assert.equal(await node.rpc('cos_claim', stranger.address), null);
    });

    test('cos_claim: addresses in lower case or with a checksum', async () => {
      const claim = await node.rpc('cos_claim', contributor.address);
      assert.notEqual(claim, null);
      assert.deepEqual(await node.rpc('cos_claim', contributor.address.toLowerCase()), claim);
    });

    test('cos_locked: what is locked and when the next part comes free', async () => {
      assert.deepEqual(await node.rpc('cos_locked', eve.address), {
        locked: `${TEAM.eve}`,
        nextRelease: 2 * YEAR + 1,
      });
      assert.deepEqual(await node.rpc('cos_locked', bob.address), {
        locked: '0',
        nextRelease: null,
      });
    });

    const ask = (method: string, ...params: unknown[]) => node.rpc(method, ...params);

    test('parameters that make no sense are refused', async () => {
      const swapped = contributor.address.replace(/[a-f]/i, (digit) =>
        digit === digit.toUpperCase() ? digit.toLowerCase() : digit.toUpperCase(),
      );
      await assertInvalidParams(ask, [
        ['cos_claim'],
        ['cos_claim', 'alice'],
        ['cos_claim', contributor.address.slice(0, -1)],
        ['cos_claim', `${contributor.address}0`],
        ['cos_claim', contributor.address.slice(2)],
        ['cos_claim', swapped],
        ['cos_claim', bob.address],
        ['cos_claim', contributor.address, '0x12'],
        ['cos_claimText'],
        ['cos_claimText', 'bob'],
        ['cos_claimText', contributor.address],
        ['cos_locked'],
        ['cos_locked', 7],
        ['cos_locked', `${bob.address.slice(0, -1)}1`],
        ['cos_tranches', 'latest'],
      ]);
    });

    test('a block that nobody knows has no answer', async () => {
      await assertUnknownBlock(ask, [
        ['cos_tranches'],
        ['cos_claim', contributor.address],
        ['cos_claimText', bob.address],
        ['cos_locked', bob.address],
      ]);
    });
  });

  describe('is never burnt or minted', () => {
    const forbidden = () => [
      api.tx.balances.burn(cos('1'), true),
      api.tx.balances.forceSetBalance(bob.address, 0n),
      api.tx.balances.forceAdjustTotalIssuance('Increase', 1n),
    ];

    /** Three senders, so that each of the calls can be sent at once. */
    const senders = [alice, bob, charlie];

    test('by a transaction', async () => {
      const attempts = forbidden().map((call, i) =>
        assert.rejects(send(api, call, senders[i]), dispatchFailed('system.CallFiltered')),
      );
      await Promise.all(attempts);
    });

    test('within a batch, which fails as a whole', async () => {
      const dest = freshAccount();
      const transfer = api.tx.balances.transferKeepAlive(dest.address, cos('1'));
      const attempts = forbidden().map((call, i) => {
        const batch = api.tx.utility.batchAll([transfer, call]);
        return assert.rejects(send(api, batch, senders[i]), dispatchFailed('system.CallFiltered'));
      });
      await Promise.all(attempts);
      assert.equal(await free(api, dest), 0n);
    });

    test('through a proxy', async () => {
      await send(api, api.tx.proxy.addProxy(charlie.address, 'Any', 0), bob);
      const before = await free(api, bob);

      const proxied = forbidden().map((call) => api.tx.proxy.proxy(bob.address, null, call));
      const { events } = await send(api, api.tx.utility.batch(proxied), charlie);

      const { ProxyExecuted } = api.events.proxy;
      const results = events.flatMap((event) => (ProxyExecuted.is(event) ? event.data.result : []));
      const errors = results.map((result) => result.isErr && errorName(api, result.asErr));
      assert.deepEqual(
        errors,
        proxied.map(() => 'system.CallFiltered'),
      );
      assert.equal(await free(api, bob), before);
    });
  });

  describe('is safe with hardware wallets, which sign the digest of the metadata', () => {
    const metadataDigest = async () => {
      const metadata = await api.call.metadata.metadataAtVersion(15);
      const properties = { decimals: 12, tokenSymbol: 'COS' };
      return hexlify(merkleizeMetadata(metadata.unwrap().toU8a(true), properties).digest());
    };
    const transfer = () => api.tx.balances.transferKeepAlive(charlie.address, cos('1'));

    test('a transaction with the right digest goes through', async () => {
      const before = await free(api, charlie);
      const metadataHash = (await metadataDigest()) as `0x${string}`;
      await send(api, transfer(), bob, { mode: 1, metadataHash });
      assert.equal(await free(api, charlie), before + cos('1'));
    });

    test('a transaction with a wrong digest is refused', async () => {
      const before = await free(api, charlie);
      const metadataHash = `0x${'00'.repeat(32)}` as const;
      const attempt = send(api, transfer(), bob, { mode: 1, metadataHash });
      await assert.rejects(attempt, refused('Transaction has a bad signature'));
      assert.equal(await free(api, charlie), before);
    });
  });

  test('is 10,000,000 in the end, in the total issuance and in the accounts', async () => {
    const block = await api.rpc.chain.getFinalizedHead();
    const { query } = await api.at(block);
    assert.equal((await query.balances.totalIssuance()).toBigInt(), TOTAL_SUPPLY);
    assert.equal(TOTAL_SUPPLY, 10_000_000n * 10n ** 12n);

    assert.equal(await coinsOfAll(api, block.toHex()), TOTAL_SUPPLY);
  });
});

/** A transaction that the pool refuses, for this reason. */
function refused(reason: string | RegExp): object {
  return { name: 'RpcError', code: 1010, data: reason };
}

/** A transaction that is included but fails, with this error. */
function dispatchFailed(error: string): object {
  return { name: DispatchFailed.name, message: error };
}
