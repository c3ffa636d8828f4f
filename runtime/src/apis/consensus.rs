//! Who makes blocks and who makes them final, and reports of those who cheat.

pub(super) use crate::{Aura, AuraEquivocation, Grandpa, SessionKeys, ValidatorSet};
pub(super) use codec::Encode;
pub(super) use frame_support::traits::KeyOwnerProofSystem;
pub(super) use pallet_grandpa::AuthorityId as GrandpaId;
pub(super) use sp_consensus_aura::{sr25519::AuthorityId as AuraId, SlotDuration};
pub(super) use sp_consensus_grandpa::{AuthorityList, OpaqueKeyOwnershipProof, SetId};
pub(super) use sp_consensus_slots::EquivocationProof;
pub(super) use sp_core::crypto::KeyTypeId;
pub(super) use sp_runtime::{traits::NumberFor, OpaqueValue, RuntimeAppPublic};
pub(super) use sp_session::OpaqueGeneratedSessionKeys;

macro_rules! consensus {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
                fn slot_duration() -> SlotDuration {
                    SlotDuration::from_millis(Aura::slot_duration())
                }

                fn authorities() -> Vec<AuraId> {
                    pallet_aura::Authorities::<Runtime>::get().into_inner()
                }
            }

            impl pallet_aura_equivocation::runtime_api::AuraEquivocationApi<Block, AuraId> for Runtime {
                fn generate_key_ownership_proof(authority_id: AuraId) -> Option<OpaqueValue> {
                    ValidatorSet::prove((AuraId::ID, authority_id))
                        .map(|proof| OpaqueValue::new(proof.encode()))
                }

                fn submit_report_equivocation_unsigned_extrinsic(
                    equivocation_proof: EquivocationProof<<Block as BlockT>::Header, AuraId>,
                    key_owner_proof: OpaqueValue,
                ) -> Option<()> {
                    let key_owner_proof = key_owner_proof.decode()?;
                    AuraEquivocation::submit_unsigned_equivocation_report(
                        equivocation_proof,
                        key_owner_proof,
                    )
                }
            }

            impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
                fn grandpa_authorities() -> AuthorityList {
                    Grandpa::grandpa_authorities()
                }

                fn current_set_id() -> SetId {
                    pallet_grandpa::CurrentSetId::<Runtime>::get()
                }

                fn submit_report_equivocation_unsigned_extrinsic(
                    equivocation_proof: sp_consensus_grandpa::EquivocationProof<
                        <Block as BlockT>::Hash,
                        NumberFor<Block>,
                    >,
                    key_owner_proof: OpaqueKeyOwnershipProof,
                ) -> Option<()> {
                    let key_owner_proof = key_owner_proof.decode()?;
                    Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
                }

                fn generate_key_ownership_proof(
                    _set_id: SetId,
                    authority_id: GrandpaId,
                ) -> Option<OpaqueKeyOwnershipProof> {
                    ValidatorSet::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
                        .map(|proof| OpaqueKeyOwnershipProof::new(proof.encode()))
                }
            }

            impl sp_session::SessionKeys<Block> for Runtime {
                fn generate_session_keys(
                    owner: Vec<u8>,
                    seed: Option<Vec<u8>>,
                ) -> OpaqueGeneratedSessionKeys {
                    SessionKeys::generate(&owner, seed).into()
                }

                fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
                    SessionKeys::decode_into_raw_public_keys(&encoded)
                }
            }
        }
    };
}
