//! Many transactions in one call of the node's. Each call into the runtime takes an instance of it, which
//! costs more than validating a transfer does.

use crate::{Executive, Hash, System, UncheckedExtrinsic};
use alloc::vec::Vec;
use codec::{DecodeLimit, Encode};
use frame_support::{
    storage::{with_transaction_unchecked, TransactionOutcome},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
    MAX_EXTRINSIC_DEPTH,
};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, OpaqueExtrinsic,
};

/// Transactions that weigh this are applied together, so that an author who has to come to an end is not kept
/// waiting.
const BATCH_WEIGHT: Weight = Weight::from_parts(50 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

sp_api::decl_runtime_apis! {
    /// What [`TaggedTransactionQueue`](sp_transaction_pool::runtime_api::TaggedTransactionQueue) and
    /// [`BlockBuilder`](sp_block_builder::BlockBuilder) do with one transaction, with many at once.
    pub trait TransactionBatches {
        /// What `validate_transaction` says of each on top of the block `at`. `None` for bytes that are no
        /// transaction.
        fn validate_transactions(
            transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
            at: Block::Hash,
        ) -> Vec<Option<TransactionValidity>>;

        /// What `apply_extrinsic` says of each, one after the other, of which those leave no trace that can't be
        /// in the block. There are fewer answers than transactions if the first ones are enough work for one
        /// call; the others were not looked at.
        fn apply_extrinsics(transactions: Vec<OpaqueExtrinsic>) -> Vec<ApplyExtrinsicResult>;
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
            let transaction = decode(&transaction)?;
            let validity = with_transaction_unchecked(|| {
                let validity = Executive::validate_transaction(source, transaction, at);
                TransactionOutcome::Rollback(validity)
            });
            Some(validity)
        })
        .collect()
}

/// Apply `transactions` to the block that is being made, until they are enough work for one call.
pub fn apply(transactions: Vec<OpaqueExtrinsic>) -> Vec<ApplyExtrinsicResult> {
    let enough = System::block_weight().total().saturating_add(BATCH_WEIGHT);
    let mut results = Vec::with_capacity(transactions.len());
    for transaction in transactions {
        results.push(apply_one(&transaction));
        if System::block_weight().total().any_gte(enough) {
            break;
        }
    }
    results
}

fn apply_one(transaction: &OpaqueExtrinsic) -> ApplyExtrinsicResult {
    let transaction = decode(transaction).ok_or(InvalidTransaction::Call)?;
    with_transaction_unchecked(|| match Executive::apply_extrinsic(transaction) {
        Ok(outcome) => TransactionOutcome::Commit(Ok(outcome)),
        Err(error) => TransactionOutcome::Rollback(Err(error)),
    })
}

fn decode(transaction: &OpaqueExtrinsic) -> Option<UncheckedExtrinsic> {
    let bytes = transaction.encode();
    UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &bytes[..]).ok()
}
