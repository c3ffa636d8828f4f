use super::*;
use crate::testing::new_chain;
use proptest::prelude::*;
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
use sp_runtime::{traits::Header as _, Digest, DigestItem};

/// In slots since the Unix epoch.
const SLOT: u64 = 1_800_000_000;
const PARENT: u32 = 100;

/// Of a second each, like the slots of our chains.
const SLOT_DURATION: SlotDuration = SlotDuration::from_millis(1_000);

fn rules() -> Rules {
    Rules {
        authors: [Alice, Bob].map(|author| author.public().into()).into(),
        slot_duration: SLOT_DURATION,
    }
}

/// By turns.
fn author(slot: u64) -> Sr25519Keyring {
    [Alice, Bob][(slot % 2) as usize]
}

fn unsealed(number: u32, parent: Hash, slot: u64) -> Header {
    let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, codec::Encode::encode(&Slot::from(slot)));
    let digest = Digest { logs: vec![slot] };
    Header::new(number, Hash::zero(), Hash::zero(), parent, digest)
}

fn seal(mut header: Header, signature: sr25519::Signature) -> Header {
    let seal = CompatibleDigestItem::<AuthoritySignature>::aura_seal(signature.into());
    header.digest.push(seal);
    header
}

fn sealed(number: u32, parent: Hash, slot: u64, by: Sr25519Keyring) -> Header {
    let header = unsealed(number, parent, slot);
    let signature = by.pair().sign(header.hash().as_bytes());
    seal(header, signature)
}

fn parent() -> Header {
    sealed(PARENT, Hash::zero(), SLOT, author(SLOT))
}

/// Long after every slot here, but where it's said.
const LATE: Timestamp = Timestamp::new((SLOT + 1_000_000) * 1_000);

/// After the parent, which is known.
fn as_child(header: &Header, now: Timestamp) -> Verdict {
    let slot = slot_of_sealed(header).unwrap();
    judge(header, slot, Ancestor::Parent(&parent()), &rules(), now)
}

/// After the same block, but which is only known to be one of those before.
fn as_descendant(header: &Header) -> Verdict {
    let slot = slot_of_sealed(header).unwrap();
    judge(header, slot, Ancestor::Distant(&parent()), &rules(), LATE)
}

#[test]
fn a_block_of_the_slots_author_is_sound() {
    for slot in SLOT + 1..SLOT + 10 {
        let header = sealed(PARENT + 1, parent().hash(), slot, author(slot));
        assert_eq!(as_child(&header, LATE), Verdict::Sound);
        assert_eq!(as_descendant(&header), Verdict::Sound);
    }
}

#[test]
fn a_block_of_somebody_else_is_forged_or_its_authors_are_not_known() {
    for by in [author(SLOT), Charlie] {
        let header = sealed(PARENT + 1, parent().hash(), SLOT + 1, by);
        assert_eq!(as_child(&header, LATE), Verdict::Forged);
        assert_eq!(as_descendant(&header), Verdict::Unknown);
    }
}

#[test]
fn what_has_no_seal_or_no_slot_is_forged_wherever_it_belongs() {
    let slot = SLOT + 1;
    let signature = sr25519::Signature::default();
    let no_seal = unsealed(PARENT + 1, parent().hash(), slot);
    let mut no_slot = no_seal.clone();
    no_slot.digest = Digest::default();
    let mut two_slots = no_seal.clone();
    two_slots.digest.push(two_slots.digest.logs[0].clone());
    let mut seal_of_others = no_seal.clone();
    let others = DigestItem::Seal(*b"BABE", vec![0; 64]);
    seal_of_others.digest.push(others);
    let mut short_seal = no_seal.clone();
    short_seal
        .digest
        .push(DigestItem::Seal(AURA_ENGINE_ID, vec![0; 63]));
    let headers = [
        no_seal,
        seal(no_slot, signature),
        seal(two_slots, signature),
        seal_of_others,
        short_seal,
    ];
    for header in headers {
        assert_eq!(slot_of_sealed(&header), None, "{header:?}");
    }
}

/// The chain has not had the time for so many blocks, even if an author says so.
#[test]
fn a_block_that_is_far_ahead_is_forged_whoever_has_sealed_it() {
    let slot = SLOT + 10;
    let number = |blocks| sealed(PARENT + blocks, Hash::zero(), slot, author(slot));
    assert_eq!(as_descendant(&number(10)), Verdict::Sound);
    assert_eq!(as_descendant(&number(11)), Verdict::Forged);
    assert_eq!(as_descendant(&number(1_000_000)), Verdict::Forged);
}

#[test]
fn nobody_can_have_more_blocks_than_there_were_slots() {
    let at = |slot: u64| highest(&parent(), slot.into());
    assert_eq!(at(SLOT), PARENT + 1);
    assert_eq!(at(SLOT + 10), PARENT + 11);
    assert_eq!(at(SLOT - 10), PARENT);
    assert_eq!(at(u64::MAX), u32::MAX);
}

#[test]
fn a_block_follows_its_parent_in_number_and_slot() {
    let child = |number, slot| sealed(number, parent().hash(), slot, author(slot));
    assert_eq!(as_child(&child(PARENT + 1, SLOT + 9), LATE), Verdict::Sound);
    assert_eq!(
        as_child(&child(PARENT + 2, SLOT + 9), LATE),
        Verdict::Forged
    );
    assert_eq!(as_child(&child(PARENT, SLOT + 9), LATE), Verdict::Forged);
    assert_eq!(
        as_child(&child(PARENT - 1, SLOT + 9), LATE),
        Verdict::Forged
    );
    assert_eq!(as_child(&child(PARENT + 1, SLOT), LATE), Verdict::Forged);
    assert_eq!(
        as_child(&child(PARENT + 1, SLOT - 1), LATE),
        Verdict::Forged
    );
}

#[test]
fn of_a_block_before_what_is_final_nothing_is_said() {
    let header = sealed(PARENT - 1, Hash::zero(), SLOT - 1, author(SLOT - 1));
    assert_eq!(as_descendant(&header), Verdict::Unknown);
}

/// However late its slot is, and whoever has sealed it.
#[test]
fn what_does_not_follow_the_final_block_is_settled() {
    let last = parent();
    let is_settled = |number, parent| {
        let slot = SLOT + 1_000;
        let header = sealed(number, parent, slot, author(slot));
        super::is_settled(&header, PARENT, last.hash())
    };
    let elsewhere = Hash::repeat_byte(1);
    for number in [0, 1, 2, PARENT - 1, PARENT] {
        assert!(is_settled(number, elsewhere));
        assert!(is_settled(number, last.hash()));
    }
    assert!(is_settled(PARENT + 1, elsewhere));
    assert!(!is_settled(PARENT + 1, last.hash()));
    assert!(!is_settled(PARENT + 2, elsewhere), "its parent may be good");
    assert!(!is_settled(u32::MAX, elsewhere));
}

/// The seals of two sets of authors are counted for each of them.
#[test]
fn a_slot_is_the_turn_of_whoever_is_its_author_after_the_parent() {
    let slot = SLOT + 1;
    let turn = |rules: &Rules, by| {
        let header = sealed(PARENT + 1, parent().hash(), slot, by);
        let parent = parent();
        judge_turn(&header, slot.into(), Ancestor::Parent(&parent), rules, LATE)
    };
    let theirs = |by: Sr25519Keyring| {
        let author = by.to_raw_public_vec();
        (Verdict::Sound, Some(Turn { slot, author }))
    };
    let before = rules();
    let after = Rules {
        authors: vec![Charlie.public().into()],
        ..rules()
    };
    assert_eq!(turn(&before, author(slot)), theirs(author(slot)));
    assert_eq!(turn(&after, Charlie), theirs(Charlie));
    assert_eq!(turn(&before, Charlie), (Verdict::Forged, None));
    assert_eq!(turn(&after, author(slot)), (Verdict::Forged, None));
}

#[test]
fn a_block_is_early_until_its_import_is_allowed() {
    let header = |slot| sealed(PARENT + 1, parent().hash(), slot, author(slot));
    let now = Timestamp::new(SLOT * 1_000 + 400);
    let at = |slot| as_child(&header(slot), now);
    assert_eq!(
        at(SLOT + 1),
        Verdict::Sound,
        "as Aura's import queue has it"
    );
    assert_eq!(at(SLOT + 2), Verdict::Early(Duration::from_millis(600)));
    assert_eq!(at(SLOT + 3), Verdict::Early(Duration::from_millis(1_600)));
    assert!(matches!(at(u64::MAX), Verdict::Early(_)));
    let forged = sealed(PARENT + 1, parent().hash(), SLOT + 3, Charlie);
    assert_eq!(as_child(&forged, now), Verdict::Forged);
}

proptest! {
    /// A child is sound exactly if Aura's own check lets it through.
    #[test]
    fn as_aura_says(
        slot in SLOT + 1..SLOT + 8,
        by in prop::sample::select(vec![Alice, Bob, Charlie]),
        now in SLOT..SLOT + 8,
        damaged: Option<prop::sample::Index>,
    ) {
        let mut header = sealed(PARENT + 1, parent().hash(), slot, by);
        if let (Some(bit), Some(DigestItem::Seal(_, bytes))) =
            (damaged, header.digest.logs.last_mut())
        {
            let bit = bit.index(8 * bytes.len());
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        let theirs = check_header_slot_and_seal::<Block, AuthorityPair>(
            (now + 1).into(),
            header.clone(),
            &rules().authors,
        );
        let ours = as_child(&header, Timestamp::new(now * 1_000));
        prop_assert_eq!(ours == Verdict::Sound, theirs.is_ok());
    }
}

/// On a development chain, of which Alice is the only author.
#[tokio::test]
async fn the_chain_says_who_its_authors_are() {
    let (_folder, _config, chain) = new_chain();
    let seals = Seals::new(chain.client.clone());
    let genesis = chain.client.info().genesis_hash;
    let now = *Slot::from_timestamp(Timestamp::current(), SLOT_DURATION);

    assert!(
        seals.highest().unwrap() >= now as u32,
        "there was no time yet that counts"
    );
    for _ in 0..2 {
        let child = |by| sealed(1, genesis, now, by);
        assert_eq!(seals.check(&child(Alice)), Verdict::Sound);
        let turn = |slot| {
            let author = Alice.to_raw_public_vec();
            Some(Turn { slot, author })
        };
        assert_eq!(seals.check_turn(&child(Alice)), (Verdict::Sound, turn(now)));
        assert_eq!(seals.check_turn(&child(Bob)), (Verdict::Forged, None));
        assert_eq!(seals.check(&unsealed(1, genesis, now)), Verdict::Forged);

        let orphan = |by| sealed(1_000_000, Hash::repeat_byte(1), now, by);
        assert_eq!(seals.check(&orphan(Alice)), Verdict::Sound);
        assert_eq!(seals.check(&orphan(Bob)), Verdict::Unknown);

        let early = sealed(1, genesis, now + 100, Alice);
        assert!(matches!(seals.check(&early), Verdict::Early(_)));
        assert_eq!(seals.check_turn(&early).1, turn(now + 100));

        // Only the genesis block is final. As long as that is so, everything above is listened to.
        let elsewhere = |number| sealed(number, Hash::repeat_byte(1), now, Alice);
        assert_eq!(seals.check_turn(&elsewhere(0)), (Verdict::Settled, None));
        assert_eq!(seals.check_turn(&elsewhere(1)), (Verdict::Settled, None));
        assert_eq!(seals.check_turn(&elsewhere(2)), (Verdict::Sound, turn(now)));
    }
}
