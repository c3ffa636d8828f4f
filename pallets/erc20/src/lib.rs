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
    use crate::weights::{batch, with_opened};
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

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// `pallet-assets` is the ledger: balances, allowances, supply, names, and whether a token is
    /// paused. Only this pallet's account may administer what it holds, so the runtime closes
    /// the ledger's `create` and `force_*` to everybody. The ledger's `Freezer` is this pallet.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_assets::Config<
            AssetId = TokenId,
            Balance = Balance,
            Currency: Currency<Self::AccountId, Balance = Balance>,
        >
    {
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, in which deposits are paid.
        type Coin: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// Its account has every role of every token in the ledger, and never holds anything.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held of whoever creates a token, for as long as the token exists. Planck.
        #[pallet::constant]
        type TokenDeposit: Get<Balance>;

        /// Which tokens only the pallet that regulates them moves.
        type Regulation: RegulatedTokens<Self::AccountId>;

        /// Signature of a [`permit`](Call::permit).
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
        /// The state of a token that was created.
        Token,
    }

    /// How many tokens were created, and so the id of the next.
    #[pallet::storage]
    pub type NextTokenId<T: Config> = StorageValue<_, TokenId, ValueQuery>;

    /// Owner, options and clocks of each token.
    #[pallet::storage]
    pub type Tokens<T: Config> = StorageMap<_, Twox64Concat, TokenId, TokenOf<T>, OptionQuery>;

    /// How many permits of an account for a token were used. EIP-2612 calls them nonces.
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
        /// There is a new token.
        Created {
            /// Its id.
            token_id: TokenId,
            /// Who created it, and owns it now.
            owner: T::AccountId,
            /// Name, UTF-8.
            name: Vec<u8>,
            /// Symbol, UTF-8.
            symbol: Vec<u8>,
            /// Decimal places of one whole token.
            decimals: u8,
            /// What it can do.
            options: TokenOptions,
        },
        /// Tokens moved (EIP-20). One of nothing says nothing about `from`: anybody may make it.
        Transfer {
            /// Which.
            token_id: TokenId,
            /// Who had them; none where they were minted.
            from: Option<T::AccountId>,
            /// Who has them; none where they were burned.
            to: Option<T::AccountId>,
            /// How many of the smallest unit.
            value: Balance,
        },
        /// An allowance was set (EIP-20).
        Approval {
            /// Of which token.
            token_id: TokenId,
            /// Whose tokens may be spent.
            owner: T::AccountId,
            /// Who may spend them.
            spender: T::AccountId,
            /// How many of the smallest unit in all.
            value: Balance,
        },
        /// Nothing of the token moves any more.
        Paused {
            /// Which.
            token_id: TokenId,
        },
        /// The token moves again.
        Unpaused {
            /// Which.
            token_id: TokenId,
        },
        /// A token has another owner.
        OwnershipTransferred {
            /// Which.
            token_id: TokenId,
            /// Who owned it.
            previous_owner: T::AccountId,
            /// Who owns it; none where ownership was renounced.
            new_owner: Option<T::AccountId>,
        },
        /// An account got what it needs of the coin to hold a token or an allowance.
        DepositPaid {
            /// Who paid.
            payer: T::AccountId,
            /// Whose it is now.
            account: T::AccountId,
            /// Planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
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
        /// spender, value, deadline, nonce or chain. Or everybody signs for the owner, as its key
        /// has a small order.
        InvalidSignature,
        /// Too few free coins for a deposit: the token's own, an allowance's, or the existential
        /// deposit of a recipient that has no account yet.
        DepositUnaffordable,
        /// The supply would be more than [`MAX_SUPPLY`].
        SupplyTooLarge,
        /// A permit of nothing, of an owner who allows the spender nothing and has had no permit yet.
        NothingToRevoke,
        /// The account of zeros owns, receives and spends no tokens, as in OpenZeppelin's contracts. Nobody has its key.
        ZeroAccount,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a token. The caller gets the initial supply, owns the token, and has the
        /// [`TokenDeposit`](Config::TokenDeposit) held.
        ///
        /// - `name`, `symbol`: UTF-8, as many bytes as the ledger keeps of each.
        /// - `decimals`: decimal places of one whole token, at most 18.
        /// - `initial_supply`: of the smallest unit.
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

        /// Move `value` of the smallest unit to `to` (EIP-20). A recipient without an account is
        /// given the coin's existential deposit by the caller.
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

        /// Let `spender` spend `value` of the caller's tokens in all, whatever it was allowed
        /// before (EIP-20). [`INFINITE_ALLOWANCE`] is not used up by spending. The ledger
        /// reserves a deposit of the caller while there is an allowance.
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

        /// Move `value` of `from`'s tokens to `to`, out of what the caller is allowed (EIP-20). The
        /// caller gives a recipient without an account the coin's existential deposit. Nothing needs no
        /// allowance: anybody moves it between any two accounts, but for that of zeros.
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

        /// Let `spender` spend `added_value` more than it may now.
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

        /// Let `spender` spend `subtracted_value` less than it may now.
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

        /// Make `value` new tokens, for `to`. By the owner, who gives a recipient without an
        /// account the coin's existential deposit.
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

        /// Destroy `value` of the caller's tokens.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotBurnable`], [`Error::Paused`],
        /// [`Error::InsufficientBalance`], [`Error::Frozen`].
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::burn())]
        pub fn burn(origin: OriginFor<T>, token_id: TokenId, value: Balance) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_burn(token_id, from, value)
        }

        /// Destroy `value` of `from`'s tokens, out of what the caller is allowed to spend.
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

        /// Stop every movement of the token, by the ledger's own calls too. Allowances can still be
        /// changed here, as in OpenZeppelin's `ERC20Pausable`. By the owner.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::NotPausable`],
        /// [`Error::Paused`].
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::pause())]
        pub fn pause(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::do_pause(token_id, ensure_signed(origin)?)
        }

        /// Let the token move again. By the owner.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`], [`Error::NotPausable`],
        /// [`Error::NotPaused`].
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::unpause())]
        pub fn unpause(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::do_unpause(token_id, ensure_signed(origin)?)
        }

        /// Hand the token over to `new_owner`. By the owner. The deposit stays its creator's.
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

        /// Let nobody own the token, for ever: nobody mints, pauses or unpauses it again.
        ///
        /// Errors: [`Error::UnknownToken`], [`Error::NotOwner`].
        #[pallet::call_index(12)]
        #[pallet::weight(<T as Config>::WeightInfo::renounce_ownership())]
        pub fn renounce_ownership(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            Self::set_owner(token_id, ensure_signed(origin)?, None)
        }

        /// What [`approve`](Call::approve) does, for an owner who signed it off-chain
        /// (EIP-2612): of [`permit_message`](Pallet::permit_message), which is what wallets'
        /// `signRaw` makes of it. Sent by anybody, who also gives the owner what it lacks for
        /// the allowance's deposit.
        ///
        /// - `value`: zero takes an allowance back. An owner's first permit has to allow something, or to take
        ///   something back.
        /// - `deadline`: the last block in which it may be used.
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

        /// [`transfer`](Call::transfer) to up to 1,024 recipients, all or nothing.
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
            Self::check_invariants()
        }
    }
}
