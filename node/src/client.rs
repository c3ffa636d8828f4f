//! The types of the client, the database and the pool, for everything that works on the chain.

use crate::executor::Executor;
use chaos_primitives::Block;
use chaos_runtime::apis::RuntimeApi;
use sc_transaction_pool::TransactionPoolHandle;

/// Reads and writes the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The fork choice: the head of the longest chain that has the last final block.
pub type LongestChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transactions that wait for a block.
pub type FullPool = TransactionPoolHandle<Block, FullClient>;
