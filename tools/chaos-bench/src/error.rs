//! Why a load can't be run.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nothing answers at {url}")]
    Connect {
        url: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the node has made no block final in {0} seconds")]
    NothingFinal(u64),
    #[error("the chain {chain} has no pallet {pallet}, which this kind of load needs")]
    NoPallet { chain: String, pallet: &'static str },
    #[error("account number {0} has no coins: `chaos-bench fund` gives it some at genesis")]
    NotFunded(u32),
    #[error("the chain keeps other things of account {0} than `System` and `Balances` do")]
    MalformedAccount(String),
    #[error("{0} is no development key, such as //Alice")]
    NotAKey(String),
    #[error("the setup failed: {0} did not happen")]
    Setup(&'static str),
    #[error("this kind of load needs a contract: --contract FILE")]
    NoContract,
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write {path}")]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is not what it should be: {reason}")]
    Malformed { path: PathBuf, reason: String },
    #[error("cannot read how process {pid} does; is it running, and on Linux?")]
    NoProcess { pid: u32, source: std::io::Error },
    #[error("the node has closed a subscription")]
    SubscriptionEnded,
    #[error("block {0} can't be had from the node")]
    NoBlock(String),
    #[error("the plot can't be drawn: {0}")]
    Plot(String),
    #[error("the report can't be written as JSON")]
    Json(#[source] serde_json::Error),
    #[error("no threads can be had")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Rpc(#[from] subxt::rpcs::Error),
    #[error(transparent)]
    Chain(Box<subxt::Error>),
}

macro_rules! from_subxt {
    ($($name:ident),+) => {
        $(impl From<subxt::error::$name> for Error {
            fn from(error: subxt::error::$name) -> Self {
                Self::Chain(Box::new(error.into()))
            }
        })+
    };
}

from_subxt!(
    EventsError,
    ExtrinsicError,
    OnlineClientAtBlockError,
    OnlineClientError,
    RuntimeApiError,
    TransactionFinalizedSuccessError
);
