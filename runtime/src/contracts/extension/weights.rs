//! What the extension costs, besides the calls that it dispatches.

use frame_support::weights::Weight;

/// Weights of the functions. Reads decode their input and encode their answer.
pub trait WeightInfo {
    /// Find a function and decode a call of `n` bytes.
    fn decode(n: u32) -> Weight;

    /// The id that a call will give to what it creates.
    fn next_id() -> Weight;

    /// What of an account's coins is not vested yet.
    fn locked() -> Weight;

    /// What was allotted to an Ethereum address and not claimed.
    fn unclaimed() -> Weight;

    /// How many tokens there are.
    fn token_supply() -> Weight;

    /// How many tokens somebody has.
    fn token_balance() -> Weight;

    /// How many tokens somebody may take of somebody.
    fn allowance() -> Weight;

    /// What tokens cost in the sale.
    fn purchase_cost() -> Weight;

    /// What is paid for tokens that are given back.
    fn redemption_payout() -> Weight;

    /// What an operation costs.
    fn operation_charge() -> Weight;

    /// Whose an item is.
    fn item_owner() -> Weight;

    /// How many items of a collection somebody has: `n`.
    fn items_owned(n: u32) -> Weight;

    /// How many items there are.
    fn item_supply() -> Weight;

    /// Who may take an item.
    fn item_approved() -> Weight;

    /// What an auctioned item costs.
    fn auction_price() -> Weight;

    /// Where a CIP stands.
    fn cip_state() -> Weight;

    /// The votes on a CIP.
    fn cip_tally() -> Weight;

    /// What of an account's coins is frozen by votes.
    fn frozen() -> Weight;
}
