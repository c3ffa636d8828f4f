//! What a business does with a token of its own: sells it, redeems it, charges for operations.

use crate::{
    call, AccountId, Address::Id, Balance, BlockNumber, Result, TokenId, LATER_ARGUMENTS, READS,
};

pub(crate) const PALLET: u8 = 52;

/// The index of `execute`.
const EXECUTE: u8 = 8;

/// What a whole token is sold for, in planck. A whole token is 10^decimals of the smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Price {
    /// Always the same.
    Fixed(Balance),
    /// Falls in a straight line, but not in blocks in which the token is paused.
    Falling {
        /// Until block `start`.
        start_price: Balance,
        /// From block `end` on. At least one, and at most `start_price`.
        end_price: Balance,
        /// The last block of the start price.
        start: BlockNumber,
        /// The first block of the end price, after `start`.
        end: BlockNumber,
    },
}

/// What is sold, for how much, when, and to whom. Amounts in the token's smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct SaleTerms {
    /// How much is for sale.
    pub amount: Balance,
    /// For how much.
    pub price: Price,
    /// The first block in which it is sold.
    pub start: BlockNumber,
    /// The first block in which it is not sold any more.
    pub end: BlockNumber,
    /// The least that an account may have bought in the sale after a purchase.
    pub min_per_account: Option<Balance>,
    /// The most that an account may have bought in the sale after a purchase.
    pub max_per_account: Option<Balance>,
}

/// The business tokens of the chain, which are tokens of [`Erc20`](crate::Erc20).
///
/// Errors are [`Error::BusinessTokens`](crate::Error::BusinessTokens), where nothing else is said.
/// Where a call moves tokens, they are also those of
/// [`Erc20::transfer`](crate::Erc20::transfer); where it is the owner's, also
/// `Erc20(UnknownToken)` and `Erc20(NotOwner)`.
pub struct BusinessTokens;

impl BusinessTokens {
    /// Offers tokens for sale, which anybody buys from the chain, without the contract. The contract
    /// owns the token; what is sold goes from it into escrow, and it is paid with each purchase.
    /// 0.012 COS of it are held until the sale is closed, and the escrow's first use costs it an
    /// existential deposit.
    ///
    /// Errors: `SaleAlreadyOpen`, `ZeroAmount`, `ZeroPrice`, `PriceNotFalling`, `SalePeriodEmpty`,
    /// `SaleAlreadyOver`, `MinimumAboveMaximum`, `DepositUnaffordable`.
    pub fn open_sale(token: TokenId, terms: SaleTerms) -> Result<()> {
        call(PALLET, 0, &(token, terms))
    }

    /// Buys tokens on sale, at the price of this block.
    ///
    /// - `max_cost`: the most to pay, in planck.
    ///
    /// Errors: `NoSale`, `ZeroAmount`, `SaleNotOpen`, `SoldOut`, `BelowAccountMinimum`,
    /// `AboveAccountMaximum`, `CostAboveMaximum`, `DepositUnaffordable`, `InsufficientCoins`, and
    /// [`Error::OVERFLOW`](crate::Error::OVERFLOW).
    pub fn buy(token: TokenId, amount: Balance, max_cost: Balance) -> Result<()> {
        call(PALLET, 1, &(token, amount, max_cost))
    }

    /// Ends a sale of the contract, at any time. Unsold tokens and the deposit come back.
    ///
    /// Errors: `NoSale`, `NotIssuerNorOwner`.
    pub fn close_sale(token: TokenId) -> Result<()> {
        call(PALLET, 2, &token)
    }

    /// Sets what the token is redeemed for. The contract owns it. At once while the reserve is empty, otherwise
    /// after the notice period: a contract sets the price first, and funds the reserve then. Anybody can send the
    /// reserve coins before, so that no contract may rely on it to be at once.
    ///
    /// - `price`: planck for a whole token; zero ends redemption, and leaves the reserve.
    pub fn set_redemption(token: TokenId, price: Balance) -> Result<()> {
        call(PALLET, 3, &(token, price))
    }

    /// Adds coins of the contract to the reserve, out of which holders are paid. The contract owns
    /// the token.
    ///
    /// - `cos`: planck.
    ///
    /// Errors: `ZeroAmount`, `DepositUnaffordable`, `InsufficientCoins`.
    pub fn fund_redemption(token: TokenId, cos: Balance) -> Result<()> {
        call(PALLET, 4, &(token, cos))
    }

    /// Gives tokens of the contract to the token's escrow, for coins out of the reserve.
    ///
    /// - `min_payout`: the least to take, in planck.
    ///
    /// Errors: `NoRedemption`, `ZeroAmount`, `AmountTooSmall`, `PayoutBelowMinimum`,
    /// `HolderIsOwner`, `ReserveTooSmall`, and [`Error::OVERFLOW`](crate::Error::OVERFLOW).
    pub fn redeem(token: TokenId, amount: Balance, min_payout: Balance) -> Result<()> {
        call(PALLET, 5, &(token, amount, min_payout))
    }

    /// Gives the token's owner what was redeemed, where that can't be redeemed again: the reserve is empty, the
    /// redemption is over and no other announced, or nobody but the owner has any of the token.
    ///
    /// Errors: `NoReceiver`, `NothingRedeemed`, `ReserveNotEmpty`.
    pub fn collect_redeemed(token: TokenId) -> Result<()> {
        call(PALLET, 11, &token)
    }

    /// Carries out an operation by the rule in force: sends `amount` to the counterparty, and
    /// charges the fee, whatever that is.
    ///
    /// - `operation`: its name, 1 to 32 bytes.
    ///
    /// Errors: `UnknownOperation`, `NoCounterparty`, `FeeAboveAmount`, `NoReceiver`, and
    /// [`Error::OVERFLOW`](crate::Error::OVERFLOW).
    pub fn execute(
        token: TokenId,
        operation: &[u8],
        counterparty: Option<AccountId>,
        amount: Balance,
    ) -> Result<()> {
        let counterparty = counterparty.map(Id);
        call(PALLET, EXECUTE, &(token, operation, counterparty, amount))
    }

    /// Carries out an operation like [`execute`](Self::execute), but for no more than `max_fee`, whoever
    /// pays it. The rule may be another one by the time that the contract runs.
    ///
    /// - `max_fee`: in the token's smallest unit.
    ///
    /// Errors: those of `execute`, and `FeeAboveMaximum`.
    pub fn execute_with_max_fee(
        token: TokenId,
        operation: &[u8],
        counterparty: Option<AccountId>,
        amount: Balance,
        max_fee: Balance,
    ) -> Result<()> {
        let counterparty = counterparty.map(Id);
        let arguments = (token, operation, counterparty, amount, max_fee);
        call(PALLET, LATER_ARGUMENTS + EXECUTE, &arguments)
    }

    /// What a purchase of `amount` costs in this block, in planck.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where nobody could buy so much now.
    pub fn purchase_cost(token: TokenId, amount: Balance) -> Result<Balance> {
        call(PALLET, READS, &(token, amount))
    }

    /// What `amount` is redeemed for, in planck.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where nobody could redeem so much now.
    pub fn redemption_payout(token: TokenId, amount: Balance) -> Result<Balance> {
        call(PALLET, READS + 1, &(token, amount))
    }

    /// What an operation with `amount` costs, in the token's smallest unit.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where the policy in force has no rule for
    /// it, or there is none.
    pub fn operation_charge(token: TokenId, operation: &[u8], amount: Balance) -> Result<Balance> {
        call(PALLET, READS + 2, &(token, operation, amount))
    }
}
