//! Batches, multisigs, proxies, preimages.

use super::{
    address, batch, case, coin::transfer, fresh, of, one, remark, simple, utility, Case, OTHER,
    SENDER,
};
use crate::chain::{Chain, Error};
use chaos_primitives::currency::COS;
use chaos_runtime::{AccountId, BlockNumber, Runtime, RuntimeCall, RuntimeEvent};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use pallet_multisig::Timepoint;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, Dave};

type Utility = pallet_utility::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Note = pallet_preimage::Call<Runtime>;
type Proxy = pallet_proxy::Call<Runtime>;
type Multisig = pallet_multisig::Call<Runtime>;

/// The most that a preimage may have.
pub const LARGEST: usize = 4 * 1024 * 1024 - 200_000;
/// As many hashes as a call takes.
const HASHES: u64 = 1_024;
/// Nobody decides with so many others.
const HALF: u16 = 50;

pub fn cases() -> Vec<Case> {
    [batches(), multisigs(), proxies(), preimages()]
        .into_iter()
        .flatten()
        .collect()
}

/// To as many new accounts.
pub fn transfers(count: u32) -> Vec<RuntimeCall> {
    (0..count).map(|index| transfer(fresh(index))).collect()
}

fn failing() -> RuntimeCall {
    Coin::transfer_keep_alive {
        dest: address(fresh(0)),
        value: u128::MAX / 2,
    }
    .into()
}

/// Transfers of which the last fails.
fn failing_at_the_end(count: u32) -> RuntimeCall {
    let calls = [transfers(count - 1), vec![failing()]].concat();
    utility(Utility::batch_all { calls })
}

fn batches() -> Vec<Case> {
    vec![
        simple("Utility.batch of 1,000 transfers", || {
            batch(transfers(1_000))
        }),
        simple("Utility.batch_all of 1,000 transfers", || {
            Utility::batch_all {
                calls: transfers(1_000),
            }
        }),
        simple("Utility.force_batch of 1,000 that fail", || {
            Utility::force_batch {
                calls: vec![failing(); 1_000],
            }
        }),
        simple("Utility.batch_all of which the last fails", || {
            failing_at_the_end(1_000)
        }),
        // As many calls as there may be, with the three that have others in them.
        simple("Utility.if_else of 510 that fail, else 511", || {
            Utility::if_else {
                main: Box::new(failing_at_the_end(510)),
                fallback: Box::new(batch(transfers(511))),
            }
        }),
        simple("Utility.as_derivative of 4 MB", || Utility::as_derivative {
            index: 0,
            call: Box::new(remark(4_000_000)),
        }),
    ]
}

fn multisigs() -> Vec<Case> {
    vec![
        simple("Multisig.approve_as_multi of 100", || approve(HALF, 99)),
        simple("Multisig.as_multi of 100 with 4 MB", || {
            Multisig::as_multi {
                threshold: HALF,
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
        one("Multisig.as_multi of 2 with 1,000 transfers", |chain| {
            let mut both = [of(SENDER), of(OTHER)];
            both.sort();
            let account = pallet_multisig::Pallet::<Runtime>::multi_account_id(&both, 2);
            let fund = Coin::transfer_keep_alive {
                dest: address(account),
                value: 2_000 * COS,
            };
            chain.send(SENDER, fund)?;
            last_approval(chain, 0, batch(transfers(1_000)))
        }),
        one("Multisig.cancel_as_multi of 100", |chain| {
            chain.send(SENDER, approve(HALF, 99))?;
            Ok(Multisig::cancel_as_multi {
                threshold: HALF,
                other_signatories: signatories(99),
                timepoint: last_transaction(chain),
                call_hash: [0; 32],
            })
        }),
        one("Multisig.poke_deposit of 100", |chain| {
            chain.send(SENDER, approve(HALF, 99))?;
            Ok(Multisig::poke_deposit {
                threshold: HALF,
                other_signatories: signatories(99),
                call_hash: [0; 32],
            })
        }),
    ]
}

fn approve(threshold: u16, others: u32) -> Multisig {
    Multisig::approve_as_multi {
        threshold,
        other_signatories: signatories(others),
        maybe_timepoint: None,
        call_hash: [0; 32],
        max_weight: Weight::zero(),
    }
}

fn signatories(count: u32) -> Vec<AccountId> {
    let mut all: Vec<_> = (0..count).map(fresh).collect();
    all.sort();
    all
}

/// Of the one in the last block. The time comes before it.
fn last_transaction(chain: &Chain) -> Timepoint<BlockNumber> {
    Timepoint {
        height: chain.number(),
        index: 1,
    }
}

/// The second approval of two, of a multisig that has so many members besides.
pub fn last_approval(
    chain: &mut Chain,
    others: u32,
    call: RuntimeCall,
) -> Result<RuntimeCall, Error> {
    let with = |who: Sr25519Keyring| {
        let mut all = [signatories(others), vec![of(who)]].concat();
        all.sort();
        all
    };
    let max_weight = call.get_dispatch_info().call_weight;
    let approve = Multisig::approve_as_multi {
        threshold: 2,
        other_signatories: with(SENDER),
        maybe_timepoint: None,
        call_hash: blake2_256(&call.encode()),
        max_weight,
    };
    chain.send(OTHER, approve)?;
    Ok(Multisig::as_multi {
        threshold: 2,
        other_signatories: with(OTHER),
        maybe_timepoint: Some(last_transaction(chain)),
        call: Box::new(call),
        max_weight,
    }
    .into())
}

fn proxies() -> Vec<Case> {
    vec![
        one("Proxy.add_proxy after 31", |chain| {
            chain.send(SENDER, add_proxies(31))?;
            Ok(add_proxy(fresh(31)))
        }),
        one("Proxy.remove_proxy of 32", |chain| {
            chain.send(SENDER, add_proxies(32))?;
            Ok(Proxy::remove_proxy {
                delegate: address(fresh(31)),
                proxy_type: Default::default(),
                delay: 0,
            })
        }),
        one("Proxy.remove_proxies of 32", |chain| {
            chain.send(SENDER, add_proxies(32))?;
            Ok(Proxy::remove_proxies {})
        }),
        one("Proxy.proxy of the 32nd with 4 MB", |chain| {
            be_one_of_32(chain, SENDER, OTHER)?;
            Ok(through_proxy(of(OTHER), remark(4_000_000)))
        }),
        simple("Proxy.create_pure", create_pure),
        one("Proxy.kill_pure of 32", kill_pure),
        one("Proxy.announce after 31", |chain| {
            announce_to(chain, SENDER, OTHER, 31)?;
            Ok(announce(OTHER, 31))
        }),
        one("Proxy.remove_announcement of 32", |chain| {
            announce_to(chain, SENDER, OTHER, 32)?;
            Ok(Proxy::remove_announcement {
                real: address(of(OTHER)),
                call_hash: numbered(31),
            })
        }),
        one("Proxy.reject_announcement of 32", |chain| {
            announce_to(chain, OTHER, SENDER, 32)?;
            Ok(Proxy::reject_announcement {
                delegate: address(of(OTHER)),
                call_hash: numbered(31),
            })
        }),
        case("Proxy.proxy_announced after 32 with 4 MB", |chain| {
            announce_to(chain, SENDER, OTHER, 31)?;
            let call = remark(4_000_000);
            let announce = Proxy::announce {
                real: address(of(OTHER)),
                call_hash: H256(blake2_256(&call.encode())),
            };
            chain.send(SENDER, announce)?;
            let announced = Proxy::proxy_announced {
                delegate: address(of(SENDER)),
                real: address(of(OTHER)),
                force_proxy_type: None,
                call: Box::new(call),
            };
            Ok(vec![chain.sign(Dave, announced)])
        }),
        one("Proxy.poke_deposit of 32 and 32", |chain| {
            announce_to(chain, SENDER, OTHER, 32)?;
            chain.send(SENDER, add_proxies(32))?;
            Ok(Proxy::poke_deposit {})
        }),
    ]
}

pub fn add_proxy(delegate: AccountId) -> RuntimeCall {
    Proxy::add_proxy {
        delegate: address(delegate),
        proxy_type: Default::default(),
        delay: 0,
    }
    .into()
}

fn add_proxies(count: u32) -> RuntimeCall {
    batch((0..count).map(|n| add_proxy(fresh(n))).collect())
}

/// Be a proxy of somebody who has as many as may be.
fn be_one_of_32(
    chain: &mut Chain,
    delegate: Sr25519Keyring,
    real: Sr25519Keyring,
) -> Result<(), Error> {
    chain.send(real, add_proxies(31))?;
    chain.send(real, add_proxy(of(delegate))).map(drop)
}

fn through_proxy(real: AccountId, call: RuntimeCall) -> RuntimeCall {
    Proxy::proxy {
        real: address(real),
        force_proxy_type: None,
        call: Box::new(call),
    }
    .into()
}

fn create_pure() -> Proxy {
    Proxy::create_pure {
        proxy_type: Default::default(),
        delay: 0,
        index: 0,
    }
}

/// Of an account that has 32 proxies.
fn kill_pure(chain: &mut Chain) -> Result<RuntimeCall, Error> {
    let events = chain.send(SENDER, create_pure())?;
    let created = events.into_iter().find_map(|event| match event {
        RuntimeEvent::Proxy(pallet_proxy::Event::PureCreated { pure, .. }) => Some(pure),
        _ => None,
    });
    let pure = created.ok_or_else(|| Error::Broken("no account was created".to_owned()))?;
    let at = last_transaction(chain);
    chain.send(SENDER, transfer(pure.clone()))?;
    chain.send(SENDER, through_proxy(pure.clone(), add_proxies(31)))?;
    let kill = Proxy::kill_pure {
        spawner: address(of(SENDER)),
        proxy_type: Default::default(),
        index: 0,
        height: at.height,
        ext_index: at.index,
    };
    Ok(through_proxy(pure, kill.into()))
}

fn numbered(n: u64) -> H256 {
    H256::from_low_u64_be(n)
}

fn announce(real: Sr25519Keyring, n: u64) -> RuntimeCall {
    Proxy::announce {
        real: address(of(real)),
        call_hash: numbered(n),
    }
    .into()
}

/// Let one of 32 proxies announce so many calls.
fn announce_to(
    chain: &mut Chain,
    delegate: Sr25519Keyring,
    real: Sr25519Keyring,
    calls: u64,
) -> Result<(), Error> {
    be_one_of_32(chain, delegate, real)?;
    let calls = (0..calls).map(|n| announce(real, n)).collect();
    chain.send(delegate, batch(calls)).map(drop)
}

fn preimages() -> Vec<Case> {
    vec![
        simple("Preimage.note_preimage of 4 MB", || note(vec![1; LARGEST])),
        one("Preimage.unnote_preimage of 4 MB", |chain| {
            let bytes = vec![1; LARGEST];
            let hash = H256(blake2_256(&bytes));
            chain.send(SENDER, note(bytes))?;
            Ok(Note::unnote_preimage { hash })
        }),
        simple("Preimage.ensure_updated of 1,024 unknown", || {
            Note::ensure_updated {
                hashes: (0..HASHES).map(numbered).collect(),
            }
        }),
    ]
}

pub fn note(bytes: Vec<u8>) -> RuntimeCall {
    Note::note_preimage { bytes }.into()
}
