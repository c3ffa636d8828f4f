//! A crowdfunding: it makes a token for a venture, sells shares of it, and gives the coins back where
//! too few are sold.
//!
//! 1. Whoever collects money instantiates it. It creates a business token, of which it owns all shares,
//!    and has the chain sell them at a fixed price, for a number of blocks.
//! 2. Backers buy shares from the chain (`businessTokens.buy`), not from this contract. What they pay is
//!    on the contract's account at once.
//! 3. When the sale is over, or all is sold, anybody calls `close`. What was not sold is burned.
//!    - The goal was reached: the coins are the creator's, and so is the token. The contract ends.
//!    - It was missed: the coins are the token's reserve, and backers give their shares back for what
//!      they paid, whenever they like, again to the chain (`businessTokens.redeem`). Where the escrow of the
//!      token had coins before, from whomever, they wait for the notice of the price.
//! 4. Once all shares have come back, anybody calls `end`, and gets the storage deposit for it.
//!
//! So the sale, the refunds and the ledger are the chain's; the contract only decides which of the two
//! happens, and nobody can make it do anything else. A share is a whole token: it has no decimals, so
//! that prices and refunds come out even.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod crowdfunding {
    use chaos_paradigms::{BusinessTokens, Erc20, Price, SaleTerms, TokenId, TokenOptions};
    use ink::prelude::string::String;

    /// What the campaign is for.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Campaign {
        /// Who gets the coins and the token where the goal is reached.
        pub creator: AccountId,
        /// The token, of which one is a share.
        pub token: TokenId,
        /// How many shares there are to sell.
        pub shares: Balance,
        /// What one costs, in planck.
        pub price: Balance,
        /// How much has to be collected, in planck.
        pub goal: Balance,
        /// The first block in which no shares are sold.
        pub end: BlockNumber,
    }

    /// A campaign that collects coins for shares.
    #[ink(storage)]
    pub struct Crowdfunding {
        campaign: Campaign,
        /// What the contract had left after its deposits, before anybody bought.
        own_coins: Balance,
        /// The goal was missed, and shares are redeemed.
        missed: bool,
    }

    /// The campaign is over.
    #[ink(event)]
    pub struct Closed {
        /// What was collected, in planck.
        pub raised: Balance,
        /// Whether that is enough.
        pub reached: bool,
    }

    /// Why a message fails. It has changed nothing then.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    pub enum Error {
        /// A goal of zero.
        GoalZero,
        /// All the shares together cost less than the goal.
        GoalOutOfReach,
        /// More than can be said.
        Overflow,
        /// The sale goes on.
        StillOpen,
        /// The goal was missed, and the coins are there to be redeemed.
        AlreadyClosed,
        /// The sale was not closed.
        NotClosed,
        /// Somebody has shares still.
        NotAllRedeemed,
        /// The chain refused.
        Paradigm(chaos_paradigms::Error),
    }

    impl From<chaos_paradigms::Error> for Error {
        fn from(error: chaos_paradigms::Error) -> Self {
            Self::Paradigm(error)
        }
    }

    impl Crowdfunding {
        /// Creates the token and begins to sell it. The caller is the creator.
        ///
        /// Payable: needs 0.048 COS for deposits, of the token (0.035, for ever), of the sale (0.012)
        /// and of the escrow (0.001). What is more goes to the creator in the end.
        ///
        /// - `name`, `symbol`: of the token, UTF-8, at most 50 bytes each.
        /// - `shares`: how many there are.
        /// - `price`: of a share, in planck.
        /// - `goal`: in planck.
        /// - `duration`: how many blocks they are sold, with this one.
        ///
        /// Errors: `GoalZero`, `GoalOutOfReach`, `Overflow`, and those of `Erc20::create` and
        /// `BusinessTokens::open_sale`, such as `Paradigm(Erc20(DepositUnaffordable))`.
        #[ink(constructor, payable)]
        pub fn new(
            name: String,
            symbol: String,
            shares: Balance,
            price: Balance,
            goal: Balance,
            duration: BlockNumber,
        ) -> Result<Self, Error> {
            ensure(goal > 0, Error::GoalZero)?;
            let most = shares.checked_mul(price).ok_or(Error::Overflow)?;
            ensure(most >= goal, Error::GoalOutOfReach)?;
            let start = Self::env().block_number();
            let end = start.checked_add(duration).ok_or(Error::Overflow)?;

            let options = TokenOptions {
                burnable: true,
                ..TokenOptions::default()
            };
            let token = Erc20::create(&name, &symbol, 0, shares, options)?;
            let terms = SaleTerms {
                amount: shares,
                price: Price::Fixed(price),
                start,
                end,
                min_per_account: None,
                max_per_account: None,
            };
            BusinessTokens::open_sale(token, terms)?;
            Ok(Self {
                campaign: Campaign {
                    creator: Self::env().caller(),
                    token,
                    shares,
                    price,
                    goal,
                    end,
                },
                own_coins: Self::env().balance(),
                missed: false,
            })
        }

        /// Decides, once the sale is over or all is sold. By anybody.
        ///
        /// Errors: `StillOpen`, `AlreadyClosed`, those of the chain.
        #[ink(message)]
        pub fn close(&mut self) -> Result<(), Error> {
            ensure(!self.missed, Error::AlreadyClosed)?;
            let Campaign {
                creator,
                token,
                shares,
                price,
                goal,
                end,
            } = self.campaign;
            // Before the deposit of the sale comes back.
            let raised = self.raised();
            // The constructor has made sure that this is no overflow.
            let sold_out = raised >= shares.saturating_mul(price);
            ensure(
                sold_out || self.env().block_number() >= end,
                Error::StillOpen,
            )?;
            let reached = raised >= goal;
            self.missed = !reached;

            BusinessTokens::close_sale(token)?;
            self.burn_own()?;
            self.env().emit_event(Closed { raised, reached });
            if reached {
                Erc20::transfer_ownership(token, creator)?;
                self.env().terminate_contract(creator);
            }
            BusinessTokens::set_redemption(token, price)?;
            if raised > 0 {
                BusinessTokens::fund_redemption(token, raised)?;
            }
            Ok(())
        }

        /// Ends a campaign that missed its goal, once all shares have been redeemed. By anybody.
        ///
        /// Errors: `NotClosed`, `NotAllRedeemed`.
        #[ink(message)]
        pub fn end(&mut self) -> Result<(), Error> {
            ensure(self.missed, Error::NotClosed)?;
            // Fails where nothing was redeemed, or somebody has shares still. Which of them, the supply says.
            let _ = BusinessTokens::collect_redeemed(self.campaign.token);
            self.burn_own()?;
            let left = Erc20::total_supply(self.campaign.token)?;
            ensure(left == 0, Error::NotAllRedeemed)?;
            self.env().terminate_contract(self.campaign.creator)
        }

        /// What the campaign is for.
        #[ink(message)]
        pub fn campaign(&self) -> Campaign {
            self.campaign.clone()
        }

        /// What backers have paid, in planck; zero after the goal was missed.
        ///
        /// Coins that somebody sends here without buying count as well.
        #[ink(message)]
        pub fn raised(&self) -> Balance {
            if self.missed {
                return 0;
            }
            self.env().balance().saturating_sub(self.own_coins)
        }

        /// Whether the goal was missed, and shares are redeemed.
        #[ink(message)]
        pub fn missed(&self) -> bool {
            self.missed
        }

        /// Burns the shares that the contract has: those not sold, those redeemed.
        fn burn_own(&self) -> Result<(), Error> {
            let token = self.campaign.token;
            let own = Erc20::balance_of(token, self.env().account_id())?;
            if own > 0 {
                Erc20::burn(token, own)?;
            }
            Ok(())
        }
    }

    fn ensure(condition: bool, error: Error) -> Result<(), Error> {
        condition.then_some(()).ok_or(error)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use chaos_paradigms::{mock::Mock, BusinessTokensError, Error as Paradigm};
        use ink::{
            env::{
                test::{self, assert_contract_termination},
                DefaultEnvironment,
            },
            scale::Encode,
        };

        const SHARES: Balance = 100;
        const PRICE: Balance = 3;
        const GOAL: Balance = 120;
        const DURATION: BlockNumber = 20;
        const ENDOWMENT: Balance = 5_000_000;

        /// `BusinessTokens`, and the functions that the campaign uses.
        const BUSINESS: u8 = 52;
        const OPEN: u8 = 0;
        const CLOSE: u8 = 2;
        const SET_REDEMPTION: u8 = 3;
        const FUND: u8 = 4;
        const COLLECT: u8 = 11;

        fn contract() -> AccountId {
            AccountId::from([0xcf; 32])
        }

        fn accounts() -> test::DefaultAccounts<DefaultEnvironment> {
            test::default_accounts::<DefaultEnvironment>()
        }

        fn make(shares: Balance, price: Balance, goal: Balance) -> Result<Crowdfunding, Error> {
            test::set_caller::<DefaultEnvironment>(accounts().alice);
            test::set_callee::<DefaultEnvironment>(contract());
            test::set_account_balance::<DefaultEnvironment>(contract(), ENDOWMENT);
            let (name, symbol) = ("Venture".into(), "VNT".into());
            Crowdfunding::new(name, symbol, shares, price, goal, DURATION)
        }

        /// A chain that sells and redeems, and a campaign.
        fn begun() -> (Mock, Crowdfunding) {
            let chain = Mock::register(contract());
            for function in [OPEN, CLOSE, SET_REDEMPTION, FUND] {
                chain.answer(BUSINESS, function, Ok(()));
            }
            (chain, make(SHARES, PRICE, GOAL).unwrap())
        }

        /// What the chain does when somebody buys.
        fn sell(chain: &Mock, shares: Balance) {
            chain.take(0, contract(), shares);
            chain.give(0, accounts().bob, shares);
            let coins = test::get_account_balance::<DefaultEnvironment>(contract()).unwrap();
            test::set_account_balance::<DefaultEnvironment>(contract(), coins + shares * PRICE);
        }

        fn at_the_end() {
            test::set_block_number::<DefaultEnvironment>(DURATION);
        }

        fn called(chain: &Mock, function: u8) -> Vec<Vec<u8>> {
            let calls = chain.calls().into_iter();
            calls
                .filter(|call| (call.0, call.1) == (BUSINESS, function))
                .map(|call| call.2)
                .collect()
        }

        #[ink::test]
        fn a_goal_must_be_in_reach() {
            Mock::register(contract());
            let failure = |shares, price, goal| make(shares, price, goal).err();
            assert_eq!(failure(SHARES, PRICE, 0), Some(Error::GoalZero));
            assert_eq!(
                failure(SHARES, PRICE, SHARES * PRICE + 1),
                Some(Error::GoalOutOfReach)
            );
            assert_eq!(failure(Balance::MAX, 2, GOAL), Some(Error::Overflow));
        }

        #[ink::test]
        fn the_shares_are_for_sale() {
            let (chain, campaign) = begun();
            let terms = SaleTerms {
                amount: SHARES,
                price: Price::Fixed(PRICE),
                start: 0,
                end: DURATION,
                min_per_account: None,
                max_per_account: None,
            };
            assert_eq!(called(&chain, OPEN), [(0u32, terms).encode()]);
            assert_eq!(chain.owner_of(0), Some(contract()));
            assert_eq!(campaign.campaign().creator, accounts().alice);
            assert_eq!(campaign.raised(), 0);
        }

        #[ink::test]
        fn what_the_chain_refuses_makes_none() {
            let chain = Mock::register(contract());
            let refusal = Paradigm::BusinessTokens(BusinessTokensError::DepositUnaffordable);
            chain.answer::<()>(BUSINESS, OPEN, Err(refusal));
            assert_eq!(
                make(SHARES, PRICE, GOAL).err(),
                Some(Error::Paradigm(refusal))
            );
        }

        #[ink::test]
        fn nothing_is_decided_before_the_end() {
            let (chain, mut campaign) = begun();
            sell(&chain, 40);
            assert_eq!(campaign.raised(), GOAL);
            assert_eq!(campaign.close(), Err(Error::StillOpen));
            assert_eq!(campaign.end(), Err(Error::NotClosed));
            assert!(called(&chain, CLOSE).is_empty());
        }

        #[ink::test]
        fn coins_and_token_are_the_creators_when_the_goal_is_reached() {
            let (chain, mut campaign) = begun();
            sell(&chain, 40);
            at_the_end();
            assert_contract_termination::<DefaultEnvironment, _>(
                move || campaign.close().unwrap(),
                accounts().alice,
                ENDOWMENT + GOAL,
            );
            assert_eq!(chain.owner_of(0), Some(accounts().alice));
            assert_eq!(chain.balance_of(0, accounts().bob), 40);
            assert_eq!(chain.balance_of(0, contract()), 0, "unsold");
            assert!(called(&chain, FUND).is_empty());
        }

        #[ink::test]
        fn it_is_over_when_all_is_sold() {
            let (chain, mut campaign) = begun();
            sell(&chain, SHARES);
            assert_contract_termination::<DefaultEnvironment, _>(
                move || campaign.close().unwrap(),
                accounts().alice,
                ENDOWMENT + SHARES * PRICE,
            );
        }

        #[ink::test]
        fn backers_can_redeem_when_the_goal_is_missed() {
            let (chain, mut campaign) = begun();
            sell(&chain, 39);
            at_the_end();
            assert_eq!(campaign.close(), Ok(()));
            assert!(campaign.missed());
            assert_eq!(called(&chain, SET_REDEMPTION), [(0u32, PRICE).encode()]);
            assert_eq!(called(&chain, FUND), [(0u32, 39 * PRICE).encode()]);
            assert_eq!(chain.owner_of(0), Some(contract()));
            assert_eq!(campaign.close(), Err(Error::AlreadyClosed));
            assert_eq!(campaign.end(), Err(Error::NotAllRedeemed));

            // What `collect_redeemed` does.
            chain.answer(BUSINESS, COLLECT, Ok(()));
            chain.take(0, accounts().bob, 39);
            chain.give(0, contract(), 39);
            let left = ENDOWMENT + 5;
            test::set_account_balance::<DefaultEnvironment>(contract(), left);
            assert_contract_termination::<DefaultEnvironment, _>(
                move || campaign.end().unwrap(),
                accounts().alice,
                left,
            );
            assert_eq!(chain.balance_of(0, contract()), 0);
        }

        #[ink::test]
        fn a_campaign_without_backers_ends() {
            let (chain, mut campaign) = begun();
            at_the_end();
            assert_eq!(campaign.close(), Ok(()));
            assert!(called(&chain, FUND).is_empty());
            assert_contract_termination::<DefaultEnvironment, _>(
                move || campaign.end().unwrap(),
                accounts().alice,
                ENDOWMENT,
            );
        }
    }
}
