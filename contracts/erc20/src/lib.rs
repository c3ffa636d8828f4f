//! A token as one writes it by hand, the way of other chains: balances and allowances in the
//! contract's own storage, and every rule in its own code. It is here to compare with: the `Erc20`
//! paradigm needs no contract, costs less, and wallets know its tokens.
//!
//! It keeps to EIP-20 and, where that is silent, to OpenZeppelin Contracts 5.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod erc20 {
    use ink::storage::Mapping;

    /// A token with a fixed supply.
    #[ink(storage)]
    pub struct Erc20 {
        total_supply: Balance,
        balances: Mapping<AccountId, Balance>,
        allowances: Mapping<(AccountId, AccountId), Balance>,
    }

    /// Tokens moved.
    #[ink(event)]
    #[cfg_attr(feature = "std", derive(Debug, PartialEq, Eq))]
    pub struct Transfer {
        /// Who had them; none where they were made.
        #[ink(topic)]
        pub from: Option<AccountId>,
        /// Who has them.
        #[ink(topic)]
        pub to: Option<AccountId>,
        /// How many of the smallest unit.
        pub value: Balance,
    }

    /// An allowance was set.
    #[ink(event)]
    #[cfg_attr(feature = "std", derive(Debug, PartialEq, Eq))]
    pub struct Approval {
        /// Whose tokens may be spent.
        #[ink(topic)]
        pub owner: AccountId,
        /// Who may spend them.
        #[ink(topic)]
        pub spender: AccountId,
        /// How many in all.
        pub value: Balance,
    }

    /// Why a message fails.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// The account has fewer tokens.
        InsufficientBalance,
        /// The account was allowed to spend fewer tokens.
        InsufficientAllowance,
        /// The account would have more tokens than can be said.
        Overflow,
    }

    impl Erc20 {
        /// Makes a token. The caller has all of it.
        ///
        /// - `total_supply`: of the smallest unit.
        #[ink(constructor)]
        pub fn new(total_supply: Balance) -> Self {
            let caller = Self::env().caller();
            let mut balances = Mapping::default();
            balances.insert(caller, &total_supply);
            Self::env().emit_event(Transfer {
                from: None,
                to: Some(caller),
                value: total_supply,
            });
            Self {
                total_supply,
                balances,
                allowances: Mapping::default(),
            }
        }

        /// All there is of the token.
        #[ink(message)]
        pub fn total_supply(&self) -> Balance {
            self.total_supply
        }

        /// What an account has.
        #[ink(message)]
        pub fn balance_of(&self, owner: AccountId) -> Balance {
            self.balances.get(owner).unwrap_or_default()
        }

        /// What `spender` may spend of `owner`'s tokens.
        #[ink(message)]
        pub fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance {
            self.allowances.get((owner, spender)).unwrap_or_default()
        }

        /// Moves the caller's tokens.
        ///
        /// Errors: `InsufficientBalance`, `Overflow`.
        #[ink(message)]
        pub fn transfer(&mut self, to: AccountId, value: Balance) -> Result<(), Error> {
            self.move_tokens(self.env().caller(), to, value)
        }

        /// Lets `spender` spend so many of the caller's tokens, whatever it was allowed before.
        #[ink(message)]
        pub fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), Error> {
            let owner = self.env().caller();
            self.allowances.insert((owner, spender), &value);
            self.env().emit_event(Approval {
                owner,
                spender,
                value,
            });
            Ok(())
        }

        /// Moves `from`'s tokens, out of what the caller is allowed.
        ///
        /// Errors: `InsufficientAllowance`, `InsufficientBalance`, `Overflow`.
        #[ink(message)]
        pub fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
        ) -> Result<(), Error> {
            let spender = self.env().caller();
            let allowance = self.allowance(from, spender);
            let left = allowance.checked_sub(value);
            let left = left.ok_or(Error::InsufficientAllowance)?;
            if allowance != Balance::MAX {
                self.allowances.insert((from, spender), &left);
            }
            self.move_tokens(from, to, value)
        }

        fn move_tokens(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
        ) -> Result<(), Error> {
            let left = self.balance_of(from).checked_sub(value);
            self.balances
                .insert(from, &left.ok_or(Error::InsufficientBalance)?);
            // Read after the first write: `from` and `to` may be the same.
            let more = self.balance_of(to).checked_add(value);
            self.balances.insert(to, &more.ok_or(Error::Overflow)?);
            self.env().emit_event(Transfer {
                from: Some(from),
                to: Some(to),
                value,
            });
            Ok(())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use ink::env::{test, DefaultEnvironment};

        fn accounts() -> test::DefaultAccounts<DefaultEnvironment> {
            test::default_accounts::<DefaultEnvironment>()
        }

        fn as_caller(who: AccountId) {
            test::set_caller::<DefaultEnvironment>(who);
        }

        fn token() -> Erc20 {
            as_caller(accounts().alice);
            Erc20::new(100)
        }

        #[ink::test]
        fn the_creator_has_all() {
            let token = token();
            assert_eq!(token.total_supply(), 100);
            assert_eq!(token.balance_of(accounts().alice), 100);
            assert_eq!(test::recorded_events().count(), 1);
        }

        #[ink::test]
        fn a_transfer_moves_tokens() {
            let (mut token, bob) = (token(), accounts().bob);
            assert_eq!(token.transfer(bob, 30), Ok(()));
            assert_eq!(token.balance_of(accounts().alice), 70);
            assert_eq!(token.balance_of(bob), 30);
            as_caller(bob);
            assert_eq!(
                token.transfer(accounts().alice, 31),
                Err(Error::InsufficientBalance)
            );
        }

        #[ink::test]
        fn a_transfer_to_oneself_moves_nothing() {
            let mut token = token();
            assert_eq!(token.transfer(accounts().alice, 100), Ok(()));
            assert_eq!(token.balance_of(accounts().alice), 100);
        }

        #[ink::test]
        fn an_allowance_is_used_up() {
            let (mut token, all) = (token(), accounts());
            assert_eq!(token.approve(all.bob, 40), Ok(()));
            as_caller(all.bob);
            assert_eq!(token.transfer_from(all.alice, all.charlie, 30), Ok(()));
            assert_eq!(token.balance_of(all.charlie), 30);
            assert_eq!(token.allowance(all.alice, all.bob), 10);
            assert_eq!(
                token.transfer_from(all.alice, all.charlie, 11),
                Err(Error::InsufficientAllowance)
            );
        }

        #[ink::test]
        fn the_greatest_allowance_is_not() {
            let (mut token, all) = (token(), accounts());
            assert_eq!(token.approve(all.bob, Balance::MAX), Ok(()));
            as_caller(all.bob);
            assert_eq!(token.transfer_from(all.alice, all.charlie, 30), Ok(()));
            assert_eq!(token.allowance(all.alice, all.bob), Balance::MAX);
        }
    }
}
