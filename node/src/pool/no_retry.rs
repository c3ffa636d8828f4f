//! A pool whose refusals are final, for those who submit again what is refused.
//!
//! `transaction_v1_broadcast` keeps a transaction that the pool may take later, and submits it after each block. It
//! does so for as long as the pool has no room or the transaction is banned, also when the connection has gone, and
//! so would keep megabytes of whatever somebody sends.

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

/// An error after which nobody tries again.
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
