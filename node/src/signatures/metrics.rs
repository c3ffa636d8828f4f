//! Counts the signatures that were found in the cache, for Prometheus.

use crate::executor::signature_cache::cache;
use substrate_prometheus_endpoint::{
    register, MetricSource, Opts, PrometheusError, Registry, SourcedCounter,
};

/// The cache of this process, if there is one.
#[derive(Clone)]
struct Answers;

impl MetricSource for Answers {
    type N = u64;

    fn collect(&self, mut set: impl FnMut(&[&str], u64)) {
        if let Some(cache) = cache() {
            set(&["remembered"], cache.hits());
            set(&["verified"], cache.misses());
        }
    }
}

pub fn register_metrics(registry: &Registry) -> Result<(), PrometheusError> {
    let options = Opts::new(
        "chaos_signatures",
        "Signatures that were asked for, by how the answer was found",
    )
    .variable_label("answer");
    register(SourcedCounter::new(&options, Answers)?, registry)?;
    Ok(())
}
