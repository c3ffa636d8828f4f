//! Proofs of equivocation.

use sp_consensus_aura::digests::CompatibleDigestItem;
use sp_consensus_slots::{EquivocationProof, Slot};
use sp_runtime::{traits::Header, RuntimeAppPublic};

/// Whether these are two different headers for the slot, both sealed by the offender.
///
/// Seals are part of the headers: two seals of the same content are two blocks too, and only the owner of the key can
/// make the second.
pub fn is_equivocation<H, Id>(proof: &EquivocationProof<H, Id>) -> bool
where
    H: Header,
    Id: RuntimeAppPublic,
{
    let EquivocationProof {
        offender,
        slot,
        first_header,
        second_header,
    } = proof;
    first_header.hash() != second_header.hash()
        && is_sealed_by(offender, *slot, first_header.clone())
        && is_sealed_by(offender, *slot, second_header.clone())
}

/// Whether `header` is for `slot` and ends with a seal of `author`.
fn is_sealed_by<H, Id>(author: &Id, slot: Slot, mut header: H) -> bool
where
    H: Header,
    Id: RuntimeAppPublic,
{
    let seal: Option<Id::Signature> = header
        .digest_mut()
        .pop()
        .and_then(|item| item.as_aura_seal());
    let is_of_slot = slot_of::<H, Id::Signature>(&header).is_some_and(|found| found == slot);
    is_of_slot && seal.is_some_and(|seal| author.verify(&header.hash(), &seal))
}

/// The slot of a header that names exactly one, as Aura requires of imported headers.
fn slot_of<H, Signature>(header: &H) -> Option<Slot>
where
    H: Header,
    Signature: codec::Codec,
{
    let mut slots = header
        .digest()
        .logs()
        .iter()
        .filter_map(CompatibleDigestItem::<Signature>::as_aura_pre_digest);
    match (slots.next(), slots.next()) {
        (Some(slot), None) => Some(slot),
        _ => None,
    }
}
