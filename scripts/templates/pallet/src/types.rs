//! What is stored, and served as JSON.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;

/// A value that was set.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record<AccountId, BlockNumber> {
    /// The value.
    pub value: u32,
    /// The account that set it.
    pub by: AccountId,
    /// The block in which it was set.
    pub at: BlockNumber,
}
