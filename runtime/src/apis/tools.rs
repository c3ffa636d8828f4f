//! What command-line tools ask: the genesis of a chain spec, benchmarks, dry runs of upgrades.

pub(super) use crate::{genesis, RuntimeGenesisConfig};
pub(super) use frame_support::genesis_builder_helper::get_preset;
pub(super) use sp_genesis_builder::PresetId;

macro_rules! tools {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
                fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
                    genesis::build_state(config)
                }

                fn get_preset(id: &Option<PresetId>) -> Option<Vec<u8>> {
                    get_preset::<RuntimeGenesisConfig>(id, genesis::get_preset)
                }

                fn preset_names() -> Vec<PresetId> {
                    genesis::preset_names()
                }
            }

            #[cfg(feature = "runtime-benchmarks")]
            impl frame_benchmarking::Benchmark<Block> for Runtime {
                fn benchmark_metadata(
                    extra: bool,
                ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
                    crate::benchmarks::metadata(extra)
                }

                fn dispatch_benchmark(
                    config: frame_benchmarking::BenchmarkConfig,
                ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, String> {
                    crate::benchmarks::dispatch(config)
                }
            }

            // A failed check of a migration or a block stops the dry run with its error.
            #[cfg(feature = "try-runtime")]
            impl frame_try_runtime::TryRuntime<Block> for Runtime {
                fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
                    let weight = Executive::try_runtime_upgrade(checks).unwrap();
                    (weight, crate::configs::system::RuntimeBlockWeights::get().max_block)
                }

                fn execute_block(
                    block: <Block as BlockT>::LazyBlock,
                    state_root_check: bool,
                    signature_check: bool,
                    select: frame_try_runtime::TryStateSelect,
                ) -> Weight {
                    Executive::try_execute_block(block, state_root_check, signature_check, select).unwrap()
                }
            }
        }
    };
}
