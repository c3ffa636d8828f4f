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

    /// The bytes of a transaction with this person's next nonce, in an era. The block with which that begins must be known still.
    pub fn transaction_in(&self, era: Era, call: RuntimeCall, tip: Balance) -> Vec<u8> {
        let sign = |bytes: &[u8]| self.sign(bytes);
        signed(&self.account, sign, era, call, tip)
    }
}

/// In which era wallets would sign a call: votes begin with a block, the last one, in which there was what they vote on.
pub fn usual_era(call: &RuntimeCall) -> Era {
    match calls::count(call, &votes::is_vote) {
        0 => Era::Immortal,
        _ => era_from(System::block_number().saturating_sub(1)),
    }
}

/// An era that begins with one of the last 64 blocks.
pub fn era_from(block: u32) -> Era {
    Era::mortal(64, block.into())
}

/// The account of zeros, which is a key of small order: everybody makes signatures for it.
pub fn zero() -> AccountId {
    AccountId::new([0; 32])
}

/// The bytes of a transaction of the account of zeros, with the signature that is good for whatever it is under.
pub fn forged(call: RuntimeCall, tip: Balance) -> Vec<u8> {
    let mut signature = [0; 64];
    // That this is a signature of sr25519.
    signature[63] = 0x80;
    let sign = |_: &[u8]| MultiSignature::Sr25519(sr25519::Signature::from_raw(signature));
    let era = usual_era(&call);
    signed(&zero(), sign, era, call, tip)
}

/// The bytes of a transaction with the sender's next nonce.
fn signed(
    sender: &AccountId,
    sign: impl Fn(&[u8]) -> MultiSignature,
    era: Era,
    call: RuntimeCall,
    tip: Balance,
) -> Vec<u8> {
    let nonce = System::account_nonce(sender);
    let payload = SignedPayload::new(call, extension(nonce, tip, era))
        .expect("what is signed of the extensions is in the state; qed");
    let signature = payload.using_encoded(sign);
    let (call, extension, _) = payload.deconstruct();
    let address = sender.clone().into();
    UncheckedExtrinsic::new_signed(call, address, signature, extension).encode()
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
