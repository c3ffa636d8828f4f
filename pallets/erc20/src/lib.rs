#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod allowance;
mod clock;
mod create;
mod freezer;
mod inspect;
pub mod migrations;
mod owner;
mod permit;
pub mod runtime_api;
mod supply;
mod transfer;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use crate::transfer::{batch, with_opened};
    use alloc::vec::Vec;
    use chaos_primitives::{Balance, Nonce, RegulatedTokens, TokenId};
    use frame_support::{
        pallet_prelude::*,
        traits::{fungible, Currency},
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{IdentifyAccount, StaticLookup, Verify};

    /// How a call names an account.
    pub type AccountIdLookupOf<T> = <<T as frame_system::Config>::Lookup as StaticLookup>::Source;

    /// A token of the pallet.
    pub type TokenOf<T> = Token<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// The clocks of a token of the pallet.
    pub type ClocksOf<T> = Clocks<BlockNumberFor<T>>;

    /// Version 1 has the tokens' clocks.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The coin of the pallet.
    pub type CurrencyOf<T> = <T as Config>::Currency;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Balances, allowances, supply, names and pauses are in `pallet-assets`, the ledger. This pallet's account is
    /// the only administrator of its assets, so the runtime closes the ledger's `create` and `force_*` to everybody. This
    /// pallet is the ledger's `Freezer`.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_assets::Config<
            AssetId = TokenId,
            Balance = Balance,
            Currency: Currency<Self::AccountId, Balance = Balance>,
        >
    {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin in which deposits are paid.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The pallet's account has every role of every token in the ledger, and never holds anything.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held from the creator of a token for as long as the token exists. Planck.
        #[pallet::constant]
        type TokenDeposit: Get<Balance>;

        /// Says which tokens only the pallet that regulates them may move.
        type Regulation: RegulatedTokens<Self::AccountId>;

        /// The signature of a [`permit`](Call::permit).
        type PermitSignature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>
            + Parameter;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;

        /// Signs permits.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::PermitSignature, Self::AccountId>;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The creator's deposit for a token.
        Token,
    }

    /// The id of the next token, which is how many were created.
    #[pallet::storage]
    pub type NextTokenId<T: Config> = StorageValue<_, TokenId, ValueQuery>;

    /// The owner, options and clocks of each token.
    #[pallet::storage]
    pub type Tokens<T: Config> = StorageMap<_, Twox64Concat, TokenId, TokenOf<T>, OptionQuery>;

    /// How many permits each account has used for each token: the nonce of EIP-2612.
    #[pallet::storage]
    pub type PermitNonces<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        TokenId,
        Blake2_128Concat,
        T::AccountId,
        Nonce,
        ValueQuery,
    >;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A token was created.
        Created {
            /// The id of the token.
            token_id: TokenId,
            /// The creator, who owns the token.
            owner: T::AccountId,
            /// The name, UTF-8.
            name: Vec<u8>,
            /// The symbol, UTF-8.
            symbol: Vec<u8>,
            /// The decimal places of a whole token.
            decimals: u8,
            /// What can be done with the token.
            options: TokenOptions,
        },
        /// Tokens were transferred, minted or burned (EIP-20). A transfer of zero does not prove that `from` agreed
        /// to it: anybody can make one.
        Transfer {
            /// The id of the token.
            token_id: TokenId,
            /// The previous holder, or none if the tokens were minted.
            from: Option<T::AccountId>,
            /// The new holder, or none if the tokens were burned.
            to: Option<T::AccountId>,
            /// The amount, in the token's smallest unit.
            value: Balance,
        },
        /// An allowance was set (EIP-20).
        Approval {
            /// The id of the token.
            token_id: TokenId,
            /// The account whose tokens may be spent.
            owner: T::AccountId,
            /// The account that may spend them.
            spender: T::AccountId,
            /// The whole allowance, in the token's smallest unit.
            value: Balance,
        },
        /// All transfers of a token were paused.
        Paused {
            /// The id of the token.
            token_id: TokenId,
        },
        /// A paused token can be transferred again.
        Unpaused {
            /// The id of the token.
            token_id: TokenId,
        },
        /// The ownership of a token was transferred or renounced.
        OwnershipTransferred {
            /// The id of the token.
            token_id: TokenId,
            /// The previous owner.
            previous_owner: T::AccountId,
            /// The new owner, or none if ownership was renounced.
            new_owner: Option<T::AccountId>,
        },
        /// An account was given the coins that it needs to hold a token or an allowance.
        DepositPaid {
            /// The account that paid.
            payer: T::AccountId,
            /// The account that was paid.
            account: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No token has this id.
        UnknownToken,
        /// The caller does not own the token, or its ownership was renounced.
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
        /// The supply would exceed the token's cap.
        CapExceeded,
        /// The cap is zero.
        CapZero,
        /// The name is empty.
        NameEmpty,
        /// The name is longer than the ledger allows.
        NameTooLong,
        /// The symbol is empty.
        SymbolEmpty,
        /// The symbol is longer than the ledger allows.
        SymbolTooLong,
        /// The name or the symbol is not valid UTF-8.
        NotUtf8,
        /// More than 18 decimal places.
        TooManyDecimals,
        /// All ids are taken.
        NoIdLeft,
        /// The account has fewer tokens than this.
        InsufficientBalance,
        /// The amount exceeds the allowance.
        InsufficientAllowance,
        /// The account has the tokens, but they can't be transferred this way: they are frozen or regulated.
        Frozen,
        /// The batch has no recipients.
        NoRecipients,
        /// The batch has more than 1,024 recipients.
        TooManyRecipients,
        /// The deadline of the permit has passed.
        PermitExpired,
        /// The signature is not the owner's, or is of another token, spender, value, deadline, nonce or chain. It is
        /// also refused if the owner's key has a small order, as then everybody can sign for it.
        InvalidSignature,
        /// Too few free coins for a deposit: the token's, an allowance's, or the existential deposit of a new
        /// account.
        DepositUnaffordable,
        /// The supply would exceed [`MAX_SUPPLY`].
        SupplyTooLarge,
        /// An owner's first permit for a token revokes an allowance that does not exist.
        NothingToRevoke,
        /// The account of zeros can't own, receive or spend tokens. Nobody has its key.
        ZeroAccount,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a token. The caller gets the initial supply, owns the token and pays its deposit.
        ///
        /// The [`TokenDeposit`](Config::TokenDeposit) is held from the caller for as long as the token exists.
        ///
        /// - `name`, `symbol`: UTF-8, not empty, at most as long as the ledger allows.
        /// - `decimals`: the decimal places of a whole token, at most 18.
        /// - `initial_supply`: in the token's smallest unit.
        ///
        /// Errors: [`Error::NameEmpty`], [`Error::NameTooLong`], [`Error::SymbolEmpty`],
        /// [`Error::SymbolTooLong`], [`Error::NotUtf8`], [`Error::TooManyDecimals`],
        /// [`Error::CapZero`], [`Error::CapExceeded`], [`Error::SupplyTooLarge`],
        /// [`Error::NoIdLeft`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::create())]
        pub fn create(
            origin: OriginFor<T>,
            name: Vec<u8>,
            symbol: Vec<u8>,
            decimals: u8,
            initial_supply: Balance,
            options: TokenOptions,
        ) -> DispatchResult {
            let creator = ensure_signed(origin)?;
            Self::do_create(creator, name, symbol, decimals, initial_supply, options)?;
            Ok(())
        }

        /// Transfer tokens to another account (EIP-20).
        ///
        /// A recipient without an account gets the coin's existential deposit from the caller.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::Paused`], [`Error::ZeroAccount`],
        /// [`Error::InsufficientBalance`], [`Error::Frozen`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(1)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::transfer(), 1))]
        pub fn transfer(
            origin: OriginFor<T>,
            token_id: TokenId,
            to: AccountIdLookupOf<T>,
            value: Balance,
        ) -> DispatchResultWithPostInfo {
            let from = ensure_signed(origin)?;
            let to = T::Lookup::lookup(to)?;
            let opened = Self::do_transfer(token_id, &from, &from, &to, value)?;
            Ok(Some(with_opened::<T>(
                <T as Config>::WeightInfo::transfer(),
                opened,
            ))
            .into())
        }

        /// Set how much a spender may spend of your tokens (EIP-20).
        ///
        /// Replaces the previous allowance. [`INFINITE_ALLOWANCE`] is not reduced by spending. The ledger reserves a
        /// deposit of the caller while there is an allowance.
        ///
        /// Errors: [`Error::ZeroAccount`], [`Error::UnknownToken`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::approve())]
        pub fn approve(
            origin: OriginFor<T>,
            token_id: TokenId,
            spender: AccountIdLookupOf<T>,
            value: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let spender = T::Lookup::lookup(spender)?;
            Self::do_approve(token_id, owner, spender, value)
        }

        /// Transfer another account's tokens, up to your allowance (EIP-20).
        ///
        /// A recipient without an account gets the coin's existential deposit from the caller. A transfer of zero
        /// needs no allowance.
        ///
        /// Errors: those of [`transfer`](Call::transfer), and [`Error::InsufficientAllowance`].
        #[pallet::call_index(3)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::transfer_from(), 1))]
        pub fn transfer_from(
            origin: OriginFor<T>,
            token_id: TokenId,
            from: AccountIdLookupOf<T>,
            to: AccountIdLookupOf<T>,
            value: Balance,
        ) -> DispatchResultWithPostInfo {
            let spender = ensure_signed(origin)?;
            let from = T::Lookup::lookup(from)?;
            let to = T::Lookup::lookup(to)?;
            let opened = Self::do_transfer_from(token_id, &spender, &from, &to, value)?;
            Ok(Some(with_opened::<T>(
                <T as Config>::WeightInfo::transfer_from(),
                opened,
            ))
            .into())
        }

        /// Increase how much a spender may spend of your tokens.
        ///
        /// Errors: those of [`approve`](Call::approve), and `Arithmetic::Overflow`.
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::increase_allowance())]
        pub fn increase_allowance(
            origin: OriginFor<T>,
            token_id: TokenId,
            spender: AccountIdLookupOf<T>,
            added_value: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let spender = T::Lookup::lookup(spender)?;
            let value = Self::allowance_increased(token_id, &owner, &spender, added_value)?;
            Self::do_approve(token_id, owner, spender, value)
        }

        /// Reduce how much a spender may spend of your tokens.
        ///
        /// Errors: those of [`approve`](Call::approve), and [`Error::InsufficientAllowance`] where
        /// it may spend less than that.
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::decrease_allowance())]
        pub fn decrease_allowance(
            origin: OriginFor<T>,
            token_id: TokenId,
            spender: AccountIdLookupOf<T>,
            subtracted_value: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let spender = T::Lookup::lookup(spender)?;
            let value = Self::allowance_decreased(token_id, &owner, &spender, subtracted_value)?;
            Self::do_approve(token_id, owner, spender, value)
        }

        /// Mint new tokens for an account. Only the token's owner can do this.
        ///
        /// A recipient without an account gets the coin's existential deposit from the caller.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::NotMintable`],
        /// [`Error::Paused`], [`Error::ZeroAccount`], [`Error::CapExceeded`],
        /// [`Error::SupplyTooLarge`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(6)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::mint(), 1))]
        pub fn mint(
            origin: OriginFor<T>,
            token_id: TokenId,
            to: AccountIdLookupOf<T>,
            value: Balance,
        ) -> DispatchResultWithPostInfo {
            let owner = ensure_signed(origin)?;
            let to = T::Lookup::lookup(to)?;
            let opened = Self::do_mint(token_id, owner, to, value)?;
            Ok(Some(with_opened::<T>(<T as Config>::WeightInfo::mint(), opened)).into())
        }

        /// Burn some of your tokens.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotBurnable`], [`Error::Paused`],
        /// [`Error::InsufficientBalance`], [`Error::Frozen`].
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::burn())]
        pub fn burn(origin: OriginFor<T>, token_id: TokenId, value: Balance) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_burn(token_id, from, value)
        }

        /// Burn another account's tokens, up to your allowance.
        ///
        /// Errors: those of [`burn`](Call::burn), [`Error::ZeroAccount`] and
        /// [`Error::InsufficientAllowance`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::burn_from())]
        pub fn burn_from(
            origin: OriginFor<T>,
            token_id: TokenId,
            from: AccountIdLookupOf<T>,
            value: Balance,
        ) -> DispatchResult {
            let spender = ensure_signed(origin)?;
            let from = T::Lookup::lookup(from)?;
            Self::do_burn_from(token_id, spender, from, value)
        }

        /// Pause all transfers of a token. Only the token's owner can do this.
        ///
        /// The ledger's own calls are paused too. Allowances can still be changed, as in OpenZeppelin's
        /// `ERC20Pausable`.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::NotPausable`],
        /// [`Error::Paused`].
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::pause())]
        pub fn pause(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::do_pause(token_id, ensure_signed(origin)?)
        }

        /// Resume the transfers of a paused token. Only the token's owner can do this.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::NotPausable`],
        /// [`Error::NotPaused`].
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::unpause())]
        pub fn unpause(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::do_unpause(token_id, ensure_signed(origin)?)
        }

        /// Transfer the ownership of a token. Only its owner can do this.
        ///
        /// The deposit stays with the creator of the token.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::ZeroAccount`].
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::transfer_ownership())]
        pub fn transfer_ownership(
            origin: OriginFor<T>,
            token_id: TokenId,
            new_owner: AccountIdLookupOf<T>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let new_owner = T::Lookup::lookup(new_owner)?;
            Self::set_owner(token_id, owner, Some(new_owner))
        }

        /// Give up the ownership of a token for good. Nobody can mint, pause or unpause it afterwards.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`].
        #[pallet::call_index(12)]
        #[pallet::weight(<T as Config>::WeightInfo::renounce_ownership())]
        pub fn renounce_ownership(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::set_owner(token_id, ensure_signed(origin)?, None)
        }

        /// Set an allowance that the owner of the tokens signed off-chain (EIP-2612). Anybody can send it.
        ///
        /// The signature is of [`permit_message`](Pallet::permit_message), as wallets sign it by `signRaw`. The
        /// sender also gives the owner the coins that are missing for the allowance's deposit.
        ///
        /// - `value`: the new allowance. Zero revokes it; an owner's first permit can't revoke an allowance that does
        ///   not exist.
        /// - `deadline`: the last block in which the permit can be used.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::PermitExpired`], [`Error::InvalidSignature`],
        /// [`Error::NothingToRevoke`], [`Error::ZeroAccount`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(13)]
        #[pallet::weight(<T as Config>::WeightInfo::permit())]
        pub fn permit(
            origin: OriginFor<T>,
            token_id: TokenId,
            owner: AccountIdLookupOf<T>,
            spender: AccountIdLookupOf<T>,
            value: Balance,
            deadline: BlockNumberFor<T>,
            signature: T::PermitSignature,
        ) -> DispatchResult {
            let sender = ensure_signed(origin)?;
            let owner = T::Lookup::lookup(owner)?;
            let spender = T::Lookup::lookup(spender)?;
            Self::do_permit(
                token_id, sender, owner, spender, value, deadline, &signature,
            )
        }

        /// Transfer tokens to up to 1,024 recipients, all or nothing.
        ///
        /// Errors: those of `transfer`, [`Error::NoRecipients`], [`Error::TooManyRecipients`].
        #[pallet::call_index(14)]
        #[pallet::weight(batch::<T>(recipients.len() as u32, Opened::at_most(recipients.len() as u32)))]
        pub fn batch_transfer(
            origin: OriginFor<T>,
            token_id: TokenId,
            recipients: Vec<(AccountIdLookupOf<T>, Balance)>,
        ) -> DispatchResultWithPostInfo {
            let from = ensure_signed(origin)?;
            let count = recipients.len() as u32;
            let opened = Self::do_batch_transfer(token_id, &from, recipients)?;
            Ok(Some(batch::<T>(count, opened)).into())
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            // What was not migrated yet does not decode.
            if Self::on_chain_storage_version() < Self::in_code_storage_version() {
                return Ok(());
            }
            Self::do_try_state()
        }
    }
}
