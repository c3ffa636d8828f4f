//! The weights of the extension, without those of the calls that it dispatches.

use frame_support::weights::Weight;

/// Weights of the functions. Those of reads include decoding the input and encoding the answer.
pub trait WeightInfo {
    /// Finding a function and decoding a call of `n` bytes.
    fn decode(n: u32) -> Weight;

    /// The id of what a call is about to create.
    fn next_id() -> Weight;

    /// An account's unvested coins.
    fn locked() -> Weight;

    /// An Ethereum address's unclaimed coins.
    fn unclaimed() -> Weight;

    /// A token's total supply.
    fn token_supply() -> Weight;

    /// An account's balance of a token.
    fn token_balance() -> Weight;

    /// An allowance of a token.
    fn allowance() -> Weight;

    /// The cost of buying tokens in their sale.
    fn purchase_cost() -> Weight;

    /// The payout for redeeming tokens.
    fn redemption_payout() -> Weight;

    /// The fee of a business operation.
    fn operation_charge() -> Weight;

    /// The owner of an item.
    fn item_owner() -> Weight;

    /// Counting an account's `n` items of a collection.
    fn items_owned(n: u32) -> Weight;

    /// The number of items in a collection.
    fn item_supply() -> Weight;

    /// The account approved for an item.
    fn item_approved() -> Weight;

    /// The current price of an auction.
    fn auction_price() -> Weight;

    /// The state of a CIP.
    fn cip_state() -> Weight;

    /// The tally of a CIP.
    fn cip_tally() -> Weight;

    /// An account's coins that votes have frozen.
    fn frozen() -> Weight;
}
