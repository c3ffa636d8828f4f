//! What the calls weigh at worst: senders that have nothing left, recipients that the ledger does not know yet,
//! allowances that are replaced or used up. Opening an account for a recipient is measured separately.

use crate::{
    Call, Config, CurrencyOf, Pallet, PermitNonces, TokenOptions, Tokens, MAX_DECIMALS,
    MAX_RECIPIENTS,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, Balance, TokenId};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use pallet_assets::Pallet as Ledger;
use sp_runtime::{
    key_types::DUMMY,
    traits::{Bounded, IdentifyAccount, StaticLookup},
    AccountId32, MultiSignature, MultiSigner,
};

/// Signs for an account whose key it has.
pub trait BenchmarkHelper<Signature, AccountId> {
    /// The account, and its signature of what `message` returns for it.
    fn sign(message: &dyn Fn(&AccountId) -> Vec<u8>) -> (AccountId, Signature);
}

/// ECDSA signatures take longest to verify.
impl BenchmarkHelper<MultiSignature, AccountId32> for () {
    fn sign(message: &dyn Fn(&AccountId32) -> Vec<u8>) -> (AccountId32, MultiSignature) {
        let key = sp_io::crypto::ecdsa_generate(DUMMY, None);
        let account = MultiSigner::from(key).into_account();
        let signature = sp_io::crypto::ecdsa_sign(DUMMY, &key, &message(&account));
        (account, signature.expect("the key was just made").into())
    }
}

const SUPPLY: Balance = 1_000_000_000;

/// Half the recipients of a batch: those who hold the token, and those who don't.
const HALF: u32 = MAX_RECIPIENTS / 2;

/// A token of `owner` with the longest name and every option.
pub(crate) fn create<T: Config>(owner: &T::AccountId, supply: Balance) -> TokenId {
    let _ = CurrencyOf::<T>::mint_into(owner, 1_000 * COS);
    let text = || vec![b'n'; T::StringLimit::get() as usize];
    Pallet::<T>::do_create(
        owner.clone(),
        text(),
        text(),
        MAX_DECIMALS,
        supply,
        all_options(),
    )
    .expect("the owner can pay, and the parameters are good")
}

fn all_options() -> TokenOptions {
    TokenOptions {
        mintable: true,
        burnable: true,
        pausable: true,
        cap: Some(Balance::MAX),
    }
}

/// An account with coins, and a token of which it has the whole supply.
fn owner_and_token<T: Config>() -> (T::AccountId, TokenId) {
    let owner = whitelisted_caller();
    let token_id = create::<T>(&owner, SUPPLY);
    (owner, token_id)
}

/// The same, of an account that does not send the call: access to it is counted too.
fn another_and_token<T: Config>() -> (T::AccountId, TokenId) {
    let owner = account("owner", 0, 0);
    let token_id = create::<T>(&owner, SUPPLY);
    (owner, token_id)
}

/// Another account, with coins and an allowance of `value`.
fn spender<T: Config>(token_id: TokenId, owner: &T::AccountId, value: Balance) -> T::AccountId {
    let spender: T::AccountId = account("spender", 0, 0);
    let _ = CurrencyOf::<T>::mint_into(&spender, 1_000 * COS);
    Pallet::<T>::do_approve(token_id, owner.clone(), spender.clone(), value)
        .expect("the owner can pay the deposit");
    spender
}

/// An account with coins but none of the token.
fn recipient<T: Config>(index: u32) -> T::AccountId {
    let recipient: T::AccountId = account("to", index, 0);
    let _ = CurrencyOf::<T>::mint_into(&recipient, COS);
    recipient
}

fn lookup<T: Config>(account: &T::AccountId) -> <T::Lookup as StaticLookup>::Source {
    T::Lookup::unlookup(account.clone())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create() {
        let caller: T::AccountId = whitelisted_caller();
        let _ = CurrencyOf::<T>::mint_into(&caller, 1_000 * COS);
        let text = vec![b'n'; T::StringLimit::get() as usize];
        let token_id = crate::NextTokenId::<T>::get();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            text.clone(),
            text,
            MAX_DECIMALS,
            SUPPLY,
            all_options(),
        );

        assert_eq!(Ledger::<T>::balance(token_id, caller), SUPPLY);
    }

    #[benchmark]
    fn transfer() {
        let (caller, token_id) = owner_and_token::<T>();
        let to = recipient::<T>(0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller),
            token_id,
            lookup::<T>(&to),
            SUPPLY,
        );

        assert_eq!(Ledger::<T>::balance(token_id, to), SUPPLY);
    }

    /// To a lower allowance: the ledger cancels and approves again.
    #[benchmark]
    fn approve() {
        let (caller, token_id) = owner_and_token::<T>();
        let spender = spender::<T>(token_id, &caller, 10);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            token_id,
            lookup::<T>(&spender),
            9,
        );

        assert_eq!(Pallet::<T>::allowance(token_id, &caller, &spender), Some(9));
    }

    #[benchmark]
    fn transfer_from() {
        let (owner, token_id) = another_and_token::<T>();
        let spender = spender::<T>(token_id, &owner, SUPPLY);
        let to = recipient::<T>(0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(spender.clone()),
            token_id,
            lookup::<T>(&owner),
            lookup::<T>(&to),
            SUPPLY,
        );

        assert_eq!(Ledger::<T>::balance(token_id, to), SUPPLY);
        assert_eq!(Pallet::<T>::allowance(token_id, &owner, &spender), Some(0));
    }

    #[benchmark]
    fn increase_allowance() {
        let (caller, token_id) = owner_and_token::<T>();
        let spender: T::AccountId = account("spender", 0, 0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            token_id,
            lookup::<T>(&spender),
            9,
        );

        assert_eq!(Pallet::<T>::allowance(token_id, &caller, &spender), Some(9));
    }

    #[benchmark]
    fn decrease_allowance() {
        let (caller, token_id) = owner_and_token::<T>();
        let spender = spender::<T>(token_id, &caller, 10);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            token_id,
            lookup::<T>(&spender),
            1,
        );

        assert_eq!(Pallet::<T>::allowance(token_id, &caller, &spender), Some(9));
    }

    #[benchmark]
    fn mint() {
        let (caller, token_id) = owner_and_token::<T>();
        let to = recipient::<T>(0);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id, lookup::<T>(&to), 5);

        assert_eq!(Ledger::<T>::balance(token_id, to), 5);
    }

    #[benchmark]
    fn burn() {
        let (caller, token_id) = owner_and_token::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id, SUPPLY);

        assert_eq!(Ledger::<T>::total_supply(token_id), 0);
    }

    #[benchmark]
    fn burn_from() {
        let (owner, token_id) = another_and_token::<T>();
        let spender = spender::<T>(token_id, &owner, SUPPLY + 1);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(spender.clone()),
            token_id,
            lookup::<T>(&owner),
            SUPPLY,
        );

        assert_eq!(Ledger::<T>::total_supply(token_id), 0);
        assert_eq!(Pallet::<T>::allowance(token_id, &owner, &spender), Some(1));
    }

    #[benchmark]
    fn pause() {
        let (caller, token_id) = owner_and_token::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id);

        assert_eq!(Pallet::<T>::is_paused(token_id), Some(true));
    }

    #[benchmark]
    fn unpause() -> Result<(), BenchmarkError> {
        let (caller, token_id) = owner_and_token::<T>();
        Pallet::<T>::do_pause(token_id, caller.clone())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id);

        assert_eq!(Pallet::<T>::is_paused(token_id), Some(false));
        Ok(())
    }

    #[benchmark]
    fn transfer_ownership() {
        let (caller, token_id) = owner_and_token::<T>();
        let new_owner: T::AccountId = account("new", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id, lookup::<T>(&new_owner));

        assert_eq!(Pallet::<T>::owner(token_id), Some(new_owner));
    }

    #[benchmark]
    fn renounce_ownership() {
        let (caller, token_id) = owner_and_token::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id);

        assert!(Tokens::<T>::get(token_id).is_some_and(|token| token.owner.is_none()));
    }

    /// Of an owner without an account, for a paused token.
    #[benchmark]
    fn permit() -> Result<(), BenchmarkError> {
        let (sender, token_id) = owner_and_token::<T>();
        Pallet::<T>::do_pause(token_id, sender.clone())?;
        let spender: T::AccountId = account("spender", 0, 0);
        let deadline = BlockNumberFor::<T>::max_value();
        let (owner, signature) = <T as Config>::BenchmarkHelper::sign(&|owner| {
            Pallet::<T>::permit_message(token_id, owner, &spender, 9, deadline)
                .expect("there is the token")
        });

        #[extrinsic_call]
        _(
            RawOrigin::Signed(sender),
            token_id,
            lookup::<T>(&owner),
            lookup::<T>(&spender),
            9,
            deadline,
            signature,
        );

        assert_eq!(Pallet::<T>::allowance(token_id, &owner, &spender), Some(9));
        assert_eq!(PermitNonces::<T>::get(token_id, owner), 1);
        Ok(())
    }

    /// To `h` recipients who hold the token, and `n` who do not.
    #[benchmark]
    fn batch_transfer(h: Linear<1, HALF>, n: Linear<0, HALF>) -> Result<(), BenchmarkError> {
        let (caller, token_id) = owner_and_token::<T>();
        let recipients: Vec<T::AccountId> = (0..h + n).map(recipient::<T>).collect();
        let pairs = |some: &[T::AccountId]| some.iter().map(|to| (lookup::<T>(to), 7)).collect();
        let holders = pairs(&recipients[..h as usize]);
        Pallet::<T>::do_batch_transfer(token_id, &caller, holders)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), token_id, pairs(&recipients));

        let (holders, new) = recipients.split_at(h as usize);
        let balance = |to| Ledger::<T>::balance(token_id, to);
        assert!(holders.iter().all(|to| balance(to) == 14));
        assert!(new.iter().all(|to| balance(to) == 7));
        Ok(())
    }

    /// For a recipient without an account, in addition to the call.
    #[benchmark]
    fn open_account() -> Result<(), BenchmarkError> {
        let (payer, token_id) = owner_and_token::<T>();
        let to: T::AccountId = account("to", 0, 0);

        #[block]
        {
            Pallet::<T>::open_account(token_id, &payer, &to)?;
        }

        assert!(frame_system::Pallet::<T>::account_exists(&to));
        Ok(())
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
