//! Blocks and transactions: what a node asks of any runtime.

pub(super) use crate::{batches, Executive, InherentDataExt, VERSION};
pub(super) use frame_support::view_functions::{ViewFunctionDispatchError, ViewFunctionId};
pub(super) use sp_core::OpaqueMetadata;
pub(super) use sp_inherents::{CheckInherentsResult, InherentData};
pub(super) use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, ExtrinsicInclusionMode, OpaqueExtrinsic,
};
pub(super) use sp_version::RuntimeVersion;

macro_rules! system {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl sp_api::Core<Block> for Runtime {
                fn version() -> RuntimeVersion {
                    VERSION
                }

                fn execute_block(block: <Block as BlockT>::LazyBlock) {
                    Executive::execute_block(block)
                }

                fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
                    Executive::initialize_block(header)
                }
            }

            impl sp_api::Metadata<Block> for Runtime {
                fn metadata() -> OpaqueMetadata {
                    OpaqueMetadata::new(Runtime::metadata().into())
                }

                fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
                    Runtime::metadata_at_version(version)
                }

                fn metadata_versions() -> Vec<u32> {
                    Runtime::metadata_versions()
                }
            }

            impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
                fn execute_view_function(
                    id: ViewFunctionId,
                    input: Vec<u8>,
                ) -> Result<Vec<u8>, ViewFunctionDispatchError> {
                    Runtime::execute_view_function(id, input)
                }
            }

            impl sp_block_builder::BlockBuilder<Block> for Runtime {
                fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
                    Executive::apply_extrinsic(extrinsic)
                }

                fn finalize_block() -> <Block as BlockT>::Header {
                    Executive::finalize_block()
                }

                fn inherent_extrinsics(
                    data: InherentData,
                ) -> Vec<<Block as BlockT>::Extrinsic> {
                    data.create_extrinsics()
                }

                fn check_inherents(
                    block: <Block as BlockT>::LazyBlock,
                    data: InherentData,
                ) -> CheckInherentsResult {
                    data.check_extrinsics(&block)
                }
            }

            impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
                fn validate_transaction(
                    source: TransactionSource,
                    tx: <Block as BlockT>::Extrinsic,
                    block_hash: <Block as BlockT>::Hash,
                ) -> TransactionValidity {
                    Executive::validate_transaction(source, tx, block_hash)
                }
            }

            impl batches::TransactionBatches<Block> for Runtime {
                fn validate_transactions(
                    transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
                    at: <Block as BlockT>::Hash,
                ) -> Vec<Option<TransactionValidity>> {
                    batches::validate(transactions, at)
                }

                fn apply_extrinsics(
                    transactions: Vec<OpaqueExtrinsic>,
                    budget: Weight,
                ) -> Vec<Option<ApplyExtrinsicResult>> {
                    batches::apply(transactions, budget)
                }
            }

            impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
                fn offchain_worker(header: &<Block as BlockT>::Header) {
                    Executive::offchain_worker(header)
                }
            }
        }
    };
}
