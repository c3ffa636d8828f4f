use super::*;
use futures::{channel::mpsc, executor::block_on, FutureExt};
use std::cell::RefCell;

fn block(number: u8) -> Hash {
    Hash::repeat_byte(number)
}

fn membership(peers: &[PeerId]) -> Membership {
    Membership {
        peers: peers.iter().copied().collect(),
        is_outdated: false,
    }
}

/// A chain with a list of admitted peers at each block, from 0 on; none where it can't be read.
struct Chain {
    lists: Vec<Option<Vec<PeerId>>>,
    /// The blocks that were read.
    read: RefCell<Vec<Hash>>,
    disconnected: RefCell<Vec<PeerId>>,
}

impl Chain {
    fn new(lists: impl IntoIterator<Item = Option<Vec<PeerId>>>) -> Self {
        Self {
            lists: lists.into_iter().collect(),
            read: Default::default(),
            disconnected: Default::default(),
        }
    }

    /// A gate of the node `local` at block 0.
    fn gate(&self, local: PeerId) -> Gate {
        let membership = self.membership(block(0)).unwrap();
        self.read.take();
        Gate::new(local, [], membership, None).unwrap()
    }

    fn membership(&self, block: Hash) -> Result<Membership, String> {
        self.read.borrow_mut().push(block);
        let list = &self.lists[usize::from(block[0])];
        list.as_deref().map(membership).ok_or("no answer".into())
    }

    async fn keep(&self, gate: &Gate, finalized: impl Stream<Item = Hash>) {
        keep(
            gate.clone(),
            finalized,
            |block| self.membership(block),
            |change| self.disconnected.borrow_mut().extend(change.gone),
        )
        .await
    }
}

fn peers<const N: usize>() -> [PeerId; N] {
    std::array::from_fn(|_| PeerId::random())
}

#[test]
fn the_list_is_that_of_each_final_block() {
    let [local, other] = peers();
    let lists = [vec![local], vec![local, other], vec![other]];
    let chain = Chain::new(lists.clone().map(Some));
    let gate = chain.gate(local);
    let (finalize, finalized) = mpsc::unbounded();
    let mut keeping = std::pin::pin!(chain.keep(&gate, finalized));
    for (number, list) in (0..).zip(&lists) {
        finalize.unbounded_send(block(number)).unwrap();
        assert_eq!(keeping.as_mut().now_or_never(), None);
        for peer in [local, other] {
            assert_eq!(gate.serves(&peer), list.contains(&peer));
        }
        assert_eq!(gate.is_admitted(), list.contains(&local));
    }
}

#[test]
fn who_was_removed_is_disconnected_once() {
    let [local, stays, leaves] = peers();
    let before = Some(vec![local, stays, leaves]);
    let after = Some(vec![local, stays]);
    let chain = Chain::new([before.clone(), before, after.clone(), after]);
    let gate = chain.gate(local);
    for number in 0..4 {
        let finalized = stream::iter([block(number)]);
        block_on(chain.keep(&gate, finalized));
    }
    assert_eq!(chain.disconnected.take(), [leaves]);
}

#[test]
fn the_list_stays_where_the_chain_cannot_be_read() {
    let [local, other] = peers();
    let chain = Chain::new([Some(vec![local, other]), None, Some(vec![local])]);
    let gate = chain.gate(local);
    block_on(chain.keep(&gate, stream::iter([block(1)])));
    assert!(gate.serves(&other) && gate.is_admitted());
    assert!(chain.disconnected.take().is_empty());

    block_on(chain.keep(&gate, stream::iter([block(2)])));
    assert!(!gate.serves(&other));
    assert_eq!(chain.disconnected.take(), [other]);
}

#[test]
fn of_many_blocks_at_once_only_the_last_is_read() {
    let [local] = peers();
    let chain = Chain::new(vec![Some(vec![local]); 101]);
    let gate = chain.gate(local);
    block_on(chain.keep(&gate, stream::iter((1..=100).map(block))));
    assert_eq!(chain.read.take(), [block(100)]);
}

#[test]
fn a_list_is_outdated_when_its_block_is() {
    let time = Duration::from_secs(1_000_000);
    assert!(!is_outdated(time, time));
    assert!(!is_outdated(time, time + MAX_AGE));
    assert!(is_outdated(time, time + MAX_AGE + Duration::from_secs(1)));
    assert!(
        !is_outdated(time, Duration::ZERO),
        "a clock that is slow is no reason to trust fewer"
    );
    assert!(is_outdated(Duration::ZERO, now()), "the genesis block");
}

/// Its list gets old while it waits: it does not have to be started again to ask whom its operator named.
#[tokio::test]
async fn who_waits_for_members_that_are_gone_asks_others_after_a_while() {
    let [local, gone, named] = peers();
    let fresh = membership(&[local, gone]);
    let gate = Gate::new(local, [named], fresh.clone(), None).unwrap();
    let finalized = stream::pending();
    let blocks = and_again(finalized, || block(7), Duration::from_millis(1));
    let outdated = Membership {
        is_outdated: true,
        ..fresh
    };
    let (come, mut coming) = mpsc::unbounded();
    let keeping = keep(
        gate.clone(),
        blocks,
        |read| {
            assert_eq!(read, block(7));
            Ok(outdated.clone())
        },
        |change| {
            for peer in change.come {
                come.unbounded_send(peer).unwrap();
            }
        },
    );
    let mut keeping = std::pin::pin!(keeping.fuse());
    let first = futures::select! {
        peer = coming.next() => peer,
        () = keeping => unreachable!("it goes on"),
    };
    assert_eq!(first, Some(named));
    assert!(gate.connects(&named) && !gate.serves(&named));
}
