//! Each function of the contracts' chain extension, as often as a contract's gas pays for.

use super::{address, batch, calls, case, contracts, fresh, in_a_row, of, one, Case, SENDER};
use crate::chain::{Chain, Error, Transaction};
use chaos_primitives::{currency::COS, CollectionId, TokenId};
use chaos_runtime::{
    genesis::DEVELOPMENT_CLAIMANT, AccountId, BlockNumber, DutchAuction, Runtime, RuntimeCall,
    RuntimeOrigin,
};
use codec::Encode;
use pallet_business_tokens::MAX_RULES;
use pallet_dutch_auction::{Currency, Sellers, Terms};
use sp_keyring::Sr25519Keyring::Charlie;

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;

/// What a function is called with.
struct Input {
    /// The function.
    id: u32,
    /// Its arguments.
    arguments: Vec<u8>,
    /// Where in the arguments a number is that is another one each time.
    counted: Option<usize>,
}

/// Prepares what a contract needs to call a function.
type Prepare = fn(&mut Chain, AccountId) -> Result<Input, Error>;

/// Of tokens, items or auctions: more than there is gas for.
const MANY: u32 = 300;
/// Where the account is in the arguments of most functions: after a number, and the kind of the address.
const ACCOUNT: usize = 4 + 1;
/// Where the second one is.
const SECOND: usize = ACCOUNT + 32 + 1;
/// Where an item is, after its collection.
const ITEM: usize = 4;

const FUNCTIONS: &[(&str, Prepare)] = &[
    ("locked: of 28 schedules", |chain, _| {
        calls::vested(chain, Charlie, 28)?;
        Ok(read(0x3280, of(Charlie)))
    }),
    ("unclaimed", |_, _| Ok(read(0x3281, DEVELOPMENT_CLAIMANT))),
    ("ERC20 create", |_, _| Ok(call(calls::new_token(), None))),
    ("ERC20 transfer: to new accounts", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let to = address(fresh(0));
        Ok(call(
            Token::new_call_variant_transfer(id, to, 1),
            Some(ACCOUNT),
        ))
    }),
    ("ERC20 approve: of others", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let spender = address(fresh(0));
        let approve = Token::new_call_variant_approve(id, spender, 1);
        Ok(call(approve, Some(ACCOUNT)))
    }),
    ("ERC20 transfer_from: to new accounts", |chain, contract| {
        let id = approved_token(chain, &contract)?;
        let (from, to) = (address(of(SENDER)), address(fresh(0)));
        let transfer = Token::new_call_variant_transfer_from(id, from, to, 1);
        Ok(call(transfer, Some(SECOND)))
    }),
    ("ERC20 increase_allowance: of others", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let spender = address(fresh(0));
        let increase = Token::new_call_variant_increase_allowance(id, spender, 1);
        Ok(call(increase, Some(ACCOUNT)))
    }),
    ("ERC20 decrease_allowance", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let spender = || address(fresh(0));
        let approve = Token::new_call_variant_approve(id, spender(), calls::SUPPLY);
        chain.dispatch(by(&contract), approve)?;
        let decrease = Token::new_call_variant_decrease_allowance(id, spender(), 1);
        Ok(call(decrease, None))
    }),
    ("ERC20 mint: to new accounts", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let to = address(fresh(0));
        Ok(call(Token::new_call_variant_mint(id, to, 1), Some(ACCOUNT)))
    }),
    ("ERC20 burn", |chain, contract| {
        let id = own_token(chain, &contract)?;
        Ok(call(Token::new_call_variant_burn(id, 1), None))
    }),
    ("ERC20 burn_from", |chain, contract| {
        let id = approved_token(chain, &contract)?;
        let burn = Token::new_call_variant_burn_from(id, address(of(SENDER)), 1);
        Ok(call(burn, None))
    }),
    ("ERC20 transfer_ownership", |chain, contract| {
        let id = own_token(chain, &contract)?;
        let to_itself = Token::new_call_variant_transfer_ownership(id, address(contract));
        Ok(call(to_itself, None))
    }),
    ("ERC20 total_supply", |chain, _| {
        Ok(read(0x3380, calls::token(chain)?))
    }),
    ("ERC20 balance_of", |chain, contract| {
        Ok(read(0x3381, (own_token(chain, &contract)?, contract)))
    }),
    ("ERC20 allowance", |chain, contract| {
        let id = approved_token(chain, &contract)?;
        Ok(read(0x3382, (id, of(SENDER), contract)))
    }),
    ("BusinessTokens open_sale: of others", |chain, contract| {
        many_tokens(chain, &contract, |_, _| vec![])?;
        Ok(call(calls::open_sale(chain, 0), Some(0)))
    }),
    ("BusinessTokens buy: of others", |chain, contract| {
        many_tokens(chain, &contract, |chain, id| {
            vec![calls::open_sale(chain, id)]
        })?;
        Ok(call(Business::new_call_variant_buy(0, 1_000, COS), Some(0)))
    }),
    ("BusinessTokens close_sale: of others", |chain, contract| {
        many_tokens(chain, &contract, |chain, id| {
            vec![calls::open_sale(chain, id)]
        })?;
        Ok(call(Business::new_call_variant_close_sale(0), Some(0)))
    }),
    ("BusinessTokens set_redemption", |chain, contract| {
        let id = own_token(chain, &contract)?;
        Ok(call(
            Business::new_call_variant_set_redemption(id, COS),
            None,
        ))
    }),
    (
        "BusinessTokens fund_redemption: of others",
        |chain, contract| {
            many_tokens(chain, &contract, |_, _| vec![])?;
            Ok(call(
                Business::new_call_variant_fund_redemption(0, 1),
                Some(0),
            ))
        },
    ),
    ("BusinessTokens redeem", |chain, contract| {
        let id = calls::redeemable(chain)?;
        give_half(chain, id, &contract)?;
        Ok(call(Business::new_call_variant_redeem(id, 1, 1), None))
    }),
    ("BusinessTokens collect_redeemed: of nothing", |chain, _| {
        let id = calls::redeemable(chain)?;
        Ok(call(Business::new_call_variant_collect_redeemed(id), None))
    }),
    (
        "BusinessTokens execute: to new accounts",
        |chain, contract| {
            let id = calls::in_force(chain)?;
            give_half(chain, id, &contract)?;
            let (operation, to) = (calls::name_of(MAX_RULES - 1), Some(address(fresh(0))));
            // After the token, the name and its length, and that there is a counterparty.
            let counted = 4 + 1 + operation.len() + 1 + 1;
            let execute = Business::new_call_variant_execute(id, operation, to, 1_000, 1_000);
            let mut input = call(execute, Some(counted));
            // Of the function that takes a maximal fee.
            input.id |= 0x40;
            Ok(input)
        },
    ),
    ("BusinessTokens purchase_cost", |chain, _| {
        let id = calls::token(chain)?;
        let open = calls::open_sale(chain, id);
        chain.send(SENDER, open)?;
        Ok(read(0x3480, (id, 1_000u128)))
    }),
    ("BusinessTokens redemption_payout", |chain, _| {
        Ok(read(0x3481, (calls::redeemable(chain)?, 1_000u128)))
    }),
    ("BusinessTokens operation_charge", |chain, _| {
        let id = calls::in_force(chain)?;
        Ok(read(0x3482, (id, calls::name_of(MAX_RULES - 1), 1_000u128)))
    }),
    ("ERC721 create_collection", |_, _| {
        Ok(call(calls::new_collection(), None))
    }),
    ("ERC721 mint: to new accounts", |chain, contract| {
        let id = calls::collection(chain)?;
        give_collection(chain, id, contract)?;
        let uri = Some(vec![b'u'; calls::LONGEST]);
        let mint = Item::new_call_variant_mint(id, address(fresh(0)), uri);
        Ok(call(mint, Some(ACCOUNT)))
    }),
    ("ERC721 transfer_from: of other items", |chain, contract| {
        let id = calls::items_of(chain, contract.clone(), MANY)?;
        let (from, to) = (address(contract), address(fresh(0)));
        let transfer = Item::new_call_variant_transfer_from(id, from, to, 0);
        Ok(call(transfer, Some(SECOND + 32)))
    }),
    ("ERC721 approve: of other items", |chain, contract| {
        let id = calls::items_of(chain, contract, MANY)?;
        let spender = Some(address(fresh(0)));
        let approve = Item::new_call_variant_approve(id, spender, 0);
        Ok(call(approve, Some(ACCOUNT + 1 + 32)))
    }),
    ("ERC721 set_approval_for_all: of others", |chain, _| {
        let id = calls::collection(chain)?;
        let operator = address(fresh(0));
        let approve = Item::new_call_variant_set_approval_for_all(id, operator, true);
        Ok(call(approve, Some(ACCOUNT)))
    }),
    ("ERC721 burn: of other items", |chain, contract| {
        let id = calls::items_of(chain, contract, MANY)?;
        Ok(call(Item::new_call_variant_burn(id, 0), Some(ITEM)))
    }),
    ("ERC721 transfer_ownership", |chain, contract| {
        let id = calls::collection(chain)?;
        give_collection(chain, id, contract.clone())?;
        let to_itself = Item::new_call_variant_transfer_ownership(id, address(contract));
        Ok(call(to_itself, None))
    }),
    ("ERC721 owner_of", |chain, _| {
        Ok(read(0x3580, (calls::collection(chain)?, 0u32)))
    }),
    ("ERC721 balance_of: of 1,000 items", |chain, contract| {
        let id = calls::items_of(chain, contract.clone(), 1_000)?;
        Ok(read(0x3581, (id, contract)))
    }),
    ("ERC721 total_supply", |chain, _| {
        Ok(read(0x3582, calls::collection(chain)?))
    }),
    ("ERC721 get_approved", |chain, _| {
        let id = calls::collection(chain)?;
        let approve = Item::new_call_variant_approve(id, Some(address(fresh(0))), 0);
        chain.send(SENDER, approve)?;
        Ok(read(0x3583, (id, 0u32)))
    }),
    ("DutchAuction list: of other items", |chain, contract| {
        let id = calls::items_of(chain, contract.clone(), MANY)?;
        // Of whom the contract is the last.
        let mut terms = calls::terms(Currency::Coin);
        if let Sellers::Accounts(sellers) = &mut terms.sellers {
            sellers.pop();
            sellers.try_push(contract.clone()).expect("there is room");
        }
        open_house(chain, id, terms, &contract)?;
        Ok(call(calls::list_item(0), Some(ITEM)))
    }),
    ("DutchAuction bid: in other auctions", |chain, _| {
        calls::auctions_of(chain, MANY - 1)?;
        Ok(call(Auction::new_call_variant_bid(0, COS), Some(0)))
    }),
    (
        "DutchAuction cancel: of other auctions",
        |chain, contract| {
            let id = calls::items_of(chain, contract.clone(), MANY)?;
            let terms = Terms {
                sellers: Sellers::Anybody,
                ..calls::terms(Currency::Coin)
            };
            open_house(chain, id, terms, &contract)?;
            for item in 0..MANY {
                chain.dispatch(by(&contract), calls::list_item(item))?;
            }
            Ok(call(Auction::new_call_variant_cancel(0), Some(0)))
        },
    ),
    ("DutchAuction price", |chain, _| {
        calls::auctions_of(chain, 1)?;
        chain.wait_until(chain.number() + 500)?;
        Ok(read(0x3680, 0u64))
    }),
    ("CIP state", |chain, _| {
        resolved(chain)?;
        Ok(read(0x3780, 0u32))
    }),
    ("CIP tally", |chain, _| {
        resolved(chain)?;
        Ok(read(0x3781, 0u32))
    }),
    ("CIP frozen", |chain, _| {
        calls::decided(chain, 1, 1)?;
        Ok(read(0x3782, fresh(0)))
    }),
];

pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = FUNCTIONS
        .iter()
        .map(|(name, prepare)| {
            one(format!("extension: {name}"), move |chain| {
                let contract = contracts::publish(chain, code()?)?;
                let input = prepare(chain, contract.clone())?;
                Ok(contracts::call(contract, input.encode()))
            })
        })
        .collect();
    cases.push(case(
        "extension: ERC721 balance_of after 500 are gone",
        counting_what_is_gone,
    ));
    cases
}

/// A contract that calls the function at 0 with the arguments from 8 on, and ends as soon as that fails.
fn code() -> Result<Vec<u8>, Error> {
    contracts::looping_code(
        r#"(import "seal0" "call_chain_extension" (func $f (param i32 i32 i32 i32 i32) (result i32)))"#,
        "(call $input (i32.const 0) (i32.const 1048572))",
        "(i32.store (i32.load (i32.const 4)) (local.get $i))
        (i32.store (i32.const 1048568) (i32.const 16384))
        (if (call $f
                (i32.load (i32.const 0))
                (i32.const 8) (i32.sub (i32.load (i32.const 1048572)) (i32.const 8))
                (i32.const 4096) (i32.const 1048568))
            (then unreachable))",
    )
}

impl Input {
    /// Function, where to count, arguments.
    fn encode(&self) -> Vec<u8> {
        // Where nothing is to be counted, it is beyond the arguments.
        let counted = self.counted.unwrap_or(self.arguments.len());
        let head = (self.id, 8 + counted as u32).encode();
        [head, self.arguments.clone()].concat()
    }
}

fn read(id: u32, arguments: impl Encode) -> Input {
    Input {
        id,
        arguments: arguments.encode(),
        counted: None,
    }
}

/// Its first two bytes are the function.
fn call(call: impl Into<RuntimeCall>, counted: Option<usize>) -> Input {
    let call = call.into().encode();
    Input {
        id: u32::from_be_bytes([0, 0, call[0], call[1]]),
        arguments: call[2..].to_vec(),
        counted,
    }
}

fn by(who: &AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who.clone())
}

/// Give the contract half of a token of the sender's.
fn give_half(chain: &mut Chain, id: TokenId, contract: &AccountId) -> Result<(), Error> {
    let to = address(contract.clone());
    let give = Token::new_call_variant_transfer(id, to, calls::SUPPLY / 2);
    chain.send(SENDER, give).map(drop)
}

/// A token of the contract's, which has half of it.
fn own_token(chain: &mut Chain, contract: &AccountId) -> Result<TokenId, Error> {
    let id = calls::token(chain)?;
    give_half(chain, id, contract)?;
    let to = address(contract.clone());
    chain.send(SENDER, Token::new_call_variant_transfer_ownership(id, to))?;
    Ok(id)
}

/// A token of the sender's, of which the contract may spend half.
fn approved_token(chain: &mut Chain, contract: &AccountId) -> Result<TokenId, Error> {
    let id = calls::token(chain)?;
    let spender = address(contract.clone());
    let approve = Token::new_call_variant_approve(id, spender, calls::SUPPLY / 2);
    chain.send(SENDER, approve)?;
    Ok(id)
}

/// Tokens of the contract's, which has a part of each, after the sender has made what calls.
fn many_tokens(
    chain: &mut Chain,
    contract: &AccountId,
    before: fn(&Chain, TokenId) -> Vec<RuntimeCall>,
) -> Result<(), Error> {
    let to = || address(contract.clone());
    for id in 0..MANY {
        let give = Token::new_call_variant_transfer(id, to(), calls::SUPPLY / 2);
        let hand_over = Token::new_call_variant_transfer_ownership(id, to());
        let first = vec![calls::new_token()];
        let last = vec![give.into(), hand_over.into()];
        for call in [first, before(chain, id), last].concat() {
            chain.dispatch(by(&of(SENDER)), call)?;
        }
    }
    Ok(())
}

/// Let the contract own a collection of the sender's.
fn give_collection(chain: &mut Chain, id: CollectionId, contract: AccountId) -> Result<(), Error> {
    let give = Item::new_call_variant_transfer_ownership(id, address(contract));
    chain.send(SENDER, give).map(drop)
}

/// A house that may take all that the contract has in a collection.
fn open_house(
    chain: &mut Chain,
    collection: CollectionId,
    terms: Terms<AccountId, BlockNumber>,
    contract: &AccountId,
) -> Result<(), Error> {
    let create = Auction::new_call_variant_create_house(collection, terms);
    chain.send(SENDER, create)?;
    let house = address(chain.inspect(|| DutchAuction::house_account(0)));
    let approve = Item::new_call_variant_set_approval_for_all(collection, house, true);
    chain.dispatch(by(contract), approve)
}

/// The first proposal is decided.
fn resolved(chain: &mut Chain) -> Result<(), Error> {
    calls::decided(chain, 1, 1)?;
    chain.wait_until(chain.number() + 1)?;
    Ok(())
}

/// In the same block, the items are looked at one by one.
fn counting_what_is_gone(chain: &mut Chain) -> Result<Vec<Transaction>, Error> {
    const ITEMS: u32 = 500;
    let contract = contracts::publish(chain, code()?)?;
    let collection = calls::items_of(chain, of(SENDER), ITEMS)?;
    let count = read(0x3581, (collection, of(SENDER))).encode();
    let give = |item| {
        let (from, to) = (address(of(SENDER)), address(fresh(0)));
        Item::new_call_variant_transfer_from(collection, from, to, item).into()
    };
    let give = batch((0..ITEMS).map(give).collect());
    let count = contracts::call(contract, count);
    Ok(in_a_row(chain, vec![give, count]))
}
