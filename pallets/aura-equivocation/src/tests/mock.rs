//! Four validators whose Aura keys are those of development, and a record of what was reported.

use crate as pallet_aura_equivocation;
use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU64, KeyOwnerProofSystem},
};
use frame_system::mocking::{MockBlock, MockUncheckedExtrinsic};
use pallet_aura_equivocation::{EquivocationOffence, EquivocationProofOf};
use sp_consensus_aura::{sr25519::AuthorityId, AURA_ENGINE_ID};
use sp_consensus_slots::Slot;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    traits::Header as _, BuildStorage, Digest, DigestItem, KeyTypeId, RuntimeAppPublic,
};
use sp_session::MembershipProof;
use sp_staking::offence::{OffenceError, ReportOffence};

pub type Header = frame_system::pallet_prelude::HeaderFor<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        AuraEquivocation: pallet_aura_equivocation,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
}

impl<C> frame_system::offchain::CreateTransactionBase<C> for Test
where
    RuntimeCall: From<C>,
{
    type Extrinsic = MockUncheckedExtrinsic<Test>;
    type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Test
where
    RuntimeCall: From<C>,
{
    fn create_bare(call: RuntimeCall) -> MockUncheckedExtrinsic<Test> {
        MockUncheckedExtrinsic::<Test>::new_bare(call)
    }
}

parameter_types! {
    /// The Aura keys of the validators.
    pub static Validators: Vec<AuthorityId> =
        [Alice, Bob, Charlie, Dave].map(|v| v.public().into()).to_vec();
    /// What was reported.
    pub static Reported: Vec<EquivocationOffence<AuthorityId>> = vec![];
}

/// The proof is the key itself.
pub struct Owners;

impl KeyOwnerProofSystem<(KeyTypeId, AuthorityId)> for Owners {
    type Proof = MembershipProof;
    type IdentificationTuple = AuthorityId;

    fn prove((_, key): (KeyTypeId, AuthorityId)) -> Option<MembershipProof> {
        let trie_nodes = vec![key.to_raw_vec()];
        Some(MembershipProof {
            session: 7,
            trie_nodes,
            validator_count: 4,
        })
    }

    fn check_proof(
        (id, key): (KeyTypeId, AuthorityId),
        proof: MembershipProof,
    ) -> Option<AuthorityId> {
        let is_proved = id == AuthorityId::ID && proof.trie_nodes == [key.to_raw_vec()];
        (is_proved && Validators::get().contains(&key)).then_some(key)
    }
}

pub struct Offences;

impl ReportOffence<u64, AuthorityId, EquivocationOffence<AuthorityId>> for Offences {
    fn report_offence(
        reporters: Vec<u64>,
        offence: EquivocationOffence<AuthorityId>,
    ) -> Result<(), OffenceError> {
        assert!(reporters.is_empty());
        Reported::mutate(|reported| reported.push(offence));
        Ok(())
    }

    fn is_known_offence(offenders: &[AuthorityId], slot: &Slot) -> bool {
        Reported::get()
            .iter()
            .any(|o| offenders.contains(&o.offender) && o.slot == *slot)
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_aura_equivocation::BenchmarkHelper<AuthorityId, MembershipProof> for Owners {
    fn session_with(key: &AuthorityId, _: u32) -> MembershipProof {
        Validators::mutate(|validators| validators.push(key.clone()));
        Self::prove((AuthorityId::ID, key.clone())).unwrap()
    }
}

impl pallet_aura_equivocation::Config for Test {
    type AuthorityId = AuthorityId;
    type KeyOwnerProof = MembershipProof;
    type Offender = AuthorityId;
    type KeyOwnerProofSystem = Owners;
    type ReportOffence = Offences;
    type ReportLongevity = ConstU64<100>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Owners;
}

pub const SLOT: u64 = 1_800_000_000;

/// What stands in a header's digest for its slot.
pub fn pre_digest(slot: u64) -> DigestItem {
    DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode())
}

/// A header with these items in its digest, sealed by `author`.
pub fn sealed(author: Sr25519Keyring, logs: Vec<DigestItem>) -> Header {
    let mut header = Header::new(
        10,
        Default::default(),
        Default::default(),
        Default::default(),
        Digest { logs },
    );
    let seal = author.sign(header.hash().as_ref());
    header
        .digest_mut()
        .push(DigestItem::Seal(AURA_ENGINE_ID, seal.encode()));
    header
}

/// A block of `author` in `slot`; `salt` makes it different from others.
pub fn block(author: Sr25519Keyring, slot: u64, salt: u8) -> Header {
    sealed(
        author,
        vec![pre_digest(slot), DigestItem::Other(vec![salt])],
    )
}

/// Proof, good or not, that `offender` made both blocks in [`SLOT`].
pub fn proof(offender: Sr25519Keyring, headers: [Header; 2]) -> EquivocationProofOf<Test> {
    let [first_header, second_header] = headers;
    EquivocationProofOf::<Test> {
        offender: offender.public().into(),
        slot: SLOT.into(),
        first_header,
        second_header,
    }
}

/// Two blocks of `offender` in [`SLOT`].
pub fn equivocation(offender: Sr25519Keyring) -> EquivocationProofOf<Test> {
    proof(
        offender,
        [block(offender, SLOT, 1), block(offender, SLOT, 2)],
    )
}

pub fn owner(of: Sr25519Keyring) -> MembershipProof {
    Owners::prove((AuthorityId::ID, of.public().into())).unwrap()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    Reported::take();
    let storage = frame_system::GenesisConfig::<Test>::default()
        .build_storage()
        .unwrap();
    let mut ext = sp_io::TestExternalities::new(storage);
    ext.register_extension(sp_keystore::KeystoreExt::new(
        sp_keystore::testing::MemoryKeystore::new(),
    ));
    ext
}
