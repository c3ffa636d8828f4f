//! Limits on the requests of other nodes: for blocks, states, proofs.
//!
//! A request of a few bytes can have an answer of megabytes, which is kept until the peer has read it. So for each
//! protocol a peer may have [`MAX_PER_PEER`] requests at a time, unread answers included, and no more requests are
//! accepted while [`MAX_UNREAD`] bytes of answers are unread. From [`CONGESTED`] bytes on, only peers that have read
//! all their answers are served, so that a few that don't read keep nobody else from asking. Answers that are unread
//! when the protocol's timeout is over are dropped by the network.

use super::Backend;
use async_channel::TrySendError;
use futures::{
    channel::oneshot, future::BoxFuture, select, stream::FuturesUnordered, FutureExt, StreamExt,
};
use prost::Message;
use sc_network::{
    config::{IncomingRequest, OutgoingResponse},
    PeerId,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        atomic::{AtomicUsize, Ordering::Relaxed},
        Arc,
    },
};

const LOG_TARGET: &str = "requests";

/// Requests that a peer may have at a time, per protocol.
pub const MAX_PER_PEER: usize = 8;

const MIB: usize = 1024 * 1024;

/// Bytes of unread answers, per protocol, from which on only peers without unread answers are served,
const CONGESTED: usize = 64 * MIB;
/// and from which on nobody is. Requests that were accepted before are still answered: as many as the queue holds.
const MAX_UNREAD: usize = 4 * CONGESTED;

/// Keys that a light client may request at a time.
const MAX_KEYS: usize = 1_000;

/// Whether a request deserves an answer.
pub type Check = fn(&[u8]) -> bool;

/// Accepts every request.
pub fn any(_: &[u8]) -> bool {
    true
}

/// Accepts a request of a light client unless it names a key twice, or too many: each is looked up.
pub fn light(payload: &[u8]) -> bool {
    let Ok(request) = LightRequest::decode(payload) else {
        return false;
    };
    let read = request.read.map(|read| read.keys);
    let read_child = request.read_child.map(|read| read.keys);
    read.into_iter().chain(read_child).all(|keys| {
        let distinct: HashSet<_> = keys.iter().collect();
        keys.len() <= MAX_KEYS && distinct.len() == keys.len()
    })
}

/// The keys in a request of a light client, of whose format `light.v1.proto` of `sc-network-light` is the
/// definition.
#[derive(Clone, PartialEq, Message)]
struct LightRequest {
    #[prost(message, optional, tag = "2")]
    read: Option<LightRead>,
    #[prost(message, optional, tag = "4")]
    read_child: Option<LightReadChild>,
}

#[derive(Clone, PartialEq, Message)]
struct LightRead {
    #[prost(bytes = "vec", repeated, tag = "3")]
    keys: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct LightReadChild {
    #[prost(bytes = "vec", repeated, tag = "6")]
    keys: Vec<Vec<u8>>,
}

/// Put the limits between the network and the handler of a protocol's requests. The future does the work; without it no
/// request is answered.
pub fn bounds<N: Backend>(
    protocol: &mut N::RequestResponseProtocolConfig,
    what: &'static str,
    check: Check,
) -> BoxFuture<'static, ()> {
    let queue = N::inbound_queue(protocol);
    let Some(answers) = queue.take() else {
        return futures::future::ready(()).boxed();
    };
    let (arrivals, requests) = match answers.capacity() {
        Some(capacity) => async_channel::bounded(capacity),
        None => async_channel::unbounded(),
    };
    *queue = Some(arrivals);
    bound(requests, answers, what, check).boxed()
}

async fn bound(
    requests: async_channel::Receiver<IncomingRequest>,
    answers: async_channel::Sender<IncomingRequest>,
    what: &'static str,
    check: Check,
) {
    let mut requests = Box::pin(requests.fuse());
    let mut open = FuturesUnordered::new();
    let mut of_peers = HashMap::<PeerId, usize>::new();
    let unread = Arc::new(AtomicUsize::new(0));
    loop {
        select! {
            request = requests.next() => {
                let Some(IncomingRequest { peer, payload, pending_response }) = request else {
                    return;
                };
                let of_peer = of_peers.get(&peer).copied().unwrap_or_default();
                if !has_room(of_peer, unread.load(Relaxed)) || !check(&payload) {
                    log::debug!(target: LOG_TARGET, "{what}: refused a request from {peer}");
                    refuse(pending_response);
                    continue;
                }
                let (made, answer) = oneshot::channel();
                let request = IncomingRequest { peer, payload, pending_response: made };
                match answers.try_send(request) {
                    Ok(()) => {
                        of_peers.insert(peer, of_peer + 1);
                        let delivered = deliver(answer, pending_response, unread.clone());
                        open.push(delivered.map(move |()| peer));
                    }
                    Err(TrySendError::Full(_)) => {}
                    Err(TrySendError::Closed(_)) => return,
                }
            }
            peer = open.select_next_some() => {
                if let Some(of_peer) = of_peers.get_mut(&peer) {
                    *of_peer -= 1;
                    if *of_peer == 0 {
                        of_peers.remove(&peer);
                    }
                }
            }
        }
    }
}

/// Whether there is room for a request of a peer that has `of_peer` others, while this many bytes are unread.
fn has_room(of_peer: usize, unread: usize) -> bool {
    let most = match unread {
        ..CONGESTED => MAX_PER_PEER,
        CONGESTED..MAX_UNREAD => 1,
        MAX_UNREAD.. => 0,
    };
    of_peer < most
}

fn refuse(pending: oneshot::Sender<OutgoingResponse>) {
    let _ = pending.send(OutgoingResponse {
        result: Err(()),
        reputation_changes: Vec::new(),
        sent_feedback: None,
    });
}

/// Hand the answer to the network, and wait until it is sent or dropped.
async fn deliver(
    answer: oneshot::Receiver<OutgoingResponse>,
    pending: oneshot::Sender<OutgoingResponse>,
    unread: Arc<AtomicUsize>,
) {
    let Ok(mut answer) = answer.await else {
        return;
    };
    let bytes = answer.result.as_ref().map_or(0, Vec::len);
    let (sent, is_sent) = oneshot::channel();
    answer.sent_feedback = Some(sent);
    unread.fetch_add(bytes, Relaxed);
    if pending.send(answer).is_ok() {
        let _ = is_sent.await;
    }
    unread.fetch_sub(bytes, Relaxed);
}

#[cfg(test)]
mod half_sent;
#[cfg(test)]
mod unread_notifications;

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::LocalPool;
    use futures::task::LocalSpawnExt;

    type Answer = oneshot::Receiver<OutgoingResponse>;

    /// The bounds, with both sides of them.
    struct Bounds {
        pool: LocalPool,
        network: async_channel::Sender<IncomingRequest>,
        handler: async_channel::Receiver<IncomingRequest>,
    }

    impl Bounds {
        fn new(check: Check) -> Self {
            let pool = LocalPool::new();
            let (network, requests) = async_channel::bounded(64);
            let (answers, handler) = async_channel::bounded(64);
            pool.spawner()
                .spawn_local(bound(requests, answers, "test", check))
                .unwrap();
            Self {
                pool,
                network,
                handler,
            }
        }

        fn ask(&mut self, peer: PeerId) -> Answer {
            let (pending_response, answer) = oneshot::channel();
            let request = IncomingRequest {
                peer,
                payload: Vec::new(),
                pending_response,
            };
            self.network.try_send(request).unwrap();
            self.pool.run_until_stalled();
            answer
        }

        /// Answer all that is asked with so many bytes, and say how much that was.
        fn answer(&mut self, bytes: usize) -> usize {
            let mut count = 0;
            while let Ok(request) = self.handler.try_recv() {
                let _ = request.pending_response.send(OutgoingResponse {
                    result: Ok(vec![0; bytes]),
                    reputation_changes: Vec::new(),
                    sent_feedback: None,
                });
                count += 1;
            }
            self.pool.run_until_stalled();
            count
        }
    }

    fn is_refused(answer: &mut Answer) -> bool {
        let answer = answer.try_recv().unwrap();
        answer.is_some_and(|answer| answer.result.is_err())
    }

    #[test]
    fn a_peer_has_a_few_requests_until_it_has_read_the_answers() {
        let mut bounds = Bounds::new(any);
        let (peer, other) = (PeerId::random(), PeerId::random());
        let mut asked: Vec<_> = (0..MAX_PER_PEER).map(|_| bounds.ask(peer)).collect();
        assert!(is_refused(&mut bounds.ask(peer)));
        assert!(!is_refused(&mut bounds.ask(other)));
        assert_eq!(bounds.answer(1), MAX_PER_PEER + 1);

        // The network has the answers, the peer does not.
        let unread = asked[0].try_recv().unwrap().unwrap();
        assert!(is_refused(&mut bounds.ask(peer)));
        unread.sent_feedback.unwrap().send(()).unwrap();
        bounds.pool.run_until_stalled();
        assert!(!is_refused(&mut bounds.ask(peer)));

        // It has gone.
        asked.clear();
        bounds.pool.run_until_stalled();
        assert!(!is_refused(&mut bounds.ask(peer)));
    }

    #[test]
    fn who_reads_can_ask_although_others_do_not() {
        let mut bounds = Bounds::new(any);
        let lazy = PeerId::random();
        let unread = bounds.ask(lazy);
        assert_eq!(bounds.answer(CONGESTED), 1);
        assert!(is_refused(&mut bounds.ask(lazy)));

        let reads = PeerId::random();
        for _ in 0..2 {
            let mut asked = bounds.ask(reads);
            assert!(is_refused(&mut bounds.ask(reads)));
            assert_eq!(bounds.answer(1), 1);
            let answer = asked.try_recv().unwrap().unwrap();
            answer.sent_feedback.unwrap().send(()).unwrap();
            bounds.pool.run_until_stalled();
        }
        drop(unread);
    }

    #[test]
    fn answers_of_all_that_are_not_read_are_bounded() {
        let mut bounds = Bounds::new(any);
        let mut unread = bounds.ask(PeerId::random());
        assert_eq!(bounds.answer(MAX_UNREAD), 1);
        let peer = PeerId::random();
        assert!(is_refused(&mut bounds.ask(peer)));
        let answer = unread.try_recv().unwrap().unwrap();
        // The time of the protocol is over.
        drop(answer);
        bounds.pool.run_until_stalled();
        assert!(!is_refused(&mut bounds.ask(peer)));
    }

    #[test]
    fn what_is_not_worth_an_answer_reaches_nobody() {
        let mut bounds = Bounds::new(|_| false);
        assert!(is_refused(&mut bounds.ask(PeerId::random())));
        assert_eq!(bounds.answer(1), 0);
    }

    fn reading(keys: Vec<Vec<u8>>) -> Vec<u8> {
        let read = Some(LightRead { keys });
        LightRequest {
            read,
            read_child: None,
        }
        .encode_to_vec()
    }

    #[test]
    fn a_light_client_names_each_key_once() {
        let key = |number: usize| number.to_be_bytes().to_vec();
        assert!(light(&reading((0..MAX_KEYS).map(key).collect())));
        assert!(!light(&reading((0..=MAX_KEYS).map(key).collect())));
        assert!(!light(&reading(vec![b":code".to_vec(); 2])));
        let read_child = Some(LightReadChild {
            keys: vec![key(1); 2],
        });
        let of_child = LightRequest {
            read: None,
            read_child,
        };
        assert!(!light(&of_child.encode_to_vec()));
        assert!(!light(b"no request"));
        // A call of the runtime, which names no keys.
        assert!(light(&[0x0a, 0]));
    }
}
