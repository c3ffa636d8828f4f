//! The functions of each paradigm: their effects and their errors.

use super::{
    super::status::{NOT_DECODED, NOT_FOUND},
    mock::*,
};
use crate::{
    AccountId, Balance, Balances, BlockNumber, BusinessTokens, Cip, DutchAuction, Erc20, Erc721,
    Runtime, RuntimeOrigin, System,
};
use chaos_primitives::{currency::COS, CollectionId, ItemId, TokenId};
use codec::Encode;
use frame_support::{
    assert_ok,
    traits::fungible::Inspect,
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
    BoundedVec,
};
use pallet_cip::{
    Document, Enactment, Outcome, Resolution, ResolutionOf, Resolutions, Rules, Tally, Thresholds,
};
use pallet_cos_distribution::{Claim, Claims, EthereumAddress};
use pallet_dutch_auction::{AuctionId, Currency, Curve, HouseId, Sellers, Terms};
use pallet_vesting::VestingInfo;
use sp_runtime::Permill;

type TokenError = pallet_erc20::Error<Runtime>;
type BusinessError = pallet_business_tokens::Error<Runtime>;
type ItemError = pallet_erc721::Error<Runtime>;
type AuctionError = pallet_dutch_auction::Error<Runtime>;

const TOKEN: TokenId = 0;
const COLLECTION: CollectionId = 0;
const ITEM: ItemId = 0;
const HOUSE: HouseId = 0;
const AUCTION: AuctionId = 0;

// Erc20

const TOTAL_SUPPLY: u32 = 0x3380;
const TOKENS_OF: u32 = 0x3381;
const ALLOWANCE: u32 = 0x3382;

fn tokens_of(who: AccountId) -> Balance {
    Erc20::balance_of(TOKEN, &who).unwrap()
}

#[test]
fn a_contract_creates_tokens_and_learns_their_ids() {
    with_chain(|| {
        for token in 0..3u32 {
            assert_eq!(make(create_token()), Ok(token.encode()));
            assert_eq!(Erc20::owner(token), Some(CONTRACT));
        }
        assert_eq!(tokens_of(CONTRACT), 1_000_000);
        let deposit = <Runtime as pallet_erc20::Config>::TokenDeposit::get();
        assert_eq!(
            Balances::total_balance(&CONTRACT) - Balances::free_balance(CONTRACT),
            3 * deposit
        );
    });
}

#[test]
fn a_contract_moves_and_makes_its_tokens() {
    with_chain(|| {
        make(create_token()).unwrap();
        let user = || address(USER);
        succeed(Token::new_call_variant_transfer(TOKEN, user(), 1_000));
        succeed(Token::new_call_variant_mint(TOKEN, user(), 100));
        succeed(Token::new_call_variant_burn(TOKEN, 10));
        assert_eq!(tokens_of(USER), 1_100);
        assert_eq!(tokens_of(CONTRACT), 998_990);
        assert_eq!(ask(TOTAL_SUPPLY, TOKEN), Ok::<Balance, _>(1_000_090));
        assert_eq!(ask(TOKENS_OF, (TOKEN, USER)), Ok::<Balance, _>(1_100));
        assert_eq!(ask(TOKENS_OF, (TOKEN, FRESH)), Ok::<Balance, _>(0));

        fail(
            Token::new_call_variant_transfer(7, user(), 1),
            TokenError::UnknownToken,
        );
        assert_eq!(ask::<Balance>(TOTAL_SUPPLY, 7u32), Err(NOT_FOUND));
        assert_eq!(ask::<Balance>(TOKENS_OF, (7u32, USER)), Err(NOT_FOUND));
    });
}

#[test]
fn a_contract_gives_allowances_and_uses_those_given_to_it() {
    with_chain(|| {
        make(create_token()).unwrap();
        let [contract, user] = [|| address(CONTRACT), || address(USER)];
        succeed(Token::new_call_variant_approve(TOKEN, user(), 50));
        succeed(Token::new_call_variant_increase_allowance(
            TOKEN,
            user(),
            20,
        ));
        succeed(Token::new_call_variant_decrease_allowance(
            TOKEN,
            user(),
            30,
        ));
        let allowance = |owner, spender| ask::<Balance>(ALLOWANCE, (TOKEN, owner, spender));
        assert_eq!(allowance(CONTRACT, USER), Ok(40));
        assert_eq!(
            ask::<Balance>(ALLOWANCE, (7u32, CONTRACT, USER)),
            Err(NOT_FOUND)
        );

        succeed(Token::new_call_variant_transfer(TOKEN, user(), 100));
        let take =
            |value| Token::new_call_variant_transfer_from(TOKEN, user(), address(FRESH), value);
        fail(take(1), TokenError::InsufficientAllowance);
        user_sends(Token::new_call_variant_approve(TOKEN, contract(), 60));
        succeed(take(40));
        succeed(Token::new_call_variant_burn_from(TOKEN, user(), 5));
        assert_eq!(allowance(USER, CONTRACT), Ok(15));
        assert_eq!([tokens_of(USER), tokens_of(FRESH)], [55, 40]);
    });
}

#[test]
fn a_contract_hands_over_what_it_created() {
    with_chain(|| {
        make(create_token()).unwrap();
        make(create_collection()).unwrap();
        let hand_over = || Token::new_call_variant_transfer_ownership(TOKEN, address(USER));
        succeed(hand_over());
        fail(hand_over(), TokenError::NotOwner);
        succeed(Item::new_call_variant_transfer_ownership(
            COLLECTION,
            address(USER),
        ));
        fail(mint(CONTRACT), ItemError::NotOwner);
        user_sends(Token::new_call_variant_mint(TOKEN, address(USER), 1));
        user_sends(mint(USER));
    });
}

#[test]
fn a_contract_has_no_rights_to_what_is_not_its_own() {
    with_chain(|| {
        user_sends(create_token());
        fail(
            Token::new_call_variant_mint(TOKEN, address(CONTRACT), 1),
            TokenError::NotOwner,
        );
        fail(
            Token::new_call_variant_transfer(TOKEN, address(FRESH), 1),
            TokenError::InsufficientBalance,
        );
    });
}

// BusinessTokens

const PURCHASE_COST: u32 = 0x3480;
const REDEMPTION_PAYOUT: u32 = 0x3481;
const OPERATION_CHARGE: u32 = 0x3482;
/// With the input from before it had a maximum fee.
const EXECUTE: u32 = 0x3408;

fn open_sale() -> Business {
    let terms = pallet_business_tokens::SaleTerms {
        amount: 100,
        price: pallet_business_tokens::Price::Fixed(COS),
        start: 0,
        end: 1_000,
        min_per_account: None,
        max_per_account: None,
    };
    Business::new_call_variant_open_sale(TOKEN, terms)
}

#[test]
fn a_contract_sells_and_redeems_tokens() {
    with_chain(|| {
        make(create_token()).unwrap();
        let cost = |amount: Balance| ask::<Balance>(PURCHASE_COST, (TOKEN, amount));
        let payout = |amount: Balance| ask::<Balance>(REDEMPTION_PAYOUT, (TOKEN, amount));
        assert_eq!([cost(1), payout(1)], [Err(NOT_FOUND); 2]);

        succeed(open_sale());
        assert_eq!(cost(3), Ok(3 * COS));
        fail(open_sale(), BusinessError::SaleAlreadyOpen);
        user_sends(Business::new_call_variant_buy(TOKEN, 3, 3 * COS));
        assert_eq!(cost(98), Err(NOT_FOUND));
        succeed(Business::new_call_variant_close_sale(TOKEN));

        succeed(Business::new_call_variant_set_redemption(TOKEN, 2 * COS));
        succeed(Business::new_call_variant_fund_redemption(TOKEN, 10 * COS));
        assert_eq!(payout(3), Ok(6 * COS));
        user_sends(Business::new_call_variant_redeem(TOKEN, 3, 6 * COS));
        assert_eq!(tokens_of(CONTRACT), 999_997);
        // Nobody else holds any.
        succeed(Business::new_call_variant_collect_redeemed(TOKEN));
        assert_eq!(tokens_of(CONTRACT), 1_000_000);
        let again = Business::new_call_variant_collect_redeemed(TOKEN);
        fail(again, BusinessError::NothingRedeemed);
        BusinessTokens::do_try_state().unwrap();
    });
}

#[test]
fn a_contract_buys_and_redeems_tokens_of_others() {
    with_chain(|| {
        user_sends(create_token());
        user_sends(open_sale());
        let dear = Business::new_call_variant_buy(TOKEN, 5, COS);
        fail(dear, BusinessError::CostAboveMaximum);
        succeed(Business::new_call_variant_buy(TOKEN, 5, 5 * COS));
        assert_eq!(tokens_of(CONTRACT), 5);
        let redeem = || Business::new_call_variant_redeem(TOKEN, 5, 0);
        fail(redeem(), BusinessError::NoRedemption);
        user_sends(Business::new_call_variant_set_redemption(TOKEN, 2 * COS));
        user_sends(Business::new_call_variant_fund_redemption(TOKEN, 10 * COS));
        succeed(redeem());
        assert_eq!(tokens_of(CONTRACT), 0);
        assert_eq!(Balances::free_balance(CONTRACT), 1_005 * COS);
    });
}

#[test]
fn a_contract_carries_out_operations() {
    with_chain(|| {
        make(create_token()).unwrap();
        let name = b"ship".to_vec();
        let execute_for =
            |to, max_fee| Business::new_call_variant_execute(TOKEN, name.clone(), to, 100, max_fee);
        let execute = |to| execute_for(to, 7);
        let charge = || ask::<Balance>(OPERATION_CHARGE, (TOKEN, name.clone(), 100u128));
        assert_eq!(charge(), Err(NOT_FOUND));
        fail(execute(None), BusinessError::UnknownOperation);

        let rule = pallet_business_tokens::Rule {
            operation: name.clone().try_into().unwrap(),
            charge: pallet_business_tokens::Charge::Flat(7),
            payer: pallet_business_tokens::Payer::Initiator,
            receiver: Some(FRESH),
        };
        // Only the owner sets a policy, and contracts have no function for it.
        assert_ok!(BusinessTokens::set_policy(
            RuntimeOrigin::signed(CONTRACT),
            TOKEN,
            vec![rule]
        ));
        System::set_block_number(1 + BusinessTokens::notice_period());
        assert_eq!(charge(), Ok(7));
        fail(
            execute_for(Some(address(USER)), 6),
            BusinessError::FeeAboveMaximum,
        );
        succeed(execute(Some(address(USER))));
        assert_eq!([tokens_of(USER), tokens_of(FRESH)], [100, 7]);

        // Contracts from before the maximum was added keep working without it.
        let without = (TOKEN, name.clone(), Some(address(USER)), 100u128);
        assert_eq!(ask::<()>(EXECUTE, without.clone()), Ok(()));
        assert_eq!([tokens_of(USER), tokens_of(FRESH)], [200, 14]);
        let (token, name, to, amount) = without;
        let with = (token, name, to, amount, 7u128);
        assert_eq!(ask::<()>(EXECUTE, with), Err(NOT_DECODED));
    });
}

// Erc721

const OWNER_OF: u32 = 0x3580;
const ITEMS_OF: u32 = 0x3581;
const ITEMS: u32 = 0x3582;
const APPROVED: u32 = 0x3583;

fn create_collection() -> Item {
    let options = pallet_erc721::CollectionOptions {
        max_supply: None,
        royalty: Some((address(USER), Permill::from_percent(10))),
        burnable: true,
        transferable: true,
    };
    let [name, symbol] = [b"Art", b"ART"].map(|text| text.to_vec());
    Item::new_call_variant_create_collection(name, symbol, vec![], options)
}

fn mint(to: AccountId) -> Item {
    Item::new_call_variant_mint(COLLECTION, address(to), Some(b"uri".to_vec()))
}

#[test]
fn a_contract_creates_collections_and_mints() {
    with_chain(|| {
        for collection in 0..3u32 {
            assert_eq!(make(create_collection()), Ok(collection.encode()));
        }
        for to in [CONTRACT, USER, USER] {
            succeed(mint(to));
        }
        let owner = |item: ItemId| ask::<AccountId>(OWNER_OF, (COLLECTION, item));
        let count = |owner| ask::<u32>(ITEMS_OF, (COLLECTION, owner));
        assert_eq!([owner(0), owner(2)], [Ok(CONTRACT), Ok(USER)]);
        assert_eq!(owner(3), Err(NOT_FOUND));
        assert_eq!(
            [count(CONTRACT), count(USER), count(FRESH)],
            [1, 2, 0].map(Ok)
        );
        assert_eq!(ask(ITEMS, COLLECTION), Ok(3u32));
        assert_eq!(ask::<u32>(ITEMS, 7u32), Err(NOT_FOUND));
        assert_eq!(ask::<u32>(ITEMS_OF, (7u32, USER)), Err(NOT_FOUND));
        Erc721::do_try_state().unwrap();
    });
}

#[test]
fn a_contract_moves_approves_and_burns_items() {
    with_chain(|| {
        make(create_collection()).unwrap();
        for to in [CONTRACT, CONTRACT, USER] {
            succeed(mint(to));
        }
        let approved = |item: ItemId| ask::<Option<AccountId>>(APPROVED, (COLLECTION, item));
        assert_eq!(approved(0), Ok(None));
        assert_eq!(approved(3), Err(NOT_FOUND));
        let spender = Some(address(USER));
        succeed(Item::new_call_variant_approve(COLLECTION, spender, 0));
        assert_eq!(approved(0), Ok(Some(USER)));

        let give = |from, item| {
            Item::new_call_variant_transfer_from(COLLECTION, address(from), address(FRESH), item)
        };
        succeed(give(CONTRACT, 0));
        fail(give(USER, 2), ItemError::NotApproved);
        succeed(Item::new_call_variant_burn(COLLECTION, 1));
        succeed(Item::new_call_variant_set_approval_for_all(
            COLLECTION,
            address(USER),
            true,
        ));
        assert_eq!(
            Erc721::is_approved_for_all(COLLECTION, &CONTRACT, &USER),
            Some(true)
        );
        assert_eq!(Erc721::owner_of(COLLECTION, 0), Some(FRESH));
        assert_eq!(Erc721::owner_of(COLLECTION, 1), None);
    });
}

#[test]
fn items_are_counted_up_to_a_thousand() {
    use super::super::{functions::MAX_COUNT, serve, status, Costs, WeightInfo};

    with_chain(|| {
        user_sends(create_collection());
        let batch = |count| Item::new_call_variant_batch_mint(COLLECTION, address(USER), count);
        user_sends(batch(MAX_COUNT - 1));
        let count = || {
            let mut contract = Contract::with_input((COLLECTION, USER).encode());
            let status = serve(ITEMS_OF, &mut contract).unwrap();
            (status, contract)
        };
        let (status, contract) = count();
        assert_eq!(status, status::SUCCESS);
        assert_eq!(contract.output, 999u32.encode());
        let of_one = Costs::items_owned(MAX_COUNT) - Costs::items_owned(MAX_COUNT - 1);
        assert!(of_one.ref_time() > 0);
        assert_eq!(contract.refunded, of_one);

        user_sends(batch(1));
        assert_eq!(count().1.output, 1_000u32.encode());
        user_sends(batch(1));
        let (status, contract) = count();
        assert_eq!(status, status::TOO_MANY);
        assert_eq!(contract.refunded, Weight::zero());
    });
}

/// Finding the remaining items skips each deleted key.
#[test]
fn counting_is_dearer_for_each_item_that_was_given_away_in_the_block() {
    use super::super::{serve, status};

    with_chain(|| {
        user_sends(create_collection());
        let mint = Item::new_call_variant_batch_mint(COLLECTION, address(USER), 100);
        user_sends(mint);
        let cost_of_none = || {
            let mut contract = Contract::with_input((COLLECTION, CONTRACT).encode());
            let status = serve(ITEMS_OF, &mut contract).unwrap();
            assert_eq!(status, status::SUCCESS);
            assert_eq!(contract.output, 0u32.encode());
            contract.used()
        };
        let before = cost_of_none();
        for item in 0..100 {
            user_sends(Item::new_call_variant_transfer_from(
                COLLECTION,
                address(USER),
                address(FRESH),
                item,
            ));
        }
        let each = (cost_of_none() - before) / 100;
        assert!(each >= 3 * WEIGHT_REF_TIME_PER_MICROS, "{each} ps");
    });
}

// DutchAuction

const PRICE: u32 = 0x3680;

/// A house of the user, for items of the contract's collection.
fn open_house() {
    make(create_collection()).unwrap();
    let terms = Terms {
        currency: Currency::Coin,
        commission: Permill::from_percent(5),
        shortest: 1,
        longest: 100,
        curve: Curve::Linear,
        sellers: Sellers::Anybody,
    };
    user_sends(Auction::new_call_variant_create_house(COLLECTION, terms));
}

fn list(item: ItemId) -> Auction {
    Auction::new_call_variant_list(HOUSE, item, 100 * COS, 20 * COS, 80)
}

fn let_the_house_take(item: ItemId) -> Item {
    let custodian = address(DutchAuction::house_account(HOUSE));
    Item::new_call_variant_approve(COLLECTION, Some(custodian), item)
}

fn price_in(block: BlockNumber) -> Result<Balance, u32> {
    System::set_block_number(block);
    ask(PRICE, AUCTION)
}

#[test]
fn a_contract_sells_items_by_auction() {
    with_chain(|| {
        open_house();
        for item in 0..2 {
            succeed(mint(CONTRACT));
            fail(list(item), AuctionError::NotApproved);
            succeed(let_the_house_take(item));
            assert_eq!(make(list(item)), Ok(u64::from(item).encode()));
        }
        assert_eq!(price_in(1), Ok(100 * COS));
        assert_eq!(price_in(11), Ok(90 * COS));
        let before = Balances::free_balance(CONTRACT);
        user_sends(Auction::new_call_variant_bid(AUCTION, 90 * COS));
        assert!(Balances::free_balance(CONTRACT) > before + 76 * COS);
        assert_eq!(price_in(12), Err(NOT_FOUND));

        succeed(Auction::new_call_variant_cancel(1));
        assert_eq!(Erc721::owner_of(COLLECTION, 1), Some(CONTRACT));
        DutchAuction::do_try_state().unwrap();
    });
}

#[test]
fn a_contract_bids() {
    with_chain(|| {
        open_house();
        succeed(mint(USER));
        user_sends(let_the_house_take(ITEM));
        user_sends(list(ITEM));
        fail(
            Auction::new_call_variant_bid(AUCTION, 99 * COS),
            AuctionError::PriceAboveMaximum,
        );
        fail(
            Auction::new_call_variant_bid(7, COS),
            AuctionError::UnknownAuction,
        );
        succeed(Auction::new_call_variant_bid(AUCTION, 100 * COS));
        assert_eq!(Erc721::owner_of(COLLECTION, ITEM), Some(CONTRACT));
    });
}

// CosDistribution

#[test]
fn a_contract_knows_what_is_locked_and_what_is_unclaimed() {
    const LOCKED: u32 = 0x3280;
    const UNCLAIMED: u32 = 0x3281;

    with_chain(|| {
        assert_eq!(ask(LOCKED, USER), Ok::<Balance, _>(0));
        let schedule = VestingInfo::new(100 * COS, COS, 1);
        pallet_vesting::Vesting::<Runtime>::insert(USER, BoundedVec::truncate_from(vec![schedule]));
        System::set_block_number(41);
        assert_eq!(ask(LOCKED, USER), Ok::<Balance, _>(60 * COS));

        let [open, claimed, unknown] = [1, 2, 3].map(|byte| EthereumAddress([byte; 20]));
        for (address, claimed_by) in [(open, None), (claimed, Some(USER))] {
            let claim = Claim {
                amount: 5 * COS,
                claimed_by,
            };
            Claims::<Runtime>::insert(address, claim);
        }
        let unclaimed = |address| ask::<Balance>(UNCLAIMED, address);
        assert_eq!(unclaimed(open), Ok(5 * COS));
        assert_eq!(unclaimed(claimed), Ok(0));
        assert_eq!(unclaimed(unknown), Err(NOT_FOUND));
    });
}

// Cip

#[test]
fn a_contract_knows_how_the_community_decides() {
    const STATE: u32 = 0x3780;
    const TALLY: u32 = 0x3781;
    const FROZEN: u32 = 0x3782;

    with_chain(|| {
        let state = || ask::<u8>(STATE, 0u32);
        let tally = || ask::<(Balance, Balance, u32)>(TALLY, 0u32);
        assert_eq!(state(), Err(NOT_FOUND));
        assert_eq!(tally(), Err(NOT_FOUND));

        let document = Document {
            hash: Default::default(),
            location: b"https://example.org".to_vec(),
        };
        let rules = Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: Cip::ground_rules().min_period,
        };
        user_sends(pallet_cip::Call::<Runtime>::new_call_variant_propose(
            b"A CIP".to_vec(),
            document,
            None,
            rules,
        ));
        let vote = pallet_cip::Call::<Runtime>::new_call_variant_vote(0, false, 30 * COS);
        user_sends(vote);
        assert_eq!(state(), Ok(0));
        assert_eq!(tally(), Ok((0, 30 * COS, 0)));
        assert_eq!(ask(FROZEN, USER), Ok::<Balance, _>(30 * COS));
        assert_eq!(ask(FROZEN, FRESH), Ok::<Balance, _>(0));

        let decided = |outcome, enactment, expected| {
            let resolution = Resolution {
                cip: 0,
                outcome,
                tally: Tally {
                    approve: 1,
                    disapprove: 2,
                    voters: 3,
                },
                thresholds: Thresholds {
                    min_voters: 1,
                    min_turnout: Permill::zero(),
                    min_approval: Permill::zero(),
                },
                decided: 1,
                enactment,
            };
            ResolutionOf::<Runtime>::insert(0, 0);
            Resolutions::<Runtime>::insert(0, resolution);
            assert_eq!(state(), Ok(expected));
            assert_eq!(tally(), Ok((1, 2, 3)));
        };
        decided(Outcome::Passed, Some(Enactment::Scheduled { at: 9 }), 1);
        decided(Outcome::Rejected, None, 2);
        decided(Outcome::Passed, Some(Enactment::Enacted { at: 9 }), 3);
        let error = sp_runtime::DispatchError::BadOrigin;
        decided(Outcome::Passed, Some(Enactment::Failed { at: 9, error }), 4);
    });
}
