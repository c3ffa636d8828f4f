//! Free reads.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::Record;
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// What can be asked of the pallet.
    pub trait @Name@Api<AccountId: Codec, BlockNumber: Codec> {
        /// The value that was set last, or none if no value was set.
        fn latest() -> Option<Record<AccountId, BlockNumber>>;
    }
}
