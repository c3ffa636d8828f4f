//! What holds whatever happens, through any sequence of calls, blocks and sessions.

use super::mock::*;
use crate::{
    needed, CodeUploads, CurrentParameters, Departing, Event, HoldReason, Members, Outcome,
    Parameters, Role, Subject,
};
use chaos_primitives::{AccountId, Validators};
use frame_support::{storage::with_storage_layer, traits::fungible::Inspect};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sp_runtime::{DispatchResult, Permill};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a user may try, or that happens.
#[derive(Clone, Debug)]
enum Action {
    Apply(u8, bool),
    Vote(u32, bool),
    ProposeRemoval(u32),
    Leave(u32),
    SetRole(u32, bool),
    UpdatePeerId(u32, u8),
    SetParameters(u32, u32, u64),
    /// Root says who uploads code, or the account moves to narrow it.
    CodeUploads(u8, bool),
    /// The account equivocates.
    Equivocate,
    /// The account sets session keys, or takes them back.
    Keys(bool),
    /// A session ends, in which those with a bit made blocks.
    Session(u8),
    Wait(u64),
}

const UPLOADS: [CodeUploads; 3] = [
    CodeUploads::Everybody,
    CodeUploads::Members,
    CodeUploads::Nobody,
];

fn role(validator: bool) -> Role {
    if validator {
        Role::Validator
    } else {
        Role::Observer
    }
}

fn any_action() -> impl Strategy<Value = (u8, Action)> {
    let member = || prop_oneof![6 => 0..6u32, 1 => 0..14u32];
    // Counted back from the last.
    let motion = || prop_oneof![8 => 0..4u32, 1 => 0..40u32];
    let action = prop_oneof![
        6 => (1..16u8, prop::bool::weighted(0.8))
            .prop_map(|(node, validator)| Action::Apply(node, validator)),
        40 => (motion(), prop::bool::weighted(0.75))
            .prop_map(|(motion, approve)| Action::Vote(motion, approve)),
        4 => member().prop_map(Action::ProposeRemoval),
        2 => member().prop_map(Action::Leave),
        4 => (member(), prop::bool::weighted(0.7))
            .prop_map(|(member, validator)| Action::SetRole(member, validator)),
        3 => (member(), 1..16u8).prop_map(|(member, node)| Action::UpdatePeerId(member, node)),
        1 => (0..=10u32, 0..4u32, 0..30u64)
            .prop_map(|(part, minimum, period)| Action::SetParameters(part, minimum, period)),
        2 => (0..3u8, prop::bool::weighted(0.3))
            .prop_map(|(uploads, root)| Action::CodeUploads(uploads, root)),
        1 => Just(Action::Equivocate),
        3 => prop::bool::weighted(0.8).prop_map(Action::Keys),
        5 => any::<u8>().prop_map(Action::Session),
        8 => (1..12u64).prop_map(Action::Wait),
    ];
    (prop::sample::select(&PEOPLE[..]), action)
}

fn perform(who: u8, action: Action) -> DispatchResult {
    with_storage_layer(|| match action {
        Action::Apply(node, validator) => {
            NodeAdmission::apply(signed(who), bytes(node), role(validator), vec![])
        }
        Action::Vote(back, approve) => {
            let id = next_motion().saturating_sub(1).saturating_sub(back);
            vote(who, id, approve)
        }
        Action::ProposeRemoval(member) => {
            NodeAdmission::propose_removal(signed(who), member, vec![])
        }
        Action::Leave(member) => NodeAdmission::leave(signed(owner(member, who)), member),
        Action::SetRole(member, validator) => {
            NodeAdmission::set_role(signed(owner(member, who)), member, role(validator))
        }
        Action::UpdatePeerId(member, node) => update_peer_id(owner(member, who), member, node),
        Action::SetParameters(part, min_validators, vote_period) => {
            let new = Parameters {
                threshold: Permill::from_percent(10 * part),
                min_validators,
                vote_period,
                ..parameters()
            };
            NodeAdmission::set_parameters(RuntimeOrigin::root(), new)
        }
        Action::CodeUploads(uploads, root) => {
            let uploads = UPLOADS[usize::from(uploads)];
            if root {
                NodeAdmission::set_code_uploads(RuntimeOrigin::root(), uploads)
            } else {
                NodeAdmission::propose_code_uploads(signed(who), uploads)
            }
        }
        Action::Equivocate => {
            equivocate(who);
            Ok(())
        }
        Action::Keys(set) => {
            if set && who != NOBODY {
                set_keys(who);
            } else {
                purge_keys(who);
            }
            Ok(())
        }
        Action::Session(authors) => {
            let authors: Vec<u8> = PEOPLE
                .into_iter()
                .filter(|id| authors & (1 << (id % 8)) != 0)
                .collect();
            session(&authors);
            Ok(())
        }
        Action::Wait(blocks) => {
            go_to(System::block_number() + blocks);
            Ok(())
        }
    })
}

/// Mostly the owner of a member, so that more than errors come of it.
fn owner(member_id: u32, otherwise: u8) -> u8 {
    match member(member_id) {
        Some(details) if !otherwise.is_multiple_of(3) => {
            *AsRef::<[u8]>::as_ref(&details.account).first().unwrap()
        }
        _ => otherwise,
    }
}

/// What an action is called.
fn name(action: &Action) -> String {
    let name = format!("{action:?}");
    let end = name.find('(').unwrap_or(name.len());
    name[..end].into()
}

/// What a second look at the events knows of the votes: the last of each account on each motion.
#[derive(Default)]
struct Ledger {
    votes: BTreeMap<u32, BTreeMap<AccountId, bool>>,
}

impl Ledger {
    /// Each decision was by enough of those who had voted, and by no more than the maintainers.
    /// `maintainers`: those there were, where one vote may have decided.
    fn check(
        &mut self,
        events: Vec<Event<Test>>,
        maintainers: Option<&BTreeSet<AccountId>>,
    ) -> Result<(), TestCaseError> {
        let threshold = CurrentParameters::<Test>::get().threshold;
        for event in events {
            match event {
                Event::Voted {
                    motion,
                    voter,
                    approve,
                } => {
                    self.votes.entry(motion).or_default().insert(voter, approve);
                }
                Event::Decided {
                    motion,
                    outcome,
                    tally,
                } => {
                    let votes = self.votes.remove(&motion).unwrap_or_default();
                    let counts = |who| maintainers.is_none_or(|all| all.contains(who));
                    let say = |wanted| {
                        let who = votes
                            .iter()
                            .filter(|(who, said)| **said == wanted && counts(*who));
                        who.count()
                    };
                    if let (Some(all), false) = (maintainers, outcome == Outcome::Void) {
                        prop_assert_eq!(tally.maintainers as usize, all.len());
                        prop_assert_eq!(tally.approve as usize, say(true));
                    }
                    prop_assert!(tally.approve as usize <= say(true));
                    prop_assert!(tally.refuse as usize <= say(false));
                    prop_assert!(tally.approve + tally.refuse <= tally.maintainers);
                    let needed = needed(threshold, tally.maintainers);
                    match outcome {
                        Outcome::Carried | Outcome::Failed(_) => {
                            prop_assert!(tally.approve >= needed);
                        }
                        Outcome::Refused => {
                            prop_assert!(tally.maintainers - tally.refuse < needed);
                        }
                        Outcome::Expired => prop_assert!(tally.approve < needed),
                        Outcome::Void => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Members by id, with their account and role.
fn list() -> BTreeMap<u32, (AccountId, Role)> {
    Members::<Test>::iter()
        .map(|(id, details)| (id, (details.account, details.role)))
        .collect()
}

/// The validators, and those of them who make blocks in the next session.
fn sets() -> [BTreeSet<AccountId>; 2] {
    [ValidatorSet::validators(), ValidatorSet::queued()].map(|set| set.into_iter().collect())
}

/// `decides`: whether it is the pallet that may have taken validators away, and not they themselves or
/// their equivocations.
fn check_validators(
    before: &[BTreeSet<AccountId>; 2],
    minimum: usize,
    decides: bool,
) -> Result<(), TestCaseError> {
    let [after, queued] = sets();
    let makers: BTreeSet<_> = list()
        .into_values()
        .filter(|(_, role)| *role == Role::Validator)
        .map(|(account, _)| account)
        .collect();
    prop_assert!(after.is_subset(&makers), "a validator that is no member");
    prop_assert!(queued.is_subset(&after), "an outsider makes blocks next");
    for (before, after) in before.iter().zip([after, queued]) {
        if decides && after.len() < before.len() {
            prop_assert!(after.len() >= minimum, "the minimum was voted away");
        }
    }
    Ok(())
}

/// Nobody lost or won a planck.
fn check_balances() -> Result<(), TestCaseError> {
    prop_assert_eq!(Balances::total_issuance(), ISSUANCE);
    for who in PEOPLE.into_iter().filter(|who| *who != NOBODY) {
        prop_assert_eq!(Balances::total_balance(&account(who)), COINS);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(chaos_testing::cases(10_000)))]

    #[test]
    fn the_guarantees_hold(actions in prop::collection::vec(any_action(), 1..50)) {
        new_test_ext().execute_with(|| {
            let mut ledger = Ledger::default();
            for (who, action) in actions {
                let before = sets();
                let minimum = CurrentParameters::<Test>::get().min_validators as usize;
                let uploads = NodeAdmission::code_uploads();
                let root = matches!(action, Action::CodeUploads(_, true));
                let decides = !matches!(action, Action::Equivocate | Action::Session(_));
                let session = matches!(action, Action::Session(_));
                let voters = matches!(action, Action::Vote(..)).then_some(&before[0]);
                let _ = perform(who, action);
                check_validators(&before, minimum, decides)?;
                ledger.check(events(), voters)?;
                prop_assert!(root || NodeAdmission::code_uploads() >= uploads, "widened by a vote");
                NodeAdmission::do_try_state()
                    .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
                check_balances()?;
                if session {
                    let active: BTreeSet<_> = ValidatorSet::active().into_iter().collect();
                    prop_assert!(active.is_subset(&sets()[0]), "an outsider makes blocks");
                }
            }
            // Every motion ends, and with it all deposits but those of the members go back.
            go_to(System::block_number() + 60);
            prop_assert!(crate::Motions::<Test>::iter().next().is_none());
            for who in PEOPLE {
                let account = account(who);
                let members = Members::<Test>::iter_values().filter(|node| node.account == account);
                prop_assert_eq!(held(HoldReason::Node, who), members.map(|node| node.deposit).sum());
                prop_assert_eq!(held(HoldReason::Motion, who), 0);
            }
            Ok(())
        })?;
    }

    /// Members are new only by a decision that carried their application, and gone only by a removal,
    /// their own will or an equivocation.
    #[test]
    fn nobody_joins_unasked(actions in prop::collection::vec(any_action(), 1..50)) {
        new_test_ext().execute_with(|| {
            let mut applications = BTreeMap::new();
            for (who, action) in actions {
                for (key, motion) in crate::Motions::<Test>::iter() {
                    if let Subject::Admission { peer_id, .. } = motion.subject {
                        applications.insert(peer_id, crate::agenda::id_of(key));
                    }
                }
                let before = list();
                let _ = perform(who, action);
                let events = events();
                for id in list().keys().filter(|id| !before.contains_key(id)) {
                    let carried = events.iter().find_map(|event| match event {
                        Event::MemberAdmitted { member, peer_id, .. } if member == id => {
                            applications.get(peer_id)
                        }
                        _ => None,
                    });
                    let decided = events.iter().any(|event| matches!(
                        event,
                        Event::Decided { motion, outcome: Outcome::Carried, .. }
                            if Some(motion) == carried
                    ));
                    prop_assert!(decided);
                }
                let after = list();
                for id in before.keys().filter(|id| !after.contains_key(id)) {
                    let removed = events.iter().any(|event| matches!(
                        event,
                        Event::MemberRemoved { member, .. } if member == id
                    ));
                    prop_assert!(removed);
                }
            }
            Ok(())
        })?;
    }
}

/// What an event tells of: its name, and how or why.
fn told(event: Event<Test>) -> String {
    let [name, how] = match event {
        Event::Decided { outcome, .. } => ["Decided".into(), format!("{outcome:?}")],
        Event::MemberRemoved { departure, .. } => {
            ["MemberRemoved".into(), format!("{departure:?}")]
        }
        other => [
            format!("{other:?}").replacen("Event::", "", 1),
            String::new(),
        ],
    };
    let word = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric());
        text[..end.unwrap_or(text.len())].to_string()
    };
    format!("{} {}", word(&name), word(&how)).trim().into()
}

/// The properties say something: what is tried succeeds, and everything happens that can.
#[test]
fn the_actions_reach_everything() {
    let mut runner = TestRunner::deterministic();
    let sequence = prop::collection::vec(any_action(), 1..50);
    let mut succeeded = BTreeSet::new();
    let mut happened = BTreeSet::new();
    let mut departing = false;
    for _ in 0..1_000 {
        let actions = sequence.new_tree(&mut runner).unwrap().current();
        new_test_ext().execute_with(|| {
            for (who, action) in actions {
                let name = name(&action);
                if perform(who, action).is_ok() {
                    succeeded.insert(name);
                }
                departing |= !Departing::<Test>::get().is_empty();
                happened.extend(events().into_iter().map(told));
            }
        });
    }
    let all =
        |names: &[&str]| -> BTreeSet<String> { names.iter().map(|n| n.to_string()).collect() };
    assert_eq!(
        succeeded,
        all(&[
            "Apply",
            "Vote",
            "ProposeRemoval",
            "Leave",
            "SetRole",
            "UpdatePeerId",
            "SetParameters",
            "CodeUploads",
            "Equivocate",
            "Keys",
            "Session",
            "Wait",
        ])
    );
    assert_eq!(
        happened,
        all(&[
            "Applied",
            "Voted",
            "Decided Carried",
            "Decided Failed",
            "Decided Refused",
            "Decided Expired",
            "Decided Void",
            "MemberAdmitted",
            "MemberRemoved Left",
            "MemberRemoved Removed",
            "MemberRemoved Equivocated",
            "RemovalProposed",
            "PromotionProposed",
            "RoleSet",
            "PeerIdUpdated",
            "ValidatorInactive",
            "ParametersSet",
            "CodeUploadsProposed",
            "CodeUploadsSet",
        ])
    );
    assert!(departing);
}
