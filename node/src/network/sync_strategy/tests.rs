use super::*;
use crate::{
    headers::Verdict,
    testing::{new_chain, FixedCheck},
};
use sc_network::config::SyncMode;
use sc_network_sync::{
    mock::MockBlockDownloader,
    strategy::polkadot::{PolkadotSyncingStrategy, PolkadotSyncingStrategyConfig},
};

/// What `test` finds of a node at the genesis block, where there can be no more than `highest`.
fn with_sync<T>(
    highest: Option<BlockNumber>,
    test: impl FnOnce(&mut dyn SyncingStrategy<Block>) -> T,
) -> T {
    let (_folder, config, chain) = new_chain();
    let strategy = PolkadotSyncingStrategy::new(
        PolkadotSyncingStrategyConfig {
            mode: SyncMode::Full,
            max_parallel_downloads: 1,
            max_blocks_per_request: 64,
            min_peers_to_start_warp_sync: None,
            metrics_registry: None,
            state_request_protocol_name: "/test/states".into(),
            block_downloader: Arc::new(MockBlockDownloader::new()),
            gap_sync_body_policy: sc_service::default_gap_sync_body_policy(config.blocks_pruning),
        },
        chain.client.clone(),
        None,
        None,
    );
    let check = FixedCheck {
        highest,
        ..FixedCheck::new(Verdict::Unknown)
    };
    test(&mut CautiousSync::new(strategy.unwrap(), Arc::new(check)))
}

/// Whether a node syncs, and to which block, once a peer says that it has a million.
fn syncs_to(highest: Option<BlockNumber>) -> (bool, Option<BlockNumber>) {
    with_sync(highest, |sync| {
        sync.add_peer(PeerId::random(), Hash::repeat_byte(1), 1_000_000);
        (sync.is_major_syncing(), sync.status().best_seen_block)
    })
}

#[tokio::test]
async fn nobody_is_believed_to_have_more_blocks_than_there_can_be() {
    assert_eq!(syncs_to(Some(3)), (false, Some(3)));
    assert_eq!(syncs_to(Some(100)), (true, Some(100)));
    assert_eq!(syncs_to(None), (true, Some(1_000_000)));
}

#[tokio::test]
async fn nobody_is_asked_for_what_nobody_has_announced() {
    let asked_for = with_sync(None, |sync| {
        sync.add_peer(PeerId::random(), Hash::repeat_byte(1), 0);
        sync.set_sync_fork_request(Vec::new(), &Hash::repeat_byte(2), 0);
        sync.num_sync_requests()
    });
    assert_eq!(asked_for, 0);
}

#[test]
fn as_nothing_becomes_final_peers_are_asked_one_by_one() {
    let mut peers = [(); 3].map(|()| PeerId::random());
    peers.sort();
    let start = Instant::now();
    let mut turns = Turns::new(start);
    turns.peers = peers.into_iter().zip([5, 4, 5]).collect();
    assert_eq!(turns.next(5, start), None);

    let mut next = |number, interval| {
        turns.next(
            number,
            start + FINALITY_TIMEOUT + REQUEST_INTERVAL * interval,
        )
    };
    assert_eq!(next(6, 0), None);
    assert_eq!(next(5, 0), Some(peers[0]));
    assert_eq!(next(5, 0), None);
    assert_eq!(next(5, 1), Some(peers[2]));
    assert_eq!(next(4, 2), Some(peers[0]));
    assert_eq!(next(4, 3), Some(peers[1]));

    let now = start + FINALITY_TIMEOUT + REQUEST_INTERVAL * 4;
    turns.finalized(now);
    assert_eq!(turns.next(4, now), None);
    assert_eq!(turns.next(4, now + FINALITY_TIMEOUT), Some(peers[2]));
}
