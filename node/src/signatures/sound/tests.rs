use super::*;
use crate::testing::FixedCheck;
use chaos_primitives::Header;
use sp_runtime::traits::Header as _;

const VERSION: StateVersion = StateVersion::V0;

fn block(body: Vec<OpaqueExtrinsic>) -> IncomingBlock<Block> {
    let root = extrinsics_root(&body, VERSION);
    let header = Header::new(1, root, Hash::zero(), Hash::zero(), Default::default());
    IncomingBlock {
        hash: header.hash(),
        header: Some(header),
        body: Some(body),
        indexed_body: None,
        justifications: None,
        origin: None,
        allow_missing_state: false,
        import_existing: false,
        skip_execution: false,
        state: None,
    }
}

fn transactions(count: usize, bytes: usize) -> Vec<OpaqueExtrinsic> {
    vec![OpaqueExtrinsic::from_blob(vec![7; bytes]); count]
}

fn sound(block: &IncomingBlock<Block>) -> bool {
    is_sound(block, &FixedCheck::new(Verdict::Sound), VERSION)
}

#[test]
fn a_block_is_sound_that_an_author_has_made() {
    let block = block(transactions(3, 100));
    assert!(sound(&block));
    let early = Verdict::Early(std::time::Duration::from_secs(1));
    for verdict in [Verdict::Forged, Verdict::Unknown, Verdict::Settled, early] {
        assert!(
            !is_sound(&block, &FixedCheck::new(verdict), VERSION),
            "{verdict:?}"
        );
    }
}

#[test]
fn other_transactions_under_an_authors_header_are_not_sound() {
    let mut block = block(transactions(3, 100));
    block.body = Some(transactions(3, 101));
    assert!(!sound(&block));
    block.body = None;
    assert!(!sound(&block));
}

#[test]
fn more_than_fits_into_a_block_is_not_looked_at() {
    // A transaction's length stands before it, in four bytes for such.
    let whole = transactions(1, ROOM.bytes - 4);
    assert!(sound(&block(whole)));
    assert!(!sound(&block(transactions(1, ROOM.bytes - 3))));
    assert!(sound(&block(transactions(ROOM.transactions, 100))));
    assert!(!sound(&block(transactions(ROOM.transactions + 1, 100))));
}

#[test]
fn the_room_is_that_of_a_block() {
    assert_eq!(ROOM.bytes, 5 * 1024 * 1024);
    // A full block has about 5,000 transfers; each weighs more than nothing.
    assert!(
        (5_000..50_000).contains(&ROOM.transactions),
        "{}",
        ROOM.transactions
    );
}

#[test]
fn what_is_not_executed_needs_no_signatures() {
    let mut block = block(transactions(3, 100));
    block.skip_execution = true;
    assert!(!sound(&block));
}
