//! What a transaction claims about itself, read without decoding its call.

use chaos_primitives::{AccountId, Balance, Nonce, Signature};
use chaos_runtime::{Address, TxExtension};
use codec::{Decode, Encode};
use sp_runtime::{
    generic::Preamble, transaction_validity::TransactionTag, MultiAddress, OpaqueExtrinsic,
};

/// The claims, which may be false.
pub struct Signed {
    pub sender: AccountId,
    pub nonce: Nonce,
    /// In planck.
    pub tip: Balance,
}

impl Signed {
    pub fn of(transaction: &OpaqueExtrinsic) -> Option<Self> {
        // What follows the preamble is the call, which is not decoded.
        let mut bytes = transaction.inner();
        let preamble = Preamble::<Address, Signature, TxExtension>::decode(&mut bytes).ok()?;
        let Preamble::Signed(MultiAddress::Id(sender), _, extension) = preamble else {
            return None;
        };
        let (_, _, _, _, _, _, nonce, _, fee, _, _) = extension;
        Some(Self {
            sender,
            nonce: nonce.0,
            tip: fee.tip(),
        })
    }

    /// The tag that a transaction of this sender provides according to `CheckNonce`.
    pub fn tag(&self, nonce: Nonce) -> TransactionTag {
        (&self.sender, nonce).encode()
    }
}
