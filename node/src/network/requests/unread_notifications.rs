//! Tests that the network library limits notifications that a peer does not read: `patches/litep2p.patch`.

use super::half_sent::{drive, tcp};
use futures::StreamExt;
use litep2p::{
    config::ConfigBuilder,
    protocol::notification::{
        Config, ConfigBuilder as NotificationsBuilder, NotificationError, NotificationEvent,
        NotificationHandle, ValidationResult,
    },
    Litep2p, PeerId,
};
use std::{iter, sync::mpsc as blocking, thread, time::Duration};
use tokio::{
    runtime, select,
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// What may be queued to a peer.
const BOUND: usize = 8 * MIB;

/// What the buffers of the connection take of a stream besides.
const BUFFERS: usize = MIB;

const TIMEOUT: Duration = Duration::from_secs(60);

fn notifications() -> (Config, NotificationHandle) {
    NotificationsBuilder::new("/notifications/1".into())
        .with_max_size(2 * BOUND)
        .with_handshake(vec![0])
        .with_auto_accept_inbound(true)
        .build()
}

/// Says that it has stopped, and goes on when the second one says so.
type Stop = (oneshot::Sender<()>, blocking::Receiver<()>);

/// Accept every stream, and say how long the notifications are that arrive.
async fn read(
    mut handle: NotificationHandle,
    mut stops: mpsc::UnboundedReceiver<Stop>,
    lengths: mpsc::UnboundedSender<usize>,
) {
    loop {
        select! {
            event = handle.next() => match event {
                Some(NotificationEvent::ValidateSubstream { peer, .. }) => {
                    handle.send_validation_result(peer, ValidationResult::Accept);
                }
                Some(NotificationEvent::NotificationReceived { notification, .. }) => {
                    let _ = lengths.send(notification.len());
                }
                Some(_) => {}
                None => return,
            },
            stop = stops.recv() => match stop {
                Some((stopped, go_on)) => {
                    let _ = stopped.send(());
                    // The whole peer is in this thread, its connections as well.
                    let _ = go_on.recv();
                }
                None => return,
            },
        }
    }
}

async fn open(handle: &mut NotificationHandle, peer: PeerId) {
    let opening = async {
        loop {
            // It fails, or nothing comes of it, as long as one of the two has not noticed the end of the last one.
            let _ = handle.open_substream(peer).await;
            let opened = timeout(Duration::from_secs(2), async {
                while !matches!(
                    handle.next().await,
                    Some(NotificationEvent::NotificationStreamOpened { .. })
                ) {}
            });
            if opened.await.is_ok() {
                return;
            }
        }
    };
    timeout(TIMEOUT, opening).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_has_few_bytes_of_them_and_not_for_long() {
    let reading = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (peer, addresses, stop, mut lengths) = {
        let _entered = reading.enter();
        let (config, handle) = notifications();
        let library = ConfigBuilder::new()
            .with_tcp(tcp())
            .with_notification_protocol(config)
            .build();
        let library = Litep2p::new(library).unwrap();
        let peer = *library.local_peer_id();
        let addresses: Vec<_> = library.listen_addresses().cloned().collect();
        drive(library);
        let (stop, stops) = mpsc::unbounded_channel();
        let (read_one, lengths) = mpsc::unbounded_channel();
        reading.spawn(read(handle, stops, read_one));
        (peer, addresses, stop, lengths)
    };
    let (end, ended) = oneshot::channel::<()>();
    thread::spawn(move || {
        let _ = reading.block_on(ended);
    });

    let (config, mut handle) = notifications();
    let telling = ConfigBuilder::new()
        .with_tcp(tcp())
        .with_notification_protocol(config)
        .with_known_addresses(iter::once((peer, addresses)))
        .build();
    drive(Litep2p::new(telling).unwrap());
    open(&mut handle, peer).await;

    // It stops reading.
    let (stopped, has_stopped) = oneshot::channel();
    let (go_on, until) = blocking::channel();
    stop.send((stopped, until)).unwrap();
    has_stopped.await.unwrap();
    let length = 120 * KIB;
    let mut accepted = 0;
    for _ in 0..300 {
        match handle.send_sync_notification(peer, vec![0; length]) {
            Ok(()) => accepted += length,
            Err(error) => assert_eq!(error, NotificationError::ChannelClogged),
        }
        sleep(Duration::from_millis(10)).await;
    }
    assert!(accepted > BOUND - length, "{accepted}");
    assert!(accepted <= BOUND + BUFFERS, "{accepted}");

    // The connection is not closed for that, but the stream is when a notification has not been written in time.
    let event = timeout(TIMEOUT, handle.next()).await.unwrap();
    assert!(matches!(
        event,
        Some(NotificationEvent::NotificationStreamClosed { .. })
    ));

    // It reads again, and a new stream has all the room.
    go_on.send(()).unwrap();
    open(&mut handle, peer).await;
    let larger = BOUND + MIB;
    handle
        .send_sync_notification(peer, vec![0; larger])
        .unwrap();
    let arrives = async { while lengths.recv().await.unwrap() != larger {} };
    timeout(TIMEOUT, arrives).await.unwrap();

    // What has been written leaves room for others.
    for number in 0..2 * BOUND / MIB {
        let sent = async {
            // Half of them wait for room by themselves.
            if number % 2 == 0 {
                let sending = handle.send_async_notification(peer, vec![0; MIB]);
                sending.await.unwrap();
            } else {
                while handle.send_sync_notification(peer, vec![0; MIB]).is_err() {
                    sleep(Duration::from_millis(10)).await;
                }
            }
        };
        timeout(TIMEOUT, sent).await.unwrap();
    }
    for _ in 0..2 * BOUND / MIB {
        let length = timeout(TIMEOUT, lengths.recv()).await.unwrap();
        assert_eq!(length, Some(MIB));
    }
    drop(end);
}
