//! The types that a node is made of. Whatever works on the chain takes them from here, and nothing but the command
//! line knows [`crate::service`], which puts the parts together.

use crate::{executor::Executor, signatures::SignaturesFirst};
use chaos_primitives::Block;
use chaos_runtime::apis::RuntimeApi;
use sc_consensus::DefaultImportQueue;
use sc_transaction_pool::TransactionPoolHandle;

/// Reads and writes the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The fork choice: the head of the longest chain that has the last final block.
pub type LongestChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transactions that wait for a block.
pub type FullPool = TransactionPoolHandle<Block, FullClient>;
/// The blocks that wait to be imported.
pub type FullImportQueue = SignaturesFirst<DefaultImportQueue<Block>>;
