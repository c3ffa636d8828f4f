use super::*;
use crate::consensus::testing::Says;
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
    fn check(&self, _: &Header) -> Verdict {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        self.verdicts[asked.min(self.verdicts.len() - 1)]
    }

    fn highest(&self) -> Option<BlockNumber> {
        None
    }

    fn turn(&self, _: &Header) -> Option<u64> {
        None
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

fn announces(verdicts: &[Verdict], is_syncing: bool) -> Announces {
    let check = Scripted {
        verdicts: verdicts.to_vec(),
        asked: AtomicUsize::new(0),
    };
    let announces = Announces::new(Arc::new(check));
    announces.ask(Arc::new(Syncing(is_syncing)));
    announces
}

async fn answer(announces: &mut Announces, data: &[u8]) -> Validation {
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
    let check = Says {
        turn: Some(7),
        ..Says::of_all(Verdict::Sound)
    };
    let mut announces = Announces::new(Arc::new(check));
    // Many peers announce the same.
    for _ in 0..3 {
        for (number, expected) in [(1, TAKEN), (2, TAKEN), (3, REFUSED), (4, REFUSED)] {
            let answer = announces.validate(&header(number), b"").await.unwrap();
            assert_eq!(answer, expected);
        }
    }
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
    *announces.doubted.lock().unwrap() = Instant::now().checked_sub(BENEFIT_OF_DOUBT);
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
    let announces = announces(&[Verdict::Early(PATIENCE)], false);
    let mut kept: Vec<_> = (0..MOST_EARLY as u32)
        .map(|number| announces.keep(&header(number)).unwrap())
        .collect();
    let another = header(MOST_EARLY as u32);
    assert!(announces.keep(&another).is_none());
    kept.pop();
    assert!(announces.keep(&header(0)).is_none());
    assert!(announces.keep(&another).is_some());
}

#[test]
fn turns_that_are_long_gone_are_not_listened_to() {
    let in_turn = |turn, number| {
        let check = Says {
            turn: Some(turn),
            ..Says::of_all(Verdict::Sound)
        };
        (Arc::new(check), header(number))
    };
    let mut announces = announces(&[Verdict::Sound], false);
    for turn in 1..=TURNS as u64 {
        let (check, header) = in_turn(turn, 1);
        announces.check = check;
        assert!(!announces.is_one_too_many(&header));
    }
    for (turn, number, expected) in [(0, 1, true), (5, 2, false), (5, 3, true), (2_000, 1, false)] {
        let (check, header) = in_turn(turn, number);
        announces.check = check;
        assert_eq!(announces.is_one_too_many(&header), expected);
    }
}

#[tokio::test]
async fn a_block_that_is_far_too_early_is_refused_at_once() {
    let mut announces = announces(&[Verdict::Early(PATIENCE + Duration::from_secs(1))], false);
    assert_eq!(answer(&mut announces, b"").await, REFUSED);
}
