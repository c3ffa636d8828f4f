//! Drops notifications that no honest node sends, and bans the sender.
//!
//! The SDK's protocols for block announcements and transactions write a line into the log for each notification that
//! they cannot decode: a megabyte of them becomes 27 or 57 MB of log in a few seconds. For an announcement the sender
//! pays nothing; for transactions it takes 372,000 of them until it is banned. The same goes for announcements of a
//! genesis block, which no node makes, and for announcements that follow a handshake that cannot be decoded. Here the
//! sender is banned at once, the rest of what it sends is dropped before the protocols see it, and the log has one
//! line. A peer that opens a stream with an invalid handshake never gets one: the SDK refuses it without a line.
//!
//! The protocols get their notification service from a [`NetworkBackend`], so [`Filtered`] is a backend that does
//! nothing but make it.

use super::broadcast;
use chaos_primitives::{Block, Hash, Header};
use codec::{Decode, DecodeAll};
use sc_network::{
    config::{
        IncomingRequest, NotificationHandshake, NotificationMetrics, Params, PeerStoreProvider,
        SetConfig,
    },
    error::Error,
    service::traits::{MessageSink, NetworkService, NotificationEvent, NotificationService},
    NetworkBackend, PeerId, ProtocolName, ReputationChange,
};
use sc_network_common::sync::message::{BlockAnnounce, BlockAnnouncesHandshake};
use std::{
    collections::HashSet, convert::Infallible, marker::PhantomData, sync::Arc, time::Duration,
};
use substrate_prometheus_endpoint::Registry;

#[cfg(test)]
mod tests;

/// One is enough: this does not happen by accident.
const INVALID: ReputationChange = ReputationChange::new_fatal("Invalid notification");

/// What honest nodes send by a protocol.
pub trait Filter: 'static {
    /// As the first message of a stream.
    fn accepts_handshake(handshake: &[u8]) -> bool;
    /// After it.
    fn accepts(notification: &[u8]) -> bool;
}

/// Announcements of blocks after the genesis.
pub struct BlockAnnouncements;

impl Filter for BlockAnnouncements {
    fn accepts_handshake(handshake: &[u8]) -> bool {
        BlockAnnouncesHandshake::<Block>::decode_all(&mut &*handshake).is_ok()
    }

    fn accepts(mut notification: &[u8]) -> bool {
        BlockAnnounce::<Header>::decode(&mut notification)
            .is_ok_and(|announce| announce.header.number > 0)
    }
}

/// Notifications with one transaction each.
pub struct SingleTransactions;

impl Filter for SingleTransactions {
    /// The sender's role, or nothing.
    fn accepts_handshake(_: &[u8]) -> bool {
        true
    }

    fn accepts(notification: &[u8]) -> bool {
        broadcast::is_single(notification)
    }
}

/// A backend that configures the protocols of `N`, with notifications filtered by `R`. It has no values.
pub struct Filtered<N, R>(Infallible, PhantomData<fn() -> (N, R)>);

#[async_trait::async_trait]
impl<N: NetworkBackend<Block, Hash>, R: Filter> NetworkBackend<Block, Hash> for Filtered<N, R> {
    type NotificationProtocolConfig = N::NotificationProtocolConfig;
    type RequestResponseProtocolConfig = N::RequestResponseProtocolConfig;
    type NetworkService<B, H> = N::NetworkService<B, H>;
    type PeerStore = N::PeerStore;

    fn new(_: Params<Block, Hash, Self>) -> Result<Self, Error> {
        // The network is built as `N`.
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported).into())
    }

    fn network_service(&self) -> Arc<dyn NetworkService> {
        match self.0 {}
    }

    fn peer_store(known: Vec<PeerId>, registry: Option<Registry>) -> Self::PeerStore {
        N::peer_store(known, registry)
    }

    fn register_notification_metrics(registry: Option<&Registry>) -> NotificationMetrics {
        N::register_notification_metrics(registry)
    }

    fn notification_config(
        protocol: ProtocolName,
        fallbacks: Vec<ProtocolName>,
        max_size: u64,
        handshake: Option<NotificationHandshake>,
        set: SetConfig,
        metrics: NotificationMetrics,
        peers: Arc<dyn PeerStoreProvider>,
    ) -> (
        Self::NotificationProtocolConfig,
        Box<dyn NotificationService>,
    ) {
        let (config, service) = N::notification_config(
            protocol,
            fallbacks,
            max_size,
            handshake,
            set,
            metrics,
            peers.clone(),
        );
        let filtered = FilteredService {
            service,
            peers,
            accepts_handshake: R::accepts_handshake,
            accepts: R::accepts,
            banned: HashSet::new(),
        };
        (config, Box::new(filtered))
    }

    fn request_response_config(
        protocol: ProtocolName,
        fallbacks: Vec<ProtocolName>,
        max_request: u64,
        max_response: u64,
        timeout: Duration,
        requests: Option<async_channel::Sender<IncomingRequest>>,
    ) -> Self::RequestResponseProtocolConfig {
        N::request_response_config(
            protocol,
            fallbacks,
            max_request,
            max_response,
            timeout,
            requests,
        )
    }

    async fn run(self) {
        match self.0 {}
    }
}

/// A notification service without invalid notifications.
#[derive(Debug)]
struct FilteredService {
    service: Box<dyn NotificationService>,
    peers: Arc<dyn PeerStoreProvider>,
    accepts_handshake: fn(&[u8]) -> bool,
    accepts: fn(&[u8]) -> bool,
    /// Peers that are ignored until their stream is closed.
    banned: HashSet<PeerId>,
}

impl FilteredService {
    fn ban(&mut self, peer: PeerId) {
        if self.banned.insert(peer) {
            self.peers.report_peer(peer, INVALID);
        }
    }
}

#[async_trait::async_trait]
impl NotificationService for FilteredService {
    async fn next_event(&mut self) -> Option<NotificationEvent> {
        loop {
            let event = self.service.next_event().await?;
            match &event {
                // The protocol hears of the stream, as it will hear that it is closed.
                NotificationEvent::NotificationStreamOpened {
                    peer, handshake, ..
                } if !(self.accepts_handshake)(handshake) => self.ban(*peer),
                NotificationEvent::NotificationReceived { peer, notification } => {
                    if !(self.accepts)(notification) {
                        self.ban(*peer);
                    }
                    if self.banned.contains(peer) {
                        continue;
                    }
                }
                NotificationEvent::NotificationStreamClosed { peer } => {
                    self.banned.remove(peer);
                }
                _ => {}
            }
            return Some(event);
        }
    }

    async fn open_substream(&mut self, peer: PeerId) -> Result<(), ()> {
        self.service.open_substream(peer).await
    }

    async fn close_substream(&mut self, peer: PeerId) -> Result<(), ()> {
        self.service.close_substream(peer).await
    }

    fn send_sync_notification(&mut self, peer: &PeerId, notification: Vec<u8>) {
        self.service.send_sync_notification(peer, notification)
    }

    async fn send_async_notification(
        &mut self,
        peer: &PeerId,
        notification: Vec<u8>,
    ) -> Result<(), Error> {
        self.service
            .send_async_notification(peer, notification)
            .await
    }

    async fn set_handshake(&mut self, handshake: Vec<u8>) -> Result<(), ()> {
        self.service.set_handshake(handshake).await
    }

    fn try_set_handshake(&mut self, handshake: Vec<u8>) -> Result<(), ()> {
        self.service.try_set_handshake(handshake)
    }

    fn clone(&mut self) -> Result<Box<dyn NotificationService>, ()> {
        Ok(Box::new(Self {
            service: NotificationService::clone(self.service.as_mut())?,
            peers: Arc::clone(&self.peers),
            accepts_handshake: self.accepts_handshake,
            accepts: self.accepts,
            banned: self.banned.clone(),
        }))
    }

    fn protocol(&self) -> &ProtocolName {
        self.service.protocol()
    }

    fn message_sink(&self, peer: &PeerId) -> Option<Box<dyn MessageSink>> {
        self.service.message_sink(peer)
    }
}
