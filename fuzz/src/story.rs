//! What a chain has before it is fuzzed: something of everything, so that what can be done with it comes up
//! often.

use crate::{
    chain::{Chain, Outcome},
    dictionary::Transaction,
    people::{zero, PEOPLE},
};
use chaos_primitives::currency::{COS, MILLI_COS};
use chaos_runtime::{AccountId, Contracts, DutchAuction, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::{traits::Bounded, weights::Weight, BoundedVec};
use pallet_business_tokens::{Call as Business, Charge, Payer, Price, Rule, SaleTerms};
use pallet_cip::{Call as Cip, Document, Rules};
use pallet_dutch_auction::{Call as Auction, Currency, Curve, Sellers, Terms};
use pallet_erc20::{Call as Token, TokenOptions};
use pallet_erc721::{Call as Item, CollectionOptions};
use pallet_node_admission::{Call as Admission, PeerId, Role};
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _},
    Permill,
};

const ALICE: usize = 0;
const BOB: usize = 1;
const EVE: usize = 4;

/// A chain of four validators, with a token that is for sale, an auction, a CIP, an application, a contract.
pub fn prepared_chain() -> Chain {
    Chain::new("local_testnet", |chain| {
        chain.open_block().expect("the first block is like others");
        for (sender, call) in story() {
            let transaction = chain.run(|| Transaction::signed(&PEOPLE[sender], call.clone(), 0));
            let outcome = chain.apply(&transaction.bytes);
            assert_eq!(outcome, Ok(Outcome::Succeeded), "{call:?}");
        }
        chain.close_block().expect("the first block is like others");
    })
}

/// The contract of a prepared chain, which passes what it is called with to the chain's extension.
pub fn forwarder() -> AccountId {
    let code_hash = BlakeTwo256::hash(&forwarder_code());
    Contracts::contract_address(&account(BOB), &code_hash, &[], &[])
}

fn story() -> Vec<(usize, RuntimeCall)> {
    let mut story = coins();
    story.extend(tokens());
    story.extend(items());
    story.extend(network());
    story
}

/// What everybody could take who could sign for the account of zeros.
fn coins() -> Vec<(usize, RuntimeCall)> {
    let give = pallet_balances::Call::<Runtime>::transfer_allow_death {
        dest: zero().into(),
        value: 100 * COS,
    };
    vec![(ALICE, give.into())]
}

fn tokens() -> Vec<(usize, RuntimeCall)> {
    let token_id = 0;
    let create = |name: &str| Token::create {
        name: name.into(),
        symbol: name.into(),
        decimals: 12,
        initial_supply: 1_000 * COS,
        options: TokenOptions {
            mintable: true,
            burnable: true,
            pausable: true,
            cap: None,
        },
    };
    let sell = Business::open_sale {
        token_id,
        terms: SaleTerms {
            amount: 100 * COS,
            price: Price::Fixed(MILLI_COS),
            start: 1,
            end: 30,
            min_per_account: Some(1),
            max_per_account: Some(50 * COS),
        },
    };
    let buy = Business::buy {
        token_id,
        amount: COS,
        max_cost: COS,
    };
    let price = MILLI_COS;
    let set_redemption = Business::set_redemption { token_id, price };
    let fund_redemption = Business::fund_redemption { token_id, cos: COS };
    let set_policy = Business::set_policy {
        token_id,
        rules: vec![Rule {
            operation: BoundedVec::truncate_from(b"operation 0".to_vec()),
            charge: Charge::Flat(1),
            payer: Payer::Initiator,
            receiver: None,
        }],
    };
    vec![
        (ALICE, create("Gold").into()),
        (ALICE, sell.into()),
        (BOB, buy.into()),
        (ALICE, set_redemption.into()),
        (ALICE, fund_redemption.into()),
        (ALICE, set_policy.into()),
        // All of it hers, so that she can regulate it.
        (EVE, create("Deeds").into()),
    ]
}

fn items() -> Vec<(usize, RuntimeCall)> {
    let (collection, house, token_id) = (0, 0, 0);
    let create = Item::create_collection {
        name: b"Art".to_vec(),
        symbol: b"ART".to_vec(),
        base_uri: Vec::new(),
        options: CollectionOptions {
            max_supply: None,
            royalty: Some((account(EVE).into(), Permill::from_percent(5))),
            burnable: true,
            transferable: true,
        },
    };
    let mint = Item::batch_mint {
        collection,
        to: account(BOB).into(),
        count: 3,
    };
    let create_house = Auction::create_house {
        collection,
        terms: Terms {
            currency: Currency::Coin,
            commission: Permill::from_percent(1),
            shortest: 1,
            longest: 1_000,
            curve: Curve::Linear,
            sellers: Sellers::Anybody,
        },
    };
    // Two items, of which one is listed.
    let approve = |token_id| Item::approve {
        collection,
        spender: Some(DutchAuction::house_account(house).into()),
        token_id,
    };
    let list = Auction::list {
        house,
        token_id,
        start_price: 10 * COS,
        floor_price: COS,
        duration: 100,
    };
    vec![
        (ALICE, create.into()),
        (ALICE, mint.into()),
        (ALICE, create_house.into()),
        (BOB, approve(0).into()),
        (BOB, approve(1).into()),
        (BOB, list.into()),
    ]
}

fn network() -> Vec<(usize, RuntimeCall)> {
    let remark = RuntimeCall::from(frame_system::Call::remark { remark: Vec::new() });
    let propose = Cip::propose {
        title: b"A remark".to_vec(),
        document: Document {
            hash: H256::zero(),
            location: Vec::new(),
        },
        proposal: Some(Bounded::Inline(BoundedVec::truncate_from(remark.encode()))),
        rules: Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: 10,
        },
    };
    let apply = Admission::apply {
        peer_id: PeerId::from_ed25519([7; 32]).as_bytes().to_vec(),
        role: Role::Observer,
        label: b"eve".to_vec(),
    };
    let instantiate = pallet_contracts::Call::instantiate_with_code {
        value: COS,
        gas_limit: Weight::from_parts(50_000_000_000, u32::MAX as u64 / 2),
        storage_deposit_limit: None,
        code: forwarder_code(),
        data: Vec::new(),
        salt: Vec::new(),
    };
    vec![
        (EVE, propose.into()),
        (EVE, apply.into()),
        (BOB, instantiate.into()),
    ]
}

fn account(person: usize) -> AccountId {
    PEOPLE[person].account.clone()
}

fn forwarder_code() -> Vec<u8> {
    wat::parse_str(include_str!("../../runtime/tests/modules/forwarder.wat"))
        .expect("it is a module; qed")
}
