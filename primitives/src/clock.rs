//! Clocks that can be stopped.

use crate::TokenId;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::{AtLeast32BitUnsigned, One, Zero};

/// Counts the blocks in which it runs the whole block long. A block in which it is stopped or started does not count:
/// otherwise, whoever stops it first and starts it last in each block would keep it running while nobody else can do
/// anything.
///
/// It never goes back, and has one reading for the whole block. A new clock has always run: its reading is the number
/// of the block. The blocks may be the readings of another clock, so that it stands still while either does; it may
/// then count one block less than those in which both ran, and never one more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Clock<Block> {
    /// It stands still.
    stands: bool,
    /// In how many blocks before `counted` it stood still.
    stood: Block,
    /// The first block for which that is not known yet.
    counted: Block,
}

impl<Block: AtLeast32BitUnsigned + Ord + Copy> Clock<Block> {
    /// Whether it runs.
    pub fn goes(&self) -> bool {
        !self.stands
    }

    /// Start or stop it in block `now`, unless it already runs or stands still.
    pub fn set(&mut self, goes: bool, now: Block) {
        if goes == self.goes() {
            return;
        }
        if goes {
            let next = now.saturating_add(One::one());
            let stood = next.saturating_sub(self.counted);
            self.stood = self.stood.saturating_add(stood);
            self.counted = self.counted.max(next);
        } else {
            self.counted = self.counted.max(now);
        }
        self.stands = !goes;
    }

    /// The reading in `block`: how many blocks before it count. For a later block, as if it were neither stopped nor
    /// started until then; for one before it last was, as if it had stood still only once.
    pub fn at(&self, block: Block) -> Block {
        let not_counted = match self.stands {
            true => block.saturating_sub(self.counted),
            false => Zero::zero(),
        };
        // What was counted already, such as this very block, is not before it.
        let not_yet = self.counted.saturating_sub(block);
        let stood = self.stood.saturating_add(not_counted);
        block.saturating_sub(stood.saturating_sub(not_yet))
    }
}

/// The clocks of each token of the ERC20 paradigm. Those of a token that does not exist have always run.
pub trait TokenClocks<Block> {
    /// The reading in a block, see [`Clock::at`], of the clock that runs while the token is not paused. For periods
    /// in which holders can use the token's own functions, whether it is regulated or not.
    fn unpaused_time(token_id: TokenId, block: Block) -> Block;

    /// The same for the clock that runs while the token can be used to pay: it is neither paused nor regulated.
    fn payable_time(token_id: TokenId, block: Block) -> Block;

    /// Stop or start the clocks if that is due. To be called by whatever keeps the token from moving, when it begins
    /// to and when it no longer does.
    fn adjust_clocks(token_id: TokenId);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The readings of a clock from block 0 on. For each block, whether the clock is started, stopped, or neither.
    fn readings(blocks: &[&[bool]]) -> Vec<u32> {
        let mut clock = Clock::<u32>::default();
        let mut said = Vec::new();
        for (now, changes) in (0u32..).zip(blocks) {
            let before = clock.at(now);
            for goes in *changes {
                clock.set(*goes, now);
                assert_eq!(clock.at(now), before, "it says the same all the block long");
                assert_eq!(clock.goes(), *goes);
            }
            said.push(before);
        }
        said
    }

    #[test]
    fn it_says_the_number_of_the_block_until_it_is_stopped() {
        let blocks: [&[bool]; 5] = [&[]; 5];
        assert_eq!(readings(&blocks), [0, 1, 2, 3, 4]);
        assert_eq!(Clock::default().at(u32::MAX), u32::MAX);
    }

    #[test]
    fn it_stands_from_the_block_in_which_it_stops_to_that_in_which_it_goes() {
        let blocks: [&[bool]; 8] = [&[], &[], &[false], &[], &[true], &[], &[], &[]];
        assert_eq!(readings(&blocks), [0, 1, 2, 2, 2, 2, 3, 4]);
    }

    #[test]
    fn who_stops_it_first_and_sets_it_going_last_in_each_block_holds_it() {
        let each: &[bool] = &[false, true];
        let blocks: [&[bool]; 7] = [&[], &[], each, each, each, &[], &[]];
        assert_eq!(readings(&blocks), [0, 1, 2, 2, 2, 2, 3]);
        let blocks: [&[bool]; 4] = [&[], &[false, true, false, true], &[], &[]];
        assert_eq!(readings(&blocks), [0, 1, 1, 2]);
    }

    #[test]
    fn to_stop_what_stands_changes_nothing() {
        let mut clock = Clock::<u32>::default();
        clock.set(true, 3);
        assert_eq!(clock, Clock::default());
        clock.set(false, 5);
        let stopped = clock;
        clock.set(false, 9);
        assert_eq!(clock, stopped);
    }

    #[test]
    fn it_is_known_for_blocks_to_come_and_before() {
        let mut clock = Clock::<u32>::default();
        clock.set(false, 10);
        assert_eq!(
            [9, 10, 11, 1_000].map(|block| clock.at(block)),
            [9, 10, 10, 10]
        );
        clock.set(true, 19);
        let said = [0, 9, 10, 15, 20, 21, u32::MAX].map(|block| clock.at(block));
        assert_eq!(said, [0, 9, 10, 10, 10, 11, u32::MAX - 10]);
    }

    #[test]
    fn one_that_goes_by_another_stands_while_either_does() {
        let [mut inner, mut outer] = [Clock::<u32>::default(); 2];
        let mut said = Vec::new();
        for now in 0..10u32 {
            match now {
                2 => inner.set(false, now),
                4 => outer.set(false, inner.at(now)),
                5 => inner.set(true, now),
                7 => outer.set(true, inner.at(now)),
                _ => {}
            }
            said.push(outer.at(inner.at(now)));
        }
        // Both stood from 2 to 7: those blocks count once, and not at all.
        assert_eq!(said, [0, 1, 2, 2, 2, 2, 2, 2, 2, 3]);
    }
}
