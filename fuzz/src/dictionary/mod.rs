//! Every call that a user may make, well formed: about what there is, mostly by who may, with amounts near
//! those where rules change. A new call gets its place here in the change that adds it; a run in which it
//! never succeeds fails.
//!
//! The dictionary reads the state, so it is asked inside of a [`Chain`](crate::chain::Chain).

mod coins;
mod contracts;
mod governance;
mod items;
mod nesting;
mod network;
mod tokens;

pub use contracts::function as contract_function;

use crate::{
    people::{self, Person, PEOPLE},
    source::Source,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS, TOTAL_SUPPLY},
    CollectionId, ItemId, TokenId,
};
use chaos_runtime::{
    configs::coin::TreasuryAccount, AccountId, Address, Balance, Balances, CosDistribution, Hash,
    Runtime, RuntimeCall, System, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::traits::{
    fungible::Inspect as _,
    tokens::{Fortitude, Preservation},
};
use pallet_erc20::MAX_SUPPLY;
use sp_runtime::{
    generic::Era,
    traits::{BlakeTwo256, Hash as _},
};

/// Who has to make a call, so that it may succeed.
pub enum Caller {
    Anybody,
    Account(AccountId),
    /// It is sent without a signature.
    Nobody,
}

/// A call, and who makes it.
pub struct Draft {
    pub caller: Caller,
    pub call: RuntimeCall,
}

/// An entry of the dictionary.
pub type Entry = fn(&mut Draw) -> Draft;

/// All entries, by chapter. A chapter is drawn first, so that short ones come up as often as long ones.
const CHAPTERS: &[&[Entry]] = &[
    coins::ENTRIES,
    tokens::ENTRIES,
    tokens::BUSINESS_ENTRIES,
    items::ENTRIES,
    items::AUCTION_ENTRIES,
    governance::ENTRIES,
    governance::ACTING_ENTRIES,
    network::ENTRIES,
    contracts::ENTRIES,
];

/// A call that anybody may make.
fn by_anybody(call: impl Into<RuntimeCall>) -> Draft {
    Draft {
        caller: Caller::Anybody,
        call: call.into(),
    }
}

/// A call that mostly this account may make.
fn by(caller: impl Into<Option<AccountId>>, call: impl Into<RuntimeCall>) -> Draft {
    Draft {
        caller: caller.into().map_or(Caller::Anybody, Caller::Account),
        call: call.into(),
    }
}

/// What is sent.
pub struct Transaction {
    pub bytes: Vec<u8>,
    pub call: RuntimeCall,
    /// None where nobody has signed.
    pub signer: Option<AccountId>,
    /// When it is valid.
    pub era: Era,
}

impl Transaction {
    /// That nobody signs.
    pub fn unsigned(call: RuntimeCall) -> Self {
        Self {
            bytes: UncheckedExtrinsic::new_bare(call.clone()).encode(),
            call,
            signer: None,
            era: Era::Immortal,
        }
    }

    /// With the sender's next nonce, in the era that wallets choose.
    pub fn signed(sender: &Person, call: RuntimeCall, tip: Balance) -> Self {
        let era = people::usual_era(&call);
        Self::signed_in(era, sender, call, tip)
    }

    /// The same, in another era.
    pub fn signed_in(era: Era, sender: &Person, call: RuntimeCall, tip: Balance) -> Self {
        Self {
            bytes: sender.transaction_in(era, call.clone(), tip),
            call,
            signer: Some(sender.account.clone()),
            era,
        }
    }

    /// Of the account of zeros, for which everybody signs.
    pub fn forged(call: RuntimeCall, tip: Balance) -> Self {
        Self {
            bytes: people::forged(call.clone(), tip),
            signer: Some(people::zero()),
            era: people::usual_era(&call),
            call,
        }
    }
}

/// Draws calls.
pub struct Draw<'a> {
    pub source: Source<'a>,
    /// Calls of which only a hash is on the chain: of multisigs, announcements and preimages.
    calls: Vec<RuntimeCall>,
    /// Contracts that may have been made, and code that may have been uploaded, with its owner. The ledger of
    /// contracts is not public.
    contracts: Vec<AccountId>,
    codes: Vec<(Hash, AccountId)>,
    /// Who may have an account of a token by a deposit.
    touched: Vec<(TokenId, AccountId)>,
    /// In how many other calls what is drawn is.
    depth: u32,
}

impl<'a> Draw<'a> {
    /// Draw by these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            source: Source::new(bytes),
            calls: Vec::new(),
            contracts: Vec::new(),
            codes: Vec::new(),
            touched: Vec::new(),
            depth: 0,
        }
    }

    /// Draw calls of this contract, too.
    pub fn know_contract(&mut self, contract: AccountId) {
        self.contracts.push(contract);
    }

    /// A transaction.
    pub fn transaction(&mut self) -> Transaction {
        let Draft { caller, call } = self.nested();
        let tip = match self.source.once_in(16) {
            true => self.amount(),
            false => 0,
        };
        let sender = match caller {
            Caller::Nobody => return Transaction::unsigned(call),
            Caller::Account(account) if !self.source.once_in(8) => people::find(&account),
            _ => None,
        };
        let sender = sender.unwrap_or_else(|| self.person());
        if self.source.left() % 64 == 63 {
            return Transaction::forged(call, tip);
        }
        Transaction::signed_in(self.era(&call), sender, call, tip)
    }

    /// When a call is valid: what votes sometimes from an earlier block on, or always, so that the number of what it votes
    /// on may have been another's when it was signed.
    fn era(&self, call: &RuntimeCall) -> Era {
        let left = self.source.left() as u32;
        match (people::usual_era(call), left % 8) {
            (Era::Mortal(..), 6) => {
                let earlier = 1 + left / 8 % 60;
                people::era_from(System::block_number().saturating_sub(earlier))
            }
            (Era::Mortal(..), 7) => Era::Immortal,
            (usual, _) => usual,
        }
    }

    /// A call of the dictionary, not nested.
    fn plain(&mut self) -> Draft {
        // The dictionary asks for calls to put into others: some day there is an end.
        let chapters = match self.depth {
            0..4 => CHAPTERS,
            _ => &CHAPTERS[..1],
        };
        let chapter = self.source.pick(chapters);
        let entry = self.source.pick(chapter);
        self.depth += 1;
        let draft = entry(self);
        self.depth -= 1;
        draft
    }

    /// A call of the dictionary, as it is or in others.
    fn nested(&mut self) -> Draft {
        match self.source.once_in(4) {
            true => nesting::nest(self),
            false => self.plain(),
        }
    }

    /// A call for somebody to make later or by others, remembered.
    fn call(&mut self) -> RuntimeCall {
        if !self.calls.is_empty() && self.source.flip() {
            return self.source.pick(&self.calls);
        }
        let call = self.plain().call;
        self.remember(call.clone());
        call
    }

    /// The remembered call with this hash, or any.
    fn call_of(&mut self, hash: Hash) -> RuntimeCall {
        let known = self
            .calls
            .iter()
            .find(|call| BlakeTwo256::hash_of(call) == hash);
        match known {
            Some(call) => call.clone(),
            None => self.call(),
        }
    }

    fn remember(&mut self, call: RuntimeCall) {
        if self.calls.len() == 8 {
            self.calls.remove(0);
        }
        self.calls.push(call);
    }

    /// Somebody who can sign.
    fn person(&mut self) -> &'static Person {
        &PEOPLE[self.source.below(PEOPLE.len() as u32) as usize]
    }

    /// An account: somebody's, a contract's, the treasury's, the one out of which claims are paid, one that does not
    /// exist, or that of zeros.
    fn account(&mut self) -> AccountId {
        match self.source.below(16) {
            0 => AccountId::new([self.source.byte() % 16; 32]),
            1 => match self.source.flip() {
                true => TreasuryAccount::get(),
                false => CosDistribution::pot(),
            },
            2 if !self.contracts.is_empty() => self.source.pick(&self.contracts),
            _ => self.person().account.clone(),
        }
    }

    fn address(&mut self) -> Address {
        self.account().into()
    }

    /// A number of coins or tokens: mostly what a user would have, sometimes one where rules change.
    fn amount(&mut self) -> Balance {
        if !self.source.once_in(4) {
            return Balance::from(1 + self.source.below(1_000)) * MILLI_COS;
        }
        let edge = self.source.pick(&[
            0,
            1,
            2,
            EXISTENTIAL_DEPOSIT,
            COS,
            100 * COS,
            300_000 * COS,
            TOTAL_SUPPLY,
            Balance::from(u64::MAX),
            Balance::MAX,
            MAX_SUPPLY,
            MAX_SUPPLY / 2 + 1,
        ]);
        match self.source.below(4) {
            0 => edge.saturating_add(1),
            1 => edge.saturating_sub(1),
            _ => edge,
        }
    }

    /// So many coins of somebody's, or nearly.
    fn coins_of(&mut self, who: &AccountId) -> Balance {
        let all = Balances::reducible_balance(who, Preservation::Expendable, Fortitude::Polite);
        match self.source.below(8) {
            0 => all,
            1 => all.saturating_sub(EXISTENTIAL_DEPOSIT),
            2 => all / 2,
            _ => self.amount(),
        }
    }

    /// A text of up to so many bytes, or a few more.
    fn text(&mut self, most: u32) -> Vec<u8> {
        match self.source.below(16) {
            0 => Vec::new(),
            1 => vec![b'x'; most as usize],
            2 => vec![b'x'; most as usize + 1],
            3 => vec![0xff; 3],
            n => format!("text {n}").into_bytes(),
        }
    }

    /// A number of blocks: mostly few.
    fn blocks(&mut self) -> u32 {
        match self.source.below(16) {
            0 => 0,
            1 => 3_600,
            2 => u32::MAX,
            n => n * 2,
        }
    }

    /// A block, mostly soon.
    fn block(&mut self) -> u32 {
        System::block_number().saturating_add(self.blocks())
    }

    fn token(&mut self) -> TokenId {
        let next = pallet_erc20::NextTokenId::<Runtime>::get();
        self.one_below(next)
    }

    fn collection(&mut self) -> CollectionId {
        let next = pallet_nfts::NextCollectionId::<Runtime>::get().unwrap_or_default();
        self.one_below(next)
    }

    /// An item, and who owns it.
    fn item(&mut self) -> (CollectionId, ItemId, Option<AccountId>) {
        let collection = self.collection();
        let item = self.one_below(pallet_erc721::NextTokenId::<Runtime>::get(collection));
        let owner = chaos_runtime::Erc721::owner_of(collection, item);
        (collection, item, owner)
    }

    /// One of those that are numbered below `next`, or that itself.
    fn one_below(&mut self, next: u32) -> u32 {
        match self.source.once_in(16) {
            true => next,
            false => self.source.below(next),
        }
    }
}
