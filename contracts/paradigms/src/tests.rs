//! That this library says what the chain says: it lists what stands in the pallets a second time,
//! since contracts can't use the pallets' crates.

use crate::{mock::Mock, *};
use ink::env::chain_extension::FromStatusCode;
use std::{fs, string::String, vec::Vec};

const PALLETS: [(u8, &str, &str); 6] = [
    (50, "CosDistribution", "cos-distribution"),
    (51, "Erc20", "erc20"),
    (52, "BusinessTokens", "business-tokens"),
    (53, "Erc721", "erc721"),
    (54, "DutchAuction", "dutch-auction"),
    (55, "Cip", "cip"),
];

/// The text of a file of the project.
fn read(path: &str) -> String {
    // Cargo runs tests in the folder of their package.
    let path = format!("../../{path}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn pallet(folder: &str) -> String {
    read(&format!("pallets/{folder}/src/lib.rs"))
}

/// The names in a list of one name a line.
fn listed(lines: &str) -> Vec<String> {
    lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .map(|line| line.trim_end_matches(',').into())
        .collect()
}

/// The names of the errors of a pallet, in their order.
fn errors_of(folder: &str) -> Vec<String> {
    let source = pallet(folder);
    let (_, errors) = source.split_once("pub enum Error<T> {").unwrap();
    let (errors, _) = errors.split_once('}').unwrap();
    listed(errors)
}

/// Those of which a test of the runtime says that their numbers never change.
fn pinned_errors_of(folder: &str) -> Vec<String> {
    let source = read("runtime/src/contracts/extension/status.rs");
    let module = format!("pallet_{},", folder.replace('-', "_"));
    let (_, errors) = source.split_once(&module).unwrap();
    let (_, errors) = errors.split_once('[').unwrap();
    let (errors, _) = errors.split_once(']').unwrap();
    listed(errors)
}

fn names<T: core::fmt::Debug>(errors: &[T]) -> Vec<String> {
    errors.iter().map(|error| format!("{error:?}")).collect()
}

/// The index of a pallet's call.
fn index_of(folder: &str, name: &str) -> Option<u8> {
    let source = pallet(folder);
    let (before, _) = source.split_once(&format!("pub fn {name}("))?;
    let (_, index) = before.rsplit_once("#[pallet::call_index(")?;
    index.split_once(')')?.0.parse().ok()
}

#[test]
fn errors_are_the_pallets() {
    assert_eq!(names(Erc20Error::ALL), errors_of("erc20"));
    assert_eq!(
        names(BusinessTokensError::ALL),
        errors_of("business-tokens")
    );
    assert_eq!(names(Erc721Error::ALL), errors_of("erc721"));
    assert_eq!(names(DutchAuctionError::ALL), errors_of("dutch-auction"));
}

#[test]
fn the_number_of_every_error_is_pinned() {
    for folder in ["erc20", "business-tokens", "erc721", "dutch-auction"] {
        assert_eq!(pinned_errors_of(folder), errors_of(folder));
    }
}

#[test]
fn pallets_have_the_indices_of_the_runtime() {
    let runtime = read("runtime/src/lib.rs");
    for (index, name, _) in PALLETS {
        let (_, after) = runtime
            .split_once(&format!("#[runtime::pallet_index({index})]"))
            .unwrap();
        let line = after.lines().nth(1).unwrap().trim();
        assert!(
            line.starts_with(&format!("pub type {name} =")),
            "{index}: {line}"
        );
    }
}

#[test]
fn every_call_has_the_index_of_the_pallets_call() {
    let (contract, account) = (AccountId::from([7; 32]), AccountId::from([1; 32]));
    let chain = Mock::register(contract);
    let terms = SaleTerms {
        amount: 1,
        price: Price::Fixed(1),
        start: 1,
        end: 2,
        min_per_account: None,
        max_per_account: None,
    };
    let options = CollectionOptions {
        max_supply: None,
        royalty: Some((account, 50_000)),
        burnable: true,
        transferable: true,
    };
    let calls: [(&str, &str, &dyn Fn() -> bool); 28] = [
        ("erc20", "create", &|| {
            Erc20::create("", "", 0, 0, TokenOptions::default()).is_ok()
        }),
        ("erc20", "transfer", &|| {
            Erc20::transfer(0, account, 1).is_ok()
        }),
        ("erc20", "approve", &|| {
            Erc20::approve(0, account, 1).is_ok()
        }),
        ("erc20", "transfer_from", &|| {
            Erc20::transfer_from(0, account, account, 1).is_ok()
        }),
        ("erc20", "increase_allowance", &|| {
            Erc20::increase_allowance(0, account, 1).is_ok()
        }),
        ("erc20", "decrease_allowance", &|| {
            Erc20::decrease_allowance(0, account, 1).is_ok()
        }),
        ("erc20", "mint", &|| Erc20::mint(0, account, 1).is_ok()),
        ("erc20", "burn", &|| Erc20::burn(0, 1).is_ok()),
        ("erc20", "burn_from", &|| {
            Erc20::burn_from(0, account, 1).is_ok()
        }),
        ("erc20", "transfer_ownership", &|| {
            Erc20::transfer_ownership(0, account).is_ok()
        }),
        ("business-tokens", "open_sale", &|| {
            BusinessTokens::open_sale(0, terms).is_ok()
        }),
        ("business-tokens", "buy", &|| {
            BusinessTokens::buy(0, 1, 1).is_ok()
        }),
        ("business-tokens", "close_sale", &|| {
            BusinessTokens::close_sale(0).is_ok()
        }),
        ("business-tokens", "set_redemption", &|| {
            BusinessTokens::set_redemption(0, 1).is_ok()
        }),
        ("business-tokens", "fund_redemption", &|| {
            BusinessTokens::fund_redemption(0, 1).is_ok()
        }),
        ("business-tokens", "redeem", &|| {
            BusinessTokens::redeem(0, 1, 1).is_ok()
        }),
        ("business-tokens", "execute", &|| {
            BusinessTokens::execute(0, b"x", None, 1).is_ok()
        }),
        ("business-tokens", "collect_redeemed", &|| {
            BusinessTokens::collect_redeemed(0).is_ok()
        }),
        ("erc721", "create_collection", &|| {
            Erc721::create_collection("", "", "", options).is_ok()
        }),
        ("erc721", "mint", &|| Erc721::mint(0, account, None).is_ok()),
        ("erc721", "transfer_from", &|| {
            Erc721::transfer_from(0, account, account, 1).is_ok()
        }),
        ("erc721", "approve", &|| {
            Erc721::approve(0, Some(account), 1).is_ok()
        }),
        ("erc721", "set_approval_for_all", &|| {
            Erc721::set_approval_for_all(0, account, true).is_ok()
        }),
        ("erc721", "burn", &|| Erc721::burn(0, 1).is_ok()),
        ("erc721", "transfer_ownership", &|| {
            Erc721::transfer_ownership(0, account).is_ok()
        }),
        ("dutch-auction", "list", &|| {
            DutchAuction::list(0, 1, 2, 1, 10).is_ok()
        }),
        ("dutch-auction", "bid", &|| DutchAuction::bid(0, 1).is_ok()),
        ("dutch-auction", "cancel", &|| {
            DutchAuction::cancel(0).is_ok()
        }),
    ];
    let known = |folder: &str| PALLETS.iter().find(|each| each.2 == folder).unwrap().0;
    for (folder, name, call) in calls {
        let index = index_of(folder, name);
        let index = index.unwrap_or_else(|| panic!("{folder} has no {name}"));
        // Any answer will do; an empty one is an id of 0 where an id is given.
        chain.answer(known(folder), index, Ok([0u8; 8]));
        assert!(call(), "{name}");
        let (pallet, function, _) = chain.calls().pop().unwrap();
        assert_eq!((pallet, function), (known(folder), index), "{name}");
    }
}

#[test]
fn a_call_that_got_another_argument_has_a_second_number() {
    let account = AccountId::from([1; 32]);
    let chain = Mock::register(AccountId::from([7; 32]));
    let execute = index_of("business-tokens", "execute").unwrap();
    for function in [execute, 0x40 + execute] {
        chain.answer(52, function, Ok(()));
    }
    let sent = || chain.calls().pop().unwrap();
    let words = |parts: &[&[u8]]| parts.concat();
    let amount = 5u128.to_le_bytes();
    // The token, the name, and that there is a counterparty.
    let head = [9, 0, 0, 0, 1 << 2, b'x', 1, 0];
    let before = words(&[&head, account.as_ref(), &amount]);
    let to = Some(account);
    assert_eq!(BusinessTokens::execute(9, b"x", to, 5), Ok(()));
    assert_eq!(sent(), (52, execute, before.clone()));
    let answer = BusinessTokens::execute_with_max_fee(9, b"x", to, 5, 2);
    assert_eq!(answer, Ok(()));
    let now = words(&[&before, &2u128.to_le_bytes()]);
    assert_eq!(sent(), (52, 0x40 + execute, now));
}

#[test]
fn calls_name_accounts_as_the_chain_does_and_reads_by_their_bytes() {
    let account = AccountId::from([1; 32]);
    let chain = Mock::register(AccountId::from([7; 32]));
    let sent = || chain.calls().pop().unwrap().2;
    let words = |parts: &[&[u8]]| parts.concat();

    chain.answer(51, 1, Ok(()));
    assert_eq!(Erc20::transfer(9, account, 5), Ok(()));
    let value = 5u128.to_le_bytes();
    assert_eq!(
        sent(),
        words(&[&[9, 0, 0, 0], &[0], account.as_ref(), &value])
    );
    chain.answer(53, 4, Ok(()));
    assert_eq!(Erc721::approve(9, Some(account), 3), Ok(()));
    assert_eq!(
        sent(),
        words(&[&[9, 0, 0, 0], &[1, 0], account.as_ref(), &[3, 0, 0, 0]])
    );
    chain.answer(51, 0x81, Ok(77u128));
    assert_eq!(Erc20::balance_of(9, account), Ok(77));
    assert_eq!(sent(), words(&[&[9, 0, 0, 0], account.as_ref()]));
}

#[test]
fn reads_decode_what_the_chain_answers() {
    let account = AccountId::from([1; 32]);
    let chain = Mock::register(AccountId::from([7; 32]));
    chain.answer(55, 0x80, Ok(3u8));
    chain.answer(55, 0x81, Ok((10u128, 4u128, 3u32)));
    chain.answer(55, 0x82, Ok(6u128));
    chain.answer(50, 0x80, Ok(8u128));
    chain.answer(50, 0x81, Ok(9u128));
    chain.answer(53, 0x80, Ok(account));
    chain.answer(53, 0x81, Ok(4u32));
    chain.answer(53, 0x82, Ok(5u32));
    chain.answer(53, 0x83, Ok(Some(account)));
    chain.answer(54, 0x80, Ok(11u128));
    chain.answer(52, 0x80, Ok(12u128));
    chain.answer(52, 0x81, Ok(13u128));
    chain.answer(52, 0x82, Ok(14u128));

    assert_eq!(Cip::state(0), Ok(State::Enacted));
    let tally = Tally {
        approve: 10,
        disapprove: 4,
        voters: 3,
    };
    assert_eq!(Cip::tally(0), Ok(tally));
    assert_eq!(Cip::frozen(account), Ok(6));
    assert_eq!(CosDistribution::locked(account), Ok(8));
    assert_eq!(CosDistribution::unclaimed([2; 20]), Ok(9));
    assert_eq!(Erc721::owner_of(0, 1), Ok(account));
    assert_eq!(Erc721::balance_of(0, account), Ok(4));
    assert_eq!(Erc721::total_supply(0), Ok(5));
    assert_eq!(Erc721::get_approved(0, 1), Ok(Some(account)));
    assert_eq!(DutchAuction::price(0), Ok(11));
    assert_eq!(BusinessTokens::purchase_cost(0, 1), Ok(12));
    assert_eq!(BusinessTokens::redemption_payout(0, 1), Ok(13));
    assert_eq!(BusinessTokens::operation_charge(0, b"x", 1), Ok(14));
}

#[test]
fn a_status_is_an_error_to_match_on() {
    let error = |status| Error::from_status_code(status).unwrap_err();
    assert_eq!(Error::from_status_code(0), Ok(()));
    assert_eq!(
        error(0x0001_3310),
        Error::Erc20(Erc20Error::InsufficientBalance)
    );
    assert_eq!(
        error(0x0001_3400),
        Error::BusinessTokens(BusinessTokensError::ZeroAmount)
    );
    assert_eq!(error(0x0001_3504), Error::Erc721(Erc721Error::NotApproved));
    assert_eq!(
        error(0x0001_361d),
        Error::DutchAuction(DutchAuctionError::NoIdLeft)
    );
    let later = Error::Pallet {
        pallet: 51,
        error: 200,
    };
    assert_eq!(error(0x0001_33c8), later, "an error of a later runtime");
    assert_eq!(error(0x0002_0801), Error::OVERFLOW);
    assert_eq!(error(0x0003_0001), Error::UnknownFunction);
    assert_eq!(error(0x0004_0000), Error::Unknown(0x0004_0000));
}

#[test]
fn every_error_has_its_status() {
    for error in Erc20Error::ALL {
        let error = Error::Erc20(*error);
        assert_eq!(Error::from_status_code(mock::status(error)), Err(error));
    }
    for error in [
        Error::NotFound,
        Error::TooMany,
        Error::UndecodableInput,
        Error::OVERFLOW,
    ] {
        assert_eq!(Error::from_status_code(mock::status(error)), Err(error));
    }
}
