use super::*;
use futures::{channel::oneshot, executor::block_on, future};

mod network;

fn peers<const N: usize>() -> [PeerId; N] {
    std::array::from_fn(|_| PeerId::random())
}

fn membership(peers: &[PeerId]) -> Membership {
    Membership {
        peers: peers.iter().copied().collect(),
        is_outdated: false,
    }
}

fn gate(local: PeerId, named: &[PeerId], admitted: &[PeerId]) -> Gate {
    Gate::new(local, named.to_vec(), membership(admitted), None).unwrap()
}

#[derive(Debug, Default)]
struct Store(Vec<PeerId>, HashSet<PeerId>);

impl PeerStoreProvider for Store {
    fn is_banned(&self, peer: &PeerId) -> bool {
        self.1.contains(peer)
    }
    fn register_protocol(&self, _: Arc<dyn ProtocolHandle>) {}
    fn report_disconnect(&self, _: PeerId) {}
    fn report_peer(&self, _: PeerId, _: ReputationChange) {}
    fn set_peer_role(&self, _: &PeerId, _: ObservedRole) {}
    fn peer_reputation(&self, _: &PeerId) -> i32 {
        0
    }
    fn peer_role(&self, _: &PeerId) -> Option<ObservedRole> {
        None
    }
    fn outgoing_candidates(&self, count: usize, ignored: HashSet<PeerId>) -> Vec<PeerId> {
        let free = self.0.iter().filter(|peer| !ignored.contains(peer));
        free.take(count).copied().collect()
    }
    fn add_known_peer(&self, _: PeerId) {}
}

#[test]
fn who_is_admitted_is_served_and_nobody_else() {
    let [local, member, outsider] = peers();
    let gate = gate(local, &[], &[local, member]);
    assert!(gate.is_admitted());
    assert!(gate.serves(&member) && gate.connects(&member));
    assert!(!gate.serves(&outsider) && !gate.connects(&outsider));
}

#[test]
fn a_newcomer_may_ask_whom_its_operator_named_but_serves_members_alone() {
    let [local, member, named] = peers();
    let gate = gate(local, &[named], &[member]);
    assert!(!gate.is_admitted());
    assert!(gate.connects(&named) && !gate.serves(&named));

    let change = gate.admit(membership(&[local, member]));
    assert_eq!(change.gone, [named]);
    assert!(!gate.connects(&named));
}

#[test]
fn a_member_that_was_away_may_ask_whom_its_operator_named_until_it_has_caught_up() {
    let [local, member, named] = peers();
    let gate = gate(local, &[named], &[local, member]);
    assert!(!gate.connects(&named));

    let outdated = Membership {
        is_outdated: true,
        ..membership(&[local, member])
    };
    let change = gate.admit(outdated);
    assert_eq!((change.come, change.gone), (vec![named], vec![]));
    assert!(gate.connects(&named) && !gate.serves(&named));

    let change = gate.admit(membership(&[local, member]));
    assert_eq!((change.come, change.gone), (vec![], vec![named]));
    assert!(!gate.connects(&named));
}

#[test]
fn a_change_of_the_list_says_whom_it_concerns() {
    let [local, stays, leaves, comes] = peers();
    let gate = gate(local, &[stays], &[local, stays, leaves]);
    let change = gate.admit(membership(&[local, stays, comes]));
    assert_eq!((change.come, change.gone), (vec![comes], vec![leaves]));
    assert!(gate.connects(&comes) && !gate.connects(&leaves));
    let change = gate.admit(membership(&[local, stays, comes]));
    assert!(change.come.is_empty() && change.gone.is_empty());
}

#[test]
fn for_the_network_whoever_is_not_admitted_is_banned() {
    let [local, member, cheat, outsider] = peers();
    let gate = gate(local, &[], &[local, member, cheat]);
    let store = gate.before(Arc::new(Store(vec![], [cheat].into())));
    assert!(!store.is_banned(&member));
    assert!(store.is_banned(&outsider));
    assert!(store.is_banned(&cheat), "the store's own bans hold");
}

#[test]
fn only_admitted_peers_are_candidates_to_connect_to() {
    let [local, first, second, third] = peers();
    let outsiders = peers::<20>();
    let known = [
        &outsiders[..10],
        &[first],
        &outsiders[10..],
        &[second, third],
    ]
    .concat();
    let gate = gate(local, &[], &[local, first, second, third]);
    let store = gate.before(Arc::new(Store(known, HashSet::new())));
    assert_eq!(
        store.outgoing_candidates(2, HashSet::new()),
        [first, second]
    );
    assert_eq!(
        store.outgoing_candidates(5, [first].into()),
        [second, third]
    );
    assert!(store.outgoing_candidates(0, HashSet::new()).is_empty());
}

type Litep2p = Litep2pNetworkBackend;
type Protocol = <Litep2p as NetworkBackend<Block, Hash>>::RequestResponseProtocolConfig;

fn protocol(queue: Queue) -> Protocol {
    let (name, timeout) = ("/test/1".into(), Duration::from_secs(1));
    <Litep2p as NetworkBackend<Block, Hash>>::request_response_config(
        name,
        vec![],
        16,
        16,
        timeout,
        queue,
    )
}

fn request(peer: PeerId) -> (IncomingRequest, oneshot::Receiver<OutgoingResponse>) {
    let (pending_response, response) = oneshot::channel();
    let payload = vec![];
    (
        IncomingRequest {
            peer,
            payload,
            pending_response,
        },
        response,
    )
}

#[test]
fn requests_of_outsiders_are_refused_before_anybody_reads_them() {
    let [local, member, outsider] = peers();
    let gate = gate(local, &[], &[local, member]);
    let (answers, asked) = async_channel::bounded(4);
    let mut protocol = protocol(Some(answers));
    let guard = gate.guard::<Litep2p>(&mut protocol, "block");
    let network = protocol.inbound_queue.take().unwrap();
    assert_eq!(network.capacity(), Some(4));

    let (theirs, refused) = request(outsider);
    let (ours, _response) = request(member);
    network.try_send(theirs).unwrap();
    network.try_send(ours).unwrap();
    drop(network);
    block_on(guard);

    assert_eq!(asked.try_recv().unwrap().peer, member);
    assert!(asked.try_recv().is_err());
    let refused = block_on(refused).unwrap();
    assert_eq!(refused.result, Err(()));
    assert!(refused.reputation_changes.is_empty());
}

#[test]
fn outsiders_are_refused_also_while_nobody_answers_members() {
    let [local, member, outsider] = peers();
    let gate = gate(local, &[], &[local, member]);
    let (answers, asked) = async_channel::bounded(1);
    let mut protocol = protocol(Some(answers));
    let guard = gate.guard::<Litep2p>(&mut protocol, "block");
    let network = protocol.inbound_queue.take().unwrap();
    let asking = async move {
        let mut responses = Vec::new();
        for peer in [member, member, outsider] {
            let (theirs, response) = request(peer);
            network.send(theirs).await.unwrap();
            responses.push(response);
        }
        let [_first, second, third]: [_; 3] = responses.try_into().unwrap();
        assert_eq!(third.await.unwrap().result, Err(()));
        assert!(second.await.is_err(), "it is dropped: the queue is full");
        assert_eq!(asked.recv().await.unwrap().peer, member);
    };
    block_on(future::join(guard, asking));
}

#[test]
fn what_a_peer_may_ask_changes_with_the_list() {
    let [local, member] = peers();
    let gate = gate(local, &[], &[local]);
    let (answers, asked) = async_channel::bounded(4);
    let mut protocol = protocol(Some(answers));
    let guard = gate.guard::<Litep2p>(&mut protocol, "state");
    let network = protocol.inbound_queue.take().unwrap();
    let asking = async move {
        for admitted in [false, true, false] {
            let list = [local, member];
            gate.admit(membership(if admitted { &list } else { &list[..1] }));
            let (theirs, response) = request(member);
            network.send(theirs).await.unwrap();
            if admitted {
                asked.recv().await.unwrap();
            } else {
                assert_eq!(response.await.unwrap().result, Err(()));
            }
        }
    };
    block_on(future::join(guard, asking));
}

#[test]
fn a_protocol_that_answers_nothing_needs_no_guard() {
    let mut protocol = protocol(None);
    let [local] = peers();
    block_on(gate(local, &[], &[]).guard::<Litep2p>(&mut protocol, "block"));
    assert!(protocol.inbound_queue.is_none());
}

#[test]
fn a_peer_that_keeps_trying_is_logged_once_in_a_while() {
    let [peer, other] = peers();
    let mut quiet = Quiet::default();
    let start = Instant::now();
    assert!(quiet.is_news(&peer, start));
    assert!(!quiet.is_news(&peer, start + Duration::from_secs(1)));
    assert!(quiet.is_news(&other, start + Duration::from_secs(1)));
    assert!(quiet.is_news(&peer, start + LOG_INTERVAL));
}

#[test]
fn many_peers_do_not_fill_the_log() {
    let mut quiet = Quiet::default();
    let start = Instant::now();
    let logged = (0..1000).filter(|_| quiet.is_news(&PeerId::random(), start));
    assert_eq!(logged.count(), LOG_PEERS);
    assert!(quiet.is_news(&PeerId::random(), start + LOG_INTERVAL));
}
