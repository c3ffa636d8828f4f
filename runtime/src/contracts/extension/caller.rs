//! The interface to the calling contract, so that the extension can be tested without one.

use crate::{AccountId, Runtime};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use pallet_contracts::chain_extension::{BufInBufOutState, ChargedAmount, Environment, Ext};
use sp_runtime::DispatchError;

/// The contract that calls a function.
pub trait Caller {
    /// Token for a charge, to refund it later.
    type Charged;

    /// The contract's account.
    fn account(&mut self) -> AccountId;

    /// Whether it was called in a read-only context.
    fn is_read_only(&mut self) -> bool;

    /// Charge gas. Errors if too little is left, and the contract traps.
    fn charge(&mut self, weight: Weight) -> Result<Self::Charged, DispatchError>;

    /// Refund what was charged above `actual`.
    fn refund(&mut self, charged: Self::Charged, actual: Weight);

    /// Length of the input, in bytes.
    fn input_len(&self) -> u32;

    /// The input.
    fn input(&self) -> Result<Vec<u8>, DispatchError>;

    /// Write the output to the contract's buffer.
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
        // Its weight was already charged.
        self.write(output, false, None)
    }
}
