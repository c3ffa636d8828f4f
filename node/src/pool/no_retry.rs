//! A pool whose refusals are final, for callers that submit a refused transaction again.
//!
//! `transaction_v1_broadcast` keeps a transaction that the pool may accept later, and submits it after every block,
//! for as long as the pool is full or the transaction is banned. It does so even after the connection is closed, and
//! so would keep megabytes of whatever anybody sends.

use super::wrapper::*;
use sc_transaction_pool_api::error::{Error, IntoPoolError};
use sp_runtime::transaction_validity::InvalidTransaction;

/// See the [module](self).
pub struct NoRetry<Pool> {
    pool: Arc<Pool>,
}

impl<Pool> NoRetry<Pool> {
    pub fn new(pool: Arc<Pool>) -> Self {
        Self { pool }
    }
}

/// The error that keeps callers from trying again.
fn without_retry<E: IntoPoolError + From<Error>>(error: E) -> E {
    match error.into_pool_error() {
        Ok(refusal) if refusal.is_retriable() => {
            Error::InvalidTransaction(InvalidTransaction::ExhaustsResources).into()
        }
        Ok(refusal) => refusal.into(),
        Err(failure) => failure,
    }
}

wrap_pool!(watching NoRetry {
    async fn submit_and_watch(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
        self.pool.submit_and_watch(at, source, transaction).await.map_err(without_retry)
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_tries_again() {
        let retriable = [Error::TemporarilyBanned, Error::ImmediatelyDropped];
        for refusal in retriable {
            assert!(refusal.is_retriable());
            assert!(!without_retry(refusal).is_retriable());
        }
        let already = without_retry(Error::AlreadyImported(Box::new(())));
        assert!(matches!(already, Error::AlreadyImported(_)));
    }
}
