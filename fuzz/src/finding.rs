//! What was found.

use std::fmt;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The runtime panicked: in a node, it would have trapped.
    Panic,
    /// A pallet says that its own guarantees do not hold.
    TryState,
    /// There is more or less COS than at genesis.
    Issuance,
    /// The balances of all accounts are not all the COS there is.
    Balances,
    /// Coins of the team are not locked as the genesis has them.
    Vesting,
    /// The balances of a token are not its supply, or more than there may be.
    TokenSupply,
    /// The ledger has an item under two owners, or under none, or something is the account of zeros'.
    Owners,
    /// A signed transaction was included for nothing, or one that is free and failed.
    Unpaid,
    /// A transaction was included of an account for which everybody signs.
    Sender,
    /// A vote was included on something that came after it was signed, or that there was not yet.
    Vote,
    /// A transaction that was in a block is in another.
    Repeated,
    /// Something took much longer than it weighs.
    Time,
    /// A proxy that must not transfer has moved coins, tokens or items, or put coins at stake.
    Moved,
    /// A contract cost its caller more than that has agreed to.
    Limit,
    /// A house of auctions moved an item and did not tell it as an ERC721's.
    Untold,
    /// The price of an auction fell though nobody could bid.
    Price,
    /// A transaction failed, and changed more than its fee.
    FailedButChanged,
    /// Coins left the reserve of a token that nobody redeemed, or at a price or by a withdrawal without notice; or what was
    /// redeemed came back while there was a reserve for others.
    Reserve,
    /// A token became regulated that had been for sale: whoever bought some can't move it any more.
    Regulated,
    /// The vote on a CIP ends before its period is over, or never.
    End,
    /// Finality is said to stand, and so does.
    Finality,
    /// Who may end something can't: a CIP that hardly anybody is for, or a house.
    Stuck,
    /// What was held for state is still held when the state is gone.
    Held,
    /// Bytes are read as something that is written as other bytes.
    Encoding,
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    pub what: String,
}

impl Finding {
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { kind, what }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.what)
    }
}
