//! What the tool reads and writes of a chain's state without its metadata: where it is, and how it is
//! encoded, on every chain with `System`, `Balances` and `Timestamp`.

use crate::accounts::AccountId;
use codec::{Decode, Encode};
use subxt::ext::frame_decode::storage::encode_storage_key_prefix;

/// What `System.Account` has of an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AccountInfo {
    pub nonce: u32,
    pub consumers: u32,
    pub providers: u32,
    pub sufficients: u32,
    pub data: AccountData,
}

/// What `Balances` has of an account, in planck.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AccountData {
    pub free: u128,
    pub reserved: u128,
    pub frozen: u128,
    /// The highest bit says that the account has the pallet's present logic.
    pub flags: u128,
}

/// The flags of a new account.
const NEW_LOGIC: u128 = 1 << 127;

impl AccountInfo {
    /// An account that has coins, and has done nothing yet.
    pub fn with_balance(free: u128) -> Self {
        Self {
            nonce: 0,
            consumers: 0,
            providers: 1,
            sufficients: 0,
            data: AccountData {
                free,
                reserved: 0,
                frozen: 0,
                flags: NEW_LOGIC,
            },
        }
    }
}

/// The weight that a block has used or may use, of one class of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Weight {
    /// Picoseconds.
    #[codec(compact)]
    pub ref_time: u64,
    /// Bytes.
    #[codec(compact)]
    pub proof_size: u64,
}

/// What `System.BlockWeight` has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BlockWeight {
    pub normal: Weight,
    pub operational: Weight,
    pub mandatory: Weight,
}

/// Where an account's [`AccountInfo`] is.
pub fn account_key(account: &AccountId) -> Vec<u8> {
    let hash = blake2b_simd::Params::new().hash_length(16).hash(account);
    let prefix = encode_storage_key_prefix("System", "Account");
    [&prefix, hash.as_bytes(), account.as_slice()].concat()
}

/// Where a value is that is no map's.
pub fn value_key(pallet: &str, name: &str) -> Vec<u8> {
    encode_storage_key_prefix(pallet, name).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Alice's, as any block explorer shows it.
    #[test]
    fn an_account_is_where_substrate_keeps_it() {
        let alice = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        let account = crate::hex::decode(alice).unwrap().try_into().unwrap();
        let key = concat!(
            "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9",
            "de1e86a9a8c739864cf3cc5ec2bea59f",
            "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
        );
        assert_eq!(crate::hex::encode(&account_key(&account)), key);
    }

    #[test]
    fn an_account_takes_eighty_bytes() {
        assert_eq!(AccountInfo::with_balance(1).encode().len(), 80);
    }
}
