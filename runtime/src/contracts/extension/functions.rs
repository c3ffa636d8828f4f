//! The functions of the extension. A function's number is the pallet's index times 256, plus the index of the call, or
//! 0x80 and up for a read.
//!
//! Contracts never change, so a number always means the same function with the same input. When a call gains arguments,
//! its number keeps the old input, and a second number, 0x40 higher, takes the new one. `docs/contracts.md` lists the
//! functions whose rules have changed.

use super::{status, Costs, WeightInfo};
use crate::{
    AccountId, Assets, Balance, Balances, BusinessTokens, Cip, DutchAuction, Erc20, Erc721, Nfts,
    Runtime, RuntimeFreezeReason, System, Vesting,
};
use alloc::vec::Vec;
use chaos_primitives::{CollectionId, ItemId, TokenId};
use codec::{DecodeAll, Encode};
use frame_support::{
    traits::{
        fungible::InspectFreeze, tokens::nonfungibles_v2::InspectEnumerable, VestingSchedule,
    },
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use pallet_cip::{CipId, FreezeReason};
use pallet_cos_distribution::{Claims, EthereumAddress};
use pallet_dutch_auction::{AuctionId, NextAuctionId};
use pallet_erc20::NextTokenId;
use pallet_erc721::Collections;
use pallet_nfts::NextCollectionId;

/// Maximum number of an account's items that are counted.
pub const MAX_COUNT: u32 = 1_000;

/// Reads the id of what a call is about to create, encoded.
pub type NextId = fn() -> Vec<u8>;

/// What a function does.
pub enum Function {
    /// Dispatches a call.
    Call {
        /// Indices of the pallet and of the call in it.
        index: [u8; 2],
        /// Encoded values for the last arguments, where the input doesn't have them.
        rest: &'static [u8],
        /// The id that is the output, if there is one.
        next_id: Option<NextId>,
    },
    /// Queries a pallet.
    Read {
        /// Its maximum weight in the current block.
        weight: fn() -> Weight,
        /// Computes the answer from the input.
        answer: fn(&[u8]) -> Answer,
    },
}

/// The answer to a read.
pub struct Answer {
    /// The output, or the status that says why there is none.
    pub output: Result<Vec<u8>, u32>,
    /// The weight that was used, if it can be less than the maximum.
    pub actual: Option<Weight>,
}

/// The function with this number.
pub fn find(id: u32) -> Option<Function> {
    // The first two bytes are the id of the extension, which is 0.
    let [0, 0, pallet, n] = id.to_be_bytes() else {
        return None;
    };
    let index = [pallet, n];
    match pallet {
        50 => cos_distribution(n),
        51 => erc20(index),
        52 => business_tokens(index),
        53 => erc721(index),
        54 => dutch_auction(index),
        55 => cip(n),
        _ => None,
    }
}

fn cos_distribution(n: u8) -> Option<Function> {
    Some(match n {
        // locked
        0x80 => read(Costs::locked, |input| {
            answer(input, |who: AccountId| {
                Some(Vesting::vesting_balance(&who).unwrap_or_default())
            })
        }),
        // unclaimed
        0x81 => read(Costs::unclaimed, |input| {
            answer(input, |address: EthereumAddress| {
                let claim = Claims::<Runtime>::get(address)?;
                Some(match claim.claimed_by {
                    None => claim.amount,
                    Some(_) => 0,
                })
            })
        }),
        _ => return None,
    })
}

fn erc20(index: [u8; 2]) -> Option<Function> {
    Some(match index[1] {
        // create
        0 => create(index, || NextTokenId::<Runtime>::get().encode()),
        // transfer, approve, transfer_from, increase_allowance, decrease_allowance, mint, burn,
        // burn_from, transfer_ownership
        1..=8 | 11 => call(index),
        // total_supply
        0x80 => read(Costs::token_supply, |input| {
            answer(input, Assets::maybe_total_supply)
        }),
        // balance_of
        0x81 => read(Costs::token_balance, |input| {
            answer(input, |(token, who): (TokenId, AccountId)| {
                Erc20::balance_of(token, &who)
            })
        }),
        // allowance
        0x82 => read(Costs::allowance, |input| {
            answer(
                input,
                |(token, owner, spender): (TokenId, AccountId, AccountId)| {
                    Erc20::allowance(token, &owner, &spender)
                },
            )
        }),
        _ => return None,
    })
}

/// The index of `execute`.
const EXECUTE: u8 = 8;
/// The second number of `execute`, with its `max_fee`, which was added later.
const EXECUTE_WITH_MAX_FEE: u8 = 0x40 + EXECUTE;
/// The largest `max_fee`, encoded.
const ANY_FEE: [u8; 16] = Balance::MAX.to_le_bytes();

fn business_tokens(index: [u8; 2]) -> Option<Function> {
    Some(match index[1] {
        // open_sale, buy, close_sale, set_redemption, fund_redemption, redeem, collect_redeemed
        0..=5 | 11 => call(index),
        // execute, with any fee
        EXECUTE => Function::Call {
            index,
            rest: &ANY_FEE,
            next_id: None,
        },
        // execute, with `max_fee`
        EXECUTE_WITH_MAX_FEE => call([index[0], EXECUTE]),
        // purchase_cost
        0x80 => read(Costs::purchase_cost, |input| {
            answer(input, |(token, amount): (TokenId, Balance)| {
                BusinessTokens::purchase_cost(token, amount)
            })
        }),
        // redemption_payout
        0x81 => read(Costs::redemption_payout, |input| {
            answer(input, |(token, amount): (TokenId, Balance)| {
                BusinessTokens::redemption_payout(token, amount)
            })
        }),
        // operation_charge
        0x82 => read(Costs::operation_charge, |input| {
            answer(
                input,
                |(token, operation, amount): (TokenId, Vec<u8>, Balance)| {
                    BusinessTokens::operation_charge(token, operation, amount)
                },
            )
        }),
        _ => return None,
    })
}

fn erc721(index: [u8; 2]) -> Option<Function> {
    Some(match index[1] {
        // create_collection
        0 => create(index, || {
            NextCollectionId::<Runtime>::get()
                .unwrap_or_default()
                .encode()
        }),
        // mint, transfer_from, approve, set_approval_for_all, burn, transfer_ownership
        1 | 3..=6 | 9 => call(index),
        // owner_of
        0x80 => read(Costs::item_owner, |input| {
            answer(input, |(collection, item): (CollectionId, ItemId)| {
                Erc721::owner_of(collection, item)
            })
        }),
        // balance_of
        0x81 => read(|| count_weight(MAX_COUNT), count),
        // total_supply
        0x82 => read(Costs::item_supply, |input| {
            answer(input, Erc721::total_supply)
        }),
        // get_approved
        0x83 => read(Costs::item_approved, |input| {
            answer(input, |(collection, item): (CollectionId, ItemId)| {
                Erc721::owner_of(collection, item)?;
                Some(Erc721::get_approved(collection, item))
            })
        }),
        _ => return None,
    })
}

fn dutch_auction(index: [u8; 2]) -> Option<Function> {
    Some(match index[1] {
        // list
        1 => create(index, || NextAuctionId::<Runtime>::get().encode()),
        // bid, cancel
        2 | 3 => call(index),
        // price
        0x80 => read(Costs::auction_price, |input| {
            answer(input, |auction: AuctionId| DutchAuction::price(auction))
        }),
        _ => return None,
    })
}

fn cip(n: u8) -> Option<Function> {
    Some(match n {
        // state
        0x80 => read(Costs::cip_state, |input| {
            answer(input, |cip: CipId| Cip::state(cip))
        }),
        // tally
        0x81 => read(Costs::cip_tally, |input| {
            answer(input, |cip: CipId| Cip::tally(cip))
        }),
        // frozen
        0x82 => read(Costs::frozen, |input| {
            answer(input, |who: AccountId| {
                let votes = RuntimeFreezeReason::Cip(FreezeReason::Vote);
                Some(Balances::balance_frozen(&votes, &who))
            })
        }),
        _ => return None,
    })
}

fn call(index: [u8; 2]) -> Function {
    Function::Call {
        index,
        rest: &[],
        next_id: None,
    }
}

fn create(index: [u8; 2], next_id: NextId) -> Function {
    Function::Call {
        index,
        rest: &[],
        next_id: Some(next_id),
    }
}

fn read(weight: fn() -> Weight, answer: fn(&[u8]) -> Answer) -> Function {
    Function::Read { weight, answer }
}

fn answer<Args: DecodeAll, Found: Encode>(
    input: &[u8],
    find: impl FnOnce(Args) -> Option<Found>,
) -> Answer {
    let output = decoded(input)
        .and_then(|args| find(args).ok_or(status::NOT_FOUND))
        .map(|found| found.encode());
    Answer {
        output,
        actual: None,
    }
}

fn decoded<Args: DecodeAll>(input: &[u8]) -> Result<Args, u32> {
    Args::decode_all(&mut &*input).map_err(|_| status::NOT_DECODED)
}

/// Iterating over an account's items skips the keys that were deleted in this block. Each deletion of an item has an
/// event, and skipping one takes 1.2 to 2.2 µs on a machine under load.
const SKIPPED_KEY: Weight = Weight::from_parts(4 * WEIGHT_REF_TIME_PER_MICROS, 0);

/// Counting this many items, in a block that has deleted at most as many keys as it has events.
fn count_weight(items: u32) -> Weight {
    let skipped = SKIPPED_KEY.saturating_mul(System::event_count().into());
    Costs::items_owned(items).saturating_add(skipped)
}

/// How many items an account owns in a collection. The ledger doesn't store the number.
fn count(input: &[u8]) -> Answer {
    let items = decoded(input).and_then(|(collection, owner): (CollectionId, AccountId)| {
        if !Collections::<Runtime>::contains_key(collection) {
            return Err(status::NOT_FOUND);
        }
        let items = Nfts::owned_in_collection(&collection, &owner);
        let beyond = MAX_COUNT.saturating_add(1);
        Ok((0..beyond)
            .zip(items)
            .fold(0, |count: u32, _| count.saturating_add(1)))
    });
    Answer {
        actual: Some(count_weight(items.unwrap_or(0).min(MAX_COUNT))),
        output: match items {
            Ok(items) if items > MAX_COUNT => Err(status::TOO_MANY),
            items => items.map(|items| items.encode()),
        },
    }
}
