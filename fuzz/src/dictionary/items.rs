//! Items, their ledger, and the auctions that sell them.

use super::{by, by_anybody, Draw, Entry};
use chaos_primitives::currency::COS;
use chaos_runtime::{AccountId, Address, DutchAuction, Runtime};
use frame_support::BoundedVec;
use pallet_dutch_auction::{
    Auctions, Call as Auction, Currency, Curve, HouseId, Houses, Sellers, Terms,
};
use pallet_erc721::{Call as Item, CollectionOptions, Collections};
use sp_runtime::Permill;

type Ledger = pallet_nfts::Call<Runtime>;

pub const ENTRIES: &[Entry] = &[
    |draw| {
        let royalty = draw.source.flip().then(|| {
            let rate = draw.source.pick(&[0, 25_000, 500_000, 1_000_000]);
            (draw.address(), Permill::from_parts(rate))
        });
        let options = CollectionOptions {
            max_supply: draw.source.once_in(4).then(|| draw.source.below(4)),
            royalty,
            burnable: !draw.source.once_in(4),
            transferable: !draw.source.once_in(4),
        };
        by_anybody(Item::<Runtime>::create_collection {
            name: draw.text(256),
            symbol: draw.text(256),
            base_uri: draw.text(256),
            options,
        })
    },
    |draw| {
        let (collection, owner) = owned(draw);
        let to = draw.address();
        let uri = draw.source.flip().then(|| draw.text(256));
        by(
            owner,
            Item::<Runtime>::mint {
                collection,
                to,
                uri,
            },
        )
    },
    |draw| {
        let (collection, owner) = owned(draw);
        let to = draw.address();
        let count = draw.source.pick(&[1, 2, 3, 0, 20, 1_024, u32::MAX]);
        by(
            owner,
            Item::<Runtime>::batch_mint {
                collection,
                to,
                count,
            },
        )
    },
    |draw| {
        let (collection, token_id, owner) = draw.item();
        let from = owner.clone().unwrap_or_else(|| draw.account()).into();
        let to = draw.address();
        by(
            owner,
            Item::<Runtime>::transfer_from {
                collection,
                from,
                to,
                token_id,
            },
        )
    },
    |draw| {
        let (collection, token_id, owner) = draw.item();
        let spender = (!draw.source.once_in(4)).then(|| trader(draw));
        by(
            owner,
            Item::<Runtime>::approve {
                collection,
                spender,
                token_id,
            },
        )
    },
    |draw| {
        let (collection, operator) = (draw.collection(), trader(draw));
        let approved = !draw.source.once_in(4);
        by_anybody(Item::<Runtime>::set_approval_for_all {
            collection,
            operator,
            approved,
        })
    },
    |draw| {
        let (collection, token_id, owner) = draw.item();
        by(
            owner,
            Item::<Runtime>::burn {
                collection,
                token_id,
            },
        )
    },
    |draw| {
        let (collection, owner) = owned(draw);
        let base_uri = draw.text(256);
        by(
            owner,
            Item::<Runtime>::set_base_uri {
                collection,
                base_uri,
            },
        )
    },
    |draw| {
        let (collection, owner) = owned(draw);
        by(owner, Item::<Runtime>::freeze_metadata { collection })
    },
    |draw| {
        let (collection, owner) = owned(draw);
        let new_owner = draw.address();
        by(
            owner,
            Item::<Runtime>::transfer_ownership {
                collection,
                new_owner,
            },
        )
    },
    |draw| {
        let (collection, item, owner) = draw.item();
        let dest = draw.address();
        by(
            owner,
            Ledger::transfer {
                collection,
                item,
                dest,
            },
        )
    },
    |draw| {
        let (collection, item, owner) = draw.item();
        let delegate = draw.address();
        let maybe_deadline = draw.source.flip().then(|| draw.blocks());
        by(
            owner,
            Ledger::approve_transfer {
                collection,
                item,
                delegate,
                maybe_deadline,
            },
        )
    },
    |draw| {
        let (collection, item, owner) = draw.item();
        let approved = chaos_runtime::Erc721::get_approved(collection, item);
        let delegate = approved.unwrap_or_else(|| draw.account()).into();
        by(
            owner,
            Ledger::cancel_approval {
                collection,
                item,
                delegate,
            },
        )
    },
    |draw| {
        let (collection, item, owner) = draw.item();
        by(
            owner,
            Ledger::clear_all_transfer_approvals { collection, item },
        )
    },
];

pub const AUCTION_ENTRIES: &[Entry] = &[
    |draw| {
        let (collection, owner) = owned(draw);
        let terms = terms(draw);
        by(
            owner,
            Auction::<Runtime>::create_house { collection, terms },
        )
    },
    |draw| {
        let house = house(draw).0;
        let of_the_house = Houses::<Runtime>::get(house).map(|house| house.collection);
        let collection = of_the_house.unwrap_or_else(|| draw.collection());
        let custodian = DutchAuction::house_account(house);
        let approved = (0..16).find(|item| {
            chaos_runtime::Erc721::get_approved(collection, *item).as_ref() == Some(&custodian)
        });
        let token_id = match approved {
            Some(item) if !draw.source.once_in(4) => item,
            _ => draw.one_below(pallet_erc721::NextTokenId::<Runtime>::get(collection)),
        };
        let start_price = draw.amount();
        by(
            chaos_runtime::Erc721::owner_of(collection, token_id),
            Auction::<Runtime>::list {
                house,
                token_id,
                start_price,
                floor_price: start_price / 2,
                duration: draw.blocks(),
            },
        )
    },
    |draw| {
        let auction_id = auction(draw).0;
        let max_price = match draw.source.once_in(4) {
            true => draw.amount(),
            false => u128::MAX,
        };
        by_anybody(Auction::<Runtime>::bid {
            auction_id,
            max_price,
        })
    },
    |draw| {
        let (auction_id, seller) = auction(draw);
        by(seller, Auction::<Runtime>::cancel { auction_id })
    },
    |draw| {
        let (house, owner) = house(draw);
        by(owner, Auction::<Runtime>::pause_house { house })
    },
    |draw| {
        let (house, owner) = house(draw);
        by(owner, Auction::<Runtime>::resume_house { house })
    },
    |draw| {
        let (house, owner) = house(draw);
        let terms = terms(draw);
        by(owner, Auction::<Runtime>::set_terms { house, terms })
    },
    |draw| {
        let (house, owner) = house(draw);
        by(owner, Auction::<Runtime>::close_house { house })
    },
];

/// A collection, and who owns it.
fn owned(draw: &mut Draw) -> (u32, Option<AccountId>) {
    let collection = draw.collection();
    let owner = Collections::<Runtime>::get(collection).map(|collection| collection.owner);
    (collection, owner)
}

/// Who may be approved: often a house, which items are listed with.
fn trader(draw: &mut Draw) -> Address {
    match draw.source.flip() {
        true => {
            let house = house(draw).0;
            DutchAuction::house_account(house).into()
        }
        false => draw.address(),
    }
}

/// A house, and who owns it.
fn house(draw: &mut Draw) -> (HouseId, Option<AccountId>) {
    let house = draw.one_below(pallet_dutch_auction::NextHouseId::<Runtime>::get());
    (
        house,
        Houses::<Runtime>::get(house).map(|house| house.owner),
    )
}

/// An auction, and who sells.
fn auction(draw: &mut Draw) -> (u64, Option<AccountId>) {
    let open: Vec<_> = Auctions::<Runtime>::iter().take(8).collect();
    match open.is_empty() || draw.source.once_in(8) {
        true => (pallet_dutch_auction::NextAuctionId::<Runtime>::get(), None),
        false => {
            let (id, auction) = draw.source.pick(&open);
            (id, Some(auction.seller))
        }
    }
}

fn terms(draw: &mut Draw) -> Terms<AccountId, u32> {
    let currency = match draw.source.flip() {
        true => Currency::Coin,
        false => Currency::Token(draw.token()),
    };
    let curve = match draw.source.below(4) {
        0 | 1 => Curve::Linear,
        2 => Curve::Exponential {
            half_life: draw.blocks(),
        },
        _ => Curve::Steps {
            count: draw.blocks(),
        },
    };
    let sellers = match draw.source.once_in(4) {
        true => {
            let count = draw.source.pick(&[1, 2, 64]);
            let accounts = (0..count).map(|_| draw.account()).collect();
            Sellers::Accounts(BoundedVec::truncate_from(accounts))
        }
        false => Sellers::Anybody,
    };
    Terms {
        currency,
        commission: Permill::from_parts((draw.amount() % (COS / 1_000_000)) as u32),
        shortest: 1,
        longest: 1_000,
        curve,
        sellers,
    }
}
