//! An escrow: the buyer's tokens wait here until buyer and seller agree who gets them.
//!
//! 1. The buyer instantiates it, approves it for the price (`erc20.approve`), and calls `fund`. Tokens
//!    that are sent here by a plain transfer count as well.
//! 2. Each side says who should get the price, `agree(Seller)` or `agree(Buyer)`, and may change its
//!    mind. Once both say the same, the price is paid.
//! 3. From the deadline on, the buyer may take the tokens back alone (`reclaim`).
//!
//! The contract ends with the payment. It has nothing left then: the price is with whom it was agreed,
//! all other tokens of this kind and its coins are with the buyer, and the storage deposit goes back to
//! whoever sent the last transaction.
//!
//! It keeps no balances of its own: what it has is what the chain says. It calls no contract, so
//! nothing can call it back in the middle.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod escrow {
    use chaos_paradigms::{Erc20, TokenId};

    /// One of the two.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Side {
        /// Who pays.
        Buyer,
        /// Who is paid.
        Seller,
    }

    /// What was agreed on at the beginning.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Terms {
        /// Who pays.
        pub buyer: AccountId,
        /// Who is paid.
        pub seller: AccountId,
        /// In which token.
        pub token: TokenId,
        /// How many of its smallest unit.
        pub price: Balance,
        /// The first block in which the buyer may take the tokens back alone.
        pub deadline: BlockNumber,
    }

    /// An escrow of one payment.
    #[ink(storage)]
    pub struct Escrow {
        terms: Terms,
        /// Who should get the price, as the buyer wants and as the seller wants.
        wishes: (Option<Side>, Option<Side>),
    }

    /// The price is here.
    #[ink(event)]
    pub struct Funded {
        /// How many tokens there are now.
        pub held: Balance,
    }

    /// The price was paid, and the escrow has ended.
    #[ink(event)]
    pub struct Settled {
        /// Who got it.
        pub to: Side,
        /// How many tokens.
        pub value: Balance,
    }

    /// Why a message fails. It has changed nothing then.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// A price of zero.
        PriceZero,
        /// Buyer and seller are the same.
        OneParty,
        /// The deadline would not be after this block.
        DeadlinePassed,
        /// The caller is neither the buyer nor the seller.
        NotParty,
        /// The caller is not the buyer.
        NotBuyer,
        /// The price is here already.
        AlreadyFunded,
        /// There are fewer tokens here than the price.
        NotFunded,
        /// The deadline is yet to come.
        DeadlineNotReached,
        /// The chain refused.
        Paradigm(chaos_paradigms::Error),
    }

    impl From<chaos_paradigms::Error> for Error {
        fn from(error: chaos_paradigms::Error) -> Self {
            Self::Paradigm(error)
        }
    }

    impl Escrow {
        /// Makes an escrow. The caller is the buyer.
        ///
        /// Payable: 0.001 COS are needed where the seller, or the buyer, has no account when it is
        /// paid. Coins that are not needed go to the buyer in the end.
        ///
        /// - `price`: in the token's smallest unit.
        /// - `deadline`: the first block in which the buyer may take the tokens back alone.
        ///
        /// Errors: `PriceZero`, `OneParty`, `DeadlinePassed`, `Paradigm(NotFound)` where there is no
        /// such token.
        #[ink(constructor, payable)]
        pub fn new(
            seller: AccountId,
            token: TokenId,
            price: Balance,
            deadline: BlockNumber,
        ) -> Result<Self, Error> {
            let buyer = Self::env().caller();
            ensure(price > 0, Error::PriceZero)?;
            ensure(seller != buyer, Error::OneParty)?;
            ensure(deadline > Self::env().block_number(), Error::DeadlinePassed)?;
            Erc20::total_supply(token)?;
            let terms = Terms {
                buyer,
                seller,
                token,
                price,
                deadline,
            };
            let wishes = (None, None);
            Ok(Self { terms, wishes })
        }

        /// Takes the price out of the buyer's allowance for this contract. By the buyer.
        ///
        /// Errors: `NotBuyer`, `AlreadyFunded`, and those of `Erc20::transfer_from`, such as
        /// `Paradigm(Erc20(InsufficientAllowance))`.
        #[ink(message)]
        pub fn fund(&mut self) -> Result<(), Error> {
            let Terms {
                buyer,
                token,
                price,
                ..
            } = self.terms;
            ensure(self.env().caller() == buyer, Error::NotBuyer)?;
            ensure(self.held()? < price, Error::AlreadyFunded)?;
            Erc20::transfer_from(token, buyer, self.env().account_id(), price)?;
            let held = self.held()?;
            self.env().emit_event(Funded { held });
            Ok(())
        }

        /// Says who should get the price. By the buyer or the seller.
        ///
        /// Where the other one has said the same, it is paid, and the contract ends.
        ///
        /// Errors: `NotParty`; `NotFunded` where both say that the seller should get what is not
        /// here; those of `Erc20::transfer`.
        #[ink(message)]
        pub fn agree(&mut self, to: Side) -> Result<(), Error> {
            let caller = self.env().caller();
            if caller == self.terms.buyer {
                self.wishes.0 = Some(to);
            } else if caller == self.terms.seller {
                self.wishes.1 = Some(to);
            } else {
                return Err(Error::NotParty);
            }
            if self.wishes == (Some(to), Some(to)) {
                self.settle(to)?;
            }
            Ok(())
        }

        /// Gives the tokens back to the buyer, who calls this at the deadline or later.
        ///
        /// The contract ends.
        ///
        /// Errors: `NotBuyer`, `DeadlineNotReached`, those of `Erc20::transfer`.
        #[ink(message)]
        pub fn reclaim(&mut self) -> Result<(), Error> {
            ensure(self.env().caller() == self.terms.buyer, Error::NotBuyer)?;
            let due = self.env().block_number() >= self.terms.deadline;
            ensure(due, Error::DeadlineNotReached)?;
            self.settle(Side::Buyer)
        }

        /// What was agreed on at the beginning.
        #[ink(message)]
        pub fn terms(&self) -> Terms {
            self.terms.clone()
        }

        /// Who should get the price, as the buyer wants and as the seller wants.
        #[ink(message)]
        pub fn wishes(&self) -> (Option<Side>, Option<Side>) {
            self.wishes
        }

        /// How many tokens are here.
        #[ink(message)]
        pub fn held(&self) -> Result<Balance, Error> {
            let held = Erc20::balance_of(self.terms.token, self.env().account_id())?;
            Ok(held)
        }

        /// Pays, and ends the contract. Where this returns, it has failed.
        fn settle(&mut self, to: Side) -> Result<(), Error> {
            let Terms {
                buyer,
                seller,
                token,
                price,
                ..
            } = self.terms;
            let held = self.held()?;
            let (for_seller, for_buyer) = match to {
                Side::Buyer => (0, held),
                Side::Seller => (price, held.checked_sub(price).ok_or(Error::NotFunded)?),
            };
            // No token may be left: nobody has the key of a contract's account.
            for (account, value) in [(seller, for_seller), (buyer, for_buyer)] {
                if value > 0 {
                    Erc20::transfer(token, account, value)?;
                }
            }
            let value = if to == Side::Seller {
                for_seller
            } else {
                for_buyer
            };
            self.env().emit_event(Settled { to, value });
            self.env().terminate_contract(buyer)
        }
    }

    fn ensure(condition: bool, error: Error) -> Result<(), Error> {
        condition.then_some(()).ok_or(error)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use chaos_paradigms::{mock::Mock, Erc20Error, Error as Paradigm};
        use ink::env::{
            test::{self, assert_contract_termination},
            DefaultEnvironment,
        };

        const TOKEN: TokenId = 3;
        const PRICE: Balance = 100;
        const DEADLINE: BlockNumber = 50;
        const COINS: Balance = 7_000_000;

        fn contract() -> AccountId {
            AccountId::from([0xce; 32])
        }

        fn accounts() -> test::DefaultAccounts<DefaultEnvironment> {
            test::default_accounts::<DefaultEnvironment>()
        }

        fn as_caller(who: AccountId) {
            test::set_caller::<DefaultEnvironment>(who);
        }

        fn buyer() -> AccountId {
            accounts().alice
        }

        fn seller() -> AccountId {
            accounts().bob
        }

        /// A chain on which the buyer has the price five times, and an escrow between them.
        fn agreed() -> (Mock, Escrow) {
            let chain = Mock::register(contract());
            chain.give(TOKEN, buyer(), 5 * PRICE);
            test::set_callee::<DefaultEnvironment>(contract());
            test::set_account_balance::<DefaultEnvironment>(contract(), COINS);
            as_caller(buyer());
            (
                chain,
                Escrow::new(seller(), TOKEN, PRICE, DEADLINE).unwrap(),
            )
        }

        fn funded() -> (Mock, Escrow) {
            let (chain, mut escrow) = agreed();
            chain.allow(TOKEN, buyer(), PRICE);
            assert_eq!(escrow.fund(), Ok(()));
            (chain, escrow)
        }

        /// The contract ends, and its coins are the buyer's.
        fn ends(message: impl FnMut() + std::panic::UnwindSafe) {
            assert_contract_termination::<DefaultEnvironment, _>(message, buyer(), COINS);
        }

        #[ink::test]
        fn bad_terms_make_none() {
            let chain = Mock::register(contract());
            as_caller(buyer());
            let make = |seller, token, price, deadline| {
                Escrow::new(seller, token, price, deadline).map(|_| ())
            };
            assert_eq!(
                make(seller(), TOKEN, PRICE, DEADLINE),
                Err(Error::Paradigm(Paradigm::NotFound))
            );
            chain.give(TOKEN, buyer(), 1);
            assert_eq!(make(seller(), TOKEN, 0, DEADLINE), Err(Error::PriceZero));
            assert_eq!(make(buyer(), TOKEN, PRICE, DEADLINE), Err(Error::OneParty));
            assert_eq!(make(seller(), TOKEN, PRICE, 0), Err(Error::DeadlinePassed));
        }

        #[ink::test]
        fn the_buyer_funds_it_once() {
            let (chain, mut escrow) = agreed();
            assert_eq!(
                escrow.fund(),
                Err(Error::Paradigm(Paradigm::Erc20(
                    Erc20Error::InsufficientAllowance
                )))
            );
            chain.allow(TOKEN, buyer(), 2 * PRICE);
            as_caller(seller());
            assert_eq!(escrow.fund(), Err(Error::NotBuyer));
            as_caller(buyer());
            assert_eq!(escrow.fund(), Ok(()));
            assert_eq!(escrow.held(), Ok(PRICE));
            assert_eq!(chain.balance_of(TOKEN, buyer()), 4 * PRICE);
            assert_eq!(escrow.fund(), Err(Error::AlreadyFunded));
        }

        #[ink::test]
        fn the_seller_is_paid_when_both_say_so() {
            let (chain, mut escrow) = funded();
            assert_eq!(escrow.agree(Side::Seller), Ok(()));
            assert_eq!(escrow.wishes(), (Some(Side::Seller), None));
            assert_eq!(chain.balance_of(TOKEN, seller()), 0);
            as_caller(seller());
            ends(move || escrow.agree(Side::Seller).unwrap());
            assert_eq!(chain.balance_of(TOKEN, seller()), PRICE);
            assert_eq!(chain.balance_of(TOKEN, contract()), 0);
        }

        #[ink::test]
        fn the_buyer_is_when_both_say_so() {
            let (chain, mut escrow) = funded();
            as_caller(seller());
            assert_eq!(escrow.agree(Side::Buyer), Ok(()));
            as_caller(buyer());
            assert_eq!(escrow.agree(Side::Seller), Ok(()), "no agreement");
            assert_eq!(escrow.held(), Ok(PRICE));
            ends(move || escrow.agree(Side::Buyer).unwrap());
            assert_eq!(chain.balance_of(TOKEN, buyer()), 5 * PRICE);
        }

        #[ink::test]
        fn what_was_sent_beyond_the_price_goes_back_to_the_buyer() {
            let (chain, mut escrow) = funded();
            chain.give(TOKEN, contract(), 11);
            assert_eq!(escrow.agree(Side::Seller), Ok(()));
            as_caller(seller());
            ends(move || escrow.agree(Side::Seller).unwrap());
            assert_eq!(chain.balance_of(TOKEN, seller()), PRICE);
            assert_eq!(chain.balance_of(TOKEN, buyer()), 4 * PRICE + 11);
        }

        #[ink::test]
        fn nobody_is_paid_what_is_not_there() {
            let (_, mut escrow) = agreed();
            assert_eq!(escrow.agree(Side::Seller), Ok(()));
            as_caller(seller());
            assert_eq!(escrow.agree(Side::Seller), Err(Error::NotFunded));
        }

        #[ink::test]
        fn strangers_have_no_say() {
            let (_, mut escrow) = funded();
            as_caller(accounts().charlie);
            assert_eq!(escrow.agree(Side::Seller), Err(Error::NotParty));
            assert_eq!(escrow.reclaim(), Err(Error::NotBuyer));
        }

        #[ink::test]
        fn the_buyer_takes_the_tokens_back_at_the_deadline() {
            let (chain, mut escrow) = funded();
            assert_eq!(escrow.reclaim(), Err(Error::DeadlineNotReached));
            test::set_block_number::<DefaultEnvironment>(DEADLINE);
            as_caller(seller());
            assert_eq!(escrow.reclaim(), Err(Error::NotBuyer));
            as_caller(buyer());
            ends(move || escrow.reclaim().unwrap());
            assert_eq!(chain.balance_of(TOKEN, buyer()), 5 * PRICE);
        }

        #[ink::test]
        fn a_token_that_does_not_move_keeps_the_escrow_alive() {
            let (chain, mut escrow) = funded();
            chain.answer::<()>(51, 1, Err(Paradigm::Erc20(Erc20Error::Paused)));
            test::set_block_number::<DefaultEnvironment>(DEADLINE);
            assert_eq!(
                escrow.reclaim(),
                Err(Error::Paradigm(Paradigm::Erc20(Erc20Error::Paused)))
            );
            assert_eq!(escrow.held(), Ok(PRICE));
        }
    }
}
