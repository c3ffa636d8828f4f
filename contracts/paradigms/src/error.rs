//! Why a paradigm refuses, as contracts match on it.

use crate::{business_tokens, dutch_auction, erc20, erc721};
use ink::env::chain_extension::FromStatusCode;

/// Why a call failed. It has changed nothing then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Error {
    /// Of the tokens' paradigm.
    Erc20(Erc20Error),
    /// Of the business tokens' paradigm.
    BusinessTokens(BusinessTokensError),
    /// Of the items' paradigm.
    Erc721(Erc721Error),
    /// Of the auctions' paradigm.
    DutchAuction(DutchAuctionError),
    /// Of another pallet, such as a ledger; or one that the chain has and this library does not
    /// know yet.
    Pallet {
        /// The pallet's index in the runtime.
        pallet: u8,
        /// The error's index in the pallet.
        error: u8,
    },
    /// Of no pallet, such as [`Error::OVERFLOW`].
    Dispatch {
        /// The index of the runtime's `DispatchError`.
        kind: u8,
        /// The index within it, or 0.
        inner: u8,
    },
    /// The chain takes other arguments than this library sends.
    UndecodableInput,
    /// The chain has no such function.
    UnknownFunction,
    /// What was to be read does not exist.
    NotFound,
    /// There are too many to count.
    TooMany,
    /// The chain answered with a status that this library does not know.
    Unknown(u32),
}

impl Error {
    /// A number became greater than its type can say: `Arithmetic::Overflow`.
    pub const OVERFLOW: Self = Self::Dispatch { kind: 8, inner: 1 };
}

impl FromStatusCode for Error {
    fn from_status_code(status: u32) -> core::result::Result<(), Self> {
        let error = match status.to_be_bytes() {
            [0, 0, 0, 0] => return Ok(()),
            [0, 1, pallet, error] => Self::of_pallet(pallet, error),
            [0, 2, kind, inner] => Self::Dispatch { kind, inner },
            [0, 3, 0, 0] => Self::UndecodableInput,
            [0, 3, 0, 1] => Self::UnknownFunction,
            [0, 3, 0, 2] => Self::NotFound,
            [0, 3, 0, 3] => Self::TooMany,
            _ => Self::Unknown(status),
        };
        Err(error)
    }
}

impl Error {
    fn of_pallet(pallet: u8, error: u8) -> Self {
        let known = match pallet {
            erc20::PALLET => Erc20Error::at(error).map(Self::Erc20),
            business_tokens::PALLET => BusinessTokensError::at(error).map(Self::BusinessTokens),
            erc721::PALLET => Erc721Error::at(error).map(Self::Erc721),
            dutch_auction::PALLET => DutchAuctionError::at(error).map(Self::DutchAuction),
            _ => None,
        };
        known.unwrap_or(Self::Pallet { pallet, error })
    }
}

/// The errors of a pallet, in its order: their indices are theirs in the pallet.
macro_rules! errors {
    ($(#[$about:meta])* $name:ident of $pallet:ident { $($(#[$why:meta])* $error:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[ink::scale_derive(Encode, Decode, TypeInfo)]
        pub enum $name {
            $($(#[$why])* $error,)+
        }

        impl From<$name> for Error {
            fn from(error: $name) -> Self {
                Self::$pallet(error)
            }
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$error),+];

            fn at(index: u8) -> Option<Self> {
                Self::ALL.get(usize::from(index)).copied()
            }
        }
    };
}

errors! {
    /// Why `Erc20` refuses.
    Erc20Error of Erc20 {
        /// There is no token of this id.
        UnknownToken,
        /// The caller is not the owner of the token, or nobody is any more.
        NotOwner,
        /// The token is paused.
        Paused,
        /// The token is not paused.
        NotPaused,
        /// The token was created without the option to mint.
        NotMintable,
        /// The token was created without the option to burn.
        NotBurnable,
        /// The token was created without the option to pause.
        NotPausable,
        /// The supply would be more than the cap of the token.
        CapExceeded,
        /// A cap of zero.
        CapZero,
        /// The name has no letters.
        NameEmpty,
        /// The name has more bytes than the ledger keeps.
        NameTooLong,
        /// The symbol has no letters.
        SymbolEmpty,
        /// The symbol has more bytes than the ledger keeps.
        SymbolTooLong,
        /// The name or the symbol is not UTF-8.
        NotUtf8,
        /// More than 18 decimal places.
        TooManyDecimals,
        /// All ids are taken.
        NoIdLeft,
        /// The account has fewer tokens.
        InsufficientBalance,
        /// The account was allowed to spend fewer tokens.
        InsufficientAllowance,
        /// The account has the tokens, but something keeps them from moving this way, such as
        /// regulation.
        Frozen,
        /// A batch without recipients.
        NoRecipients,
        /// A batch with more than 1,024 recipients.
        TooManyRecipients,
        /// The deadline of the permit has passed.
        PermitExpired,
        /// The signature is not the owner's, or of another permit than this one: another token,
        /// spender, value, deadline, nonce or chain.
        InvalidSignature,
        /// Too few free coins for a deposit: the token's own, an allowance's, or the existential
        /// deposit of a recipient that has no account yet.
        DepositUnaffordable,
        /// The supply would be more than 2^127 − 1.
        SupplyTooLarge,
        /// A permit of nothing, of an owner who allows the spender nothing and has had no permit yet.
        NothingToRevoke,
        /// The account of zeros owns, receives and spends no tokens.
        ZeroAccount,
    }
}

errors! {
    /// Why `BusinessTokens` refuses.
    BusinessTokensError of BusinessTokens {
        /// An amount of zero.
        ZeroAmount,
        /// A price of zero, at the start or the end of a sale.
        ZeroPrice,
        /// The price of the end is above that of the start, or the time in which it falls is none.
        PriceNotFalling,
        /// The sale would end before it starts.
        SalePeriodEmpty,
        /// The sale would end before the next block.
        SaleAlreadyOver,
        /// A minimum is above its maximum. In a sale nobody can buy more than is for sale.
        MinimumAboveMaximum,
        /// There is a sale of the token that was not closed.
        SaleAlreadyOpen,
        /// There is no sale of the token.
        NoSale,
        /// The sale has not started yet, or has ended.
        SaleNotOpen,
        /// The sale has less left than this.
        SoldOut,
        /// The account would have bought less in the sale than each must.
        BelowAccountMinimum,
        /// The account would have bought more in the sale than each may.
        AboveAccountMaximum,
        /// The purchase costs more than the buyer would pay at most.
        CostAboveMaximum,
        /// The caller neither opened the sale nor owns the token.
        NotIssuerNorOwner,
        /// There is no record of a purchase of the caller.
        NoPurchase,
        /// The sale that the purchase was made in goes on.
        SaleStillOpen,
        /// The token is not redeemed.
        NoRedemption,
        /// So few tokens are worth less than one planck.
        AmountTooSmall,
        /// The redemption pays less than the holder would take at least.
        PayoutBelowMinimum,
        /// The owner of a token does not redeem it.
        HolderIsOwner,
        /// The reserve has less than this.
        ReserveTooSmall,
        /// More than the withdrawal that was announced.
        AboveAnnounced,
        /// The withdrawal is not due yet.
        NoticeRunning,
        /// No withdrawal is announced, or the one that was has lapsed.
        NothingAnnounced,
        /// More rules than a policy may have.
        TooManyRules,
        /// The name of an operation has no bytes.
        OperationEmpty,
        /// Two rules for one operation.
        DuplicateOperation,
        /// A rate of more than 1,000,000 parts per million.
        RateAboveOne,
        /// A charge in tiers without any.
        NoTiers,
        /// A tier starts at or below the one before it.
        TiersNotAscending,
        /// There is no policy to end.
        NoPolicy,
        /// The policy in force has no rule for the operation, or there is none.
        UnknownOperation,
        /// The counterparty is to pay more than it would be sent.
        FeeAboveAmount,
        /// The counterparty is to pay, and there is none.
        NoCounterparty,
        /// There is a fee, and neither the rule nor an owner of the token to say who gets it.
        NoReceiver,
        /// The owner does not have all there is of the token.
        NotWholeSupply,
        /// The regulation of the token was lifted, for ever.
        AlreadyLifted,
        /// The token is regulated.
        AlreadyRegulated,
        /// The token is not regulated.
        NotRegulated,
        /// The account that makes state, or needs another account to exist, can't pay for it.
        DepositUnaffordable,
        /// The payer has too few coins that it can spend and keep its account.
        InsufficientCoins,
        /// The operation costs more than the initiator would have it cost at most.
        FeeAboveMaximum,
        /// There are no redeemed tokens to collect.
        NothingRedeemed,
        /// What was redeemed could be redeemed again: there is a reserve, a price in force or announced, and somebody
        /// else with tokens.
        ReserveNotEmpty,
        /// The token has been for sale before it would become regulated.
        AlreadySold,
        /// The account of zeros gets no fees, as it receives no tokens.
        ZeroAccount,
    }
}

errors! {
    /// Why `Erc721` refuses.
    Erc721Error of Erc721 {
        /// There is no collection of this id.
        UnknownCollection,
        /// The collection has no item of this id, or has it no more.
        UnknownToken,
        /// The caller is not the owner of the collection.
        NotOwner,
        /// The account to transfer from is not the owner of the item.
        NotTokenOwner,
        /// The caller is neither the owner of the item, nor an operator of the owner, nor, unless it
        /// wants to approve, the account that is approved for the item.
        NotApproved,
        /// The collection would have more items than its maximal supply.
        CollectionFull,
        /// A maximal supply of zero.
        MaxSupplyZero,
        /// The URIs of the collection's items never change any more.
        MetadataFrozen,
        /// The collection was created without the option to burn.
        NotBurnable,
        /// The collection was created without the option to transfer.
        NotTransferable,
        /// The item is locked in the ledger, such as by an auction.
        Locked,
        /// The name has no letters.
        NameEmpty,
        /// The name has more bytes than the ledger keeps.
        NameTooLong,
        /// The symbol has no letters.
        SymbolEmpty,
        /// The symbol has more bytes than the ledger keeps.
        SymbolTooLong,
        /// The URI has more bytes than the ledger keeps.
        UriTooLong,
        /// The name, the symbol or the URI is not UTF-8.
        NotUtf8,
        /// A batch without items.
        CountZero,
        /// A batch of more than 1,024 items.
        TooMany,
        /// All ids are taken: of collections, or of items in the collection.
        NoIdLeft,
        /// Too few free coins for a deposit: a collection's, the items', an operator's, or the
        /// existential deposit of a recipient that has no account yet.
        DepositUnaffordable,
        /// The account of zeros owns, receives and moves no items, and gets no royalties.
        ZeroAccount,
    }
}

errors! {
    /// Why `DutchAuction` refuses.
    DutchAuctionError of DutchAuction {
        /// There has been no house of this id.
        UnknownHouse,
        /// The house was closed.
        HouseClosed,
        /// The house is paused.
        HousePaused,
        /// The house is not paused.
        HouseNotPaused,
        /// The caller did not create the house.
        NotHouseOwner,
        /// The house has items that the ledger does not let go at the moment.
        HouseNotEmpty,
        /// There is no collection of this id.
        UnknownCollection,
        /// There is no such token for a currency.
        UnknownToken,
        /// A shortest duration of no blocks.
        DurationZero,
        /// The shortest duration is above the longest.
        DurationBoundsReversed,
        /// A half-life of no blocks.
        HalfLifeZero,
        /// A fall in no steps.
        StepsZero,
        /// The house has had 8 other currencies.
        TooManyCurrencies,
        /// The house does not have the caller among its sellers.
        NotASeller,
        /// There is no such item in the house's collection.
        UnknownItem,
        /// The caller does not own the item.
        NotItemOwner,
        /// The house's account is approved neither for the item nor for all of the caller's.
        NotApproved,
        /// The start price is below the floor price.
        StartBelowFloor,
        /// The duration is below the house's shortest.
        DurationTooShort,
        /// The duration is above the house's longest.
        DurationTooLong,
        /// There has been no auction of this id.
        UnknownAuction,
        /// The item was sold, or the auction cancelled.
        AuctionEnded,
        /// The bidder is the seller.
        OwnAuction,
        /// The caller is not the seller.
        NotAuctionSeller,
        /// The price in this block is more than the bidder would pay at most.
        PriceAboveMaximum,
        /// The bidder has less of the currency than the price, or can't spend so much and keep its
        /// account.
        InsufficientFunds,
        /// The bidder has the price, but something keeps it from moving: the token is paused, frozen
        /// or regulated.
        CurrencyUnavailable,
        /// The ledger was forced to take the item from the house. The auction can only be cancelled.
        ItemNotInCustody,
        /// Too few free coins for a deposit: the house's, the auction's, or the existential deposit of
        /// an account that is to get a part of a price in tokens.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
    }
}
