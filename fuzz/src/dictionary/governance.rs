//! What the community decides, and acting for others, together, or later.

use super::{by, by_anybody, Draw, Entry};
use chaos_primitives::currency::COS;
use chaos_runtime::{
    configs::governance::ProxyType, AccountId, Hash, Runtime, RuntimeCall, System,
};
use codec::{Decode, Encode};
use frame_support::{traits::Bounded, weights::Weight, BoundedVec};
use pallet_cip::{Call as Cip, Cips, Document, GroundRules, Rules};
use pallet_multisig::{Call as Multisig, Multisigs, Timepoint};
use pallet_preimage::{Call as Preimage, RequestStatus, RequestStatusFor};
use pallet_proxy::{Announcements, Call as Proxy, Proxies};
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _},
    Permill,
};

type Coin = pallet_balances::Call<Runtime>;
type Vesting = pallet_vesting::Call<Runtime>;

type BoundedCall = pallet_cip::BoundedCallOf<Runtime>;

pub const ENTRIES: &[Entry] = &[
    propose,
    propose,
    |draw| {
        let (cip, proposer) = cip(draw);
        match draw.source.once_in(4) {
            true => by(proposer, Cip::<Runtime>::withdraw { cip }),
            false => vote(draw),
        }
    },
    vote,
    vote,
    vote,
    |draw| {
        let cip = draw.one_below(pallet_cip::NextCipId::<Runtime>::get());
        by_anybody(Cip::<Runtime>::unlock { cip })
    },
    |draw| {
        let bytes = match draw.source.below(8) {
            0 => draw.text(1_000),
            _ => draw.call().encode(),
        };
        by_anybody(Preimage::<Runtime>::note_preimage { bytes })
    },
    |draw| {
        let hash = preimage(draw);
        let owner = match RequestStatusFor::<Runtime>::get(hash) {
            Some(RequestStatus::Unrequested { ticket, .. }) => Some(ticket.0),
            _ => None,
        };
        by(owner, Preimage::<Runtime>::unnote_preimage { hash })
    },
    |draw| {
        let hashes = vec![preimage(draw), preimage(draw)];
        by_anybody(Preimage::<Runtime>::ensure_updated { hashes })
    },
];

pub const ACTING_ENTRIES: &[Entry] = &[
    |draw| {
        let (delegate, proxy_type, delay) = proxy(draw);
        by_anybody(Proxy::<Runtime>::add_proxy {
            delegate: delegate.into(),
            proxy_type,
            delay,
        })
    },
    |draw| {
        let (real, proxies) = proxied(draw);
        let chosen = match proxies.is_empty() {
            true => proxy(draw),
            false => draw.source.pick(&proxies),
        };
        let (delegate, proxy_type, delay) = chosen;
        by(
            real,
            Proxy::<Runtime>::remove_proxy {
                delegate: delegate.into(),
                proxy_type,
                delay,
            },
        )
    },
    |draw| {
        let (real, _) = proxied(draw);
        by(real, Proxy::<Runtime>::remove_proxies {})
    },
    |draw| {
        let (_, proxy_type, delay) = proxy(draw);
        let index = draw.source.below(2) as u16;
        by_anybody(Proxy::<Runtime>::create_pure {
            proxy_type,
            delay,
            index,
        })
    },
    |draw| {
        let spawner = draw.address();
        by_anybody(Proxy::<Runtime>::kill_pure {
            spawner,
            proxy_type: ProxyType::Any,
            index: 0,
            height: System::block_number(),
            ext_index: draw.source.below(4),
        })
    },
    |draw| {
        let (real, proxies) = proxied(draw);
        let delegate = proxies.into_iter().next().map(|(delegate, ..)| delegate);
        let call_hash = BlakeTwo256::hash_of(&draw.call());
        by(
            delegate,
            Proxy::<Runtime>::announce {
                real: real.into(),
                call_hash,
            },
        )
    },
    |draw| {
        let (delegate, real, call_hash) = announced(draw);
        by(
            delegate,
            Proxy::<Runtime>::remove_announcement {
                real: real.into(),
                call_hash,
            },
        )
    },
    |draw| {
        let (delegate, real, call_hash) = announced(draw);
        by(
            real,
            Proxy::<Runtime>::reject_announcement {
                delegate: delegate.into(),
                call_hash,
            },
        )
    },
    |draw| {
        let (delegate, real, call_hash) = announced(draw);
        let call = Box::new(draw.call_of(call_hash));
        by_anybody(Proxy::<Runtime>::proxy_announced {
            delegate: delegate.into(),
            real: real.into(),
            force_proxy_type: None,
            call,
        })
    },
    |_| by_anybody(Proxy::<Runtime>::poke_deposit {}),
    as_multi,
    as_multi,
    |draw| {
        let (caller, others, call) = together(draw);
        let call_hash = hash_of(&call);
        by(
            caller.clone(),
            Multisig::<Runtime>::approve_as_multi {
                threshold: THRESHOLD,
                maybe_timepoint: opened(&caller, &others, call_hash),
                other_signatories: others,
                call_hash,
                max_weight: MAX_WEIGHT,
            },
        )
    },
    |draw| {
        let (caller, others, call) = together(draw);
        let call_hash = hash_of(&call);
        let timepoint = opened(&caller, &others, call_hash);
        by(
            caller,
            Multisig::<Runtime>::cancel_as_multi {
                threshold: THRESHOLD,
                other_signatories: others,
                timepoint: timepoint.unwrap_or_default(),
                call_hash,
            },
        )
    },
    |draw| {
        let (caller, others, call) = together(draw);
        by(
            caller,
            Multisig::<Runtime>::poke_deposit {
                threshold: THRESHOLD,
                other_signatories: others,
                call_hash: hash_of(&call),
            },
        )
    },
];

const THRESHOLD: u16 = 2;

const MAX_WEIGHT: Weight = Weight::from_parts(100_000_000_000, u32::MAX as u64 / 2);

fn propose(draw: &mut Draw) -> super::Draft {
    let proposal = (!draw.source.once_in(4)).then(|| proposal(draw));
    let location = draw.text(256);
    let rules = Rules {
        min_voters: draw.source.once_in(8).then(|| draw.blocks()),
        min_turnout: None,
        min_approval: draw.source.once_in(8).then(|| Permill::from_percent(60)),
        period: draw.source.pick(&[10, 10, 12, 20, 9, 3_600, u32::MAX]),
    };
    by_anybody(Cip::<Runtime>::propose {
        title: draw.text(128),
        document: Document {
            hash: H256::repeat_byte(1),
            location,
        },
        proposal,
        rules,
    })
}

/// A call to enact: here if it is short, or its preimage.
fn proposal(draw: &mut Draw) -> BoundedCall {
    let call = match draw.source.once_in(4) {
        true => draw.call(),
        false => of_root(draw),
    };
    let bytes = call.encode();
    match BoundedVec::try_from(bytes) {
        Ok(bytes) => Bounded::Inline(bytes),
        Err(bytes) => {
            draw.remember(call);
            Bounded::Lookup {
                hash: BlakeTwo256::hash(&bytes),
                len: bytes.len() as u32,
            }
        }
    }
}

/// A call that Root may make, or that nobody may.
fn of_root(draw: &mut Draw) -> RuntimeCall {
    use pallet_node_admission::{Call as Admission, Parameters};
    use pallet_scheduler::Call as Scheduler;
    match draw.source.below(15) {
        0 => {
            let (current, min_period) = (pallet_cip::CurrentRules::<Runtime>::get(), draw.blocks());
            let rules = GroundRules {
                min_voters: match draw.source.once_in(8) {
                    true => u32::MAX,
                    false => 1 + draw.source.below(3),
                },
                min_period,
                enactment_delay: min_period.saturating_mul(2).max(10),
                ..current
            };
            Cip::<Runtime>::set_ground_rules { rules }.into()
        }
        1 => Admission::<Runtime>::set_parameters {
            parameters: Parameters {
                vote_period: 1 + draw.blocks(),
                inactive_sessions: draw.source.below(4),
                min_validators: draw.source.below(4),
                ..pallet_node_admission::CurrentParameters::<Runtime>::get()
            },
        }
        .into(),
        2 => Coin::force_transfer {
            source: draw.address(),
            dest: draw.address(),
            value: draw.amount(),
        }
        .into(),
        3 => Coin::force_unreserve {
            who: draw.address(),
            amount: draw.amount(),
        }
        .into(),
        4 => Coin::force_set_balance {
            who: draw.address(),
            new_free: draw.amount(),
        }
        .into(),
        5 => Preimage::<Runtime>::request_preimage {
            hash: preimage(draw),
        }
        .into(),
        6 => Preimage::<Runtime>::unrequest_preimage {
            hash: preimage(draw),
        }
        .into(),
        7 => {
            let calls = (0..draw.source.below(3)).map(|_| draw.call()).collect();
            match draw.source.once_in(4) {
                // May be half done, and so nobody may propose it.
                true => pallet_utility::Call::<Runtime>::force_batch { calls }.into(),
                false => pallet_utility::Call::<Runtime>::batch_all { calls }.into(),
            }
        }
        8 => {
            // A call of the scheduler is another type than the runtime's, and is written alike.
            let call = draw.call().encode();
            match Decode::decode(&mut &call[..]) {
                Ok(call) => Scheduler::<Runtime>::schedule_after {
                    after: draw.source.below(4),
                    maybe_periodic: draw.source.once_in(4).then_some((2, 3)),
                    priority: draw.source.byte(),
                    call: Box::new(call),
                }
                .into(),
                Err(_) => draw.call(),
            }
        }
        9 => Admission::<Runtime>::set_code_uploads {
            uploads: super::network::uploads(draw),
        }
        .into(),
        10 => Vesting::force_remove_vesting_schedule {
            target: super::coins::a_stash().into(),
            schedule_index: draw.source.below(2),
        }
        .into(),
        11 => Vesting::force_vested_transfer {
            source: draw.address(),
            target: draw.address(),
            schedule: super::coins::schedule(draw),
        }
        .into(),
        12 => Cip::<Runtime>::cancel { cip: cip(draw).0 }.into(),
        13 => pallet_grandpa::Call::<Runtime>::note_stalled {
            delay: draw.blocks(),
            best_finalized_block_number: System::block_number(),
        }
        .into(),
        _ => frame_system::Call::<Runtime>::remark_with_event {
            remark: draw.text(100),
        }
        .into(),
    }
}

fn vote(draw: &mut Draw) -> super::Draft {
    let (cip, _) = cip(draw);
    let votes = match draw.source.once_in(4) {
        true => draw.amount(),
        false => 60_000 * COS,
    };
    by_anybody(Cip::<Runtime>::vote {
        cip,
        approve: !draw.source.once_in(4),
        votes,
    })
}

/// A CIP that is voted on, and who proposed it.
fn cip(draw: &mut Draw) -> (u32, Option<AccountId>) {
    let open: Vec<_> = pallet_cip::Tallies::<Runtime>::iter_keys()
        .take(8)
        .collect();
    let cip = match open.is_empty() {
        true => draw.one_below(pallet_cip::NextCipId::<Runtime>::get()),
        false => draw.source.pick(&open),
    };
    (cip, Cips::<Runtime>::get(cip).map(|cip| cip.proposer))
}

/// The hash of a preimage that was noted, or requested, or that may be.
fn preimage(draw: &mut Draw) -> Hash {
    let known: Vec<_> = RequestStatusFor::<Runtime>::iter_keys().take(8).collect();
    match known.is_empty() || draw.source.once_in(4) {
        true => BlakeTwo256::hash_of(&draw.call()),
        false => draw.source.pick(&known),
    }
}

type ProxyOf = (AccountId, ProxyType, u32);

fn proxy(draw: &mut Draw) -> ProxyOf {
    let types = [
        ProxyType::Any,
        ProxyType::NonTransfer,
        ProxyType::CancelProxy,
    ];
    let delay = draw.source.pick(&[0, 0, 1, 2, u32::MAX]);
    (draw.account(), draw.source.pick(&types), delay)
}

/// An account that has proxies, and which.
pub fn proxied(draw: &mut Draw) -> (AccountId, Vec<ProxyOf>) {
    let all: Vec<_> = Proxies::<Runtime>::iter().take(8).collect();
    if all.is_empty() {
        return (draw.person().account.clone(), Vec::new());
    }
    let (real, (proxies, _)) = draw.source.pick(&all);
    let proxies = proxies
        .into_iter()
        .map(|proxy| (proxy.delegate, proxy.proxy_type, proxy.delay))
        .collect();
    (real, proxies)
}

/// Who announced something, for whom, and the hash of the call.
fn announced(draw: &mut Draw) -> (AccountId, AccountId, Hash) {
    let all: Vec<_> = Announcements::<Runtime>::iter().take(8).collect();
    if all.is_empty() {
        let call_hash = BlakeTwo256::hash_of(&draw.call());
        return (draw.account(), draw.account(), call_hash);
    }
    let (delegate, (announcements, _)) = draw.source.pick(&all);
    // Whose fields are not public.
    let first = announcements
        .first()
        .map(Encode::encode)
        .unwrap_or_default();
    let (real, call_hash) = Decode::decode(&mut &first[..])
        .unwrap_or_else(|_| (draw.account(), BlakeTwo256::hash_of(&draw.call())));
    (delegate, real, call_hash)
}

fn as_multi(draw: &mut Draw) -> super::Draft {
    let (caller, others, call) = together(draw);
    by(
        caller.clone(),
        Multisig::<Runtime>::as_multi {
            threshold: THRESHOLD,
            maybe_timepoint: opened(&caller, &others, hash_of(&call)),
            other_signatories: others,
            call: Box::new(call),
            max_weight: MAX_WEIGHT,
        },
    )
}

/// One of three who act together, the others in order, and a call.
fn together(draw: &mut Draw) -> (AccountId, Vec<AccountId>, RuntimeCall) {
    let mut others: Vec<_> = crate::people::PEOPLE[1..4]
        .iter()
        .map(|person| person.account.clone())
        .collect();
    others.sort();
    let caller = others.remove(draw.source.below(3) as usize);
    (caller, others, draw.call())
}

fn hash_of(call: &RuntimeCall) -> [u8; 32] {
    call.using_encoded(sp_io::hashing::blake2_256)
}

/// When the first of them approved of the call, if anybody has.
fn opened(caller: &AccountId, others: &[AccountId], call_hash: [u8; 32]) -> Option<Timepoint<u32>> {
    let mut all = others.to_vec();
    all.push(caller.clone());
    all.sort();
    let account = pallet_multisig::Pallet::<Runtime>::multi_account_id(&all, THRESHOLD);
    Multisigs::<Runtime>::get(account, call_hash).map(|multisig| multisig.when)
}
