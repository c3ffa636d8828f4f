//! Tests that the network library limits requests that are begun and never completed: `patches/litep2p.patch`.

use futures::StreamExt;
use litep2p::{
    codec::ProtocolCodec,
    config::ConfigBuilder,
    protocol::{
        request_response::ConfigBuilder as RequestsBuilder, TransportEvent, TransportService,
        UserProtocol,
    },
    substream::Substream,
    transport::tcp,
    types::protocol::ProtocolName,
    Litep2p,
};
use std::{iter, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc,
    time::{sleep, timeout},
};

const PROTOCOL: &str = "/requests/1";

/// Opened by one peer.
const STREAMS: usize = 20;

/// Opens streams to whoever is connected.
struct Opening(mpsc::UnboundedSender<Substream>);

#[async_trait::async_trait]
impl UserProtocol for Opening {
    fn protocol(&self) -> ProtocolName {
        PROTOCOL.into()
    }

    fn codec(&self) -> ProtocolCodec {
        ProtocolCodec::UnsignedVarint(None)
    }

    async fn run(self: Box<Self>, mut service: TransportService) -> litep2p::Result<()> {
        while let Some(event) = service.next().await {
            match event {
                TransportEvent::ConnectionEstablished { peer, .. } => {
                    for _ in 0..STREAMS {
                        service.open_substream(peer).unwrap();
                    }
                }
                TransportEvent::SubstreamOpened { substream, .. } => {
                    self.0.send(substream).unwrap();
                }
                _ => {}
            }
        }
        Ok(())
    }
}

pub(super) fn tcp() -> tcp::config::Config {
    tcp::config::Config {
        listen_addresses: vec!["/ip4/127.0.0.1/tcp/0".parse().unwrap()],
        ..Default::default()
    }
}

pub(super) fn drive(mut library: Litep2p) {
    tokio::spawn(async move { while library.next_event().await.is_some() {} });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_has_few_at_a_time_and_not_for_long() {
    let (requests, _requests) = RequestsBuilder::new(PROTOCOL.into())
        .with_max_size(1024)
        .build();
    let serving = ConfigBuilder::new()
        .with_tcp(tcp())
        .with_request_response_protocol(requests)
        .build();
    let serving = Litep2p::new(serving).unwrap();
    let peer = *serving.local_peer_id();
    let addresses: Vec<_> = serving.listen_addresses().cloned().collect();
    drive(serving);

    let (opened, mut streams) = mpsc::unbounded_channel();
    let asking = ConfigBuilder::new()
        .with_tcp(tcp())
        .with_user_protocol(Box::new(Opening(opened)))
        .with_known_addresses(iter::once((peer, addresses)))
        .build();
    let mut asking = Litep2p::new(asking).unwrap();
    asking.dial(&peer).await.unwrap();
    drive(asking);

    let (ended, mut ends) = mpsc::unbounded_channel();
    for _ in 0..STREAMS {
        let mut stream = streams.recv().await.unwrap();
        let ended = ended.clone();
        tokio::spawn(async move {
            // A hundred bytes are to come, of which one does.
            let _ = stream.write_all(&[100, 0]).await;
            let _ = stream.flush().await;
            let _ = stream.read_u8().await;
            ended.send(()).unwrap();
        });
    }
    const MAX_PER_PEER: usize = 8;
    let patience = Duration::from_secs(30);
    for _ in MAX_PER_PEER..STREAMS {
        timeout(patience, ends.recv()).await.unwrap();
    }
    // The others have time to arrive.
    sleep(Duration::from_secs(2)).await;
    assert!(ends.try_recv().is_err());
    for _ in 0..MAX_PER_PEER {
        timeout(patience, ends.recv()).await.unwrap();
    }
}
