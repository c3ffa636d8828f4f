//! Benchmarks of the extension: reads of the largest possible records, and encoding the answers.

use super::{
    functions::{self, Function, MAX_COUNT},
    MAX_INPUT,
};
use crate::{
    contracts::extension, AccountId, Balance, Balances, BusinessTokens, DutchAuction, Runtime,
    RuntimeCall, RuntimeFreezeReason, RuntimeOrigin, System,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, CollectionId, ItemId, TokenId};
use codec::Encode;
use core::marker::PhantomData;
use frame_benchmarking::v2::*;
use frame_support::{
    dispatch::GetDispatchInfo,
    traits::fungible::{Mutate, MutateFreeze},
    BoundedVec,
};
use frame_system::Config;
use pallet_business_tokens::{
    Charge, Payer, Price, Rule, SaleTerms, Tier, MAX_OPERATION_LENGTH, MAX_TIERS, MILLION,
};
use pallet_cip::{CipId, Outcome, Resolution, ResolutionOf, Resolutions, Tally, Thresholds};
use pallet_cos_distribution::{Claim, Claims, EthereumAddress};
use pallet_dutch_auction::{AuctionId, Currency, Curve, HouseId, Sellers, Terms};
use pallet_vesting::VestingInfo;
use sp_runtime::{traits::Dispatchable, MultiAddress, Permill};

/// The benchmarks.
pub struct Pallet<T>(PhantomData<T>);

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;

const TOKEN: TokenId = 0;
const COLLECTION: CollectionId = 0;
const ITEM: ItemId = 0;
const HOUSE: HouseId = 0;
const AUCTION: AuctionId = 0;

/// Owns everything.
fn owner() -> AccountId {
    account("owner", 0, 0)
}

fn address(who: AccountId) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who)
}

fn fund_owner() -> Result<(), BenchmarkError> {
    Balances::mint_into(&owner(), 1_000 * COS)?;
    Ok(())
}

/// Dispatch a call signed by the owner.
fn send(call: impl Into<RuntimeCall>) -> Result<(), BenchmarkError> {
    call.into().dispatch(RuntimeOrigin::signed(owner()))?;
    Ok(())
}

fn create_token() -> Result<(), BenchmarkError> {
    fund_owner()?;
    let [name, symbol] = [b"Gold", b"Gold"].map(|text| text.to_vec());
    let supply = Balance::from(u64::MAX);
    let options = Default::default();
    send(Token::new_call_variant_create(
        name, symbol, 18, supply, options,
    ))
}

fn create_item() -> Result<(), BenchmarkError> {
    fund_owner()?;
    let [name, symbol] = [b"Art", b"Art"].map(|text| text.to_vec());
    let options = pallet_erc721::CollectionOptions {
        max_supply: None,
        royalty: None,
        burnable: true,
        transferable: true,
    };
    send(Item::new_call_variant_create_collection(
        name,
        symbol,
        vec![],
        options,
    ))?;
    send(Item::new_call_variant_mint(
        COLLECTION,
        address(owner()),
        None,
    ))
}

/// A CIP that has been decided.
fn decided_cip() -> CipId {
    let resolution = Resolution {
        cip: 0,
        outcome: Outcome::Rejected,
        tally: Tally {
            approve: Balance::MAX,
            disapprove: Balance::MAX,
            voters: u32::MAX,
        },
        thresholds: Thresholds {
            min_voters: 1,
            min_turnout: Permill::one(),
            min_approval: Permill::one(),
        },
        decided: 1,
        enactment: None,
    };
    ResolutionOf::<Runtime>::insert(0, 0);
    Resolutions::<Runtime>::insert(0, resolution);
    0
}

/// Run a read.
struct Question {
    answer: fn(&[u8]) -> functions::Answer,
    input: Vec<u8>,
}

impl Question {
    fn new(id: u32, args: impl Encode) -> Result<Self, BenchmarkError> {
        match functions::find(id) {
            Some(Function::Read { answer, .. }) => Ok(Self {
                answer,
                input: args.encode(),
            }),
            _ => Err("there is no such read".into()),
        }
    }

    fn ask(&self) -> Result<Vec<u8>, u32> {
        (self.answer)(&self.input).output
    }
}

fn answered(answer: Result<Vec<u8>, u32>) -> Result<(), BenchmarkError> {
    match answer {
        Ok(_) => Ok(()),
        Err(_) => Err("there is no answer".into()),
    }
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn decode(n: Linear<0, MAX_INPUT>) {
        let name = vec![b'n'; n as usize];
        let symbol = b"Gold".to_vec();
        let call = Token::new_call_variant_create(name, symbol, 18, 1, Default::default());
        let encoded = RuntimeCall::from(call).encode();
        let (index, input) = encoded.split_at(2);
        let id = u32::from(index[0]) << 8 | u32::from(index[1]);
        let mut decoded = None;

        #[block]
        {
            if let Some(Function::Call { index, .. }) = functions::find(id) {
                decoded = extension::decode(index, input).map(|call| call.get_dispatch_info());
            }
        }

        assert!(decoded.is_some());
    }

    #[benchmark]
    fn next_id() -> Result<(), BenchmarkError> {
        create_item()?;
        let create_collection = 0x3500;
        let Some(Function::Call {
            next_id: Some(next),
            ..
        }) = functions::find(create_collection)
        else {
            return Err("there is no such call".into());
        };
        let id;

        #[block]
        {
            id = next();
        }

        assert_eq!(id, 1u32.encode());
        Ok(())
    }

    #[benchmark]
    fn locked() -> Result<(), BenchmarkError> {
        let most = <Runtime as pallet_vesting::Config>::MAX_VESTING_SCHEDULES;
        let schedules = vec![VestingInfo::new(COS, 1, 1); most as usize];
        pallet_vesting::Vesting::<Runtime>::insert(owner(), BoundedVec::truncate_from(schedules));
        let question = Question::new(0x3280, owner())?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn unclaimed() -> Result<(), BenchmarkError> {
        let address = EthereumAddress([1; 20]);
        let claim = Claim {
            amount: COS,
            claimed_by: None,
        };
        Claims::<Runtime>::insert(address, claim);
        let question = Question::new(0x3281, address)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn token_supply() -> Result<(), BenchmarkError> {
        create_token()?;
        let question = Question::new(0x3380, TOKEN)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn token_balance() -> Result<(), BenchmarkError> {
        create_token()?;
        let question = Question::new(0x3381, (TOKEN, owner()))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn allowance() -> Result<(), BenchmarkError> {
        create_token()?;
        let spender: AccountId = account("spender", 0, 0);
        send(Token::new_call_variant_approve(
            TOKEN,
            address(spender.clone()),
            1,
        ))?;
        let question = Question::new(0x3382, (TOKEN, owner(), spender))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn purchase_cost() -> Result<(), BenchmarkError> {
        create_token()?;
        let price = Price::Falling {
            start_price: COS,
            end_price: 1,
            start: 0,
            end: 1_000_000,
        };
        let amount = 1_000_000_000;
        send(Business::new_call_variant_open_sale(
            TOKEN,
            SaleTerms {
                amount,
                price,
                start: 0,
                end: 1_000_000,
                min_per_account: Some(1),
                max_per_account: Some(amount),
            },
        ))?;
        let question = Question::new(0x3480, (TOKEN, amount))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn redemption_payout() -> Result<(), BenchmarkError> {
        create_token()?;
        send(Business::new_call_variant_set_redemption(TOKEN, COS))?;
        send(Business::new_call_variant_fund_redemption(TOKEN, COS))?;
        send(Business::new_call_variant_set_redemption(TOKEN, 2 * COS))?;
        System::set_block_number(System::block_number() + BusinessTokens::notice_period());
        let amount: Balance = 1_000_000_000;
        let question = Question::new(0x3481, (TOKEN, amount))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn operation_charge() -> Result<(), BenchmarkError> {
        create_token()?;
        let operation = vec![b'o'; MAX_OPERATION_LENGTH as usize];
        let tiers = (1..=MAX_TIERS).map(|tier| Tier {
            from: tier.into(),
            flat: 1,
            rate: MILLION,
        });
        let rule = Rule {
            operation: BoundedVec::truncate_from(operation.clone()),
            charge: Charge::Tiered(BoundedVec::truncate_from(tiers.collect())),
            payer: Payer::Initiator,
            receiver: None,
        };
        send(Business::new_call_variant_set_policy(TOKEN, vec![rule]))?;
        System::set_block_number(System::block_number() + BusinessTokens::notice_period());
        let amount: Balance = 1_000_000_000;
        let question = Question::new(0x3482, (TOKEN, operation, amount))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn item_owner() -> Result<(), BenchmarkError> {
        create_item()?;
        let question = Question::new(0x3580, (COLLECTION, ITEM))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn items_owned(n: Linear<0, MAX_COUNT>) -> Result<(), BenchmarkError> {
        create_item()?;
        let collector: AccountId = account("collector", 0, 0);
        for item in 0..n {
            pallet_nfts::Account::<Runtime>::insert((&collector, COLLECTION, item), ());
        }
        let question = Question::new(0x3581, (COLLECTION, collector))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn item_supply() -> Result<(), BenchmarkError> {
        create_item()?;
        let question = Question::new(0x3582, COLLECTION)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn item_approved() -> Result<(), BenchmarkError> {
        create_item()?;
        send(Item::new_call_variant_approve(
            COLLECTION,
            Some(address(account("spender", 0, 0))),
            ITEM,
        ))?;
        let question = Question::new(0x3583, (COLLECTION, ITEM))?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn auction_price() -> Result<(), BenchmarkError> {
        create_item()?;
        create_token()?;
        let terms = Terms {
            currency: Currency::Token(TOKEN),
            commission: Permill::zero(),
            shortest: 1,
            longest: 1_000,
            curve: Curve::Exponential { half_life: 997 },
            sellers: Sellers::Anybody,
        };
        send(Auction::new_call_variant_create_house(COLLECTION, terms))?;
        let custodian = address(DutchAuction::house_account(HOUSE));
        send(Item::new_call_variant_approve(
            COLLECTION,
            Some(custodian),
            ITEM,
        ))?;
        send(Auction::new_call_variant_list(
            HOUSE,
            ITEM,
            Balance::from(u64::MAX),
            1,
            1_000,
        ))?;
        System::set_block_number(System::block_number() + 991);
        let question = Question::new(0x3680, AUCTION)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn cip_state() -> Result<(), BenchmarkError> {
        let cip = decided_cip();
        let question = Question::new(0x3780, cip)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn cip_tally() -> Result<(), BenchmarkError> {
        let cip = decided_cip();
        let question = Question::new(0x3781, cip)?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }

    #[benchmark]
    fn frozen() -> Result<(), BenchmarkError> {
        fund_owner()?;
        let votes = RuntimeFreezeReason::Cip(pallet_cip::FreezeReason::Vote);
        Balances::set_freeze(&votes, &owner(), COS)?;
        let question = Question::new(0x3782, owner())?;
        let answer;

        #[block]
        {
            answer = question.ask();
        }

        answered(answer)
    }
}
