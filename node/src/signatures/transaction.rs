//! Reads from the bytes of a transaction who signed it and what, without executing anything.
//!
//! A wrong guess does no harm. Only valid signatures are remembered, and whether a transaction is valid is decided by
//! the runtime, which verifies the same signature or another one.

use super::batch::Claim;
use crate::{client::FullClient, executor::host_functions};
use chaos_primitives::{AccountId, BlockNumber, Hash, Signature};
use chaos_runtime::{Address, RuntimeCall, TxExtension};
use codec::{Decode, Encode};
use sc_executor::RuntimeVersion;
use sp_blockchain::HeaderBackend;
use sp_core::{ed25519, sr25519};
use sp_io::hashing::{blake2_256, keccak_256};
use sp_runtime::{
    generic::{Era, Preamble},
    traits::{IdentifyAccount, TransactionExtension},
    MultiAddress, MultiSignature, MultiSigner, OpaqueExtrinsic,
};

/// Longer payloads are hashed before they are signed.
const LONGEST_UNHASHED: usize = 256;

/// What is signed besides what stands in a transaction.
pub struct Chain<'a> {
    pub spec_version: u32,
    pub transaction_version: u32,
    pub genesis: Hash,
    /// The hash of a block by its number.
    pub hash_of: &'a (dyn Fn(BlockNumber) -> Option<Hash> + Sync),
}

impl<'a> Chain<'a> {
    /// With the versions of the runtime `version`.
    pub fn new(
        version: &RuntimeVersion,
        client: &FullClient,
        hash_of: &'a (dyn Fn(BlockNumber) -> Option<Hash> + Sync),
    ) -> Self {
        Self {
            spec_version: version.spec_version,
            transaction_version: version.transaction_version,
            genesis: client.info().genesis_hash,
            hash_of,
        }
    }
}

/// A signature, by whom it is said to be, and over what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    signature: Signature,
    signer: AccountId,
    payload: Vec<u8>,
}

impl Signed {
    /// Of a signed transaction in the block `number`. `None` where there is no signature, or it can't be said
    /// what it is over: the hash of the metadata, which hardware wallets sign, is known to the runtime alone.
    pub fn of(transaction: &OpaqueExtrinsic, number: BlockNumber, chain: &Chain) -> Option<Self> {
        // What follows the preamble is the call. It is not decoded, since it may be nested deeply.
        let mut call = transaction.inner();
        let preamble = Preamble::<Address, Signature, TxExtension>::decode(&mut call).ok()?;
        let Preamble::Signed(MultiAddress::Id(signer), signature, extension) = preamble else {
            return None;
        };
        let (_, _, _, _, _, era, _, _, _, metadata_hash, _) = &extension;
        if metadata_hash.encode() != [0] {
            return None;
        }
        let birth = match era.era() {
            Era::Immortal => chain.genesis,
            mortal => {
                let birth = mortal.birth(number.into());
                (chain.hash_of)(birth.try_into().ok()?)?
            }
        };
        let implicit: <TxExtension as TransactionExtension<RuntimeCall>>::Implicit = (
            (),
            (),
            chain.spec_version,
            chain.transaction_version,
            chain.genesis,
            birth,
            (),
            (),
            (),
            None,
            (),
        );
        let mut payload = call.to_vec();
        extension.encode_to(&mut payload);
        implicit.encode_to(&mut payload);
        if payload.len() > LONGEST_UNHASHED {
            payload = blake2_256(&payload).to_vec();
        }
        Some(Self {
            signature,
            signer,
            payload,
        })
    }

    /// Whether it is true. Asks what the runtime will ask for such a signature, so that the answer is
    /// remembered.
    pub fn verify(&self) -> bool {
        match &self.signature {
            MultiSignature::Ed25519(signature) => host_functions::ed25519_verify(
                signature,
                &self.payload,
                &ed25519::Public::from_raw(self.key()),
            ),
            MultiSignature::Sr25519(signature) => host_functions::sr25519_verify(
                signature,
                &self.payload,
                &sr25519::Public::from_raw(self.key()),
            ),
            MultiSignature::Ecdsa(signature) => host_functions::is_recovered(
                signature.as_ref(),
                &blake2_256(&self.payload),
                |key| self.is_by(MultiSigner::Ecdsa((*key).into())),
            ),
            MultiSignature::Eth(signature) => host_functions::is_recovered(
                signature.as_ref(),
                &keccak_256(&self.payload),
                |key| self.is_by(MultiSigner::Eth((*key).into())),
            ),
        }
    }

    /// Whether its key is recovered from it. What the runtime recovers by itself is not remembered.
    pub fn has_no_key(&self) -> bool {
        matches!(
            self.signature,
            MultiSignature::Ecdsa(_) | MultiSignature::Eth(_)
        )
    }

    fn is_by(&self, signer: MultiSigner) -> bool {
        signer.into_account() == self.signer
    }

    /// By whom it is, if it is true.
    pub fn by(&self) -> Option<AccountId> {
        self.verify().then(|| self.signer.clone())
    }

    /// The same for [`batch`](super::batch), where the signature is of sr25519.
    pub fn claim(&self) -> Option<Claim<'_>> {
        match &self.signature {
            MultiSignature::Sr25519(signature) => {
                let key = sr25519::Public::from_raw(self.key());
                Some((signature, &self.payload, key))
            }
            _ => None,
        }
    }

    fn key(&self) -> [u8; 32] {
        self.signer.clone().into()
    }
}
