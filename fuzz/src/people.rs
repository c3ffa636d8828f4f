//! Who sends transactions: the well-known accounts of the development chain, whose coins are free or vesting,
//! and some that have none.

use chaos_runtime::{
    calls,
    fees::ChargeAlways,
    sender::CheckSender,
    votes::{self, CheckEra},
    AccountId, Balance, RuntimeCall, SessionKeys, SignedPayload, System, TxExtension,
    UncheckedExtrinsic,
};
use codec::Encode;
use sp_core::{crypto::Pair as _, sr25519};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{generic::Era, MultiSignature};
use std::sync::LazyLock;

/// Somebody who can sign.
pub struct Person {
    pub account: AccountId,
    /// With which it could validate, and the proof that it owns them.
    pub session_keys: (SessionKeys, Vec<u8>),
    key: sr25519::Pair,
}

/// Everybody who can sign. Deriving a key takes a millisecond, so it is done once.
pub static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
    let mut keystore = TestExternalities::new_empty();
    keystore.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    keystore.execute_with(|| Sr25519Keyring::iter().map(Person::new).collect())
});

impl Person {
    fn new(name: Sr25519Keyring) -> Self {
        let account = name.to_account_id();
        let seed = name.to_seed().into_bytes();
        let generated = SessionKeys::generate(&account.encode(), Some(seed));
        Self {
            account,
            session_keys: (generated.keys, generated.proof.encode()),
            key: name.pair(),
        }
    }

    /// Sign a text.
    pub fn sign(&self, text: &[u8]) -> MultiSignature {
        MultiSignature::Sr25519(self.key.sign(text))
    }

    /// The bytes of a transaction with this person's next nonce.
    pub fn transaction(&self, call: RuntimeCall, tip: Balance) -> Vec<u8> {
        let nonce = System::account_nonce(&self.account);
        // Votes begin with a block, the last one, in which there was what they vote on.
        let era = match calls::count(&call, &votes::is_vote) {
            0 => Era::Immortal,
            _ => Era::mortal(64, System::block_number().saturating_sub(1).into()),
        };
        let payload = SignedPayload::new(call, extension(nonce, tip, era))
            .expect("what is signed of the extensions is in the state; qed");
        let signature = payload.using_encoded(|bytes| self.sign(bytes));
        let (call, extension, _) = payload.deconstruct();
        let address = self.account.clone().into();
        UncheckedExtrinsic::new_signed(call, address, signature, extension).encode()
    }
}

/// Who has this account, if anybody can sign for it.
pub fn find(account: &AccountId) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.account == *account)
}

fn extension(nonce: u32, tip: Balance, era: Era) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        CheckSender,
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        CheckEra::from(era),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        ChargeAlways::with_tip(tip),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
        frame_system::WeightReclaim::new(),
    )
}
