//! A stand-in for the chain, for the unit tests of contracts: a ledger of tokens, and prepared answers
//! of everything else.
//!
//! ```
//! use chaos_paradigms::{mock::Mock, Erc20};
//!
//! let (contract, bob) = ([7; 32].into(), [1; 32].into());
//! let chain = Mock::register(contract);
//! chain.give(0, contract, 100);
//! assert_eq!(Erc20::transfer(0, bob, 30), Ok(()));
//! assert_eq!(chain.balance_of(0, bob), 30);
//! ```
//!
//! It knows `Erc20`'s transfers, allowances, minting and burning, for any contract that it is asked by;
//! neither deposits nor pauses. Coins are ink!'s own test environment's.

use crate::{AccountId, Address, Balance, Erc20Error, Error, TokenId, READS};
use ink::scale::{Decode, Encode};
use std::{cell::RefCell, collections::HashMap, rc::Rc, vec::Vec};

/// The chain, as seen by one contract.
#[derive(Clone)]
pub struct Mock(Rc<RefCell<Chain>>);

struct Chain {
    ledger: Ledger,
    answers: HashMap<(u8, u8), (u32, Vec<u8>)>,
    calls: Vec<(u8, u8, Vec<u8>)>,
}

#[derive(Clone)]
struct Ledger {
    contract: AccountId,
    balances: HashMap<TokenId, HashMap<AccountId, Balance>>,
    owners: HashMap<TokenId, AccountId>,
    allowances: HashMap<(TokenId, AccountId, AccountId), Balance>,
}

/// The status by which the chain says so.
pub fn status(error: Error) -> u32 {
    let [class, a, b] = match error {
        Error::Erc20(error) => [1, crate::erc20::PALLET, error as u8],
        Error::BusinessTokens(error) => [1, crate::business_tokens::PALLET, error as u8],
        Error::Erc721(error) => [1, crate::erc721::PALLET, error as u8],
        Error::DutchAuction(error) => [1, crate::dutch_auction::PALLET, error as u8],
        Error::Pallet { pallet, error } => [1, pallet, error],
        Error::Dispatch { kind, inner } => [2, kind, inner],
        Error::UndecodableInput => [3, 0, 0],
        Error::UnknownFunction => [3, 0, 1],
        Error::NotFound => [3, 0, 2],
        Error::TooMany => [3, 0, 3],
        Error::Unknown(status) => return status,
    };
    u32::from_be_bytes([0, class, a, b])
}

impl Mock {
    /// Has the calls of this thread answered by a chain on which there is nothing.
    pub fn register(contract: AccountId) -> Self {
        let chain = Self(Rc::new(RefCell::new(Chain {
            ledger: Ledger {
                contract,
                balances: HashMap::new(),
                owners: HashMap::new(),
                allowances: HashMap::new(),
            },
            answers: HashMap::new(),
            calls: Vec::new(),
        })));
        ink::env::test::register_chain_extension(Extension(chain.clone()));
        chain
    }

    /// Gives an account tokens, and makes the token where there is none.
    pub fn give(&self, token: TokenId, account: AccountId, value: Balance) {
        let balances = &mut self.0.borrow_mut().ledger.balances;
        *balances
            .entry(token)
            .or_default()
            .entry(account)
            .or_default() += value;
    }

    /// Takes tokens from an account.
    ///
    /// # Panics
    /// Where it has fewer.
    pub fn take(&self, token: TokenId, account: AccountId, value: Balance) {
        self.0
            .borrow_mut()
            .ledger
            .withdraw(token, account, value)
            .expect("the account has the tokens");
    }

    /// What an account has.
    pub fn balance_of(&self, token: TokenId, account: AccountId) -> Balance {
        let chain = self.0.borrow();
        chain.ledger.balance_of(token, account).unwrap_or(0)
    }

    /// Who owns a token that a contract created.
    pub fn owner_of(&self, token: TokenId) -> Option<AccountId> {
        self.0.borrow().ledger.owners.get(&token).copied()
    }

    /// Lets the contract spend so many of `owner`'s tokens.
    pub fn allow(&self, token: TokenId, owner: AccountId, value: Balance) {
        let ledger = &mut self.0.borrow_mut().ledger;
        let spender = ledger.contract;
        ledger.allowances.insert((token, owner, spender), value);
    }

    /// Answers a function of a pallet so from now on, and does nothing else.
    pub fn answer<T: Encode>(&self, pallet: u8, function: u8, answer: Result<T, Error>) {
        let answer = match answer {
            Ok(output) => (0, output.encode()),
            Err(error) => (status(error), Vec::new()),
        };
        let answers = &mut self.0.borrow_mut().answers;
        answers.insert((pallet, function), answer);
    }

    /// What was called so far: pallet, function, arguments.
    pub fn calls(&self) -> Vec<(u8, u8, Vec<u8>)> {
        self.0.borrow().calls.clone()
    }
}

type Answer = Result<Vec<u8>, Error>;

impl Chain {
    fn call(&mut self, pallet: u8, function: u8, input: &[u8]) -> (u32, Vec<u8>) {
        self.calls.push((pallet, function, input.to_vec()));
        if let Some(answer) = self.answers.get(&(pallet, function)) {
            return answer.clone();
        }
        let before = self.ledger.clone();
        let answer = match pallet {
            crate::erc20::PALLET => self.ledger.call(function, input),
            _ => Err(Error::UnknownFunction),
        };
        match answer {
            Ok(output) => (0, output),
            Err(error) => {
                self.ledger = before;
                (status(error), Vec::new())
            }
        }
    }
}

impl Ledger {
    fn call(&mut self, function: u8, input: &[u8]) -> Answer {
        let contract = self.contract;
        match function {
            0 => {
                let (_, _, _, supply, _): (String, String, u8, Balance, crate::TokenOptions) =
                    arguments(input)?;
                let token = self.balances.len() as TokenId;
                self.balances.insert(token, [(contract, supply)].into());
                self.owners.insert(token, contract);
                return Ok(token.encode());
            }
            1 => {
                let (token, Address::Id(to), value) = arguments(input)?;
                self.transfer(token, contract, to, value)?;
            }
            2 => {
                let (token, Address::Id(spender), value) = arguments(input)?;
                self.allowances.insert((token, contract, spender), value);
            }
            3 => {
                let (token, Address::Id(from), Address::Id(to), value) = arguments(input)?;
                self.spend_allowance(token, from, value)?;
                self.transfer(token, from, to, value)?;
            }
            6 => {
                let (token, Address::Id(to), value) = arguments(input)?;
                self.ensure_owned(token)?;
                self.deposit(token, to, value)?;
            }
            7 => {
                let (token, value) = arguments(input)?;
                self.withdraw(token, contract, value)?;
            }
            8 => {
                let (token, Address::Id(from), value) = arguments(input)?;
                self.spend_allowance(token, from, value)?;
                self.withdraw(token, from, value)?;
            }
            11 => {
                let (token, Address::Id(new_owner)) = arguments(input)?;
                self.ensure_owned(token)?;
                self.owners.insert(token, new_owner);
            }
            READS => {
                let token: TokenId = arguments(input)?;
                let balances = self.balances.get(&token).ok_or(Error::NotFound)?;
                return Ok(balances.values().sum::<Balance>().encode());
            }
            0x81 => {
                let (token, account) = arguments(input)?;
                let balance = self.balance_of(token, account);
                return Ok(balance.ok_or(Error::NotFound)?.encode());
            }
            0x82 => {
                let (token, owner, spender) = arguments(input)?;
                return Ok(self.allowance(token, owner, spender).encode());
            }
            _ => return Err(Error::UnknownFunction),
        }
        Ok(Vec::new())
    }

    fn ensure_owned(&self, token: TokenId) -> Result<(), Error> {
        let owner = self.owners.get(&token);
        let owned = owner == Some(&self.contract);
        owned.then_some(()).ok_or(Erc20Error::NotOwner.into())
    }

    fn balance_of(&self, token: TokenId, account: AccountId) -> Option<Balance> {
        let balances = self.balances.get(&token)?;
        Some(balances.get(&account).copied().unwrap_or(0))
    }

    fn allowance(&self, token: TokenId, owner: AccountId, spender: AccountId) -> Balance {
        let allowance = self.allowances.get(&(token, owner, spender));
        allowance.copied().unwrap_or(0)
    }

    fn spend_allowance(
        &mut self,
        token: TokenId,
        owner: AccountId,
        value: Balance,
    ) -> Result<(), Error> {
        let spender = self.contract;
        let left = self.allowance(token, owner, spender).checked_sub(value);
        let left = left.ok_or(Erc20Error::InsufficientAllowance)?;
        self.allowances.insert((token, owner, spender), left);
        Ok(())
    }

    fn transfer(
        &mut self,
        token: TokenId,
        from: AccountId,
        to: AccountId,
        value: Balance,
    ) -> Result<(), Error> {
        self.withdraw(token, from, value)?;
        self.deposit(token, to, value)
    }

    fn withdraw(&mut self, token: TokenId, from: AccountId, value: Balance) -> Result<(), Error> {
        let balances = self.balances.get_mut(&token);
        let balances = balances.ok_or(Erc20Error::UnknownToken)?;
        let balance = balances.entry(from).or_default();
        let left = balance.checked_sub(value);
        *balance = left.ok_or(Erc20Error::InsufficientBalance)?;
        Ok(())
    }

    fn deposit(&mut self, token: TokenId, to: AccountId, value: Balance) -> Result<(), Error> {
        let balances = self.balances.get_mut(&token);
        let balances = balances.ok_or(Erc20Error::UnknownToken)?;
        let balance = balances.entry(to).or_default();
        *balance = balance.checked_add(value).ok_or(Error::OVERFLOW)?;
        Ok(())
    }
}

fn arguments<T: Decode>(mut input: &[u8]) -> Result<T, Error> {
    let arguments = T::decode(&mut input).map_err(|_| Error::UndecodableInput)?;
    input
        .is_empty()
        .then_some(arguments)
        .ok_or(Error::UndecodableInput)
}

struct Extension(Mock);

impl ink::env::test::ChainExtension for Extension {
    fn ext_id(&self) -> u16 {
        0
    }

    fn call(&mut self, function: u16, input: &[u8], output: &mut Vec<u8>) -> u32 {
        // ink!'s test environment puts the length of the input before it, as its own does not.
        let input: Vec<u8> = arguments(input).expect("what ink! encodes");
        let [pallet, function] = function.to_be_bytes();
        let (status, answer) = self.0 .0.borrow_mut().call(pallet, function, &input);
        *output = answer;
        status
    }
}
