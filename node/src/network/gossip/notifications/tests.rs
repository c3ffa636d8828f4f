use super::*;
use codec::Encode;
use sc_network::{config::PeerStore, service::traits::Direction, Litep2pNetworkBackend as Litep2p};
use sc_network_common::role::Roles;
use sp_runtime::{traits::Header as _, OpaqueExtrinsic};
use std::collections::VecDeque;

/// Brings these events.
#[derive(Debug)]
struct Scripted(VecDeque<NotificationEvent>);

#[async_trait::async_trait]
impl NotificationService for Scripted {
    async fn next_event(&mut self) -> Option<NotificationEvent> {
        self.0.pop_front()
    }
    async fn open_substream(&mut self, _: PeerId) -> Result<(), ()> {
        unimplemented!()
    }
    async fn close_substream(&mut self, _: PeerId) -> Result<(), ()> {
        unimplemented!()
    }
    fn send_sync_notification(&mut self, _: &PeerId, _: Vec<u8>) {
        unimplemented!()
    }
    async fn send_async_notification(&mut self, _: &PeerId, _: Vec<u8>) -> Result<(), Error> {
        unimplemented!()
    }
    async fn set_handshake(&mut self, _: Vec<u8>) -> Result<(), ()> {
        unimplemented!()
    }
    fn try_set_handshake(&mut self, _: Vec<u8>) -> Result<(), ()> {
        unimplemented!()
    }
    fn clone(&mut self) -> Result<Box<dyn NotificationService>, ()> {
        unimplemented!()
    }
    fn protocol(&self) -> &ProtocolName {
        unimplemented!()
    }
    fn message_sink(&self, _: &PeerId) -> Option<Box<dyn MessageSink>> {
        unimplemented!()
    }
}

fn announcement(number: u32) -> Vec<u8> {
    let hash = Hash::zero();
    let header = Header::new(number, hash, hash, hash, Default::default());
    BlockAnnounce {
        header,
        state: None,
        data: Some(vec![]),
    }
    .encode()
}

fn filtered(
    events: impl IntoIterator<Item = NotificationEvent>,
) -> (FilteredService, Arc<dyn PeerStoreProvider>) {
    let store = <Litep2p as NetworkBackend<Block, Hash>>::peer_store(vec![], None);
    let peers = PeerStore::handle(&store);
    let filtered = FilteredService {
        service: Box::new(Scripted(events.into_iter().collect())),
        peers: peers.clone(),
        accepts_handshake: BlockAnnouncements::accepts_handshake,
        accepts: BlockAnnouncements::accepts,
        banned: Default::default(),
    };
    (filtered, peers)
}

#[tokio::test]
async fn who_sends_what_makes_no_sense_is_banned_and_the_others_are_heard() {
    let [honest, hostile] = [PeerId::random(), PeerId::random()];
    let received =
        |peer, notification| NotificationEvent::NotificationReceived { peer, notification };
    let senseless = (0..1_000).map(|_| received(hostile, vec![0]));
    let sound = received(honest, announcement(1));
    let closed = NotificationEvent::NotificationStreamClosed { peer: hostile };
    let (mut filtered, peers) = filtered(senseless.chain([sound, closed]));

    assert!(matches!(
        filtered.next_event().await,
        Some(NotificationEvent::NotificationReceived { peer, .. }) if peer == honest
    ));
    assert!(matches!(
        filtered.next_event().await,
        Some(NotificationEvent::NotificationStreamClosed { peer }) if peer == hostile
    ));
    assert!(filtered.next_event().await.is_none());
    assert!(peers.is_banned(&hostile));
    assert_eq!(peers.peer_reputation(&honest), 0);
}

#[tokio::test]
async fn who_greets_with_nonsense_is_banned_and_not_heard() {
    let [honest, hostile] = [PeerId::random(), PeerId::random()];
    let opened = |peer, handshake| NotificationEvent::NotificationStreamOpened {
        peer,
        direction: Direction::Inbound,
        handshake,
        negotiated_fallback: None,
    };
    let received = |peer| NotificationEvent::NotificationReceived {
        peer,
        notification: announcement(1),
    };
    let hash = Hash::zero();
    let greeting = BlockAnnouncesHandshake::<Block>::build(Roles::FULL, 0, hash, hash).encode();
    let (mut filtered, peers) = filtered([
        opened(hostile, greeting[1..].to_vec()),
        received(hostile),
        received(hostile),
        opened(honest, greeting),
        received(honest),
    ]);

    let mut heard = vec![];
    while let Some(event) = filtered.next_event().await {
        match event {
            NotificationEvent::NotificationStreamOpened { peer, .. } => heard.push((peer, "opens")),
            NotificationEvent::NotificationReceived { peer, .. } => heard.push((peer, "says")),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        heard,
        [(hostile, "opens"), (honest, "opens"), (honest, "says")]
    );
    assert!(peers.is_banned(&hostile));
    assert_eq!(peers.peer_reputation(&honest), 0);
}

#[test]
fn announcements_are_of_blocks_that_somebody_made() {
    assert!(BlockAnnouncements::accepts(&announcement(1)));
    assert!(!BlockAnnouncements::accepts(&announcement(0)));
    assert!(!BlockAnnouncements::accepts(&[]));
    let cut = &announcement(1)[..97];
    assert!(!BlockAnnouncements::accepts(cut));
}

#[test]
fn transactions_come_one_at_a_time() {
    let one = OpaqueExtrinsic::from_blob(vec![1, 2, 3]);
    assert!(SingleTransactions::accepts(&vec![one.clone()].encode()));
    assert!(!SingleTransactions::accepts(
        &vec![one.clone(), one].encode()
    ));
    for senseless in [&[][..], &[0], &[4]] {
        assert!(!SingleTransactions::accepts(senseless));
    }
}
