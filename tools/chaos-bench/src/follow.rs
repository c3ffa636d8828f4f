//! Follows the chain while a load runs: which of its transactions are in which block, and when a block
//! came and became final. One subscription for the best blocks and one for final ones, whatever the
//! number of transactions.

use crate::{
    accounts::blake2_256,
    chain::{Chain, Header},
    clock::Clock,
    error::Error,
    inspect::{self, Inspected},
    sign::Signed,
    window::Window,
};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};
use subxt::config::substrate::H256;

/// Nodes forget the state of a block after 256 others, unless told otherwise. Until that comes near,
/// what became of the transactions of a block is not asked: it would take the node's time.
const UNINSPECTED: usize = 128;

/// How far it is, for whoever wants to know while it runs.
#[derive(Debug, Default)]
pub struct Counts {
    /// Transactions that are, or were, in a best block.
    pub included: AtomicU64,
    /// Transactions in final blocks.
    pub finalised: AtomicU64,
    /// The number of the best block.
    pub best: AtomicU64,
}

/// A transaction of the load in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number in the load.
    pub number: u32,
    /// Its place in the block.
    pub index: u32,
}

/// A block, whether it is going to be final or not.
#[derive(Clone, Debug)]
pub struct Block {
    pub hash: H256,
    pub parent: H256,
    pub number: u64,
    /// When it was heard of, by the load's clock.
    pub arrived: u64,
    /// When it was heard that it is final; 0 before.
    pub final_at: u64,
    pub found: Vec<Found>,
    /// All transactions and inherents of it.
    pub extrinsics: usize,
    /// The length of them together.
    pub bytes: usize,
}

pub struct Follower<'a> {
    chain: &'a Chain,
    window: &'a Window,
    clock: &'a Clock,
    counts: &'a Counts,
    /// The numbers of the load's transactions, by hash.
    numbers: HashMap<[u8; 32], u32>,
    /// When each was first in a best block; 0 before.
    pub included_at: Vec<u64>,
    /// Blocks that are not final, by hash.
    open: HashMap<H256, Block>,
    /// The newest block that is final.
    final_head: (H256, u64),
    /// All that became final since this was made, in the order of their numbers.
    pub finals: Vec<Block>,
    /// What became of the first ones of these.
    pub inspected: Vec<Inspected>,
}

impl<'a> Follower<'a> {
    pub async fn new(
        chain: &'a Chain,
        signed: &[Signed],
        window: &'a Window,
        clock: &'a Clock,
        counts: &'a Counts,
    ) -> Result<Self, Error> {
        let head = chain.rpc.chain_get_finalized_head().await?;
        let header = chain.rpc.chain_get_header(Some(head)).await?;
        let header = header.ok_or_else(|| Error::NoBlock(format!("{head:?}")))?;
        let numbers = (0..).zip(signed).map(|(number, it)| (it.hash, number));
        Ok(Self {
            chain,
            window,
            clock,
            counts,
            numbers: numbers.collect(),
            included_at: vec![0; signed.len()],
            open: HashMap::new(),
            final_head: (head, header.number),
            finals: Vec::new(),
            inspected: Vec::new(),
        })
    }

    /// Goes on until it is dropped.
    pub async fn run(&mut self) -> Result<(), Error> {
        let mut heads = self.chain.rpc.chain_subscribe_new_heads().await?;
        let mut finals = self.chain.rpc.chain_subscribe_finalized_heads().await?;
        loop {
            tokio::select! {
                // What is final was best before.
                biased;
                head = heads.next() => self.learn(&head.ok_or(Error::SubscriptionEnded)??).await?,
                head = finals.next() => self.finalise(&head.ok_or(Error::SubscriptionEnded)??).await?,
            }
            if self.finals.len() - self.inspected.len() > UNINSPECTED {
                self.inspect_next().await?;
            }
        }
    }

    /// Fetches a block, and its ancestors where they are not known yet: not every block is announced.
    async fn learn(&mut self, header: &Header) -> Result<(), Error> {
        let arrived = self.clock.now();
        let (mut hash, mut number) = (self.chain.hash_of(header), header.number);
        self.counts.best.fetch_max(number, Relaxed);
        while number > self.final_head.1 && !self.open.contains_key(&hash) {
            let details = self.chain.rpc.chain_get_block(Some(hash)).await?;
            let block = details.ok_or_else(|| Error::NoBlock(format!("{hash:?}")))?;
            let block = block.block;
            let extrinsics = block.extrinsics.iter().map(|bytes| bytes.as_ref());
            let parent = block.header.parent_hash;
            self.include(Block {
                hash,
                parent,
                number,
                arrived,
                final_at: 0,
                found: find(&self.numbers, extrinsics),
                extrinsics: block.extrinsics.len(),
                bytes: block.extrinsics.iter().map(|bytes| bytes.len()).sum(),
            });
            (hash, number) = (parent, number - 1);
        }
        Ok(())
    }

    fn include(&mut self, block: Block) {
        let mut new = 0;
        for found in &block.found {
            let at = &mut self.included_at[found.number as usize];
            // Where two blocks compete for it, it is in both.
            if *at == 0 {
                *at = block.arrived;
                new += 1;
            }
        }
        self.window.leave(new);
        self.counts.included.fetch_add(new as u64, Relaxed);
        self.open.insert(block.hash, block);
    }

    /// Takes the blocks that are final now out of the open ones.
    async fn finalise(&mut self, header: &Header) -> Result<(), Error> {
        self.learn(header).await?;
        let now = self.clock.now();
        let head = self.chain.hash_of(header);
        let mut hash = head;
        let mut path = Vec::new();
        while let Some(block) = self.open.remove(&hash) {
            hash = block.parent;
            path.push(block);
        }
        for block in path.into_iter().rev() {
            let found = block.found.len() as u64;
            self.counts.finalised.fetch_add(found, Relaxed);
            self.finals.push(Block {
                final_at: now,
                ..block
            });
        }
        if header.number > self.final_head.1 {
            self.final_head = (head, header.number);
        }
        // The others of their numbers are not going to be.
        self.open.retain(|_, block| block.number > header.number);
        Ok(())
    }

    async fn inspect_next(&mut self) -> Result<(), Error> {
        if let Some(block) = self.finals.get(self.inspected.len()) {
            self.inspected
                .push(inspect::inspect(self.chain, block).await?);
        }
        Ok(())
    }

    /// Finds out what became of all transactions.
    pub async fn inspect_rest(&mut self) -> Result<(), Error> {
        while self.inspected.len() < self.finals.len() {
            self.inspect_next().await?;
        }
        Ok(())
    }
}

/// Which transactions of the load are among these.
fn find<'b>(
    numbers: &HashMap<[u8; 32], u32>,
    extrinsics: impl Iterator<Item = &'b [u8]>,
) -> Vec<Found> {
    let at = |(index, bytes): (u32, &[u8])| {
        let number = *numbers.get(&blake2_256(bytes))?;
        Some(Found { number, index })
    };
    (0..).zip(extrinsics).filter_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_found_by_their_hash() {
        let transactions = [b"a".as_slice(), b"b", b"c"];
        let numbers = (0..).zip(transactions);
        let numbers = numbers.map(|(n, bytes)| (blake2_256(bytes), n)).collect();
        let block = [b"inherent".as_slice(), b"c", b"a"];
        let expected = [
            Found {
                number: 2,
                index: 1,
            },
            Found {
                number: 0,
                index: 2,
            },
        ];
        assert_eq!(find(&numbers, block.into_iter()), expected);
    }
}
