//! Many transactions in one call of the node's. Each call into the runtime takes an instance of it, which
//! costs more than validating a transfer does.

use crate::{Executive, Hash, UncheckedExtrinsic};
use alloc::vec::Vec;
use codec::{DecodeLimit, Encode};
use frame_support::{
    storage::{with_transaction_unchecked, TransactionOutcome},
    MAX_EXTRINSIC_DEPTH,
};
use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidity},
    OpaqueExtrinsic,
};

sp_api::decl_runtime_apis! {
    /// [`TaggedTransactionQueue`](sp_transaction_pool::runtime_api::TaggedTransactionQueue) for many
    /// transactions at once.
    pub trait TransactionBatches {
        /// What `validate_transaction` says of each on top of the block `at`. `None` for bytes that are no
        /// transaction.
        fn validate_transactions(
            transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
            at: Block::Hash,
        ) -> Vec<Option<TransactionValidity>>;
    }
}

/// Validate each of the `transactions` as if it were the only one.
pub fn validate(
    transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
    at: Hash,
) -> Vec<Option<TransactionValidity>> {
    transactions
        .into_iter()
        .map(|(source, transaction)| {
            let bytes = transaction.encode();
            let transaction = UncheckedExtrinsic::decode_all_with_depth_limit(
                MAX_EXTRINSIC_DEPTH,
                &mut &bytes[..],
            )
            .ok()?;
            let validity = with_transaction_unchecked(|| {
                let validity = Executive::validate_transaction(source, transaction, at);
                TransactionOutcome::Rollback(validity)
            });
            Some(validity)
        })
        .collect()
}
