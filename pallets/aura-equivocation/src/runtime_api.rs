//! What a node needs for reporting.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use codec::Codec;
use sp_consensus_slots::EquivocationProof;
use sp_runtime::OpaqueValue;

sp_api::decl_runtime_apis! {
    /// Reports of validators that made two blocks in one slot.
    pub trait AuraEquivocationApi<AuthorityId: Codec> {
        /// Proof that `authority_id` is a validator's Aura key in the session of the block asked.
        /// Its encoding is the runtime's affair. None where no proof can be made.
        fn generate_key_ownership_proof(authority_id: AuthorityId) -> Option<OpaqueValue>;

        /// Put a report into the pool of the node. None where the proof of ownership can't be
        /// decoded or the pool refuses the report. Needs the extension for the transaction pool.
        fn submit_report_equivocation_unsigned_extrinsic(
            equivocation_proof: EquivocationProof<Block::Header, AuthorityId>,
            key_owner_proof: OpaqueValue,
        ) -> Option<()>;
    }
}
