//! Every function of the library, through a contract with a message for each: the chain does what the function says,
//! and the contract decodes what the chain returns.

use super::contract::{Bundle, Contract};
use super::*;
use chaos_primitives::{currency::COS, BlockNumber, CollectionId, ItemId};
use chaos_runtime::{
    configs::{items::AuctionDeposit, tokens::TokenDeposit},
    genesis::DEVELOPMENT_CLAIMANT,
    BusinessTokens, Cip, CosDistribution, DutchAuction, Erc721, System, UncheckedExtrinsic,
};
use frame_support::storage::unhashed;
use hex_literal::hex;
use pallet_business_tokens::{Charge, Payer, Price, Rule, SaleTerms};
use pallet_cos_distribution::{EthereumAddress, EthereumSignature};
use pallet_dutch_auction::{AuctionId, Currency, Curve, HouseId, Sellers, Terms};
use pallet_erc20::TokenOptions;
use sp_core::{ecdsa, Pair};
use sp_io::hashing::{keccak_256, twox_128};
use sp_runtime::{ArithmeticError, Permill};
use std::{collections::BTreeSet, fs, iter};

type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;
type Gov = pallet_cip::Call<Runtime>;
type BusinessError = pallet_business_tokens::Error<Runtime>;
type ItemError = pallet_erc721::Error<Runtime>;
type AuctionError = pallet_dutch_auction::Error<Runtime>;

const COLLECTION: CollectionId = 0;
const HOUSE: HouseId = 0;
/// The hash of nothing.
const UNKNOWN: u32 = 77;

/// The contract that forwards each message to the function of the same name.
struct Forwarder(Contract);

impl Forwarder {
    fn deploy() -> Self {
        Self(Contract::deploy("forwarder", 100 * COS, ()))
    }

    fn account(&self) -> AccountId {
        self.0.account.clone()
    }

    /// The result of a message, by a dry run.
    fn ask<T: Decode>(&self, function: &str, arguments: impl Encode) -> Result<T, Failure> {
        self.0.ask(function, arguments)
    }

    /// The result of a message, by a dry run and then by a transaction.
    #[track_caller]
    fn make<T: Decode>(&self, function: &str, arguments: impl Encode) -> Result<T, Failure> {
        let answer = self.ask(function, &arguments);
        let answers: u32 = self.0.ask("answers", ());
        succeed(USER, self.0.message(function, &arguments));
        assert_eq!(self.0.ask::<u32>("answers", ()), answers + 1);
        answer
    }

    #[track_caller]
    fn succeed(&self, function: &str, arguments: impl Encode) {
        assert_eq!(self.make(function, arguments), Ok(()));
    }

    /// The chain refuses, and nothing changes. The contract continues and returns the error.
    #[track_caller]
    fn refuse(&self, function: &str, arguments: impl Encode, why: impl Into<Failure>) {
        let state = || (total(self.account()), balance(&self.account()), ledgers());
        let before = state();
        assert_eq!(self.make(function, arguments), Err::<(), _>(why.into()));
        assert!(state() == before, "a failure of {function} left something");
    }

    #[track_caller]
    fn not_found(&self, function: &str, arguments: impl Encode) {
        let answer = self.ask::<()>(function, arguments);
        assert_eq!(answer, Err(Failure::NotFound), "{function}");
    }
}

/// All that the paradigms and their ledgers store, except free coins, from which fees are paid.
fn ledgers() -> Vec<(Vec<u8>, Vec<u8>)> {
    let pallets = [
        "Assets",
        "Balances",
        "BusinessTokens",
        "Cip",
        "CosDistribution",
        "DutchAuction",
        "Erc20",
        "Erc721",
        "Nfts",
        "Vesting",
    ];
    let of = |pallet: &str| {
        let prefix = twox_128(pallet.as_bytes());
        let first = sp_io::storage::next_key(&prefix);
        iter::successors(first, |key| sp_io::storage::next_key(key))
            .take_while(move |key| key.starts_with(&prefix))
            .map(|key| {
                let value = unhashed::get_raw(&key).unwrap();
                (key, value)
            })
    };
    pallets.into_iter().flat_map(of).collect()
}

#[test]
fn the_contract_has_a_message_for_every_function_of_the_library() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../contracts/paradigms/src");
    let mut functions = BTreeSet::from(["answers".to_string()]);
    for paradigm in [
        "business_tokens",
        "cip",
        "cos_distribution",
        "dutch_auction",
        "erc20",
        "erc721",
    ] {
        let source = fs::read_to_string(format!("{folder}/{paradigm}.rs")).unwrap();
        let names = source.split("    pub fn ").skip(1);
        functions.extend(names.map(|after| {
            let (name, _) = after.split_once('(').unwrap();
            format!("{paradigm}_{name}")
        }));
    }
    assert_eq!(functions.len(), 46);
    let bundle = Bundle::load("forwarder");
    let messages: BTreeSet<_> = bundle.messages().map(String::from).collect();
    assert_eq!(messages, functions);
}

mod erc20 {
    use super::*;

    const OPTIONS: TokenOptions = TokenOptions {
        mintable: true,
        burnable: true,
        pausable: false,
        cap: Some(1_500),
    };

    /// The contract's token, of which it holds a thousand.
    fn with_token(test: impl FnOnce(Forwarder)) {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let created = contract.make("erc20_create", ("Gold", "GLD", 6u8, 1_000u128, OPTIONS));
            assert_eq!(created, Ok(TOKEN));
            test(contract);
        });
    }

    fn allowance(owner: impl Into<AccountId>, spender: impl Into<AccountId>) -> Balance {
        Erc20::allowance(TOKEN, &owner.into(), &spender.into()).unwrap()
    }

    #[test]
    fn a_token_is_created_as_described() {
        with_token(|contract| {
            let info = Erc20::info(TOKEN).unwrap();
            assert_eq!((&*info.name, &*info.symbol), ("Gold", "GLD"));
            assert_eq!((info.decimals, info.total_supply), (6, 1_000));
            assert_eq!(
                (info.owner, info.options),
                (Some(contract.account()), OPTIONS)
            );
            assert_eq!(tokens_of(contract.account()), 1_000);
            let held = total(contract.account())
                - balance(&contract.account())
                - storage_deposit(&contract.account());
            assert_eq!(held, TokenDeposit::get());

            let next = contract.make("erc20_create", ("Silver", "SLV", 0u8, 1u128, OPTIONS));
            assert_eq!(next, Ok(TOKEN + 1));
            assert_eq!(Erc20::info(TOKEN + 1).unwrap().name, "Silver");
            let nameless = ("", "SLV", 0u8, 1u128, OPTIONS);
            contract.refuse("erc20_create", nameless, TokenError::NameEmpty);
        });
    }

    #[test]
    fn tokens_are_moved_made_and_burned() {
        with_token(|contract| {
            contract.succeed("erc20_transfer", (TOKEN, id(USER), 300u128));
            contract.succeed("erc20_mint", (TOKEN, id(USER), 50u128));
            contract.succeed("erc20_burn", (TOKEN, 20u128));
            assert_eq!([tokens_of(USER), tokens_of(contract.account())], [350, 680]);
            assert_eq!(contract.ask("erc20_total_supply", TOKEN), Ok(1_030u128));
            let balance_of = |who: AccountId| contract.ask("erc20_balance_of", (TOKEN, who));
            assert_eq!(balance_of(USER.into()), Ok(350u128));
            assert_eq!(balance_of(contract.account()), Ok(680));
            assert_eq!(balance_of(fresh()), Ok(0));

            let dear = (TOKEN, id(USER), 681u128);
            contract.refuse("erc20_transfer", dear, TokenError::InsufficientBalance);
            contract.refuse(
                "erc20_burn",
                (TOKEN, 681u128),
                TokenError::InsufficientBalance,
            );
            let unknown = (UNKNOWN, id(USER), 1u128);
            contract.refuse("erc20_transfer", unknown, TokenError::UnknownToken);
            let above = (TOKEN, id(USER), 471u128);
            contract.refuse("erc20_mint", above, TokenError::CapExceeded);
            contract.succeed("erc20_mint", (TOKEN, id(USER), 470u128));
            contract.not_found("erc20_total_supply", UNKNOWN);
            contract.not_found("erc20_balance_of", (UNKNOWN, id(USER)));
        });
    }

    #[test]
    fn allowances_are_given() {
        with_token(|contract| {
            let given = || allowance(contract.account(), USER);
            contract.succeed("erc20_approve", (TOKEN, id(USER), 40u128));
            assert_eq!(given(), 40);
            contract.succeed("erc20_increase_allowance", (TOKEN, id(USER), 20u128));
            assert_eq!(given(), 60);
            contract.succeed("erc20_decrease_allowance", (TOKEN, id(USER), 25u128));
            assert_eq!(given(), 35);
            let asked = contract.ask("erc20_allowance", (TOKEN, contract.account(), id(USER)));
            assert_eq!(asked, Ok(35u128));

            let more = (TOKEN, id(USER), Balance::MAX);
            contract.refuse("erc20_increase_allowance", more, ArithmeticError::Overflow);
            let below = (TOKEN, id(USER), 36u128);
            contract.refuse(
                "erc20_decrease_allowance",
                below,
                TokenError::InsufficientAllowance,
            );
            contract.not_found("erc20_allowance", (UNKNOWN, id(USER), id(USER)));

            let take = Token::new_call_variant_transfer_from(
                TOKEN,
                address(contract.account()),
                address(AUTHOR),
                35,
            );
            succeed(USER, take);
            assert_eq!([tokens_of(AUTHOR), given()], [35, 0]);
        });
    }

    /// Not for the signer of the transaction, who has tokens here.
    #[test]
    fn a_contract_acts_for_its_own_account_or_by_an_allowance() {
        with_token(|contract| {
            contract.succeed("erc20_transfer", (TOKEN, id(USER), 300u128));
            let take = |value: Balance| (TOKEN, id(USER), id(AUTHOR), value);
            let burn = |value: Balance| (TOKEN, id(USER), value);
            let why = TokenError::InsufficientAllowance;
            contract.refuse("erc20_transfer_from", take(1), why);
            let why = TokenError::InsufficientAllowance;
            contract.refuse("erc20_burn_from", burn(1), why);

            succeed(USER, approve(&contract.account(), 100));
            contract.succeed("erc20_transfer_from", take(60));
            contract.succeed("erc20_burn_from", burn(30));
            assert_eq!([tokens_of(USER), tokens_of(AUTHOR)], [210, 60]);
            assert_eq!(allowance(USER, contract.account()), 10);
            assert_eq!(contract.ask("erc20_total_supply", TOKEN), Ok(970u128));
            let why = TokenError::InsufficientAllowance;
            contract.refuse("erc20_transfer_from", take(11), why);
        });
    }

    #[test]
    fn a_token_is_handed_over() {
        with_token(|contract| {
            contract.succeed("erc20_transfer_ownership", (TOKEN, id(USER)));
            assert_eq!(Erc20::owner(TOKEN), Some(USER.into()));
            let mint = (TOKEN, contract.account(), 1u128);
            contract.refuse("erc20_mint", mint, TokenError::NotOwner);
            contract.refuse(
                "erc20_transfer_ownership",
                (TOKEN, contract.account()),
                TokenError::NotOwner,
            );
        });
    }
}

mod business_tokens {
    use super::*;

    const SHIP: &[u8] = b"ship";

    fn terms(price: Price<BlockNumber>) -> SaleTerms<BlockNumber> {
        let now = System::block_number();
        SaleTerms {
            amount: 100,
            price,
            start: now,
            end: now + 200,
            min_per_account: Some(2),
            max_per_account: Some(50),
        }
    }

    /// The reserve for redemptions.
    fn reserve() -> Balance {
        BusinessTokens::redemption(TOKEN).unwrap().reserve
    }

    #[test]
    fn tokens_are_sold() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let options = TokenOptions::default();
            let created = contract.make("erc20_create", ("Gold", "GLD", 0u8, 1_000u128, options));
            assert_eq!(created, Ok(TOKEN));
            contract.not_found("business_tokens_purchase_cost", (TOKEN, 1u128));
            let start = System::block_number() + 5;
            let falling = terms(Price::Falling {
                start_price: 10 * COS,
                end_price: 2 * COS,
                start,
                end: start + 16,
            });
            contract.succeed("business_tokens_open_sale", (TOKEN, falling));
            let sale = BusinessTokens::sale(TOKEN).unwrap();
            assert_eq!((sale.issuer, sale.terms), (contract.account(), falling));
            let again = (TOKEN, terms(Price::Fixed(COS)));
            contract.refuse(
                "business_tokens_open_sale",
                again,
                BusinessError::SaleAlreadyOpen,
            );

            make_blocks_until(start + 8);
            let cost = contract.ask("business_tokens_purchase_cost", (TOKEN, 4u128));
            assert_eq!(cost, Ok(24 * COS));
            assert_eq!(cost.ok(), BusinessTokens::purchase_cost(TOKEN, 4));
            contract.not_found("business_tokens_purchase_cost", (TOKEN, 101u128));
            let before = balance(&contract.account());
            succeed(USER, Business::new_call_variant_buy(TOKEN, 4, 24 * COS));
            // It falls by half a COS with each block.
            assert_eq!(balance(&contract.account()) - before, 22 * COS);
            assert_eq!(tokens_of(USER), 4);

            contract.succeed("business_tokens_close_sale", TOKEN);
            assert!(BusinessTokens::sale(TOKEN).is_none());
            assert_eq!(tokens_of(contract.account()), 996);
            contract.refuse("business_tokens_close_sale", TOKEN, BusinessError::NoSale);
        });
    }

    #[test]
    fn tokens_are_redeemed() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let options = TokenOptions::default();
            let created = contract.make("erc20_create", ("Gold", "GLD", 0u8, 1_000u128, options));
            assert_eq!(created, Ok(TOKEN));
            contract.succeed("erc20_transfer", (TOKEN, id(USER), 10u128));
            let payout = |amount: Balance| {
                contract.ask("business_tokens_redemption_payout", (TOKEN, amount))
            };
            assert_eq!(payout(1), Err::<Balance, _>(Failure::NotFound));

            contract.succeed("business_tokens_set_redemption", (TOKEN, 2 * COS));
            let before = balance(&contract.account());
            contract.succeed("business_tokens_fund_redemption", (TOKEN, 10 * COS));
            assert_eq!(reserve(), 10 * COS);
            assert!(before - balance(&contract.account()) >= 10 * COS);
            assert_eq!(BusinessTokens::redemption(TOKEN).unwrap().price, 2 * COS);
            let too_much = (TOKEN, 1_000 * COS);
            contract.refuse(
                "business_tokens_fund_redemption",
                too_much,
                BusinessError::InsufficientCoins,
            );
            assert_eq!(payout(5), Ok(10 * COS));
            assert_eq!(payout(5).ok(), BusinessTokens::redemption_payout(TOKEN, 5));
            assert_eq!(payout(6), Err(Failure::NotFound));

            succeed(USER, Business::new_call_variant_redeem(TOKEN, 5, 10 * COS));
            assert_eq!([tokens_of(USER), tokens_of(contract.account())], [5, 990]);
            assert_eq!(reserve(), 0);

            contract.succeed("business_tokens_collect_redeemed", TOKEN);
            assert_eq!(tokens_of(contract.account()), 995);
            contract.refuse(
                "business_tokens_collect_redeemed",
                TOKEN,
                BusinessError::NothingRedeemed,
            );
        });
    }

    #[test]
    fn tokens_of_others_are_bought_and_given_back() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            create_token(USER, 1_000);
            let sale = terms(Price::Fixed(COS));
            succeed(USER, Business::new_call_variant_open_sale(TOKEN, sale));
            let buy = |amount: Balance, most: Balance| (TOKEN, amount, most);
            let refused = |arguments, why: BusinessError| {
                contract.refuse("business_tokens_buy", arguments, why);
            };
            refused(buy(5, 5 * COS - 1), BusinessError::CostAboveMaximum);
            refused(buy(1, COS), BusinessError::BelowAccountMinimum);
            refused(buy(51, 51 * COS), BusinessError::AboveAccountMaximum);
            let before = total(contract.account());
            contract.succeed("business_tokens_buy", buy(5, 5 * COS));
            assert_eq!(tokens_of(contract.account()), 5);
            assert_eq!(total(contract.account()), before - 5 * COS);

            let redeem = |least: Balance| (TOKEN, 5u128, least);
            contract.refuse(
                "business_tokens_redeem",
                redeem(0),
                BusinessError::NoRedemption,
            );
            contract.refuse(
                "business_tokens_set_redemption",
                (TOKEN, COS),
                TokenError::NotOwner,
            );
            let price = Business::new_call_variant_set_redemption(TOKEN, 2 * COS);
            let coins = Business::new_call_variant_fund_redemption(TOKEN, 10 * COS);
            succeed(USER, batch(vec![price.into(), coins.into()]));
            contract.refuse(
                "business_tokens_redeem",
                redeem(10 * COS + 1),
                BusinessError::PayoutBelowMinimum,
            );
            contract.succeed("business_tokens_redeem", redeem(10 * COS));
            assert_eq!(tokens_of(contract.account()), 0);
            assert_eq!(total(contract.account()), before + 5 * COS);
        });
    }

    #[test]
    fn operations_are_carried_out_by_the_policy_in_force() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            create_token(USER, 1_000);
            succeed(USER, send_tokens(contract.account(), 200));
            let execute = |to: Option<AccountId>| (TOKEN, SHIP, to, 100u128);
            let charge =
                || contract.ask("business_tokens_operation_charge", (TOKEN, SHIP, 100u128));
            assert_eq!(charge(), Err::<Balance, _>(Failure::NotFound));
            contract.refuse(
                "business_tokens_execute",
                execute(None),
                BusinessError::UnknownOperation,
            );

            let rule = Rule {
                operation: SHIP.to_vec().try_into().unwrap(),
                charge: Charge::Flat(7),
                payer: Payer::Initiator,
                receiver: Some(AUTHOR.into()),
            };
            succeed(
                USER,
                Business::new_call_variant_set_policy(TOKEN, vec![rule]),
            );
            make_blocks_until(System::block_number() + BusinessTokens::notice_period());
            assert_eq!(charge(), Ok(7));
            assert_eq!(
                charge().ok(),
                BusinessTokens::operation_charge(TOKEN, SHIP.to_vec(), 100)
            );
            contract.succeed("business_tokens_execute", execute(Some(Dave.into())));
            assert_eq!(
                [
                    tokens_of(contract.account()),
                    tokens_of(Dave),
                    tokens_of(AUTHOR)
                ],
                [93, 100, 7]
            );
            contract.succeed("business_tokens_execute", execute(None));
            assert_eq!([tokens_of(contract.account()), tokens_of(AUTHOR)], [86, 14]);

            let capped = |max_fee: Balance| (TOKEN, SHIP, None::<AccountId>, 100u128, max_fee);
            contract.refuse(
                "business_tokens_execute_with_max_fee",
                capped(6),
                BusinessError::FeeAboveMaximum,
            );
            contract.succeed("business_tokens_execute_with_max_fee", capped(7));
            assert_eq!([tokens_of(contract.account()), tokens_of(AUTHOR)], [79, 21]);
        });
    }
}

/// The contract's collection of at most 3 items. The author gets the royalty.
fn with_collection(test: impl FnOnce(Forwarder)) {
    with_chain(|| {
        let contract = Forwarder::deploy();
        let royalty = Some((id(AUTHOR), 50_000u32));
        let options = (Some(3u32), royalty, true, true);
        let arguments = ("Art", "ART", "ipfs://", options);
        let created = contract.make("erc721_create_collection", arguments);
        assert_eq!(created, Ok(COLLECTION));
        test(contract);
    });
}

fn owner_of(item: ItemId) -> Option<AccountId> {
    Erc721::owner_of(COLLECTION, item)
}

fn mint(to: impl Into<AccountId>, uri: Option<&str>) -> (CollectionId, AccountId, Option<&str>) {
    (COLLECTION, to.into(), uri)
}

mod erc721 {
    use super::*;

    #[test]
    fn a_collection_is_created_as_described() {
        with_collection(|contract| {
            let info = Erc721::collection_info(COLLECTION).unwrap();
            let texts = [info.name, info.symbol, info.base_uri];
            assert_eq!(texts, ["Art", "ART", "ipfs://"]);
            assert_eq!(info.owner, contract.account());
            let royalty = Some((id(AUTHOR), Permill::from_percent(5)));
            assert_eq!(
                (info.options.max_supply, info.options.royalty),
                (Some(3), royalty)
            );
            assert!(info.options.burnable && info.options.transferable);

            let fixed = (None::<u32>, None::<(AccountId, u32)>, false, false);
            let arguments = ("Badge", "BDG", "", fixed);
            assert_eq!(
                contract.make("erc721_create_collection", arguments),
                Ok(COLLECTION + 1)
            );
            let options = Erc721::collection_info(COLLECTION + 1).unwrap().options;
            assert_eq!((options.max_supply, options.royalty), (None, None));
            assert!(!options.burnable && !options.transferable);
            let soulbound = (COLLECTION + 1, contract.account(), None::<&str>);
            contract.succeed("erc721_mint", soulbound);
            let burn = (COLLECTION + 1, 0u32);
            contract.refuse("erc721_burn", burn, ItemError::NotBurnable);
        });
    }

    #[test]
    fn items_are_made_and_counted() {
        with_collection(|contract| {
            contract.succeed("erc721_mint", mint(contract.account(), Some("one")));
            contract.succeed("erc721_mint", mint(USER, None));
            contract.succeed("erc721_mint", mint(USER, None));
            contract.refuse("erc721_mint", mint(USER, None), ItemError::CollectionFull);
            let uri = |item| Erc721::token_uri(COLLECTION, item).unwrap();
            assert_eq!([uri(0), uri(1)], ["ipfs://one", "ipfs://1"]);

            let owner = |item: ItemId| contract.ask("erc721_owner_of", (COLLECTION, item));
            assert_eq!([owner(0), owner(1)], [Ok(contract.account()), Ok(id(USER))]);
            assert_eq!([owner_of(0), owner_of(1)], [owner(0).ok(), owner(1).ok()]);
            let count = |who: AccountId| contract.ask("erc721_balance_of", (COLLECTION, who));
            assert_eq!(
                [count(contract.account()), count(USER.into())],
                [Ok(1u32), Ok(2)]
            );
            assert_eq!(contract.ask("erc721_total_supply", COLLECTION), Ok(3u32));
            assert_eq!(Erc721::total_supply(COLLECTION), Some(3));
            contract.not_found("erc721_owner_of", (COLLECTION, 3u32));
            contract.not_found("erc721_balance_of", (UNKNOWN, id(USER)));
            contract.not_found("erc721_total_supply", UNKNOWN);
        });
    }

    #[test]
    fn more_than_a_thousand_items_are_not_counted() {
        with_collection(|contract| {
            let options = pallet_erc721::CollectionOptions {
                max_supply: None,
                royalty: None,
                burnable: true,
                transferable: true,
            };
            let [name, symbol] = [b"Many", b"MANY"].map(|text| text.to_vec());
            let create = Item::new_call_variant_create_collection(name, symbol, vec![], options);
            succeed(USER, create);
            let many = COLLECTION + 1;
            let count = || contract.ask::<u32>("erc721_balance_of", (many, id(USER)));
            for batch in 1..=4 {
                succeed(
                    USER,
                    Item::new_call_variant_batch_mint(many, address(USER), 250),
                );
                assert_eq!(count(), Ok(batch * 250));
            }
            succeed(
                USER,
                Item::new_call_variant_batch_mint(many, address(USER), 1),
            );
            assert_eq!(count(), Err(Failure::TooMany));
        });
    }

    #[test]
    fn items_are_approved_moved_and_burned() {
        with_collection(|contract| {
            for to in [contract.account(), contract.account(), USER.into()] {
                contract.succeed("erc721_mint", mint(to, None));
            }
            let approved = |item: ItemId| contract.ask("erc721_get_approved", (COLLECTION, item));
            assert_eq!(approved(0), Ok(None::<AccountId>));
            contract.succeed("erc721_approve", (COLLECTION, Some(id(USER)), 0u32));
            assert_eq!(approved(0), Ok(Some(id(USER))));
            assert_eq!(Erc721::get_approved(COLLECTION, 0), Some(id(USER)));
            contract.succeed("erc721_approve", (COLLECTION, None::<AccountId>, 0u32));
            assert_eq!(Erc721::get_approved(COLLECTION, 0), None);
            contract.not_found("erc721_get_approved", (COLLECTION, 3u32));

            let give = |from: AccountId, item: ItemId| (COLLECTION, from, fresh(), item);
            contract.succeed("erc721_transfer_from", give(contract.account(), 0));
            assert_eq!(owner_of(0), Some(fresh()));
            let others = give(USER.into(), 2);
            contract.refuse("erc721_transfer_from", others, ItemError::NotApproved);
            contract.refuse("erc721_burn", (COLLECTION, 2u32), ItemError::NotApproved);
            contract.succeed("erc721_burn", (COLLECTION, 1u32));
            assert_eq!(owner_of(1), None);
        });
    }

    #[test]
    fn operators_are_set() {
        with_collection(|contract| {
            let is_operator =
                || Erc721::is_approved_for_all(COLLECTION, &contract.account(), &USER.into());
            for approved in [true, false] {
                let arguments = (COLLECTION, id(USER), approved);
                contract.succeed("erc721_set_approval_for_all", arguments);
                assert_eq!(is_operator(), Some(approved));
            }
            contract.refuse(
                "erc721_set_approval_for_all",
                (UNKNOWN, id(USER), true),
                ItemError::UnknownCollection,
            );
        });
    }

    #[test]
    fn a_collection_is_handed_over() {
        with_collection(|contract| {
            contract.succeed("erc721_transfer_ownership", (COLLECTION, id(USER)));
            let info = Erc721::collection_info(COLLECTION).unwrap();
            assert_eq!(info.owner, id(USER));
            contract.refuse("erc721_mint", mint(USER, None), ItemError::NotOwner);
        });
    }
}

mod dutch_auction {
    use super::*;

    const DURATION: BlockNumber = 80;

    /// A house of the author for items of the contract's collection. The contract owns two of these, and the user one.
    fn with_house(test: impl FnOnce(Forwarder)) {
        with_collection(|contract| {
            let terms = Terms {
                currency: Currency::Coin,
                commission: Permill::from_percent(5),
                shortest: 10,
                longest: DURATION,
                curve: Curve::Linear,
                sellers: Sellers::Anybody,
            };
            succeed(
                AUTHOR,
                Auction::new_call_variant_create_house(COLLECTION, terms),
            );
            for to in [contract.account(), contract.account(), USER.into()] {
                contract.succeed("erc721_mint", mint(to, None));
            }
            test(contract);
        });
    }

    fn list(item: ItemId) -> (HouseId, ItemId, Balance, Balance, BlockNumber) {
        (HOUSE, item, 100 * COS, 20 * COS, DURATION)
    }

    /// The contract's auction of this item.
    fn listed(contract: &Forwarder, item: ItemId) -> AuctionId {
        let house = Some(DutchAuction::house_account(HOUSE));
        contract.succeed("erc721_approve", (COLLECTION, house, item));
        contract.make("dutch_auction_list", list(item)).unwrap()
    }

    #[test]
    fn items_are_auctioned() {
        with_house(|contract| {
            contract.refuse("dutch_auction_list", list(0), AuctionError::NotApproved);
            let auction = listed(&contract, 0);
            assert_eq!(auction, 0);
            let details = DutchAuction::auction(auction).unwrap();
            assert_eq!((details.seller, details.item), (contract.account(), 0));
            assert_eq!(owner_of(0), Some(DutchAuction::house_account(HOUSE)));

            let price = || contract.ask("dutch_auction_price", auction);
            assert_eq!(price(), Ok(100 * COS));
            make_blocks_until(System::block_number() + 10);
            assert_eq!(price(), Ok(90 * COS));
            assert_eq!(price().ok(), DutchAuction::price(auction));
            let before = balance(&contract.account());
            succeed(USER, Auction::new_call_variant_bid(auction, 90 * COS));
            assert_eq!(owner_of(0), Some(USER.into()));
            // Of 89 COS, the house gets 5 %, and so does the creator. The deposit comes back.
            let paid = balance(&contract.account()) - before;
            let shares = 2 * 89 * COS / 20;
            assert_eq!(paid, 89 * COS - shares + AuctionDeposit::get());
            contract.not_found("dutch_auction_price", UNKNOWN as AuctionId);
        });
    }

    #[test]
    fn auctions_are_cancelled() {
        with_house(|contract| {
            let before = total(contract.account());
            let first = listed(&contract, 0);
            let second = listed(&contract, 1);
            assert_eq!([first, second], [0, 1]);
            contract.succeed("dutch_auction_cancel", second);
            assert_eq!(owner_of(1), Some(contract.account()));
            contract.refuse("dutch_auction_cancel", second, AuctionError::AuctionEnded);
            contract.succeed("dutch_auction_cancel", first);
            assert_eq!(total(contract.account()), before);
        });
    }

    #[test]
    fn items_of_others_are_bought() {
        with_house(|contract| {
            let house = Some(address(DutchAuction::house_account(HOUSE)));
            let approve = Item::new_call_variant_approve(COLLECTION, house, 2);
            let (house, item, start, floor, duration) = list(2);
            let list = Auction::new_call_variant_list(house, item, start, floor, duration);
            succeed(USER, batch(vec![approve.into(), list.into()]));

            let bid = |most: Balance| (0 as AuctionId, most);
            contract.refuse(
                "dutch_auction_cancel",
                0 as AuctionId,
                AuctionError::NotAuctionSeller,
            );
            contract.refuse(
                "dutch_auction_bid",
                bid(90 * COS),
                AuctionError::PriceAboveMaximum,
            );
            contract.refuse(
                "dutch_auction_bid",
                (UNKNOWN as AuctionId, COS),
                AuctionError::UnknownAuction,
            );
            let before = balance(&contract.account());
            let price = DutchAuction::price(0).unwrap() - COS;
            contract.succeed("dutch_auction_bid", bid(100 * COS));
            assert_eq!(owner_of(2), Some(contract.account()));
            assert_eq!(before - balance(&contract.account()), price);
        });
    }
}

mod cos_distribution {
    use super::*;

    /// The well-known key of [`DEVELOPMENT_CLAIMANT`].
    const KEY: [u8; 32] = hex!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    #[test]
    fn what_is_locked_is_known() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let locked = |who: AccountId| contract.ask("cos_distribution_locked", who);
            assert_eq!(locked(USER.into()), Ok(0));
            let expected = CosDistribution::locked(&AliceStash.into()).locked;
            assert!(expected > 400_000 * COS);
            assert_eq!(locked(AliceStash.into()), Ok(expected));
        });
    }

    #[test]
    fn what_is_unclaimed_is_known() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let unclaimed = |who: EthereumAddress| contract.ask("cos_distribution_unclaimed", who);
            assert_eq!(unclaimed(DEVELOPMENT_CLAIMANT), Ok(1_000_000 * COS));
            assert_eq!(
                unclaimed(EthereumAddress([1; 20])),
                Err::<Balance, _>(Failure::NotFound)
            );

            let text = CosDistribution::claim_text(&fresh());
            let text = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
            let signature =
                ecdsa::Pair::from_seed(&KEY).sign_prehashed(&keccak_256(text.as_bytes()));
            let claim = pallet_cos_distribution::Call::new_call_variant_claim(
                fresh(),
                EthereumSignature(signature.0),
            );
            let claim = UncheckedExtrinsic::new_bare(claim.into());
            assert_eq!(make_block(vec![claim]), [Ok(Ok(()))]);
            assert_eq!(unclaimed(DEVELOPMENT_CLAIMANT), Ok(0));
        });
    }
}

mod cip {
    use super::*;
    use pallet_cip::{CipId, State};

    const PERIOD: BlockNumber = 10;

    fn propose() {
        succeed(USER, propose_cip(PERIOD, None));
    }

    fn vote(who: Sr25519Keyring, cip: CipId, approve: bool, votes: Balance) {
        succeed(who, Gov::new_call_variant_vote(cip, approve, votes));
    }

    #[test]
    fn where_a_cip_stands_is_known() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            let state = |cip: CipId| contract.ask("cip_state", cip);
            contract.not_found("cip_state", 0 as CipId);
            for _ in 0..2 {
                propose();
            }
            for (cip, approve) in [(0, true), (1, false)] {
                vote(One, cip, approve, 100_000 * COS);
                vote(Two, cip, approve, 100_000 * COS);
            }
            assert_eq!([state(0), state(1)], [Ok(State::Voting), Ok(State::Voting)]);
            make_blocks_until(System::block_number() + PERIOD + 2);
            assert_eq!(
                [state(0), state(1)],
                [Ok(State::Passed), Ok(State::Rejected)]
            );
            for cip in 0..2 {
                assert_eq!(state(cip).ok(), Cip::state(cip));
            }
            contract.not_found("cip_state", 2 as CipId);
        });
    }

    #[test]
    fn votes_and_what_they_freeze_are_known() {
        with_chain(|| {
            let contract = Forwarder::deploy();
            contract.not_found("cip_tally", 0 as CipId);
            propose();
            vote(AUTHOR, 0, true, 30 * COS);
            vote(Dave, 0, false, 12 * COS);
            vote(Eve, 0, false, 5 * COS);
            let tally = contract.ask("cip_tally", 0 as CipId);
            assert_eq!(tally, Ok((30 * COS, 17 * COS, 1u32)));
            let frozen = |who: AccountId| contract.ask("cip_frozen", who);
            assert_eq!(frozen(Dave.into()), Ok(12 * COS));
            assert_eq!(frozen(Dave.into()), Ok(Cip::frozen(&Dave.into()).amount));
            assert_eq!(frozen(USER.into()), Ok(0));
        });
    }
}
