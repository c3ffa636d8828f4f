//! Pools that wrap another pool and change a little of what it does. They import this whole module.

pub use sc_transaction_pool_api::{
    ImportNotificationStream, LocalTransactionFor, LocalTransactionPool, PoolStatus,
    ReadyTransactions, TransactionFor, TransactionPool, TransactionSource,
    TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
pub use sp_runtime::traits::Block as BlockT;
pub use std::{collections::HashMap, pin::Pin, sync::Arc, time::Duration};

pub type HashOf<Pool> = <<Pool as TransactionPool>::Block as BlockT>::Hash;
pub type Ready<Pool> =
    Box<dyn ReadyTransactions<Item = Arc<<Pool as TransactionPool>::InPoolTransaction>> + Send>;

/// Implement [`TransactionPool`] for the type `$pool`: with its own function `ready`; with `watching`, its own
/// `submit_and_watch`; with `entering`, its own functions that submit and remove transactions. All else is left to the
/// field `pool`.
macro_rules! wrap_pool {
    (entering $pool:ident { $($own:tt)* } $(where $($bounds:tt)+)?) => {
        wrap_pool!(@ $pool {
            fn ready(&self) -> Ready<Self> {
                self.pool.ready()
            }

            $($own)*
        } $(where $($bounds)+)?);
    };
    (watching $pool:ident { $($own:tt)* } $(where $($bounds:tt)+)?) => {
        wrap_pool!(@unwatched $pool {
            fn ready(&self) -> Ready<Self> {
                self.pool.ready()
            }

            $($own)*
        } $(where $($bounds)+)?);
    };
    ($pool:ident { $($own:tt)* } $(where $($bounds:tt)+)?) => {
        wrap_pool!(@unwatched $pool {
            $($own)*

            async fn submit_and_watch(
                &self,
                at: HashOf<Self>,
                source: TransactionSource,
                transaction: TransactionFor<Self>,
            ) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
                self.pool.submit_and_watch(at, source, transaction).await
            }
        } $(where $($bounds)+)?);
    };
    (@unwatched $pool:ident { $($own:tt)* } $(where $($bounds:tt)+)?) => {
        wrap_pool!(@ $pool {
            $($own)*

            async fn submit_at(
                &self,
                at: HashOf<Self>,
                source: TransactionSource,
                transactions: Vec<TransactionFor<Self>>,
            ) -> Result<Vec<Result<TxHash<Self>, Self::Error>>, Self::Error> {
                self.pool.submit_at(at, source, transactions).await
            }

            async fn submit_one(
                &self,
                at: HashOf<Self>,
                source: TransactionSource,
                transaction: TransactionFor<Self>,
            ) -> Result<TxHash<Self>, Self::Error> {
                self.pool.submit_one(at, source, transaction).await
            }

            async fn report_invalid(
                &self,
                at: Option<HashOf<Self>>,
                invalid: TxInvalidityReportMap<TxHash<Self>>,
            ) -> Vec<Arc<Self::InPoolTransaction>> {
                self.pool.report_invalid(at, invalid).await
            }
        } $(where $($bounds)+)?);
    };
    (@ $pool:ident { $($own:tt)* } $(where $($bounds:tt)+)?) => {
        #[async_trait::async_trait]
        impl<Pool: TransactionPool> TransactionPool for $pool<Pool>
        $(where $($bounds)+)?
        {
            type Block = Pool::Block;
            type Hash = Pool::Hash;
            type InPoolTransaction = Pool::InPoolTransaction;
            type Error = Pool::Error;

            $($own)*

            async fn ready_at(&self, at: HashOf<Self>) -> Ready<Self> {
                self.pool.ready_at(at).await
            }

            async fn ready_at_with_timeout(&self, at: HashOf<Self>, timeout: Duration) -> Ready<Self> {
                self.pool.ready_at_with_timeout(at, timeout).await
            }

            fn futures(&self) -> Vec<Self::InPoolTransaction> {
                self.pool.futures()
            }

            fn status(&self) -> PoolStatus {
                self.pool.status()
            }

            fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
                self.pool.import_notification_stream()
            }

            fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
                self.pool.on_broadcasted(propagations)
            }

            fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
                self.pool.hash_of(transaction)
            }

            fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<Self::InPoolTransaction>> {
                self.pool.ready_transaction(hash)
            }
        }
    };
}
pub(crate) use wrap_pool;

/// Forward what offchain workers submit to the field `pool`.
macro_rules! forward_local_submission {
    ($pool:ident) => {
        impl<Pool> LocalTransactionPool for $pool<Pool>
        where
            Pool: TransactionPool + LocalTransactionPool,
        {
            type Block = <Pool as LocalTransactionPool>::Block;
            type Hash = <Pool as LocalTransactionPool>::Hash;
            type Error = <Pool as LocalTransactionPool>::Error;

            fn submit_local(
                &self,
                at: <Self::Block as BlockT>::Hash,
                transaction: LocalTransactionFor<Self>,
            ) -> Result<Self::Hash, Self::Error> {
                self.pool.submit_local(at, transaction)
            }
        }
    };
}
pub(super) use forward_local_submission;
