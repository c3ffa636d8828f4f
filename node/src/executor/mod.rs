//! Executes the runtime.
//!
//! What is compiled of it is kept on disk ([`runtime_cache`]), so that a second start is quick, and the calls of
//! JSON-RPC and light clients have a limit of their own ([`external`]).

pub mod external;
pub mod genesis;
pub mod host_functions;
mod runtime_cache;
pub mod signature_cache;

use chaos_runtime::configs::contracts::HEAP_PAGES;
use external::LimitedExecutor;
use sc_executor::{sp_wasm_interface::ExtendedHostFunctions, HeapAllocStrategy, WasmExecutor};
use sc_service::config::ExecutorConfiguration;

#[cfg(not(feature = "runtime-benchmarks"))]
type StockHostFunctions = sp_io::SubstrateHostFunctions;
#[cfg(feature = "runtime-benchmarks")]
type StockHostFunctions = (
    sp_io::SubstrateHostFunctions,
    frame_benchmarking::benchmarking::HostFunctions,
);

/// What the runtime may call of the node.
type HostFunctions =
    ExtendedHostFunctions<StockHostFunctions, host_functions::crypto::HostFunctions>;

/// Executes the runtime.
pub type Executor = LimitedExecutor<WasmExecutor<HostFunctions>>;

/// The executor that `config` asks for. Dry runs get as much memory as blocks, for which the chain's state says it.
pub fn new(config: &ExecutorConfiguration) -> Executor {
    let pages = config.default_heap_pages.unwrap_or(HEAP_PAGES);
    let heap = HeapAllocStrategy::Static {
        extra_pages: pages as _,
    };
    let mut builder = WasmExecutor::builder()
        .with_execution_method(config.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.max_runtime_instances)
        .with_runtime_cache_size(config.runtime_cache_size);
    if let Some(folder) = runtime_cache::folder() {
        builder = builder.with_cache_path(folder);
    }
    LimitedExecutor::new(builder.build())
}
