//! The status of a function, as a contract gets it: a number of 32 bits.
//!
//! The highest byte is zero. The next says where the error comes from, and the last two which one it is:
//!
//! - `0`: success.
//! - `1`: a pallet's error: the index of the pallet and that of the error.
//! - `2`: another [`DispatchError`]: its variant, and the variant inside it, if any.
//! - `3`: an error of the extension itself: see the constants.

use codec::Encode;
use sp_runtime::{DispatchError, ModuleError};

/// Success.
pub const SUCCESS: u32 = 0;
/// The input doesn't decode to the function's arguments, or is longer.
pub const NOT_DECODED: u32 = of_the_extension(0);
/// There is no such function.
pub const UNKNOWN_FUNCTION: u32 = of_the_extension(1);
/// What was asked for doesn't exist.
pub const NOT_FOUND: u32 = of_the_extension(2);
/// There are too many items to count.
pub const TOO_MANY: u32 = of_the_extension(3);

const fn of_the_extension(n: u8) -> u32 {
    u32::from_be_bytes([0, 3, 0, n])
}

/// The status of a call that failed.
pub fn of(error: DispatchError) -> u32 {
    u32::from_be_bytes(match error {
        DispatchError::Module(ModuleError {
            index,
            error: [error, ..],
            ..
        }) => [0, 1, index, error],
        other => {
            let mut variants = other.encode().into_iter();
            let mut next = || variants.next().unwrap_or_default();
            [0, 2, next(), next()]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Runtime;
    use sp_runtime::{ArithmeticError, TokenError};

    #[test]
    fn errors_of_pallets_are_told_apart_from_others() {
        let error = |error: DispatchError| of(error);
        assert_eq!(
            error(pallet_erc20::Error::<Runtime>::UnknownToken.into()),
            0x1_33_00
        );
        assert_eq!(
            error(frame_system::Error::<Runtime>::CallFiltered.into()),
            0x1_00_05
        );
        assert_eq!(error(DispatchError::Other("any")), 0x2_00_00);
        assert_eq!(error(DispatchError::BadOrigin), 0x2_02_00);
        assert_eq!(error(TokenError::FundsUnavailable.into()), 0x2_07_00);
        assert_eq!(error(TokenError::Frozen.into()), 0x2_07_05);
        assert_eq!(error(ArithmeticError::Overflow.into()), 0x2_08_01);
        assert_eq!(
            [NOT_DECODED, UNKNOWN_FUNCTION, NOT_FOUND, TOO_MANY],
            [0x3_00_00, 0x3_00_01, 0x3_00_02, 0x3_00_03]
        );
    }

    /// Contracts match on these numbers and never change, so no error may get another number. New variants go to the
    /// end.
    #[test]
    fn the_numbers_of_errors_never_change() {
        macro_rules! pinned {
            ($pallet:ident, $index:literal, [$($error:ident),* $(,)?]) => {
                let errors = [$((
                    stringify!($error),
                    DispatchError::from($pallet::Error::<Runtime>::$error),
                )),*];
                for (number, (name, error)) in (0u32..).zip(errors) {
                    assert_eq!(of(error), 0x1_00_00 | $index << 8 | number, "{name}");
                }
            };
        }
        pinned!(
            pallet_erc20,
            51,
            [
                UnknownToken,
                NotOwner,
                Paused,
                NotPaused,
                NotMintable,
                NotBurnable,
                NotPausable,
                CapExceeded,
                CapZero,
                NameEmpty,
                NameTooLong,
                SymbolEmpty,
                SymbolTooLong,
                NotUtf8,
                TooManyDecimals,
                NoIdLeft,
                InsufficientBalance,
                InsufficientAllowance,
                Frozen,
                NoRecipients,
                TooManyRecipients,
                PermitExpired,
                InvalidSignature,
                DepositUnaffordable,
                SupplyTooLarge,
                NothingToRevoke,
                ZeroAccount,
            ]
        );
        pinned!(
            pallet_business_tokens,
            52,
            [
                ZeroAmount,
                ZeroPrice,
                PriceNotFalling,
                SalePeriodEmpty,
                SaleAlreadyOver,
                MinimumAboveMaximum,
                SaleAlreadyOpen,
                NoSale,
                SaleNotOpen,
                SoldOut,
                BelowAccountMinimum,
                AboveAccountMaximum,
                CostAboveMaximum,
                NotIssuerNorOwner,
                NoPurchase,
                SaleStillOpen,
                NoRedemption,
                AmountTooSmall,
                PayoutBelowMinimum,
                HolderIsOwner,
                ReserveTooSmall,
                AboveAnnounced,
                NoticeRunning,
                NothingAnnounced,
                TooManyRules,
                OperationEmpty,
                DuplicateOperation,
                RateAboveOne,
                NoTiers,
                TiersNotAscending,
                NoPolicy,
                UnknownOperation,
                FeeAboveAmount,
                NoCounterparty,
                NoReceiver,
                NotWholeSupply,
                AlreadyLifted,
                AlreadyRegulated,
                NotRegulated,
                DepositUnaffordable,
                InsufficientCoins,
                FeeAboveMaximum,
                NothingRedeemed,
                ReserveNotEmpty,
                AlreadySold,
                ZeroAccount,
            ]
        );
        pinned!(
            pallet_erc721,
            53,
            [
                UnknownCollection,
                UnknownToken,
                NotOwner,
                NotTokenOwner,
                NotApproved,
                CollectionFull,
                MaxSupplyZero,
                MetadataFrozen,
                NotBurnable,
                NotTransferable,
                Locked,
                NameEmpty,
                NameTooLong,
                SymbolEmpty,
                SymbolTooLong,
                UriTooLong,
                NotUtf8,
                CountZero,
                TooMany,
                NoIdLeft,
                DepositUnaffordable,
                ZeroAccount,
            ]
        );
        pinned!(
            pallet_dutch_auction,
            54,
            [
                UnknownHouse,
                HouseClosed,
                HousePaused,
                HouseNotPaused,
                NotHouseOwner,
                HouseNotEmpty,
                UnknownCollection,
                UnknownToken,
                DurationZero,
                DurationBoundsReversed,
                HalfLifeZero,
                StepsZero,
                TooManyCurrencies,
                NotASeller,
                UnknownItem,
                NotItemOwner,
                NotApproved,
                StartBelowFloor,
                DurationTooShort,
                DurationTooLong,
                UnknownAuction,
                AuctionEnded,
                OwnAuction,
                NotAuctionSeller,
                PriceAboveMaximum,
                InsufficientFunds,
                CurrencyUnavailable,
                ItemNotInCustody,
                DepositUnaffordable,
                NoIdLeft,
            ]
        );
    }
}
