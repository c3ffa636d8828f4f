//! Sends the signed transactions, over several connections with several requests on their way on each,
//! no faster than the window and the rate allow.

use crate::{chain::Rpc, clock::Clock, error::Error, sign::Signed, window::Window};
use futures::future::try_join_all;
use std::{
    collections::BTreeMap,
    sync::{
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
        Mutex,
    },
    time::Duration,
};
use subxt::rpcs::{Error as RpcError, UserError};
use tokio::time::{Instant, Interval, MissedTickBehavior};

/// How many requests are on their way on a connection.
const PIPELINE: usize = 16;

/// How long a full pool is left alone.
const PAUSE: Duration = Duration::from_millis(100);

/// What became of the transactions at the door of the node.
pub struct Submission<'a> {
    pub signed: &'a [Signed],
    pub window: &'a Window,
    pub clock: &'a Clock,
    /// When nothing is sent any more.
    pub deadline: Instant,
    pace: Option<tokio::sync::Mutex<Interval>>,
    next: AtomicUsize,
    /// When each transaction was sent, for the first time, in microseconds; 0 where it was not.
    sent_at: Vec<AtomicU64>,
    accepted: AtomicU64,
    /// When the last was sent; 0 before.
    ended_at: AtomicU64,
    /// Senders of which a transaction was refused for good: their later ones can't follow it.
    stuck: Vec<AtomicBool>,
    skipped: AtomicU64,
    refusals: Mutex<BTreeMap<String, u64>>,
}

/// What a node says to a transaction.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Accepted,
    /// Not now.
    Later(String),
    Never(String),
}

impl<'a> Submission<'a> {
    /// `rate`: transactions a second at most.
    pub fn new(
        signed: &'a [Signed],
        senders: usize,
        window: &'a Window,
        clock: &'a Clock,
        duration: Duration,
        rate: Option<u32>,
    ) -> Self {
        let pace = rate.map(|rate| {
            let mut interval = tokio::time::interval(Duration::from_secs(1) / rate.max(1));
            interval.set_missed_tick_behavior(MissedTickBehavior::Burst);
            tokio::sync::Mutex::new(interval)
        });
        Self {
            signed,
            window,
            clock,
            deadline: Instant::now() + duration,
            pace,
            next: AtomicUsize::new(0),
            sent_at: signed.iter().map(|_| AtomicU64::new(0)).collect(),
            accepted: AtomicU64::new(0),
            ended_at: AtomicU64::new(0),
            stuck: (0..senders).map(|_| AtomicBool::new(false)).collect(),
            skipped: AtomicU64::new(0),
            refusals: Mutex::default(),
        }
    }

    /// Returns when everything is sent, or the time is over.
    pub async fn run(&self, connections: &[Rpc]) -> Result<(), Error> {
        let workers = connections
            .iter()
            .cycle()
            .take(connections.len() * PIPELINE)
            .map(|rpc| self.work(rpc));
        try_join_all(workers).await?;
        self.ended_at.store(self.clock.now(), Relaxed);
        Ok(())
    }

    async fn work(&self, rpc: &Rpc) -> Result<(), Error> {
        while let Some(number) = self.turn().await {
            if self.stuck[self.signed[number].sender].load(Relaxed) {
                self.skipped.fetch_add(1, Relaxed);
                self.window.leave(1);
            } else if !self.send(rpc, number).await? {
                self.window.leave(1);
            }
        }
        Ok(())
    }

    /// The number of the transaction that is to be sent now; none when there are none any more.
    async fn turn(&self) -> Option<usize> {
        let turn = async {
            if let Some(pace) = &self.pace {
                pace.lock().await.tick().await;
            }
            self.window.enter().await;
        };
        // A turn that is there at once has no timeout.
        if Instant::now() >= self.deadline {
            return None;
        }
        tokio::time::timeout_at(self.deadline, turn).await.ok()?;
        let number = self.next.fetch_add(1, Relaxed);
        if number < self.signed.len() {
            return Some(number);
        }
        self.window.leave(1);
        None
    }

    /// Whether the node has taken it.
    async fn send(&self, rpc: &Rpc, number: usize) -> Result<bool, Error> {
        let transaction = &self.signed[number];
        // Before the request: it may be in a block before its answer is here. A full pool is part of what a user
        // waits for.
        self.sent_at[number].store(self.clock.now(), Relaxed);
        loop {
            let answer = match rpc.author_submit_extrinsic(&transaction.bytes).await {
                Ok(_) => Answer::Accepted,
                Err(RpcError::User(error)) => answer(&error),
                Err(other) => return Err(other.into()),
            };
            match answer {
                Answer::Accepted => {
                    self.accepted.fetch_add(1, Relaxed);
                    return Ok(true);
                }
                Answer::Later(reason) => {
                    self.count(reason);
                    if Instant::now() + PAUSE >= self.deadline {
                        self.sent_at[number].store(0, Relaxed);
                        // Nor could any later one of the same sender be used.
                        self.stuck[transaction.sender].store(true, Relaxed);
                        return Ok(false);
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                Answer::Never(reason) => {
                    self.count(reason);
                    self.sent_at[number].store(0, Relaxed);
                    self.stuck[transaction.sender].store(true, Relaxed);
                    return Ok(false);
                }
            }
        }
    }

    fn count(&self, reason: String) {
        let mut refusals = self.refusals.lock().unwrap_or_else(|e| e.into_inner());
        *refusals.entry(reason).or_default() += 1;
    }

    /// When a transaction was sent. None where it wasn't, or was refused.
    pub fn sent_at(&self, number: u32) -> Option<u64> {
        let at = self.sent_at.get(number as usize)?.load(Relaxed);
        (at > 0).then_some(at)
    }

    /// When the last one was sent, or the time was over.
    pub fn ended_at(&self) -> u64 {
        self.ended_at.load(Relaxed)
    }

    /// How many transactions the node has taken.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Relaxed)
    }

    /// How many were not sent, because one before them was refused.
    pub fn skipped(&self) -> u64 {
        self.skipped.load(Relaxed)
    }

    /// What the node has answered instead of taking a transaction, and how many times.
    pub fn refusals(&self) -> BTreeMap<String, u64> {
        let refusals = self.refusals.lock().unwrap_or_else(|e| e.into_inner());
        refusals.clone()
    }
}

/// The codes are those of the SDK's `author` RPC.
fn answer(error: &UserError) -> Answer {
    const ALREADY_IMPORTED: i32 = 1013;
    const IMMEDIATELY_DROPPED: i32 = 1016;
    let data = error.data.as_ref().map(|data| data.get().trim_matches('"'));
    let reason = match (error.code, data) {
        // Names the hash.
        (ALREADY_IMPORTED, _) => return Answer::Accepted,
        (code, Some(data)) => format!("{code} {}: {data}", error.message),
        (code, None) => format!("{code} {}", error.message),
    };
    match error.code {
        IMMEDIATELY_DROPPED => Answer::Later(reason),
        _ => Answer::Never(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;
    use std::collections::VecDeque;
    use subxt::rpcs::client::{RawRpcFuture, RawRpcSubscription, RpcClientT};
    use subxt::rpcs::RpcClient;

    /// A node that answers the first transactions with these errors, and takes all others.
    struct Reluctant(Mutex<VecDeque<UserError>>);

    impl RpcClientT for Reluctant {
        fn request_raw<'a>(
            &'a self,
            method: &'a str,
            _: Option<Box<RawValue>>,
        ) -> RawRpcFuture<'a, Box<RawValue>> {
            assert_eq!(method, "author_submitExtrinsic");
            let hash = format!("{:?}", format!("0x{}", "00".repeat(32)));
            let answer = match self.0.lock().unwrap().pop_front() {
                Some(error) => Err(error.into()),
                None => Ok(RawValue::from_string(hash).unwrap()),
            };
            Box::pin(async { answer })
        }

        fn subscribe_raw<'a>(
            &'a self,
            method: &'a str,
            _: Option<Box<RawValue>>,
            _: &'a str,
        ) -> RawRpcFuture<'a, RawRpcSubscription> {
            panic!("{method}: nobody subscribes to what becomes of a transaction")
        }
    }

    fn node(errors: impl IntoIterator<Item = UserError>) -> [Rpc; 1] {
        let errors = Mutex::new(errors.into_iter().collect());
        [Rpc::new(RpcClient::new(Reluctant(errors)))]
    }

    fn signed_by(senders: &[usize]) -> Vec<Signed> {
        let one = |sender: &usize| Signed {
            bytes: vec![0],
            hash: [0; 32],
            sender: *sender,
        };
        senders.iter().map(one).collect()
    }

    const SHORT: Duration = Duration::from_millis(500);

    #[tokio::test]
    async fn no_more_is_sent_than_the_window_has_places() {
        let signed = signed_by(&[0, 1, 0, 1, 0]);
        let (window, clock) = (Window::new(3), Clock::start());
        let submission = Submission::new(&signed, 2, &window, &clock, SHORT, None);
        submission.run(&node([])).await.unwrap();
        assert_eq!((submission.accepted(), window.taken()), (3, 3));
        assert!(submission.sent_at(2).is_some());
        assert_eq!(submission.sent_at(3), None);
    }

    #[tokio::test]
    async fn a_full_pool_loses_nothing() {
        let signed = signed_by(&[0, 1, 2]);
        let (window, clock) = (Window::new(10), Clock::start());
        let submission = Submission::new(&signed, 3, &window, &clock, SHORT, None);
        let full = || error(1016, "Immediately Dropped", None);
        submission.run(&node([full(), full()])).await.unwrap();
        assert_eq!((submission.accepted(), window.taken()), (3, 3));
        let refusals = BTreeMap::from([("1016 Immediately Dropped".to_string(), 2)]);
        assert_eq!(submission.refusals(), refusals);
        // The first two had to wait, which counts. The third one was sent after them.
        let sent_at = [0, 1, 2].map(|number| submission.sent_at(number).unwrap());
        assert!(sent_at.is_sorted(), "{sent_at:?}");
    }

    #[tokio::test]
    async fn what_follows_a_refused_one_is_not_sent() {
        let signed = signed_by(&[0, 1, 0, 1]);
        let (window, clock) = (Window::new(10), Clock::start());
        let submission = Submission::new(&signed, 2, &window, &clock, SHORT, None);
        let invalid = error(1010, "Invalid Transaction", Some("\"Payment\""));
        submission.run(&node([invalid])).await.unwrap();
        assert_eq!((submission.accepted(), submission.skipped()), (2, 1));
        assert_eq!((submission.sent_at(0), window.taken()), (None, 2));
        let refusals = BTreeMap::from([("1010 Invalid Transaction: Payment".to_string(), 1)]);
        assert_eq!(submission.refusals(), refusals);
    }

    #[tokio::test]
    async fn nothing_is_sent_when_the_time_is_over() {
        let signed = signed_by(&[0, 1]);
        let (window, clock) = (Window::new(10), Clock::start());
        let submission = Submission::new(&signed, 2, &window, &clock, Duration::ZERO, None);
        submission.run(&node([])).await.unwrap();
        assert_eq!((submission.accepted(), window.taken()), (0, 0));
    }

    #[tokio::test]
    async fn a_rate_is_kept() {
        let signed = signed_by(&[0; 1_000]);
        let (window, clock) = (Window::new(1_000), Clock::start());
        let submission = Submission::new(&signed, 1, &window, &clock, SHORT, Some(100));
        submission.run(&node([])).await.unwrap();
        let accepted = submission.accepted();
        assert!((40..=55).contains(&accepted), "{accepted}");
    }

    fn error(code: i32, message: &str, data: Option<&str>) -> UserError {
        let raw = |data: &str| serde_json::value::RawValue::from_string(data.into()).unwrap();
        UserError {
            code,
            message: message.into(),
            data: data.map(raw),
        }
    }

    #[test]
    fn a_full_pool_is_tried_again() {
        let full = error(1016, "Immediately Dropped", Some("\"the pool is full\""));
        assert_eq!(
            answer(&full),
            Answer::Later("1016 Immediately Dropped: the pool is full".into())
        );
    }

    #[test]
    fn what_the_pool_has_is_accepted() {
        let known = error(1013, "Transaction Already Imported", Some("\"0x01\""));
        assert_eq!(answer(&known), Answer::Accepted);
    }

    #[test]
    fn other_refusals_are_for_good() {
        let invalid = error(1010, "Invalid Transaction", None);
        assert_eq!(
            answer(&invalid),
            Answer::Never("1010 Invalid Transaction".into())
        );
    }
}
