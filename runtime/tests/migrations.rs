//! The upgrade of a whole chain: the migrations convert what an earlier runtime has stored, in their order and within
//! their weight, and every invariant holds afterwards. Other tests of upgrades are in `docs/upgrades.md`.

use crate::common::*;
use chaos_primitives::{currency::COS, AccountId, Balance, BlockNumber, Clock, CollectionId};
use chaos_runtime::{
    AuraEquivocation, BusinessTokens, Cip, CosDistribution, DutchAuction, Erc20, Erc721,
    MultiBlockMigrations, NodeAdmission, Runtime, RuntimeCall, ValidatorSet,
};
use codec::Encode;
use frame_support::{
    migrations::MultiStepMigrator,
    storage::{storage_prefix, unhashed},
    traits::{GetStorageVersion, StorageVersion},
    Blake2_128Concat, StorageHasher,
};
use pallet_cip::{CipId, Credentials, Tallies};
use pallet_dutch_auction::{Currency, Curve, HouseId, Sellers, Terms};
use pallet_erc20::{Clocks, TokenOptions, Tokens};
use pallet_erc721::CollectionOptions;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{MultiAddress, Permill};

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;
type Gov = pallet_cip::Call<Runtime>;

const OWNER: Sr25519Keyring = Bob;
const SELLER: Sr25519Keyring = Charlie;
const BUYER: Sr25519Keyring = Dave;
const PROPOSER: Sr25519Keyring = Eve;
/// Two in favour, one against.
const VOTERS: [Sr25519Keyring; 3] = [One, Two, Ferdie];

const COLLECTION: CollectionId = 0;
/// One house for the coin, and one for a token that is paused.
const HOUSES: [HouseId; 2] = [0, 1];
const CIPS: [CipId; 2] = [0, 1];

fn address(who: impl Into<AccountId>) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who.into())
}

fn create_token() -> RuntimeCall {
    let options = TokenOptions {
        pausable: true,
        ..Default::default()
    };
    let [name, symbol] = [b"Gold", b"GOLD"].map(|text| text.to_vec());
    Token::new_call_variant_create(name, symbol, 12, 1_000_000 * COS, options).into()
}

fn create_collection() -> RuntimeCall {
    let options = CollectionOptions {
        max_supply: None,
        royalty: None,
        burnable: true,
        transferable: true,
    };
    let [name, symbol] = [b"Art", b"ART"].map(|text| text.to_vec());
    Item::new_call_variant_create_collection(name, symbol, vec![], options).into()
}

fn create_house(currency: Currency) -> RuntimeCall {
    let terms = Terms {
        currency,
        commission: Permill::from_percent(5),
        shortest: 1,
        longest: 1_000,
        curve: Curve::Linear,
        sellers: Sellers::Anybody,
    };
    Auction::new_call_variant_create_house(COLLECTION, terms).into()
}

/// The seller approves the house for an item, and lists it.
fn list(house: HouseId, item: u32) -> [RuntimeCall; 2] {
    let custodian = Some(address(DutchAuction::house_account(house)));
    [
        Item::new_call_variant_approve(COLLECTION, custodian, item).into(),
        Auction::new_call_variant_list(house, item, 100 * COS, 20 * COS, 1_000).into(),
    ]
}

/// A chain with a transferable token, a paused one and a regulated one, with items for sale, one that was sold, and
/// with open CIPs.
fn with_all_that_is_moved(test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let tokens = vec![
            create_token(),
            create_token(),
            create_token(),
            Token::new_call_variant_pause(1).into(),
            Business::new_call_variant_set_regulated(2, true).into(),
        ];
        succeed(OWNER, batch(tokens));

        let market = vec![
            create_collection(),
            Item::new_call_variant_batch_mint(COLLECTION, address(SELLER), 3).into(),
            create_house(Currency::Coin),
            create_house(Currency::Token(0)),
        ];
        succeed(OWNER, batch(market));
        let lists = [list(HOUSES[0], 0), list(HOUSES[0], 1), list(HOUSES[1], 2)];
        succeed(SELLER, batch(lists.concat()));
        succeed(BUYER, Auction::new_call_variant_bid(0, Balance::MAX));
        succeed(OWNER, Auction::new_call_variant_pause_house(HOUSES[1]));

        succeed(
            PROPOSER,
            batch(vec![propose_cip(1_000, None), propose_cip(1_000, None)]),
        );
        for voter in VOTERS {
            let approve = voter != VOTERS[2];
            let vote =
                |cip: CipId| Gov::new_call_variant_vote(cip, approve, Balance::from(cip + 1) * COS);
            let votes = CIPS.map(|cip| RuntimeCall::from(vote(cip)));
            succeed(voter, batch(votes.to_vec()));
        }
        test();
    });
}

/// What users see, except prices, which change with every block.
fn seen() -> impl PartialEq + std::fmt::Debug {
    (
        [0, 1, 2].map(Erc20::info),
        HOUSES.map(|house| (DutchAuction::house(house), DutchAuction::turnover(house))),
        CIPS.map(Cip::cip),
        VOTERS.map(|voter| Cip::votes(&voter.to_account_id())),
        VOTERS.map(|voter| Cip::frozen(&voter.to_account_id())),
    )
}

fn keys_of(pallet: &str, item: &str) -> Vec<Vec<u8>> {
    let prefix = storage_prefix(pallet.as_bytes(), item.as_bytes());
    let next =
        |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|found| found.starts_with(&prefix));
    std::iter::successors(next(&prefix.to_vec()), next).collect()
}

/// Cut this many bytes off the end of each value of a storage item: fields that were added later.
fn cut(pallet: &str, item: &str, bytes: usize) {
    for key in keys_of(pallet, item) {
        let mut value = unhashed::get_raw(&key).unwrap();
        value.truncate(value.len() - bytes);
        unhashed::put_raw(&key, &value);
    }
}

fn clear(pallet: &str, item: &str) {
    for key in keys_of(pallet, item) {
        unhashed::kill(&key);
    }
}

/// The state as version 101 of the runtime would have stored it.
fn downgrade() {
    let clocks = Clocks::<BlockNumber>::default().encoded_size();
    cut("Erc20", "Tokens", clocks);
    let clock = Clock::<BlockNumber>::default().encoded_size();
    cut("DutchAuction", "Turnovers", clock);
    cut("DutchAuction", "Auctions", size_of::<BlockNumber>());

    for (cip, mut open) in Tallies::<Runtime>::iter().collect::<Vec<_>>() {
        open.tally.voters = open.accounts;
        Tallies::<Runtime>::insert(cip, open);
    }
    cut("Cip", "Tallies", size_of::<u32>());
    unhashed::kill(&storage_prefix(b"Cip", b"CounterForTallies"));
    clear("Cip", "VotesBySize");
    for vote in Credentials::<Runtime>::iter_values().collect::<Vec<_>>() {
        let prefix = storage_prefix(b"Cip", b"OpenVotes");
        let key = [&prefix[..], &Blake2_128Concat::hash(&vote.voter.encode())].concat();
        let mut open: Vec<(CipId, Balance)> = unhashed::get_or_default(&key);
        open.push((vote.cip, vote.votes));
        unhashed::put(&key, &open);
    }

    StorageVersion::new(0).put::<Erc20>();
    StorageVersion::new(0).put::<DutchAuction>();
    StorageVersion::new(0).put::<Cip>();
}

/// Make blocks of the new runtime until all migrations are done. Returns how many.
fn upgrade() -> u32 {
    frame_system::LastRuntimeUpgrade::<Runtime>::kill();
    for blocks in 1..100 {
        make_block(vec![]);
        if !MultiBlockMigrations::ongoing() {
            return blocks;
        }
    }
    panic!("migrations have failed, or never end");
}

/// Each of this project's pallets declares its storage version, and the chain has that version.
#[track_caller]
fn check_versions() {
    // The type differs for a pallet that declares none.
    fn check<P: GetStorageVersion<InCodeStorageVersion = StorageVersion>>() {
        assert_eq!(P::on_chain_storage_version(), P::in_code_storage_version());
    }
    check::<AuraEquivocation>();
    check::<BusinessTokens>();
    check::<Cip>();
    check::<CosDistribution>();
    check::<DutchAuction>();
    check::<Erc20>();
    check::<Erc721>();
    check::<NodeAdmission>();
    check::<ValidatorSet>();
}

#[test]
fn a_new_chain_has_the_versions_that_pallets_declare() {
    new_chain("development").execute_with(check_versions);
}

#[test]
fn what_an_earlier_runtime_has_stored_is_moved_and_nothing_is_lost() {
    with_all_that_is_moved(|| {
        check_everything();
        let before = seen();
        downgrade();
        upgrade();
        assert_eq!(seen(), before);
        assert!(keys_of("Cip", "OpenVotes").is_empty());
        check_versions();
        check_everything();
    });
}

#[test]
fn what_is_moved_already_stays() {
    with_all_that_is_moved(|| {
        let before = seen();
        assert_eq!(upgrade(), 1);
        assert_eq!(seen(), before);
        check_everything();
    });
}

#[test]
fn many_tokens_are_moved_in_several_blocks() {
    const MANY: u32 = 10_000;
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let old = (None::<AccountId>, TokenOptions::default());
        for token in 0..MANY {
            unhashed::put(&Tokens::<Runtime>::hashed_key_for(token), &old);
        }
        StorageVersion::new(0).put::<Erc20>();
        assert!(upgrade() > 1);
        assert_eq!(Tokens::<Runtime>::iter().count() as u32, MANY);
    });
}
