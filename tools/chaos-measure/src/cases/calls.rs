//! The calls that users make, each with the most that it takes.

use super::{address, batch, case, fresh, of, one, remark, simple, utility, Case, SENDER};
use crate::chain::{Chain, Error};
use chaos_primitives::{currency::COS, TokenId};
use chaos_runtime::{AccountId, BlockNumber, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::{
    traits::{Bounded, ConstU32},
    weights::Weight,
    BoundedVec,
};
use pallet_business_tokens::{Charge, Payer, Price, Rule, SaleTerms, Tier, MAX_RULES, MAX_TIERS};
use pallet_dutch_auction::{Currency, Curve, Sellers, Terms, MAX_SELLERS};
use pallet_erc721::{CollectionOptions, MAX_BATCH};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Charlie, Dave};
use sp_runtime::Permill;

const OTHER: Sr25519Keyring = Charlie;
const SUPPLY: u128 = 1_000_000_000;
/// The most that a preimage may have.
const LARGEST: usize = 4 * 1024 * 1024 - 200_000;

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;
type Gov = pallet_cip::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Note = pallet_preimage::Call<Runtime>;
type Proxy = pallet_proxy::Call<Runtime>;
type Multisig = pallet_multisig::Call<Runtime>;
type Vesting = pallet_vesting::Call<Runtime>;

pub fn cases() -> Vec<Case> {
    [
        coin(),
        acting(),
        tokens(),
        business(),
        items(),
        auctions(),
        governance(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn transfer(to: AccountId) -> RuntimeCall {
    Coin::transfer_keep_alive {
        dest: address(to),
        value: COS,
    }
    .into()
}

/// The coin, and what touches nothing else.
fn coin() -> Vec<Case> {
    vec![
        simple("System.remark of 4 MB", || remark(4_000_000)),
        simple("System.remark_with_event of 4 MB", || frame_system::Call::<
            Runtime,
        >::remark_with_event {
            remark: vec![0; 4_000_000],
        }),
        simple("Balances.transfer_keep_alive", || transfer(fresh(0))),
        simple("Balances.transfer_allow_death", || {
            Coin::transfer_allow_death {
                dest: address(fresh(0)),
                value: COS,
            }
        }),
        simple("Balances.transfer_all", || Coin::transfer_all {
            dest: address(fresh(0)),
            keep_alive: false,
        }),
        simple("Balances.upgrade_accounts of 10,000", || {
            Coin::upgrade_accounts {
                who: (0..10_000).map(fresh).collect(),
            }
        }),
        one("Vesting.vested_transfer after 27", |chain| {
            let schedule = || pallet_vesting::VestingInfo::new(COS, 1, 10);
            let vest = || Vesting::vested_transfer {
                target: address(of(OTHER)),
                schedule: schedule(),
            };
            chain.send(SENDER, batch((0..27).map(|_| vest().into()).collect()))?;
            Ok(vest())
        }),
        one("Vesting.vest_other of 28", |chain| {
            let schedule = || pallet_vesting::VestingInfo::new(COS, 1, 10);
            let vest = || Vesting::vested_transfer {
                target: address(of(OTHER)),
                schedule: schedule(),
            };
            chain.send(SENDER, batch((0..28).map(|_| vest().into()).collect()))?;
            Ok(Vesting::vest_other {
                target: address(of(OTHER)),
            })
        }),
    ]
}

/// Batches, multisigs, proxies, preimages.
fn acting() -> Vec<Case> {
    let transfers = |n| {
        (0..n)
            .map(|index| transfer(fresh(index)))
            .collect::<Vec<_>>()
    };
    let failing = || {
        RuntimeCall::from(Coin::transfer_keep_alive {
            dest: address(fresh(0)),
            value: u128::MAX / 2,
        })
    };
    vec![
        one("Utility.batch of 1,000 transfers", move |_| {
            Ok(batch(transfers(1_000)))
        }),
        one("Utility.batch_all of 1,000 transfers", move |_| {
            let calls = transfers(1_000);
            Ok(utility(pallet_utility::Call::<Runtime>::batch_all {
                calls,
            }))
        }),
        one("Utility.force_batch of 1,000 that fail", move |_| {
            let calls = vec![failing(); 1_000];
            Ok(utility(pallet_utility::Call::<Runtime>::force_batch {
                calls,
            }))
        }),
        one("Utility.batch_all of which the last fails", move |_| {
            let calls = [transfers(999), vec![failing()]].concat();
            Ok(utility(pallet_utility::Call::<Runtime>::batch_all {
                calls,
            }))
        }),
        one("Utility.as_derivative of 4 MB", |_| {
            let call = Box::new(remark(4_000_000));
            Ok(utility(pallet_utility::Call::<Runtime>::as_derivative {
                index: 0,
                call,
            }))
        }),
        simple("Multisig.approve_as_multi of 100", || {
            Multisig::approve_as_multi {
                threshold: 50,
                other_signatories: signatories(99),
                maybe_timepoint: None,
                call_hash: [0; 32],
                max_weight: Weight::zero(),
            }
        }),
        simple("Multisig.as_multi of 100 with 4 MB", || {
            Multisig::as_multi {
                threshold: 50,
                other_signatories: signatories(99),
                maybe_timepoint: None,
                call: Box::new(remark(4_000_000)),
                max_weight: Weight::zero(),
            }
        }),
        simple("Multisig.as_multi_threshold_1 of 100 with 4 MB", || {
            Multisig::as_multi_threshold_1 {
                other_signatories: signatories(99),
                call: Box::new(remark(4_000_000)),
            }
        }),
        one("Proxy.add_proxy after 31", |chain| {
            chain.send(
                SENDER,
                batch((0..31).map(|n| add_proxy(fresh(n))).collect()),
            )?;
            Ok(add_proxy(fresh(31)))
        }),
        one("Proxy.remove_proxies of 32", |chain| {
            chain.send(
                SENDER,
                batch((0..32).map(|n| add_proxy(fresh(n))).collect()),
            )?;
            Ok(Proxy::remove_proxies {})
        }),
        one("Proxy.proxy of the 32nd with 4 MB", |chain| {
            let mut proxies: Vec<_> = (0..31).map(fresh).collect();
            proxies.push(of(SENDER));
            chain.send(OTHER, batch(proxies.into_iter().map(add_proxy).collect()))?;
            Ok(Proxy::proxy {
                real: address(of(OTHER)),
                force_proxy_type: None,
                call: Box::new(remark(4_000_000)),
            })
        }),
        one("Proxy.announce after 31", |chain| {
            chain.send(OTHER, add_proxy(of(SENDER)))?;
            let announce = |n| Proxy::announce {
                real: address(of(OTHER)),
                call_hash: H256::from_low_u64_be(n),
            };
            chain.send(SENDER, batch((0..31).map(|n| announce(n).into()).collect()))?;
            Ok(announce(31))
        }),
        simple("Proxy.create_pure", || Proxy::create_pure {
            proxy_type: Default::default(),
            delay: 0,
            index: 0,
        }),
        simple("Preimage.note_preimage of 4 MB", || Note::note_preimage {
            bytes: vec![1; LARGEST],
        }),
        one("Preimage.unnote_preimage of 4 MB", |chain| {
            let bytes = vec![1; LARGEST];
            let hash = H256(sp_io::hashing::blake2_256(&bytes));
            chain.send(SENDER, Note::note_preimage { bytes })?;
            Ok(Note::unnote_preimage { hash })
        }),
    ]
}

fn signatories(count: u32) -> Vec<AccountId> {
    let mut all: Vec<_> = (0..count).map(fresh).collect();
    all.sort();
    all
}

fn add_proxy(delegate: AccountId) -> RuntimeCall {
    Proxy::add_proxy {
        delegate: address(delegate),
        proxy_type: Default::default(),
        delay: 0,
    }
    .into()
}

/// What creates a token with all options, and as long names as can be.
pub fn new_token() -> RuntimeCall {
    Token::new_call_variant_create(
        vec![b'n'; 50],
        vec![b's'; 50],
        18,
        SUPPLY,
        pallet_erc20::TokenOptions {
            mintable: true,
            burnable: true,
            pausable: true,
            cap: Some(u128::MAX),
        },
    )
    .into()
}

/// A token of the sender's.
pub fn token(chain: &mut Chain) -> Result<TokenId, Error> {
    let id = chain.inspect(pallet_erc20::NextTokenId::<Runtime>::get);
    chain.send(SENDER, new_token())?;
    Ok(id)
}

fn tokens() -> Vec<Case> {
    /// A case of a call of a new token.
    fn of_token(name: &str, call: fn(TokenId) -> Token) -> Case {
        one(format!("Erc20.{name}"), move |chain| {
            Ok(call(token(chain)?))
        })
    }
    vec![
        simple("Erc20.create", new_token),
        of_token("transfer to a new account", |id| {
            Token::new_call_variant_transfer(id, address(fresh(0)), 1)
        }),
        of_token("transfer of all", |id| {
            Token::new_call_variant_transfer(id, address(fresh(0)), SUPPLY)
        }),
        of_token("approve", |id| {
            Token::new_call_variant_approve(id, address(fresh(0)), 1)
        }),
        of_token("increase_allowance", |id| {
            Token::new_call_variant_increase_allowance(id, address(fresh(0)), 1)
        }),
        of_token("mint", |id| {
            Token::new_call_variant_mint(id, address(fresh(0)), 1)
        }),
        of_token("burn", |id| Token::new_call_variant_burn(id, SUPPLY)),
        of_token("pause", Token::new_call_variant_pause),
        of_token("transfer_ownership", |id| {
            Token::new_call_variant_transfer_ownership(id, address(of(OTHER)))
        }),
        of_token("batch_transfer to 1,024 new accounts", |id| {
            let to = (0..1_024).map(|n| (address(fresh(n)), 1)).collect();
            Token::new_call_variant_batch_transfer(id, to)
        }),
        of_token("batch_transfer to 1,024 that fails at the end", |id| {
            let to = (0..1_024)
                .map(|n| (address(fresh(n)), SUPPLY / 1_023))
                .collect();
            Token::new_call_variant_batch_transfer(id, to)
        }),
        one("Erc20.transfer_from", |chain| {
            let id = token(chain)?;
            // The token is the sender's; who spends it is the sender, too, and pays itself.
            let approve = Token::new_call_variant_approve(id, address(of(SENDER)), 1);
            chain.send(SENDER, approve)?;
            let (from, to) = (address(of(SENDER)), address(fresh(0)));
            Ok(Token::new_call_variant_transfer_from(id, from, to, 1))
        }),
        one("Assets.transfer", |chain| {
            Ok(pallet_assets::Call::<Runtime>::transfer {
                id: token(chain)?.into(),
                target: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.transfer_keep_alive", |chain| {
            Ok(pallet_assets::Call::<Runtime>::transfer_keep_alive {
                id: token(chain)?.into(),
                target: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.transfer_all", |chain| {
            Ok(pallet_assets::Call::<Runtime>::transfer_all {
                id: token(chain)?.into(),
                dest: address(of(OTHER)),
                keep_alive: false,
            })
        }),
        one("Assets.transfer_approved", |chain| {
            let id = token(chain)?;
            chain.send(
                SENDER,
                Token::new_call_variant_approve(id, address(of(SENDER)), 1),
            )?;
            Ok(pallet_assets::Call::<Runtime>::transfer_approved {
                id: id.into(),
                owner: address(of(SENDER)),
                destination: address(of(OTHER)),
                amount: 1,
            })
        }),
        one("Assets.cancel_approval", |chain| {
            let id = token(chain)?;
            chain.send(
                SENDER,
                Token::new_call_variant_approve(id, address(fresh(0)), 1),
            )?;
            Ok(pallet_assets::Call::<Runtime>::cancel_approval {
                id: id.into(),
                delegate: address(fresh(0)),
            })
        }),
        one("Assets.touch_other", |chain| {
            Ok(pallet_assets::Call::<Runtime>::touch_other {
                id: token(chain)?.into(),
                who: address(fresh(0)),
            })
        }),
        one("Assets.approve_transfer", |chain| {
            Ok(pallet_assets::Call::<Runtime>::approve_transfer {
                id: token(chain)?.into(),
                delegate: address(fresh(0)),
                amount: 1,
            })
        }),
    ]
}

fn business() -> Vec<Case> {
    let sale = |chain: &mut Chain| -> Result<(TokenId, Business), Error> {
        let id = token(chain)?;
        let now = chain.number();
        let terms = SaleTerms {
            amount: SUPPLY / 2,
            price: Price::Falling {
                start_price: 1_000_000,
                end_price: 1,
                start: now,
                end: now + 1_000,
            },
            start: now,
            end: now + 1_000,
            min_per_account: Some(1),
            max_per_account: Some(SUPPLY),
        };
        Ok((id, Business::new_call_variant_open_sale(id, terms)))
    };
    vec![
        one("BusinessTokens.open_sale", move |chain| Ok(sale(chain)?.1)),
        case("BusinessTokens.buy", move |chain| {
            let (id, open) = sale(chain)?;
            chain.send(SENDER, open)?;
            let buy = Business::new_call_variant_buy(id, 1_000, COS);
            Ok(vec![chain.sign(OTHER, buy)])
        }),
        one("BusinessTokens.close_sale", move |chain| {
            let (id, open) = sale(chain)?;
            chain.send(SENDER, open)?;
            Ok(Business::new_call_variant_close_sale(id))
        }),
        one(
            "BusinessTokens.set_policy of 32 rules of 16 tiers",
            |chain| {
                Ok(Business::new_call_variant_set_policy(
                    token(chain)?,
                    policy(),
                ))
            },
        ),
        one("BusinessTokens.execute by a policy of 32 rules", |chain| {
            let id = token(chain)?;
            chain.send(SENDER, Business::new_call_variant_set_policy(id, policy()))?;
            for _ in 0..25 {
                chain.begin_block(None)?;
                chain.end_block()?;
            }
            let to = Some(address(fresh(0)));
            let operation = name_of(MAX_RULES - 1);
            Ok(Business::new_call_variant_execute(
                id,
                operation,
                to,
                SUPPLY / 2,
            ))
        }),
        one("BusinessTokens.set_redemption", |chain| {
            Ok(Business::new_call_variant_set_redemption(
                token(chain)?,
                1_000,
            ))
        }),
    ]
}

fn name_of(rule: u32) -> Vec<u8> {
    format!("{rule:032}").into_bytes()
}

fn policy() -> Vec<Rule<AccountId>> {
    let tier = |step: u32| Tier {
        from: u128::from(step),
        flat: u128::from(step),
        rate: 1,
    };
    let tiers: Vec<_> = (0..MAX_TIERS).map(tier).collect();
    (0..MAX_RULES)
        .map(|rule| Rule {
            operation: name_of(rule).try_into().expect("it is as long as may be"),
            charge: Charge::Tiered(tiers.clone().try_into().expect("as many as may be")),
            payer: Payer::Initiator,
            receiver: Some(fresh(rule)),
        })
        .collect()
}

fn new_collection() -> Item {
    Item::new_call_variant_create_collection(
        vec![b'n'; 50],
        vec![b's'; 10],
        vec![b'u'; 100],
        CollectionOptions {
            max_supply: Some(1_000_000),
            royalty: Some((address(of(OTHER)), Permill::from_percent(5))),
            burnable: true,
            transferable: true,
        },
    )
}

/// A collection of the sender's, with an item.
pub fn collection(chain: &mut Chain) -> Result<u32, Error> {
    let id = chain
        .inspect(pallet_nfts::NextCollectionId::<Runtime>::get)
        .unwrap_or(0);
    chain.send(SENDER, new_collection())?;
    chain.send(
        SENDER,
        Item::new_call_variant_mint(id, address(of(SENDER)), None),
    )?;
    Ok(id)
}

fn items() -> Vec<Case> {
    /// A case of a call of a new collection, whose first item is the sender's.
    fn of_collection(name: &str, call: fn(u32) -> Item) -> Case {
        one(format!("Erc721.{name}"), move |chain| {
            Ok(call(collection(chain)?))
        })
    }
    vec![
        simple("Erc721.create_collection", new_collection),
        of_collection("mint with a name", |id| {
            let uri = Some(vec![b'u'; 100]);
            Item::new_call_variant_mint(id, address(fresh(0)), uri)
        }),
        of_collection("batch_mint of 1,024", |id| {
            Item::new_call_variant_batch_mint(id, address(fresh(0)), MAX_BATCH)
        }),
        of_collection("transfer_from", |id| {
            let (from, to) = (address(of(SENDER)), address(fresh(0)));
            Item::new_call_variant_transfer_from(id, from, to, FIRST)
        }),
        of_collection("approve", |id| {
            Item::new_call_variant_approve(id, Some(address(fresh(0))), FIRST)
        }),
        of_collection("set_approval_for_all", |id| {
            Item::new_call_variant_set_approval_for_all(id, address(fresh(0)), true)
        }),
        of_collection("burn", |id| Item::new_call_variant_burn(id, FIRST)),
        of_collection("transfer_ownership", |id| {
            Item::new_call_variant_transfer_ownership(id, address(of(OTHER)))
        }),
        one("Nfts.transfer", |chain| {
            Ok(pallet_nfts::Call::<Runtime>::transfer {
                collection: collection(chain)?,
                item: FIRST,
                dest: address(fresh(0)),
            })
        }),
    ]
}

/// The first item of a collection.
const FIRST: u32 = 0;

fn terms() -> Terms<AccountId, BlockNumber> {
    let mut sellers: Vec<_> = (1..MAX_SELLERS).map(fresh).collect();
    sellers.push(of(SENDER));
    Terms {
        currency: Currency::Coin,
        commission: Permill::from_percent(10),
        shortest: 1,
        longest: 1_000,
        curve: Curve::Linear,
        sellers: Sellers::Accounts(sellers.try_into().expect("as many as may be")),
    }
}

/// A house of the sender's with one auction.
fn auction(chain: &mut Chain) -> Result<(), Error> {
    house(chain)?;
    chain.send(SENDER, list())?;
    Ok(())
}

/// A house of the sender's, which may take the sender's item.
fn house(chain: &mut Chain) -> Result<(), Error> {
    let id = collection(chain)?;
    chain.send(SENDER, Auction::new_call_variant_create_house(id, terms()))?;
    let house = chain.inspect(|| chaos_runtime::DutchAuction::house_account(0));
    let approve = Item::new_call_variant_approve(id, Some(address(house)), FIRST);
    chain.send(SENDER, approve)?;
    Ok(())
}

fn list() -> Auction {
    Auction::new_call_variant_list(0, FIRST, 1_000_000, 1_000, 500)
}

fn auctions() -> Vec<Case> {
    vec![
        one("DutchAuction.create_house with 64 sellers", |chain| {
            Ok(Auction::new_call_variant_create_house(
                collection(chain)?,
                terms(),
            ))
        }),
        one("DutchAuction.list", |chain| {
            house(chain)?;
            Ok(list())
        }),
        case("DutchAuction.bid", |chain| {
            auction(chain)?;
            Ok(vec![chain.sign(Dave, Auction::new_call_variant_bid(0, COS))])
        }),
        one("DutchAuction.cancel", |chain| {
            auction(chain)?;
            Ok(Auction::new_call_variant_cancel(0))
        }),
        one("DutchAuction.set_terms with 64 sellers", |chain| {
            auction(chain)?;
            Ok(Auction::new_call_variant_set_terms(0, terms()))
        }),
    ]
}

/// A proposal with everything as long as can be.
pub fn proposal() -> RuntimeCall {
    let call = RuntimeCall::from(frame_system::Call::<Runtime>::remark {
        remark: vec![0; 100],
    })
    .encode();
    let inline: BoundedVec<u8, ConstU32<128>> = call.try_into().expect("it is short");
    Gov::new_call_variant_propose(
        vec![b't'; 128],
        pallet_cip::Document {
            hash: H256::zero(),
            location: vec![b'l'; 256],
        },
        Some(Bounded::Inline(inline)),
        pallet_cip::Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: 100,
        },
    )
    .into()
}

fn governance() -> Vec<Case> {
    vec![
        simple("Cip.propose", proposal),
        one("Cip.withdraw", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(Gov::new_call_variant_withdraw(0))
        }),
        one("Cip.vote", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(Gov::new_call_variant_vote(0, true, COS))
        }),
        one("Cip.vote after 63", |chain| {
            chain.send(SENDER, batch(vec![proposal(); 64]))?;
            let vote = |cip| Gov::new_call_variant_vote(cip, true, COS);
            chain.send(SENDER, batch((0..63).map(|cip| vote(cip).into()).collect()))?;
            Ok(vote(63))
        }),
        one("Cip.unlock", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(Gov::new_call_variant_unlock(0))
        }),
    ]
}
