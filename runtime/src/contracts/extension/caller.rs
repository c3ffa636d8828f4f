//! What the extension needs of the contract that calls it, so that it can be tested without one.

use crate::{AccountId, Runtime};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use pallet_contracts::chain_extension::{BufInBufOutState, ChargedAmount, Environment, Ext};
use sp_runtime::DispatchError;

/// A contract that calls a function.
pub trait Caller {
    /// Remembers what was charged.
    type Charged;

    /// Whose account it is.
    fn account(&mut self) -> AccountId;

    /// It may change nothing.
    fn is_read_only(&mut self) -> bool;

    /// Take gas of it, or end it where it has too little.
    fn charge(&mut self, weight: Weight) -> Result<Self::Charged, DispatchError>;

    /// Give back what was charged above `actual`.
    fn refund(&mut self, charged: Self::Charged, actual: Weight);

    /// Bytes of the input.
    fn input_len(&self) -> u32;

    /// The input.
    fn input(&self) -> Result<Vec<u8>, DispatchError>;

    /// Give it the output.
    fn output(&mut self, output: &[u8]) -> Result<(), DispatchError>;
}

impl<E: Ext<T = Runtime>> Caller for Environment<'_, '_, E, BufInBufOutState> {
    type Charged = ChargedAmount;

    fn account(&mut self) -> AccountId {
        self.ext().address().clone()
    }

    fn is_read_only(&mut self) -> bool {
        self.ext().is_read_only()
    }

    fn charge(&mut self, weight: Weight) -> Result<ChargedAmount, DispatchError> {
        self.charge_weight(weight)
    }

    fn refund(&mut self, charged: ChargedAmount, actual: Weight) {
        self.adjust_weight(charged, actual);
    }

    fn input_len(&self) -> u32 {
        self.in_len()
    }

    fn input(&self) -> Result<Vec<u8>, DispatchError> {
        self.read(self.in_len())
    }

    fn output(&mut self, output: &[u8]) -> Result<(), DispatchError> {
        // What it costs was charged before.
        self.write(output, false, None)
    }
}
