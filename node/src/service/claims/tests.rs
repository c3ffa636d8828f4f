use super::*;
use crate::{
    consensus::{testing::Says, Verdict},
    service::testing::new_chain,
};
use sc_network::config::SyncMode;
use sc_network_sync::{
    mock::MockBlockDownloader,
    strategy::polkadot::{PolkadotSyncingStrategy, PolkadotSyncingStrategyConfig},
};

/// Whether a node at the genesis block syncs, and to which block, once a peer says that it has a million, where there
/// can be no more than `highest`.
fn syncs_to(highest: Option<BlockNumber>) -> (bool, Option<BlockNumber>) {
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
    let check = Says {
        verdict: Verdict::Unknown,
        highest,
    };
    let mut claims = Claims::new(strategy.unwrap(), Arc::new(check));
    claims.add_peer(PeerId::random(), Hash::repeat_byte(1), 1_000_000);
    (claims.is_major_syncing(), claims.status().best_seen_block)
}

#[tokio::test]
async fn nobody_is_believed_to_have_more_blocks_than_there_can_be() {
    assert_eq!(syncs_to(Some(3)), (false, Some(3)));
    assert_eq!(syncs_to(Some(100)), (true, Some(100)));
    assert_eq!(syncs_to(None), (true, Some(1_000_000)));
}
