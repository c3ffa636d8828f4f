use super::*;
use crate::testing::FixedCheck;
use chaos_primitives::{BlockNumber, Hash};
use sp_runtime::traits::Header as _;
use std::sync::atomic::{AtomicUsize, Ordering};

mod network;

/// Answers as it is told, the last answer for ever.
struct Scripted {
    verdicts: Vec<Verdict>,
    asked: AtomicUsize,
}

impl CheckHeader for Scripted {
    fn check_turn(&self, _: &Header) -> (Verdict, Option<Turn>) {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        (self.verdicts[asked.min(self.verdicts.len() - 1)], None)
    }

    fn highest(&self) -> Option<BlockNumber> {
        None
    }
}

/// Of all blocks says the same, and that they were made in one slot: ten numbers each are of one author.
struct OneSlot(Verdict);

impl CheckHeader for OneSlot {
    fn check_turn(&self, header: &Header) -> (Verdict, Option<Turn>) {
        (self.0, Some(turn(7, header.number / 10)))
    }

    fn highest(&self) -> Option<BlockNumber> {
        None
    }
}

fn turn(slot: u64, author: u32) -> Turn {
    Turn {
        slot,
        author: author.to_le_bytes().to_vec(),
    }
}

/// Says that the node is syncing, or that it isn't.
struct Syncing(bool);

impl SyncOracle for Syncing {
    fn is_major_syncing(&self) -> bool {
        self.0
    }
    fn is_offline(&self) -> bool {
        false
    }
}

fn announces(verdicts: &[Verdict], is_syncing: bool) -> BlockAnnounces {
    let check = Scripted {
        verdicts: verdicts.to_vec(),
        asked: AtomicUsize::new(0),
    };
    let announces = BlockAnnounces::new(Arc::new(check));
    announces.ask(Arc::new(Syncing(is_syncing)));
    announces
}

async fn answer(announces: &mut BlockAnnounces, data: &[u8]) -> Validation {
    let header = header(1_000_000);
    announces.validate(&header, data).await.unwrap()
}

fn header(number: BlockNumber) -> Header {
    let hash = Hash::repeat_byte(1);
    Header::new(number, hash, hash, hash, Default::default())
}

const TAKEN: Validation = Validation::Success { is_new_best: false };
const REFUSED: Validation = Validation::Failure { disconnect: false };
const THROWN_OUT: Validation = Validation::Failure { disconnect: true };

#[tokio::test]
async fn sound_headers_are_taken_and_who_forges_is_disconnected() {
    for is_syncing in [false, true] {
        let mut sound = announces(&[Verdict::Sound], is_syncing);
        let mut forged = announces(&[Verdict::Forged], is_syncing);
        for _ in 0..100 {
            assert_eq!(answer(&mut sound, b"").await, TAKEN);
            assert_eq!(answer(&mut forged, b"").await, THROWN_OUT);
        }
    }
}

#[tokio::test]
async fn of_blocks_that_were_made_in_one_turn_two_are_taken() {
    let check = FixedCheck {
        turn: Some(turn(7, 1)),
        ..FixedCheck::new(Verdict::Sound)
    };
    let mut announces = BlockAnnounces::new(Arc::new(check));
    // Many peers announce the same.
    for _ in 0..3 {
        for (number, expected) in [(1, TAKEN), (2, TAKEN), (3, REFUSED), (4, REFUSED)] {
            let answer = announces.validate(&header(number), b"").await.unwrap();
            assert_eq!(answer, expected);
        }
    }
}

/// An author that was removed may still seal blocks after those before its removal.
#[tokio::test]
async fn nobody_uses_up_the_turn_of_somebody_else_in_the_same_slot() {
    let mut announces = BlockAnnounces::new(Arc::new(OneSlot(Verdict::Sound)));
    for (number, expected) in [
        (10, TAKEN),
        (11, TAKEN),
        (12, REFUSED),
        (20, TAKEN),
        (13, REFUSED),
        (21, TAKEN),
        (22, REFUSED),
        (10, TAKEN),
    ] {
        let answer = announces.validate(&header(number), b"").await.unwrap();
        assert_eq!(answer, expected, "{number}");
    }
}

#[test]
fn nobody_uses_up_the_places_of_somebody_elses_early_blocks_of_the_same_slot() {
    let announces = BlockAnnounces::new(Arc::new(OneSlot(Verdict::Early(MAX_WAIT))));
    let keep = |number, author| announces.keep(&header(number), Some(&turn(7, author)));
    let kept = [keep(10, 1), keep(11, 1)];
    assert!(kept.iter().all(Option::is_some));
    assert!(keep(12, 1).is_none());
    assert!(keep(20, 2).is_some());
}

#[tokio::test]
async fn what_is_not_above_the_final_block_is_refused_and_costs_nobody_the_connection_or_a_turn() {
    for is_syncing in [false, true] {
        let mut announces = announces(&[Verdict::Settled], is_syncing);
        for _ in 0..100 {
            assert_eq!(answer(&mut announces, b"").await, REFUSED);
        }
    }

    let mut in_turn = BlockAnnounces::new(Arc::new(OneSlot(Verdict::Settled)));
    for number in 10..20 {
        let answer = in_turn.validate(&header(number), b"").await.unwrap();
        assert_eq!(answer, REFUSED);
    }
    assert!(lock(&in_turn.slots).is_empty());
    in_turn.check = Arc::new(OneSlot(Verdict::Sound));
    assert_eq!(
        in_turn.validate(&header(10), b"").await.unwrap(),
        TAKEN,
        "nothing was counted"
    );

    let mut doubted = announces(&[Verdict::Settled, Verdict::Unknown], false);
    assert_eq!(answer(&mut doubted, b"").await, REFUSED);
    assert_eq!(answer(&mut doubted, b"").await, TAKEN, "no doubt about it");
}

#[tokio::test]
async fn an_early_block_may_be_behind_when_its_time_comes() {
    let early = Verdict::Early(Duration::from_millis(1));
    let mut announces = announces(&[early, Verdict::Settled], false);
    assert_eq!(answer(&mut announces, b"").await, REFUSED);
    assert!(lock(&announces.early).is_empty(), "its place is free again");
}

#[tokio::test]
async fn data_comes_with_no_announcement() {
    let mut announces = announces(&[Verdict::Sound], false);
    assert_eq!(answer(&mut announces, b"data").await, THROWN_OUT);
}

#[tokio::test]
async fn a_flood_of_what_can_not_be_judged_gets_through_once_and_costs_nobody_the_connection() {
    let mut announces = announces(&[Verdict::Unknown], false);
    assert_eq!(answer(&mut announces, b"").await, TAKEN);
    for _ in 0..6_000 {
        assert_eq!(answer(&mut announces, b"").await, REFUSED);
    }
    *announces.unknown_accepted.lock().unwrap() = Instant::now().checked_sub(UNKNOWN_INTERVAL);
    assert_eq!(answer(&mut announces, b"").await, TAKEN);
    assert_eq!(answer(&mut announces, b"").await, REFUSED);
}

#[tokio::test]
async fn who_syncs_takes_what_it_can_not_judge() {
    let mut announces = announces(&[Verdict::Unknown], true);
    for _ in 0..100 {
        assert_eq!(answer(&mut announces, b"").await, TAKEN);
    }
}

#[tokio::test]
async fn an_early_block_is_looked_at_again_when_its_time_comes() {
    let early = Verdict::Early(Duration::from_millis(1));
    let mut on_time = announces(&[early, early, Verdict::Sound], false);
    assert_eq!(answer(&mut on_time, b"").await, TAKEN);

    let mut forged = announces(&[early, Verdict::Forged], false);
    assert_eq!(answer(&mut forged, b"").await, THROWN_OUT);
}

#[test]
fn few_early_blocks_are_kept_and_each_once() {
    let announces = announces(&[Verdict::Early(MAX_WAIT)], false);
    let mut kept: Vec<_> = (0..MAX_EARLY as u32)
        .map(|number| announces.keep(&header(number), None).unwrap())
        .collect();
    let another = header(MAX_EARLY as u32);
    assert!(announces.keep(&another, None).is_none());
    kept.pop();
    assert!(announces.keep(&header(0), None).is_none());
    assert!(announces.keep(&another, None).is_some());
}

#[test]
fn turns_that_are_long_gone_are_not_listened_to() {
    let announces = announces(&[Verdict::Sound], false);
    let is_one_too_many = |slot, author, number| {
        announces.is_one_too_many(&header(number), Some(&turn(slot, author)))
    };
    for slot in 1..=MAX_SLOTS as u64 {
        assert!(!is_one_too_many(slot, 1, 1));
    }
    for (slot, number, expected) in [(0, 1, true), (5, 2, false), (5, 3, true), (2_000, 1, false)] {
        assert_eq!(is_one_too_many(slot, 1, number), expected);
    }
}

#[test]
fn no_slot_is_forgotten_because_many_have_a_turn_in_another_one() {
    let announces = announces(&[Verdict::Sound], false);
    let is_one_too_many = |slot, author, number| {
        announces.is_one_too_many(&header(number), Some(&turn(slot, author)))
    };
    assert!(!is_one_too_many(1, 1, 1));
    for author in 0..2 * MAX_SLOTS as u32 {
        assert!(!is_one_too_many(2, author, 1));
    }
    assert!(!is_one_too_many(1, 1, 2));
    assert!(is_one_too_many(1, 1, 3));
}

#[tokio::test]
async fn a_block_that_is_far_too_early_is_refused_at_once() {
    let mut announces = announces(&[Verdict::Early(MAX_WAIT + Duration::from_secs(1))], false);
    assert_eq!(answer(&mut announces, b"").await, REFUSED);
}
