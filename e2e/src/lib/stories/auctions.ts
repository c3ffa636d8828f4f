// Items in auction houses: one that is open, one that is paused, and one that is paid in a token.

import assert from 'node:assert/strict';
import { type Account, amount, cos, free, type Included, type Transaction } from '../chain.js';
import { idFrom, owners, UNLIMITED } from '../items.js';
import { balances, MAX } from '../tokens.js';
import { ENOUGH, people, Story, type Upgrade } from './story.js';

const SUPPLY = 10n ** 15n;
/** How prices fall: in so many blocks that they still do in the end, by no whole number in each. */
const PRICE = { start: cos('100') + 7n, floor: cos('20') + 1n, duration: 3_001 };
/** In parts per million. */
const [ROYALTY, COMMISSION] = [100_003, 50_007];

/** Made the items; sells them; owns the houses; bids, and made the token. */
const [artist, seller, host, bidder] = people('Artist', 'Seller', 'Host', 'Bidder');

/** The houses, in this order. */
const [OPEN, PAUSED, FOR_TOKENS] = [0, 1, 2];
/** In which house which item is: the last of them is sold before the upgrade. */
const LISTED = [OPEN, OPEN, PAUSED, FOR_TOKENS, OPEN];
const [BID_ON, CANCELLED, HELD_BACK, PAID_IN_TOKENS, SOLD] = [0, 1, 2, 3, 4];

interface Auction {
  price: string;
  start: number;
  end: number;
}

export class Auctions extends Story {
  override readonly title = 'auctions';

  override readonly cast: [Account, bigint][] = [
    ...[artist, seller, host].map((who): [Account, bigint] => [who, ENOUGH]),
    [bidder, 5n * PRICE.start + ENOUGH],
  ];

  private collection = 0;
  private token = 0;
  private houses: number[] = [];
  /** By the items. */
  private auctions: number[] = [];

  private ask<T>(method: string, ...params: unknown[]): Promise<T> {
    return this.node.rpc<T>(`auction_${method}`, ...params);
  }

  override async begin(): Promise<void> {
    const { dutchAuction, erc20, erc721 } = this.api.tx;
    const options = { mintable: false, burnable: false, pausable: true, cap: null };
    const royalty = { ...UNLIMITED, royalty: [artist.address, ROYALTY] };
    const [made, created] = await Promise.all([
      this.send(erc721.createCollection('Art of before', 'ART', '', royalty), artist),
      this.send(erc20.create('Silver of before', 'AG', 6, SUPPLY, options), bidder),
    ]);
    this.collection = idFrom(made, 'CollectionCreated', 'collection');
    this.token = idFrom(created, 'Created', 'tokenId');

    const terms = (currency: unknown, commission = COMMISSION) => ({
      ...{ currency, commission, shortest: 1, longest: 10_000, curve: 'Linear' },
      sellers: 'Anybody',
    });
    const currencies = ['Coin', 'Coin', { Token: this.token }];
    const [, opened] = await Promise.all([
      this.send(erc721.batchMint(this.collection, seller.address, LISTED.length), artist),
      this.sendAll(
        host,
        ...currencies.map((each) => dutchAuction.createHouse(this.collection, terms(each))),
      ),
    ]);
    this.houses = this.ids(opened, 'HouseCreated', 'house');

    const lists = LISTED.map((house, item) => {
      const { start, floor, duration } = PRICE;
      return dutchAuction.list(this.houses[house], item, start, floor, duration);
    });
    const listed = await this.sendAll(seller, ...(await this.approvals(true)), ...lists);
    this.auctions = this.ids(listed, 'Listed', 'auctionId');

    await Promise.all([
      this.bid(SOLD),
      this.sendAll(
        host,
        dutchAuction.pauseHouse(this.houses[PAUSED]),
        dutchAuction.setTerms(this.houses[OPEN], terms('Coin', 2 * COMMISSION)),
      ),
    ]);
  }

  /** What events give numbers to, in their order. */
  private ids({ events }: Included, event: string, field: string): number[] {
    return events
      .filter(({ section, method }) => section === 'dutchAuction' && method === event)
      .map((found) => Number(amount(found, field)));
  }

  /** Whether houses may take what the seller has. */
  private async approvals(approved: boolean): Promise<Transaction[]> {
    const { setApprovalForAll } = this.api.tx.erc721;
    const accounts = this.houses.map((id) => this.ask<string>('houseAccount', id));
    return (await Promise.all(accounts)).map((account) =>
      setApprovalForAll(this.collection, account, approved),
    );
  }

  private bid(item: number): Promise<Included> {
    return this.send(this.api.tx.dutchAuction.bid(this.auctions[item], MAX), bidder);
  }

  override async told(block: string): Promise<unknown> {
    const auctions = this.auctions.map(async (id) => {
      const told = await this.ask<Auction | null>('auction', id, block);
      // When it begins and ends depends on how long its clock has stood.
      return told && { ...told, price: '', start: 0, end: 0 };
    });
    return Promise.all([
      ...auctions,
      ...this.houses.map((id) => this.ask('house', id, block)),
      ...this.houses.map((id) => this.ask('turnover', id, block)),
    ]);
  }

  override async finish(upgrade: Upgrade): Promise<void> {
    await this.holdBack(upgrade);
    await this.bidOn(upgrade);
    const cancelled = this.auctions[CANCELLED];
    await this.send(this.api.tx.dutchAuction.cancel(cancelled), seller);

    const all = LISTED.map((_, item) => item);
    assert.deepEqual(
      await owners(this.node, this.collection, ...all),
      all.map((item) => (item === CANCELLED ? seller : bidder).address),
    );
    const { dutchAuction, erc721 } = this.api.tx;
    const burn = (item: number) => erc721.burn(this.collection, item);
    const bought = all.filter((item) => item !== CANCELLED);
    await Promise.all([
      this.sendAll(host, ...this.houses.map((id) => dutchAuction.closeHouse(id))),
      this.sendAll(seller, ...(await this.approvals(false)), burn(CANCELLED)),
      this.sendAll(bidder, ...bought.map(burn)),
    ]);
    await this.assertHeld(
      ...[host, seller].map((who): [Account, bigint] => [who, 0n]),
      [artist, this.constant('erc721', 'collectionDeposit')],
      [bidder, this.constant('erc20', 'tokenDeposit')],
    );
  }

  /** What the runtime before says that something costs in a block. */
  private async priceAt({ before }: Upgrade, item: number, block: number): Promise<bigint> {
    const hash = await this.node.blockHash(before);
    return BigInt(await this.ask<string>('priceAt', this.auctions[item], block, hash));
  }

  /**
   * In a house that is paused, prices stand from the block on in which it was moved, and fall on when it is
   * not paused any more.
   */
  private async holdBack(upgrade: Upgrade): Promise<void> {
    const price = async (...block: string[]) =>
      BigInt(await this.ask<string>('price', this.auctions[HELD_BACK], ...block));
    const stands = await price(await this.node.blockHash(upgrade.moved));
    assert.equal(await price(), stands);
    let stood = upgrade.moved;
    while ((await this.priceAt(upgrade, HELD_BACK, stood)) < stands) stood -= 1;
    assert.ok(stood > upgrade.before + 1);
    assert.equal(await this.priceAt(upgrade, HELD_BACK, stood), stands);

    const { bid, resumeHouse } = this.api.tx.dutchAuction;
    await this.fails('dutchAuction.HousePaused', bid(this.auctions[HELD_BACK], MAX), bidder);
    const resumed = await this.send(resumeHouse(this.houses[PAUSED]), host);
    const bought = await this.bid(HELD_BACK);
    const since = (await this.heightOf(bought)) - (await this.heightOf(resumed));
    const [paid] = this.prices(bought);
    assert.ok(since > 0 && paid <= stands);
    // The block in which it was resumed doesn't count.
    assert.equal(paid, await this.priceAt(upgrade, HELD_BACK, stood + since - 1));
  }

  /** In how many blocks since the runtime before a price has stood. */
  private async stood({ before }: Upgrade, item: number): Promise<number> {
    const id = this.auctions[item];
    const then = await this.ask<Auction>('auction', id, await this.node.blockHash(before));
    const now = await this.ask<Auction>('auction', id);
    return now.start - then.start;
  }

  /** Elsewhere they stand while nobody can bid, and fall on as they would have. */
  private async bidOn(upgrade: Upgrade): Promise<void> {
    const stood = await this.stood(upgrade, BID_ON);
    // In the block in which houses were moved, and in the next.
    assert.ok(stood >= 2);
    for (const item of [BID_ON, CANCELLED, PAID_IN_TOKENS]) {
      assert.equal(await this.stood(upgrade, item), stood);
      const price = await this.ask<string>('priceAt', this.auctions[item], PRICE.duration);
      assert.equal(BigInt(price), await this.priceAt(upgrade, item, PRICE.duration - stood));
    }

    const had = await free(this.api, host);
    const [held] = await balances(this.node, this.token, bidder);
    for (const item of [BID_ON, PAID_IN_TOKENS]) {
      const bought = await this.bid(item);
      const price = await this.priceAt(upgrade, item, (await this.heightOf(bought)) - stood);
      assert.deepEqual(this.prices(bought), [price]);
      const part = (price * BigInt(COMMISSION)) / 1_000_000n;
      if (item === BID_ON) {
        assert.equal(await free(this.api, host), had + part);
      } else {
        // Nobody else had any of it.
        const [left, commission] = await balances(this.node, this.token, bidder, host);
        assert.deepEqual([left, commission], [held - price, part]);
      }
    }
    const turnovers = this.houses.map((id) => this.ask<{ sold: number }[]>('turnover', id));
    assert.deepEqual(
      (await Promise.all(turnovers)).map(([{ sold }]) => sold),
      [2, 1, 1],
    );
  }

  private prices({ events }: Included): bigint[] {
    const { Sold } = this.api.events.dutchAuction;
    return events.filter((event) => Sold.is(event)).map((event) => amount(event, 'price'));
  }
}
