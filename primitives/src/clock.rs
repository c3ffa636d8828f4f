//! Time that stands while something does not go on.

use crate::TokenId;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::{AtLeast32BitUnsigned, One, Zero};

/// Counts the blocks in which something went on all the block long. One in which it was stopped or set going
/// is none of them: otherwise, who stops it first and sets it going last in each block would have it go on
/// while nobody else could do anything.
///
/// It never goes back, and says the same all the block long. A new one has always gone: it says the number of
/// the block. Blocks may be those of another clock, so that one stands while either does: it may count a block
/// less then, of those in which both went, and never one more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Clock<Block> {
    /// It does not go.
    stands: bool,
    /// In how many blocks before `counted` it stood.
    stood: Block,
    /// The first block of which that is not known yet.
    counted: Block,
}

impl<Block: AtLeast32BitUnsigned + Ord + Copy> Clock<Block> {
    /// Whether it goes.
    pub fn goes(&self) -> bool {
        !self.stands
    }

    /// Stop it in block `now`, or set it going, unless it stands or goes already.
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

    /// How many blocks before `block` count. Of one to come, as if nobody stopped it or set it going any more;
    /// of one before it last did, as if it had stood only once.
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

/// The clocks of each token of the ERC20 paradigm. Those of a token that does not exist have always gone.
pub trait TokenClocks<Block> {
    /// What the clock says in a block, see [`Clock::at`], that goes while the token is not paused. For periods in which
    /// holders are to do what its business has for them, be it regulated or not.
    fn unpaused_time(token_id: TokenId, block: Block) -> Block;

    /// The same of the clock that goes while one can pay with the token: it is neither paused nor regulated.
    fn payable_time(token_id: TokenId, block: Block) -> Block;

    /// Look whether they have to go. For whatever keeps the token from moving to call, when it begins to and when it no
    /// longer does.
    fn adjust_clocks(token_id: TokenId);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a clock says from block 0 on, of which each is described by what is done in it: set going, stopped,
    /// or none of it.
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
