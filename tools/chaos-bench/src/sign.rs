//! Signs a load in advance, on all cores, so that the tool has little to do while the load runs.

use crate::{
    accounts::{self, blake2_256, AccountId},
    chain::Chain,
    error::Error,
    load::Load,
};
use rayon::prelude::*;

/// A transaction, ready to be sent.
pub struct Signed {
    pub bytes: Vec<u8>,
    /// By which it is found in a block, whatever hash the chain itself uses.
    pub hash: [u8; 32],
    /// Which of the [`Senders`] signed it.
    pub sender: usize,
}

/// The accounts that send, and the nonces that are due. Transaction number `n` is by the sender number
/// `n` modulo their number.
pub struct Senders {
    pub accounts: Vec<u32>,
    nonces: Vec<u64>,
}

impl Senders {
    /// As many as there are transactions, or as there are accounts; few ones are spread over all.
    pub async fn of(chain: &Chain, all: &[AccountId], count: u64) -> Result<Self, Error> {
        let accounts = spread(all.len() as u64, count);
        let keys: Vec<AccountId> = accounts.iter().map(|i| all[*i as usize]).collect();
        let infos = chain.accounts(&keys).await?;
        let nonces = accounts.iter().zip(infos).map(|(index, info)| {
            let info = info.ok_or(Error::NotFunded(*index))?;
            Ok(info.nonce.into())
        });
        let nonces = nonces.collect::<Result<_, Error>>()?;
        Ok(Self { accounts, nonces })
    }
}

fn spread(all: u64, count: u64) -> Vec<u32> {
    let senders = all.min(count).max(1);
    (0..senders).map(|i| (i * all / senders) as u32).collect()
}

/// The first `count` transactions of a load, in the order in which they are to be sent.
pub fn sign(
    chain: &Chain,
    load: &dyn Load,
    senders: &Senders,
    count: u64,
) -> Result<Vec<Signed>, Error> {
    let width = senders.accounts.len();
    // A sender at a time, whose key is then computed once.
    let by_sender: Vec<Vec<Signed>> = (0..width)
        .into_par_iter()
        .map(|sender| {
            let account = senders.accounts[sender];
            let key = accounts::key(account);
            (sender as u64..count)
                .step_by(width)
                .zip(senders.nonces[sender]..)
                .map(|(number, nonce)| {
                    let call = load.call(chain, number, account)?;
                    let bytes = chain.sign(&key, nonce, &call)?;
                    let hash = blake2_256(&bytes);
                    Ok(Signed {
                        bytes,
                        hash,
                        sender,
                    })
                })
                .collect()
        })
        .collect::<Result<_, Error>>()?;
    Ok(in_rounds(by_sender))
}

/// The first of each, then the second of each, and so on.
fn in_rounds<T>(columns: Vec<Vec<T>>) -> Vec<T> {
    let count = columns.iter().map(Vec::len).sum();
    let mut rows = Vec::with_capacity(count);
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    while rows.len() < count {
        rows.extend(columns.iter_mut().filter_map(Iterator::next));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_senders_are_spread_over_all_accounts() {
        assert_eq!(spread(100, 4), [0, 25, 50, 75]);
        assert_eq!(spread(3, 1_000), [0, 1, 2]);
        let many = spread(1_000_000, 999_999);
        assert!(many.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(many.len(), 999_999);
    }

    #[test]
    fn the_nonces_of_a_sender_stay_in_sequence() {
        let columns = vec![vec![0, 3, 6], vec![1, 4], vec![2, 5]];
        assert_eq!(in_rounds(columns), [0, 1, 2, 3, 4, 5, 6]);
        assert!(in_rounds::<u8>(Vec::new()).is_empty());
    }
}
