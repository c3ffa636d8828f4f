//! Exports the numbers of members, open auctions and open CIPs to Prometheus.

use crate::client::FullClient;
use chaos_primitives::Hash;
use chaos_runtime::Runtime;
use frame_support::storage::StoragePrefixedMap;
use futures::StreamExt;
use sc_client_api::{BlockchainEvents, HeaderBackend, StorageProvider};
use sp_core::storage::StorageKey;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{register, Gauge, PrometheusError, Registry, U64};

const LOG_TARGET: &str = "metrics";

/// Prometheus usually scrapes four times a minute.
const PAUSE: Duration = Duration::from_secs(15);

/// Entries are counted one by one, which takes seconds for a million. Counting gets at most one part in this many of a
/// core's time.
const PART: u32 = 50;

/// What is counted: the metric, what it says, and the prefix of the pallet's map with an entry for each.
fn counts() -> [(&'static str, &'static str, Vec<u8>); 3] {
    [
        (
            "chaos_members",
            "Nodes that are members of the network",
            pallet_node_admission::Members::<Runtime>::map_storage_final_prefix(),
        ),
        (
            "chaos_open_auctions",
            "Auctions that are neither cancelled nor sold",
            pallet_dutch_auction::Ending::<Runtime>::final_prefix().to_vec(),
        ),
        (
            "chaos_open_cips",
            "CIPs that are not decided yet",
            pallet_cip::Ending::<Runtime>::final_prefix().to_vec(),
        ),
    ]
}

/// The gauges, as of a final block that is a few seconds old.
pub struct Metrics(Vec<(StorageKey, Gauge<U64>)>);

impl Metrics {
    pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
        let gauge = |(name, help, prefix): (&str, &str, Vec<u8>)| {
            let gauge = register(Gauge::new(name, help)?, registry)?;
            Ok((StorageKey(prefix), gauge))
        };
        counts()
            .into_iter()
            .map(gauge)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Count anew. A map that can't be counted keeps its number.
    fn update(&self, count: impl Fn(&StorageKey) -> Result<usize, String>) {
        for (prefix, gauge) in &self.0 {
            match count(prefix) {
                Ok(entries) => gauge.set(entries as u64),
                Err(error) => {
                    log::warn!(target: LOG_TARGET, "Cannot count the entries of a map: {error}")
                }
            }
        }
    }
}

/// Keep the `metrics` as the final blocks say.
pub async fn follow(metrics: Metrics, client: Arc<FullClient>) {
    let finalized = client.finality_notification_stream();
    let current = futures::stream::iter([client.info().finalized_hash]);
    let mut blocks = current.chain(finalized.map(|block| block.hash));
    let mut next = Instant::now();
    while let Some(block) = blocks.next().await {
        let start = Instant::now();
        if start >= next {
            metrics.update(|prefix| count(&client, block, prefix));
            next = Instant::now() + pause_after(start.elapsed());
        }
    }
}

/// How long not to count, after counting took so long.
fn pause_after(counting: Duration) -> Duration {
    PAUSE.max(counting.saturating_mul(PART))
}

fn count(client: &FullClient, block: Hash, prefix: &StorageKey) -> Result<usize, String> {
    client
        .storage_keys(block, Some(prefix), None)
        .map(Iterator::count)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(metrics: &Metrics) -> Vec<u64> {
        metrics.0.iter().map(|(_, gauge)| gauge.get()).collect()
    }

    #[test]
    fn counting_leaves_the_node_its_time() {
        assert_eq!(pause_after(Duration::from_millis(1)), PAUSE);
        assert_eq!(
            pause_after(Duration::from_secs(2)),
            Duration::from_secs(100)
        );
    }

    #[test]
    fn each_map_has_its_number() {
        let metrics = Metrics::register(&Registry::new()).unwrap();
        let auctions = metrics.0[1].0.clone();
        metrics.update(|prefix| Ok(if *prefix == auctions { 7 } else { 2 }));
        assert_eq!(values(&metrics), [2, 7, 2]);
    }

    #[test]
    fn what_cannot_be_counted_stays_as_it_was() {
        let metrics = Metrics::register(&Registry::new()).unwrap();
        metrics.update(|_| Ok(3));
        metrics.update(|_| Err("the state is gone".into()));
        assert_eq!(values(&metrics), [3, 3, 3]);
    }
}
