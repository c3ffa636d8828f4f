//! Who may upload the code of contracts.

use super::mock::*;
use crate::{
    migrations::CountMemberships, CodeUploads, CurrentCodeUploads, Error, Event, HoldReason,
    Memberships, Narrowings, Outcome, Role, Subject,
};
use frame_support::{
    assert_ok,
    traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use sp_runtime::{DispatchError, DispatchResult};
use CodeUploads::*;

const ALL: [CodeUploads; 3] = [Everybody, Members, Nobody];

fn set(uploads: CodeUploads) {
    assert_ok!(NodeAdmission::set_code_uploads(
        RuntimeOrigin::root(),
        uploads
    ));
}

fn propose(who: u8, uploads: CodeUploads) -> DispatchResult {
    NodeAdmission::propose_code_uploads(signed(who), uploads)
}

fn uploaders() -> Vec<u8> {
    PEOPLE
        .into_iter()
        .filter(|who| NodeAdmission::may_upload_code(&account(*who)))
        .collect()
}

#[test]
fn members_are_the_accounts_that_have_a_node() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Observer);
        let second = admitted(EVE, 6, Role::Observer);
        apply(FRED, 7, Role::Observer);
        set(Everybody);
        assert_eq!(uploaders(), PEOPLE);
        set(Nobody);
        assert!(uploaders().is_empty());
        set(Members);
        assert_eq!(uploaders(), [ALICE, BOB, CAROL, DAVE, EVE]);
        for (member, left) in [(eve, 5), (second, 4)] {
            assert_ok!(NodeAdmission::leave(signed(EVE), member));
            assert_eq!(uploaders().len(), left);
        }
    });
}

#[test]
fn root_sets_it_and_nobody_else_does() {
    run(|| {
        for uploads in [Nobody, Members, Everybody] {
            set(uploads);
            assert_eq!(NodeAdmission::code_uploads(), uploads);
            assert_eq!(events(), [Event::CodeUploadsSet { uploads }]);
        }
        for who in [ALICE, EVE] {
            refused(
                || NodeAdmission::set_code_uploads(signed(who), Nobody),
                DispatchError::BadOrigin,
            );
        }
    });
}

#[test]
fn maintainers_narrow_it_at_once() {
    run(|| {
        let id = next_motion();
        assert_ok!(propose(ALICE, Members));
        assert_eq!(held(HoldReason::Motion, ALICE), DEPOSIT);
        assert_eq!(
            motion(id).unwrap().subject,
            Subject::CodeUploads { uploads: Members }
        );
        assert_eq!(
            events(),
            [Event::CodeUploadsProposed {
                motion: id,
                uploads: Members,
                proposer: account(ALICE),
                end: END,
            }]
        );
        votes(id, &[ALICE], true);
        assert_eq!(NodeAdmission::code_uploads(), Everybody);
        events();
        votes(id, &[BOB], true);
        assert_eq!(NodeAdmission::code_uploads(), Members);
        let events = events();
        assert!(events.contains(&Event::CodeUploadsSet { uploads: Members }));
        assert!(matches!(
            events.last(),
            Some(Event::Decided {
                outcome: Outcome::Carried,
                ..
            })
        ));
        assert_eq!(held(HoldReason::Motion, ALICE), 0);

        let id = next_motion();
        assert_ok!(propose(BOB, Nobody));
        votes(id, &[ALICE, CAROL], true);
        assert_eq!(NodeAdmission::code_uploads(), Nobody);
    });
}

#[test]
fn maintainers_do_not_widen_it() {
    run(|| {
        for now in ALL {
            set(now);
            for uploads in ALL.into_iter().filter(|uploads| *uploads <= now) {
                refused(
                    || propose(ALICE, uploads),
                    Error::<Test>::CodeUploadsNotNarrower,
                );
            }
        }
        // Nor by a motion that was one to narrow when it was made.
        set(Everybody);
        let id = next_motion();
        assert_ok!(propose(ALICE, Members));
        set(Nobody);
        events();
        votes(id, &[ALICE, BOB], true);
        let error = Error::<Test>::CodeUploadsNotNarrower.into();
        assert_eq!(outcomes(), [(id, Outcome::Failed(error))]);
        assert_eq!(NodeAdmission::code_uploads(), Nobody);
        assert_eq!(held(HoldReason::Motion, ALICE), 0);
    });
}

#[test]
fn only_maintainers_propose() {
    run(|| {
        for who in [DAVE, EVE, NOBODY] {
            refused(|| propose(who, Nobody), Error::<Test>::NotMaintainer);
        }
    });
}

#[test]
fn each_way_to_narrow_it_is_voted_on_once_at_a_time() {
    run(|| {
        let id = next_motion();
        assert_ok!(propose(ALICE, Members));
        refused(|| propose(BOB, Members), Error::<Test>::NarrowingOpen);
        assert_ok!(propose(BOB, Nobody));
        votes(id, &[BOB, CAROL], false);
        assert_eq!(Narrowings::<Test>::iter().count(), 1);
        assert_ok!(propose(CAROL, Members));
        go_to(END + 1);
        assert_eq!(Narrowings::<Test>::iter().count(), 0);
        assert_eq!(NodeAdmission::code_uploads(), Everybody);
        for who in [ALICE, BOB, CAROL] {
            assert_eq!(held(HoldReason::Motion, who), 0);
        }
    });
}

#[test]
fn a_deposit_has_to_be_there() {
    run(|| {
        assert_ok!(set_parameters(|new| new.deposit = COINS));
        refused(
            || propose(ALICE, Nobody),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

#[test]
fn a_chain_spec_that_says_nothing_lets_members_upload() {
    assert_eq!(
        crate::GenesisConfig::<Test>::default().code_uploads,
        Members
    );
    assert_eq!(
        serde_json::to_value(ALL).unwrap(),
        serde_json::json!(["everybody", "members", "nobody"])
    );
}

/// A chain of before has no such rule, and does not know how many members an account has.
#[test]
fn an_upgrade_counts_the_members_and_lets_them_upload() {
    run(|| {
        admitted(ALICE, 5, Role::Observer);
        let counted: Vec<_> = Memberships::<Test>::iter().collect();
        let _ = Memberships::<Test>::clear(u32::MAX, None);
        CurrentCodeUploads::<Test>::kill();
        StorageVersion::new(0).put::<NodeAdmission>();

        CountMemberships::<Test>::on_runtime_upgrade();
        assert_eq!(Memberships::<Test>::iter().collect::<Vec<_>>(), counted);
        assert_eq!(Memberships::<Test>::get(account(ALICE)), Some(2));
        assert_eq!(uploaders(), [ALICE, BOB, CAROL, DAVE]);
        assert_eq!(NodeAdmission::on_chain_storage_version(), 1);

        // Once.
        CountMemberships::<Test>::on_runtime_upgrade();
        assert_eq!(Memberships::<Test>::get(account(ALICE)), Some(2));
    });
}
