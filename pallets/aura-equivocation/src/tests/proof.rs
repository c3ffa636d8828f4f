//! What proves a double authorship, and what does not.

use super::mock::*;
use crate::is_equivocation;
use codec::Encode;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::{traits::Header as _, DigestItem};

/// Whether a good header of Dave and this one make a proof, in either order.
fn proves(other: Header) -> bool {
    let good = block(Dave, SLOT, 0);
    let one = is_equivocation(&proof(Dave, [good.clone(), other.clone()]));
    let two = is_equivocation(&proof(Dave, [other, good]));
    assert_eq!(one, two);
    one
}

#[test]
fn two_blocks_in_one_slot_are_an_equivocation() {
    assert!(is_equivocation(&equivocation(Dave)));
    assert!(proves(block(Dave, SLOT, 1)));
}

#[test]
fn a_block_sealed_twice_is_two_blocks() {
    // Signatures of sr25519 are salted.
    assert!(proves(block(Dave, SLOT, 0)));
}

#[test]
fn the_same_block_twice_is_no_equivocation() {
    let header = block(Dave, SLOT, 1);
    assert!(!is_equivocation(&proof(Dave, [header.clone(), header])));
}

#[test]
fn blocks_of_different_slots_are_no_equivocation() {
    assert!(!proves(block(Dave, SLOT + 1, 1)));
}

#[test]
fn blocks_of_another_slot_than_the_proof_says_are_no_equivocation() {
    let headers = [block(Dave, SLOT + 1, 1), block(Dave, SLOT + 1, 2)];
    assert!(!is_equivocation(&proof(Dave, headers)));
}

#[test]
fn blocks_of_different_authors_are_no_equivocation() {
    assert!(!proves(block(Charlie, SLOT, 1)));
}

#[test]
fn blocks_of_somebody_else_are_no_equivocation() {
    let headers = [block(Dave, SLOT, 1), block(Dave, SLOT, 2)];
    assert!(!is_equivocation(&proof(Charlie, headers)));
}

#[test]
fn a_seal_is_for_one_header() {
    let mut header = block(Dave, SLOT, 1);
    header.set_number(11);
    assert!(!proves(header));
}

#[test]
fn nobody_else_can_make_another_block_of_one_by_changing_its_seal() {
    let header = block(Dave, SLOT, 0);
    for change in [
        (|seal: &mut Vec<u8>| seal.push(0)) as fn(&mut Vec<u8>),
        |seal| seal[0] ^= 1,
        |seal| seal[63] ^= 0x80,
        |seal| {
            seal.pop();
        },
        |seal| seal.clear(),
    ] {
        let mut changed = header.clone();
        let Some(DigestItem::Seal(_, mut seal)) = changed.digest_mut().pop() else {
            panic!()
        };
        change(&mut seal);
        changed
            .digest_mut()
            .push(DigestItem::Seal(AURA_ENGINE_ID, seal));
        assert_ne!(changed.hash(), header.hash());
        assert!(!is_equivocation(&proof(Dave, [header.clone(), changed])));
    }
}

#[test]
fn the_seal_must_be_the_last_item() {
    let mut header = block(Dave, SLOT, 1);
    header.digest_mut().push(DigestItem::Other(vec![]));
    assert!(!proves(header));
}

#[test]
fn the_seal_must_be_auras() {
    let mut header = block(Dave, SLOT, 1);
    let Some(DigestItem::Seal(_, seal)) = header.digest_mut().pop() else {
        panic!()
    };
    header.digest_mut().push(DigestItem::Seal(*b"BABE", seal));
    assert!(!proves(header));
}

#[test]
fn a_header_without_one_slot_is_refused() {
    let undecodable = DigestItem::PreRuntime(AURA_ENGINE_ID, vec![1, 2, 3]);
    let of_babe = DigestItem::PreRuntime(*b"BABE", SLOT.encode());
    for logs in [
        vec![],
        vec![undecodable],
        vec![of_babe],
        vec![pre_digest(SLOT), pre_digest(SLOT)],
        vec![pre_digest(SLOT), pre_digest(SLOT + 1)],
    ] {
        assert!(!proves(sealed(Dave, logs)));
    }
}

#[test]
fn a_header_without_a_digest_is_refused() {
    let mut header = block(Dave, SLOT, 1);
    while header.digest_mut().pop().is_some() {
        assert!(!proves(header.clone()));
    }
}
