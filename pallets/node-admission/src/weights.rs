//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use frame_support::weights::Weight;

/// Weights of the calls and of what happens by itself, each of the worst case: as many maintainers as
/// there can be, who all voted, and records as long as they can be.
#[allow(missing_docs)]
pub trait WeightInfo {
    fn apply() -> Weight;
    /// One that decides.
    fn vote() -> Weight;
    fn propose_removal() -> Weight;
    /// Of a validator whose removal is voted on.
    fn leave() -> Weight;
    /// From observer to validator, by a motion.
    fn set_role_up() -> Weight;
    /// From validator to observer, at once.
    fn set_role_down() -> Weight;
    fn update_peer_id() -> Weight;
    fn set_parameters() -> Weight;
    fn set_code_uploads() -> Weight;
    fn propose_code_uploads() -> Weight;
    /// Looking for motions that are due or to be recounted, where none is.
    fn agenda() -> Weight;
    /// Closing a motion that is due.
    fn expire() -> Weight;
    /// Recounting `n` motions, all of which are decided by it.
    fn recount(n: u32) -> Weight;
    /// Noting the author of a block.
    fn note_author() -> Weight;
    /// The end of a session with `v` validators, all of whom are put to a vote.
    fn end_session(v: u32) -> Weight;
}

/// For tests, in which nothing is paid for.
#[rustfmt::skip]
impl WeightInfo for () {
    fn apply() -> Weight { Weight::zero() }
    fn vote() -> Weight { Weight::zero() }
    fn propose_removal() -> Weight { Weight::zero() }
    fn leave() -> Weight { Weight::zero() }
    fn set_role_up() -> Weight { Weight::zero() }
    fn set_role_down() -> Weight { Weight::zero() }
    fn update_peer_id() -> Weight { Weight::zero() }
    fn set_parameters() -> Weight { Weight::zero() }
    fn set_code_uploads() -> Weight { Weight::zero() }
    fn propose_code_uploads() -> Weight { Weight::zero() }
    fn agenda() -> Weight { Weight::zero() }
    fn expire() -> Weight { Weight::zero() }
    fn recount(_: u32) -> Weight { Weight::zero() }
    fn note_author() -> Weight { Weight::zero() }
    fn end_session(_: u32) -> Weight { Weight::zero() }
}
