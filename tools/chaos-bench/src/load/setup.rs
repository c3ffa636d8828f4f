//! What a load needs on the chain, before anything is measured: transactions of an account that can pay
//! for it.

use crate::{accounts::AccountId, call::Call, chain::Chain, error::Error};
use codec::Decode;
use futures::future::try_join_all;
use sp_core::{sr25519::Pair, Pair as _};
use std::path::Path;
use subxt::{config::SubstrateConfig, extrinsics::ExtrinsicEvents};

/// How many transactions of a setup are on their way at once.
const AT_ONCE: usize = 32;

/// What kinds of load are prepared with.
pub struct Setup<'a> {
    pub chain: &'a Chain,
    /// The accounts that send and receive.
    pub accounts: &'a [AccountId],
    /// Who pays for what a load needs, and has what is given to the accounts.
    pub funder: &'a Pair,
    /// The bundle of a contract.
    pub contract: Option<&'a Path>,
}

/// What a transaction has done.
pub type Events = ExtrinsicEvents<SubstrateConfig>;

impl Setup<'_> {
    /// Waits until the funder's calls are final, one after the other in the order of the list, and none
    /// has failed.
    pub async fn send(&self, calls: &[Call]) -> Result<Vec<Events>, Error> {
        let funder = self.funder.public().0;
        let mut done = Vec::with_capacity(calls.len());
        for some in calls.chunks(AT_ONCE) {
            let info = self.chain.accounts(&[funder]).await?.remove(0);
            let nonce = info.map_or(0, |info| u64::from(info.nonce));
            let sent = (nonce..).zip(some).map(|(nonce, call)| async move {
                let bytes = self.chain.sign(self.funder, nonce, call)?;
                let transaction = self.chain.at().transactions().from_bytes(bytes);
                let progress = transaction.submit_and_watch().await?;
                Ok::<_, Error>(progress.wait_for_finalized_success().await?)
            });
            done.extend(try_join_all(sent).await?);
        }
        Ok(done)
    }

    pub async fn send_one(&self, call: Call) -> Result<Events, Error> {
        Ok(self.send(&[call]).await?.remove(0))
    }
}

/// The first fields of an event, where it is among them.
pub fn event<T: Decode>(events: &Events, pallet: &str, name: &'static str) -> Result<T, Error> {
    events
        .iter()
        .filter_map(Result::ok)
        .find(|event| event.pallet_name() == pallet && event.event_name() == name)
        .and_then(|event| T::decode(&mut event.field_bytes()).ok())
        .ok_or(Error::Setup(name))
}
