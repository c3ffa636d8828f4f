//! What can be said about a block by its header alone, before it is requested or imported. The consensus judges, and
//! the network and the verification of signatures act on it.

use chaos_primitives::{BlockNumber, Header};
use std::time::Duration;

/// What can be said about a block by its header, before anything is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its author was allowed to make it.
    Sound,
    /// It is sound, but by this node's clock its time has not come yet, and comes after this duration.
    Early(Duration),
    /// It was made by nobody who is allowed to. An honest node does not announce it.
    Forged,
    /// It cannot be judged without earlier blocks that this node does not have.
    Unknown,
    /// It is not above the last final block, or on another fork than that, so nothing depends on it any more. Its
    /// seal is not checked: whoever could once make blocks can still seal blocks for the turns of that time.
    Settled,
}

/// When a block was made, and by whom. An honest author makes one block in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub slot: u64,
    /// The key by which the block is sealed.
    pub author: Vec<u8>,
}

/// Judges headers of blocks that are not imported yet. It has to cost far less than requesting the block, as sending a
/// header costs strangers nothing.
pub trait CheckHeader: Send + Sync {
    fn check(&self, header: &Header) -> Verdict {
        self.check_turn(header).0
    }

    /// The same, and the turn of a block that is sound or early, if the consensus has turns. Both are as of the same
    /// moment: the authors may have changed a moment later.
    fn check_turn(&self, header: &Header) -> (Verdict, Option<Turn>);

    /// The highest block number that any fork which this node would follow can have by now. `None` if that is unknown.
    fn highest(&self) -> Option<BlockNumber>;
}
