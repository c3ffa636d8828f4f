//! Proposing.

use super::mock::*;
use crate::{
    BoundedCallOf, CipRecord, Cips, CurrentRules, Document, Ending, Error, Event, HoldReason,
    NextCipId, OpenTally, ProposedCall, Rules, Tallies, Tally, HEADROOM, MAX_LOCATION, MAX_TITLE,
};
use chaos_primitives::{currency::COS, Balance, BigEndianKey};
use codec::Encode;
use frame_support::{
    assert_ok,
    dispatch::GetDispatchInfo,
    traits::{Bounded, QueryPreimage},
    weights::Weight,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, Permill};

fn propose_with(
    title: &[u8],
    document: Document<Vec<u8>>,
    proposal: Option<BoundedCallOf<Test>>,
    rules: Rules<u64>,
) -> DispatchResult {
    Cip::propose(signed(ALICE), title.to_vec(), document, proposal, rules)
}

#[test]
fn proposing_holds_a_deposit_and_opens_a_vote() {
    run(|| {
        go_to(7);
        assert_ok!(propose_with(b"A title", document(), None, rules()));
        assert_eq!(held(HoldReason::Proposal, ALICE), DEPOSIT);
        assert_eq!(coins(ALICE), COINS - DEPOSIT);
        let record = CipRecord {
            proposer: account(ALICE),
            title: b"A title".to_vec().try_into().unwrap(),
            document: Document {
                hash: document().hash,
                location: document().location.try_into().unwrap(),
            },
            proposal: None,
            rules: rules(),
            start: 7,
            end: 7 + PERIOD,
            deposit: DEPOSIT,
        };
        assert_eq!(Cips::<Test>::get(CIP), Some(record));
        let open = OpenTally {
            end: 7 + PERIOD,
            tally: Tally::default(),
            accounts: 0,
        };
        assert_eq!(Tallies::<Test>::get(CIP), Some(open));
        let place = (BigEndianKey::from(7 + PERIOD), BigEndianKey::from(0));
        assert_eq!(Ending::<Test>::iter_keys().collect::<Vec<_>>(), [place]);
        assert_eq!(NextCipId::<Test>::get(), 1);
        assert_eq!(
            events(),
            [Event::Proposed {
                cip: CIP,
                proposer: account(ALICE),
                end: 7 + PERIOD,
                deposit: DEPOSIT,
            }]
        );
    });
}

#[test]
fn a_call_in_the_cip_is_kept_with_its_weight() {
    run(|| {
        let call = inline(write(5));
        propose(ALICE, call.clone());
        let proposed = Cips::<Test>::get(CIP).unwrap().proposal.unwrap();
        assert_eq!(proposed.call, call.unwrap());
        assert_eq!(proposed.weight, SpyWeight::get());
    });
}

/// Which was noted by somebody else; neither they nor the proposer can remove it during the vote.
#[test]
fn a_preimage_stays_during_the_vote() {
    run(|| {
        let call = noted(DAVE, write(5));
        let Some(Bounded::Lookup { hash, .. }) = call else {
            panic!()
        };
        assert!(!<Preimage as QueryPreimage>::is_requested(&hash));
        propose(ALICE, call);
        assert!(<Preimage as QueryPreimage>::is_requested(&hash));
        // He gets his deposit back, and no more.
        assert_ok!(Preimage::unnote_preimage(signed(DAVE), hash));
        assert!(Preimage::have(
            &Cips::<Test>::get(CIP).unwrap().proposal.unwrap().call
        ));
    });
}

#[test]
fn a_preimage_of_the_size_of_a_runtime_can_be_proposed() {
    run(|| {
        let bytes = vec![7; 3_000_000];
        let call = noted(ALICE, spy::Call::write_length { bytes });
        assert_ok!(propose_with(b"A title", document(), call, rules()));
        approve(CIP);
        go_to(END + DELAY);
        assert_eq!(written(), [3_000_000]);
    });
}

#[test]
fn what_it_weighs_follows_the_length_of_the_call() {
    run(|| {
        let weight = |proposal| {
            let call = crate::Call::<Test>::propose {
                title: vec![],
                document: document(),
                proposal,
                rules: rules(),
            };
            call.get_dispatch_info().call_weight.ref_time()
        };
        assert_eq!(weight(None), 1_000);
        let call = inline(write(5));
        let len = u64::from(call.as_ref().unwrap().len().unwrap());
        assert_eq!(weight(call), 1_000 + len);
        let hash = H256::zero();
        let lookup = |len| Some(Bounded::Lookup { hash, len });
        assert_eq!(weight(lookup(1_000_000)), 1_001_000);
        assert_eq!(weight(lookup(u32::MAX)), 1_000 + u64::from(u32::MAX));
    });
}

#[test]
fn proposing_should_fail_without_a_proper_title() {
    run(|| {
        let too_long = vec![b'a'; MAX_TITLE as usize + 1];
        for (title, error) in [
            (&b""[..], Error::<Test>::TitleEmpty),
            (&too_long[..], Error::TitleTooLong),
            (&[0xC3, 0x28][..], Error::NotUtf8),
        ] {
            refused(|| propose_with(title, document(), None, rules()), error);
        }
        let longest = "ä".repeat(MAX_TITLE as usize / 2);
        assert_ok!(propose_with(longest.as_bytes(), document(), None, rules()));
    });
}

#[test]
fn proposing_should_fail_if_the_place_of_the_document_is_too_long_or_no_text() {
    run(|| {
        let at = |location: Vec<u8>| Document {
            hash: H256::zero(),
            location,
        };
        let longest = MAX_LOCATION as usize;
        for (location, error) in [
            (vec![b'a'; longest + 1], Error::<Test>::LocationTooLong),
            (vec![0xFF], Error::NotUtf8),
        ] {
            refused(
                || propose_with(b"t", at(location.clone()), None, rules()),
                error,
            );
        }
        assert_ok!(propose_with(b"t", at(vec![b'a'; longest]), None, rules()));
        assert_ok!(propose_with(b"t", at(vec![]), None, rules()));
    });
}

#[test]
fn rules_can_be_stricter_than_the_ground_rules_and_not_looser() {
    run(|| {
        let ground = ground_rules();
        let part = |part: Permill, more| Permill::from_parts(part.deconstruct() + more - 1);
        let with = |off: u32| {
            [
                Rules {
                    min_voters: Some(ground.min_voters + off - 1),
                    ..rules()
                },
                Rules {
                    min_turnout: Some(part(ground.min_turnout, off)),
                    ..rules()
                },
                Rules {
                    min_approval: Some(part(ground.min_approval, off)),
                    ..rules()
                },
                Rules {
                    period: ground.min_period + u64::from(off) - 1,
                    ..rules()
                },
                Rules {
                    period: ground.max_period + 1 - u64::from(off),
                    ..rules()
                },
            ]
        };
        let errors = [
            Error::<Test>::MinVotersTooLow,
            Error::MinTurnoutTooLow,
            Error::MinApprovalTooLow,
            Error::PeriodTooShort,
            Error::PeriodTooLong,
        ];
        for (rules, error) in with(0).into_iter().zip(errors) {
            refused(|| propose_with(b"t", document(), None, rules), error);
        }
        for rules in with(1).into_iter().chain(with(2)) {
            assert_ok!(propose_with(b"t", document(), None, rules));
        }
    });
}

#[test]
fn proposing_should_fail_if_the_end_is_beyond_time() {
    run(|| {
        let endless = crate::GroundRules {
            max_period: u64::MAX,
            ..ground_rules()
        };
        // As none can be put in force.
        CurrentRules::<Test>::put(endless);
        let rules = Rules {
            period: u64::MAX,
            ..rules()
        };
        refused(
            || propose_with(b"t", document(), None, rules),
            Error::<Test>::PeriodTooLong,
        );
        CurrentRules::<Test>::put(ground_rules());
    });
}

#[test]
fn proposing_should_fail_without_the_preimage() {
    run(|| {
        let Some(Bounded::Lookup { hash, len }) = noted(ALICE, write(5)) else {
            panic!()
        };
        let lookup = |hash, len| Some(Bounded::Lookup { hash, len });
        for call in [
            lookup(H256::zero(), len),
            lookup(hash, len - 1),
            lookup(hash, len + 1),
            lookup(hash, u32::MAX),
            Some(Bounded::Legacy {
                hash,
                dummy: Default::default(),
            }),
        ] {
            refused(
                || propose_with(b"t", document(), call.clone(), rules()),
                Error::<Test>::UnknownPreimage,
            );
        }
        assert_ok!(propose_with(b"t", document(), lookup(hash, len), rules()));
    });
}

fn bytes(bytes: Vec<u8>) -> Option<BoundedCallOf<Test>> {
    let len = bytes.len() as u32;
    let hash = sp_io::hashing::blake2_256(&bytes).into();
    assert_ok!(Preimage::note_preimage(signed(BOB), bytes));
    Some(Bounded::Lookup { hash, len })
}

#[test]
fn proposing_should_fail_if_the_call_is_none() {
    run(|| {
        let mut longer = write(5).encode();
        longer.push(0);
        let shorter = write(5).encode()[..5].to_vec();
        for wrong in [vec![], vec![0xFF; 40], longer, shorter] {
            let inline = Some(Bounded::Inline(wrong.clone().try_into().unwrap()));
            for call in [inline, bytes(wrong)] {
                refused(
                    || propose_with(b"t", document(), call.clone(), rules()),
                    Error::<Test>::UndecodableCall,
                );
            }
        }
    });
}

/// A preimage of a few kilobytes could otherwise take all the stack, or all the memory.
#[test]
fn proposing_should_fail_if_the_call_is_too_deep_or_too_large() {
    run(|| {
        let batch = |calls: u32| {
            let empty = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: vec![] });
            let mut encoded = empty.encode();
            encoded.truncate(2);
            codec::Compact(calls).encode_to(&mut encoded);
            encoded
        };
        let mut deep = batch(1).repeat(300);
        deep.extend(write(5).encode());
        let mut fitting = batch(1).repeat(100);
        fitting.extend(write(5).encode());
        // A vote against takes 23 bytes, and many more when it is decoded.
        let small = batch(0);
        let mut large = batch(1_000_000);
        large.extend(small.repeat(1_000_000));
        for call in [bytes(deep), bytes(large)] {
            refused(
                || propose_with(b"t", document(), call.clone(), rules()),
                Error::<Test>::UndecodableCall,
            );
        }
        assert_ok!(propose_with(b"t", document(), bytes(fitting), rules()));
    });
}

/// It would count as enacted.
#[test]
fn proposing_should_fail_if_the_call_may_be_done_in_part() {
    use pallet_utility::Call::{batch, batch_all, force_batch};
    run(|| {
        let calls = vec![write(5), write(6)];
        for part in [
            batch {
                calls: calls.clone(),
            },
            force_batch {
                calls: calls.clone(),
            },
        ] {
            let part = RuntimeCall::Utility(part);
            let within = batch_all {
                calls: vec![write(4), part.clone()],
            };
            for call in [part, within.into()] {
                let [inline, preimage] = [inline(call.clone()), noted(BOB, call)];
                for call in [inline, preimage] {
                    refused(
                        || propose_with(b"t", document(), call.clone(), rules()),
                        Error::<Test>::UseBatchAll,
                    );
                }
            }
        }
        assert_ok!(propose_with(
            b"t",
            document(),
            inline(batch_all { calls }),
            rules()
        ));
    });
}

#[test]
fn proposing_should_fail_if_the_call_can_never_be_dispatched() {
    run(|| {
        let call = inline(write(5));
        let len = call.as_ref().unwrap().len().unwrap();
        let own = HEADROOM + Weight::from_parts(6_000 + 10 * u64::from(len), 0);
        let most = MaxCallWeight::get() - own;
        SpyWeight::set(&(most + Weight::from_parts(1, 0)));
        refused(
            || propose_with(b"t", document(), call.clone(), rules()),
            Error::<Test>::CallTooHeavy,
        );
        SpyWeight::set(&most);
        assert_ok!(propose_with(b"t", document(), call, rules()));
        // And what can be proposed is dispatched.
        approve(CIP);
        go_to(END + DELAY);
        assert_eq!(written(), [5]);
    });
}

#[test]
fn proposing_should_fail_without_the_deposit() {
    run(|| {
        let deposit = |amount: Balance| crate::GroundRules {
            deposit: amount,
            ..ground_rules()
        };
        let all = deposit(COINS);
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), all));
        refused(
            || propose_with(b"t", document(), None, rules()),
            Error::<Test>::DepositUnaffordable,
        );
        // All but what its account needs.
        let most = deposit(COINS - COS);
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), most));
        lock(ALICE, COINS);
        assert_ok!(propose_with(b"t", document(), None, rules()));
        refused(
            || Cip::propose(signed(NOBODY), b"t".to_vec(), document(), None, rules()),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

/// Who floods the chain with CIPs soon has no coins left for another.
#[test]
fn the_deposit_doubles_with_every_sixteen_open_cips() {
    run(|| {
        let deposits: Vec<_> = (0..33)
            .map(|_| {
                let expected = Cip::deposit();
                let cip = propose(ALICE, None);
                let deposit = Cips::<Test>::get(cip).unwrap().deposit;
                assert_eq!(deposit, expected);
                deposit / DEPOSIT
            })
            .collect();
        assert_eq!(
            deposits,
            [[1; 16], [2; 16]]
                .concat()
                .into_iter()
                .chain([4])
                .collect::<Vec<_>>()
        );
        // Of others no less is asked for, but it falls as CIPs end.
        assert_eq!(Cip::deposit(), 4 * DEPOSIT);
        go_to(WITHDRAWABLE);
        for cip in 0..17 {
            assert_ok!(Cip::withdraw(signed(ALICE), cip));
        }
        assert_eq!(Cip::deposit(), 2 * DEPOSIT);
        go_to(END + 16 / u64::from(ENDS));
        assert_eq!(Cip::deposit(), DEPOSIT);
    });
}

#[test]
fn a_deposit_never_overflows() {
    let rules = ground_rules();
    assert_eq!(rules.deposit_beside(u32::MAX), Balance::MAX);
    for (open, factor) in [(0, 1), (15, 1), (16, 2), (31, 2), (32, 4), (160, 1_024)] {
        assert_eq!(rules.deposit_beside(open), factor * DEPOSIT, "{open}");
    }
}

#[test]
fn proposing_should_fail_when_all_ids_are_taken() {
    run(|| {
        NextCipId::<Test>::put(u32::MAX);
        refused(
            || propose_with(b"t", document(), None, rules()),
            Error::<Test>::NoIdLeft,
        );
        NextCipId::<Test>::put(0);
    });
}

#[test]
fn proposing_needs_an_account() {
    run(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            refused(
                || Cip::propose(origin.clone(), b"t".to_vec(), document(), None, rules()),
                DispatchError::BadOrigin,
            );
        }
    });
}

#[test]
fn the_same_preimage_serves_several_cips() {
    run(|| {
        let call = noted(DAVE, write(5));
        let (first, second) = (propose(ALICE, call.clone()), propose(BOB, call));
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), first));
        let ProposedCall { call, .. } = Cips::<Test>::get(second).unwrap().proposal.unwrap();
        assert!(Preimage::is_requested(&call.lookup_hash().unwrap()));
        approve(second);
        go_to(END + DELAY);
        assert_eq!(written(), [5]);
        // His again.
        assert!(!Preimage::is_requested(&call.lookup_hash().unwrap()));
        assert!(Preimage::have(&call));
    });
}
