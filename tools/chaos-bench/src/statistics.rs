//! Numbers from numbers. Nothing here knows of a chain.

use serde::{Deserialize, Serialize};

/// The percentile `p`, from 0 to 100, of numbers in any order, between two of them where it falls
/// there. None of no numbers.
pub fn percentile(numbers: &[f64], p: f64) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    percentile_of_sorted(&sorted, p)
}

fn percentile_of_sorted(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = p.clamp(0.0, 100.0) / 100.0 * last as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    Some(below + (above - below) * rank.fract())
}

/// The number in the middle.
pub fn median(numbers: &[f64]) -> Option<f64> {
    percentile(numbers, 50.0)
}

/// How long something took, most times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
}

impl Percentiles {
    /// None of no numbers.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            p50: percentile_of_sorted(&sorted, 50.0)?,
            p95: percentile_of_sorted(&sorted, 95.0)?,
            p99: percentile_of_sorted(&sorted, 99.0)?,
        })
    }
}

/// What a block adds to a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filled {
    /// The time that the chain gives the block, in milliseconds.
    pub time: u64,
    /// How many transactions of the load it has.
    pub transactions: u64,
    /// Transactions were still being sent, or as many as a block has room for were waiting.
    pub offered: bool,
}

/// Transactions a second while there was load.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// The block in the middle.
    pub median: f64,
    /// Of twenty blocks, one had fewer.
    pub p5: f64,
    /// All transactions of these blocks by all their time.
    pub mean: f64,
    /// How many blocks that are.
    pub blocks: usize,
    /// Their time, in seconds.
    pub seconds: f64,
}

/// The range of the blocks under load: from the second to the last but one that has transactions of
/// it, as long as there were enough of them. The first and the last were not offered a block's worth.
pub fn under_load(blocks: &[Filled]) -> std::ops::Range<usize> {
    let filled = |block: &Filled| block.offered && block.transactions > 0;
    let first = blocks.iter().position(filled);
    let last = blocks.iter().rposition(filled);
    match (first, last) {
        (Some(first), Some(last)) if first + 1 < last => first + 1..last,
        _ => 0..0,
    }
}

/// The throughput of consecutive blocks of a chain. A block's transactions are those of the time until
/// the next one. None where no block was under load.
pub fn throughput(blocks: &[Filled]) -> Option<Throughput> {
    let range = under_load(blocks);
    let seconds = |from: usize, to: usize| {
        let milliseconds = blocks[to].time.saturating_sub(blocks[from].time);
        // Blocks that bear the same time had at least a millisecond.
        milliseconds.max(1) as f64 / 1_000.0
    };
    let rates: Vec<f64> = range
        .clone()
        .map(|i| blocks[i].transactions as f64 / seconds(i, i + 1))
        .collect();
    let total: u64 = blocks[range.clone()].iter().map(|b| b.transactions).sum();
    Some(Throughput {
        median: median(&rates)?,
        p5: percentile(&rates, 5.0)?,
        mean: total as f64 / seconds(range.start, range.end),
        blocks: range.len(),
        seconds: seconds(range.start, range.end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(transactions: &[u64], milliseconds: u64) -> Vec<Filled> {
        (1_000..)
            .step_by(milliseconds as usize)
            .zip(transactions)
            .map(|(time, &transactions)| Filled {
                time,
                transactions,
                offered: true,
            })
            .collect()
    }

    #[test]
    fn percentiles_lie_between_neighbours() {
        let numbers = [40.0, 10.0, 30.0, 20.0];
        assert_eq!(median(&numbers), Some(25.0));
        assert_eq!(percentile(&numbers, 0.0), Some(10.0));
        assert_eq!(percentile(&numbers, 100.0), Some(40.0));
        assert_eq!(percentile(&[7.0], 99.0), Some(7.0));
        assert_eq!(percentile(&[], 50.0), None);
        let hundred: Vec<f64> = (0..=100).map(f64::from).collect();
        let expected = Percentiles {
            p50: 50.0,
            p95: 95.0,
            p99: 99.0,
        };
        assert_eq!(Percentiles::of(&hundred), Some(expected));
    }

    #[test]
    fn the_first_and_the_last_block_of_the_load_do_not_count() {
        let blocks = blocks(&[0, 3, 100, 300, 200, 7, 0, 0], 1_000);
        let throughput = throughput(&blocks).unwrap();
        assert_eq!(throughput.blocks, 3);
        assert_eq!(throughput.median, 200.0);
        assert_eq!(throughput.mean, 200.0);
        assert_eq!(throughput.p5, 110.0);
    }

    #[test]
    fn slow_and_fast_chains_compare() {
        let fast = throughput(&blocks(&[1, 100, 100, 100, 1], 1_000)).unwrap();
        let slow = throughput(&blocks(&[1, 600, 600, 600, 1], 6_000)).unwrap();
        assert_eq!((fast.median, fast.mean), (slow.median, slow.mean));
    }

    #[test]
    fn a_missed_slot_costs_its_time() {
        let mut blocks = blocks(&[1, 100, 100, 1], 1_000);
        blocks[2].time += 1_000;
        blocks[3].time += 1_000;
        let throughput = throughput(&blocks).unwrap();
        assert_eq!(throughput.seconds, 3.0);
        assert_eq!(throughput.mean, 200.0 / 3.0);
        assert_eq!(throughput.median, 75.0);
    }

    #[test]
    fn what_is_left_in_the_end_is_no_load() {
        let mut blocks = blocks(&[1, 100, 100, 100, 30, 1, 1], 1_000);
        for block in &mut blocks[4..] {
            block.offered = false;
        }
        let throughput = throughput(&blocks).unwrap();
        assert_eq!((throughput.blocks, throughput.p5), (2, 100.0));
    }

    #[test]
    fn an_empty_block_in_between_counts() {
        let throughput = throughput(&blocks(&[1, 100, 0, 100, 1], 1_000)).unwrap();
        assert_eq!((throughput.blocks, throughput.p5), (3, 10.0));
    }

    #[test]
    fn too_few_blocks_have_no_throughput() {
        assert_eq!(throughput(&[]), None);
        assert_eq!(throughput(&blocks(&[0, 0], 1_000)), None);
        assert_eq!(throughput(&blocks(&[5, 5], 1_000)), None);
    }
}
