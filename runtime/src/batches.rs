//! A runtime API that validates or applies many transactions in one call. Every call into the runtime instantiates it,
//! which costs more than validating a transfer.

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

/// A call stops applying transactions at this weight, so that the block author can check the time.
const BATCH_WEIGHT: Weight = Weight::from_parts(50 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

/// Maximum number of transactions that one call processes. Anybody with access to a node's JSON-RPC can make such a
/// call.
pub const MAX_TRANSACTIONS: usize = 256;

sp_api::decl_runtime_apis! {
    /// [`TaggedTransactionQueue`](sp_transaction_pool::runtime_api::TaggedTransactionQueue) and
    /// [`BlockBuilder`](sp_block_builder::BlockBuilder) for many transactions at once.
    #[api_version(2)]
    pub trait TransactionBatches {
        /// The results of `validate_transaction` on top of block `at`, for the first 256 transactions. `None` where the
        /// bytes don't decode.
        fn validate_transactions(
            transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
            at: Block::Hash,
        ) -> Vec<Option<TransactionValidity>>;

        /// Apply the transactions in order, with the results of `apply_extrinsic`. A transaction that is invalid for
        /// the block changes nothing. `None` for one that declares more weight than is left of `budget`: it is not
        /// applied. Fewer results than transactions are returned once a call has done enough work, or after 256
        /// transactions; the others were not processed.
        fn apply_extrinsics(
            transactions: Vec<OpaqueExtrinsic>,
            budget: Weight,
        ) -> Vec<Option<ApplyExtrinsicResult>>;
    }
}

/// Validate each of the `transactions` on its own.
pub fn validate(
    transactions: Vec<(TransactionSource, OpaqueExtrinsic)>,
    at: Hash,
) -> Vec<Option<TransactionValidity>> {
    transactions
        .into_iter()
        .take(MAX_TRANSACTIONS)
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

/// Apply those of the `transactions` that fit into the `budget` to the current block, until they amount to enough work
/// for one call.
pub fn apply(
    transactions: Vec<OpaqueExtrinsic>,
    budget: Weight,
) -> Vec<Option<ApplyExtrinsicResult>> {
    let before = System::block_weight().total();
    let mut results = Vec::with_capacity(transactions.len().min(MAX_TRANSACTIONS));
    for transaction in transactions.into_iter().take(MAX_TRANSACTIONS) {
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
