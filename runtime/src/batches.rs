//! Many transactions in one call of the node's. Each call into the runtime takes an instance of it, which
//! costs more than validating a transfer does.

use crate::{Executive, Hash, System, UncheckedExtrinsic};
use alloc::vec::Vec;
use codec::{DecodeLimit, Encode};
use frame_support::{
    dispatch::GetDispatchInfo,
    storage::{with_transaction_unchecked, TransactionOutcome},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
    MAX_EXTRINSIC_DEPTH,
};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, OpaqueExtrinsic,
};

/// Transactions that weigh this are applied together, so that an author looks at the clock once in a while.
const BATCH_WEIGHT: Weight = Weight::from_parts(50 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

/// Most transactions that one call looks at. Anybody who reaches a node's JSON-RPC may make such a call.
pub const MOST_AT_ONCE: usize = 256;

sp_api::decl_runtime_apis! {
    /// What [`TaggedTransactionQueue`](sp_transaction_pool::runtime_api::TaggedTransactionQueue) and
    /// [`BlockBuilder`](sp_block_builder::BlockBuilder) do with one transaction, with many at once.
    #[api_version(2)]
    pub trait TransactionBatches {
        /// What `validate_transaction` says of each on top of the block `at`, up to the 256th. `None` for bytes
        /// that are no transaction.
        fn validate_transactions(
            transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
            at: Block::Hash,
        ) -> Vec<Option<TransactionValidity>>;

        /// What `apply_extrinsic` says of each, one after the other, of which those leave no trace that can't be
        /// in the block. `None` for one that declares more weight than is left of the `budget`: it is not
        /// applied. There are fewer answers than transactions if the first ones are enough work for one call, or
        /// there are more than 256; the others were not looked at.
        fn apply_extrinsics(
            transactions: Vec<OpaqueExtrinsic>,
            budget: Weight,
        ) -> Vec<Option<ApplyExtrinsicResult>>;
    }
}

/// Validate each of the `transactions` as if it were the only one.
pub fn validate(
    transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
    at: Hash,
) -> Vec<Option<TransactionValidity>> {
    transactions
        .into_iter()
        .take(MOST_AT_ONCE)
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

/// Apply those of the `transactions` that fit into the `budget` to the block that is being made, until they are
/// enough work for one call.
pub fn apply(
    transactions: Vec<OpaqueExtrinsic>,
    budget: Weight,
) -> Vec<Option<ApplyExtrinsicResult>> {
    let before = System::block_weight().total();
    let mut results = Vec::with_capacity(transactions.len().min(MOST_AT_ONCE));
    for transaction in transactions.into_iter().take(MOST_AT_ONCE) {
        let used = System::block_weight().total().saturating_sub(before);
        if used.any_gte(BATCH_WEIGHT) {
            break;
        }
        results.push(apply_one(&transaction, budget.saturating_sub(used)));
    }
    results
}

/// `None` if the transaction declares more weight than is `left`.
fn apply_one(transaction: &OpaqueExtrinsic, left: Weight) -> Option<ApplyExtrinsicResult> {
    let Some(transaction) = decode(transaction) else {
        return Some(Err(InvalidTransaction::Call.into()));
    };
    if transaction.get_dispatch_info().total_weight().any_gt(left) {
        return None;
    }
    Some(with_transaction_unchecked(
        || match Executive::apply_extrinsic(transaction) {
            Ok(outcome) => TransactionOutcome::Commit(Ok(outcome)),
            Err(error) => TransactionOutcome::Rollback(Err(error)),
        },
    ))
}

fn decode(transaction: &OpaqueExtrinsic) -> Option<UncheckedExtrinsic> {
    let bytes = transaction.encode();
    UncheckedExtrinsic::decode_all_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut &bytes[..]).ok()
}
