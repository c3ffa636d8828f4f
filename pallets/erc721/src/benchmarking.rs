//! What the calls weigh at worst: callers that are operators, whose right is looked up last, approvals that are
//! replaced, the longest texts. Opening an account for a recipient is measured separately.

use crate::{
    Call, CollectionOptions, Collections, Config, CurrencyOf, NextTokenId, Pallet, TokenByIndex,
    MAX_BATCH,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, CollectionId, ItemId};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Get};
use frame_system::RawOrigin;
use sp_runtime::{traits::StaticLookup, Permill};

fn funded<T: Config>(account: &T::AccountId) {
    let _ = CurrencyOf::<T>::mint_into(account, 10_000 * COS);
}

/// An account with coins.
fn somebody<T: Config>(name: &'static str) -> T::AccountId {
    let somebody = account(name, 0, 0);
    funded::<T>(&somebody);
    somebody
}

/// The longest text.
fn text<T: Config>() -> Vec<u8> {
    vec![b'n'; T::StringLimit::get() as usize]
}

fn all_options<T: Config>() -> CollectionOptions<T::AccountId> {
    CollectionOptions {
        max_supply: Some(u32::MAX),
        royalty: Some((somebody::<T>("artist"), Permill::from_parts(999_999))),
        burnable: true,
        transferable: true,
    }
}

/// A collection of `owner`, with every option.
fn create<T: Config>(owner: &T::AccountId) -> CollectionId {
    funded::<T>(owner);
    Pallet::<T>::do_create_collection(
        owner.clone(),
        text::<T>(),
        text::<T>(),
        text::<T>(),
        all_options::<T>(),
    )
    .expect("the owner can pay, and the parameters are good")
}

/// An item of `owner`, who also owns its new collection.
pub(crate) fn collection_with_item<T: Config>(owner: &T::AccountId) -> (CollectionId, ItemId) {
    let collection = create::<T>(owner);
    (collection, mint::<T>(collection, owner))
}

/// Another item of `owner`, who owns the collection.
fn mint<T: Config>(collection: CollectionId, owner: &T::AccountId) -> ItemId {
    let token_id = NextTokenId::<T>::get(collection);
    Pallet::<T>::do_mint(collection, owner, owner, Some(text::<T>()))
        .expect("the owner can pay, and the parameters are good");
    token_id
}

/// The owner of an item for which another account is approved, and its operator.
fn owner_item_and_operator<T: Config>() -> (T::AccountId, CollectionId, ItemId, T::AccountId) {
    let owner = somebody::<T>("owner");
    let operator: T::AccountId = whitelisted_caller();
    funded::<T>(&operator);
    let (collection, token_id) = collection_with_item::<T>(&owner);
    Pallet::<T>::do_approve(collection, &owner, Some(account("other", 0, 0)), token_id)
        .expect("the owner may");
    Pallet::<T>::do_set_approval_for_all(collection, owner.clone(), operator.clone(), true)
        .expect("the owner can pay");
    (owner, collection, token_id, operator)
}

fn lookup<T: Config>(account: &T::AccountId) -> <T::Lookup as StaticLookup>::Source {
    T::Lookup::unlookup(account.clone())
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create_collection() -> Result<(), BenchmarkError> {
        let caller: T::AccountId = whitelisted_caller();
        funded::<T>(&caller);
        let collection = Pallet::<T>::next_collection_id();
        let options = all_options::<T>()
            .try_map(|receiver| Ok::<_, BenchmarkError>(lookup::<T>(&receiver)))?;

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            text::<T>(),
            text::<T>(),
            text::<T>(),
            options,
        );

        assert!(Pallet::<T>::owned_collection(collection, &caller).is_ok());
        Ok(())
    }

    #[benchmark]
    fn mint() {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);
        let to = somebody::<T>("to");

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller),
            collection,
            lookup::<T>(&to),
            Some(text::<T>()),
        );

        assert_eq!(Pallet::<T>::owner_of(collection, 0), Some(to));
    }

    /// Of `n` items.
    #[benchmark]
    fn batch_mint(n: Linear<1, MAX_BATCH>) {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);
        let to = somebody::<T>("to");

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), collection, lookup::<T>(&to), n);

        assert_eq!(Pallet::<T>::balance_of(collection, &to), Some(n));
    }

    #[benchmark]
    fn transfer_from() {
        let (owner, collection, token_id, operator) = owner_item_and_operator::<T>();
        let to = somebody::<T>("to");

        #[extrinsic_call]
        _(
            RawOrigin::Signed(operator),
            collection,
            lookup::<T>(&owner),
            lookup::<T>(&to),
            token_id,
        );

        assert_eq!(Pallet::<T>::owner_of(collection, token_id), Some(to));
        assert_eq!(Pallet::<T>::get_approved(collection, token_id), None);
    }

    /// Another account than before.
    #[benchmark]
    fn approve() {
        let (_, collection, token_id, operator) = owner_item_and_operator::<T>();
        let spender: T::AccountId = account("spender", 0, 0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(operator),
            collection,
            Some(lookup::<T>(&spender)),
            token_id,
        );

        assert_eq!(
            Pallet::<T>::get_approved(collection, token_id),
            Some(spender)
        );
    }

    #[benchmark]
    fn set_approval_for_all() {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);
        let operator: T::AccountId = account("operator", 0, 0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller.clone()),
            collection,
            lookup::<T>(&operator),
            true,
        );

        assert!(Pallet::<T>::is_operator(collection, &caller, &operator));
    }

    /// Not the last item, which takes its number.
    #[benchmark]
    fn burn() {
        let (owner, collection, token_id, operator) = owner_item_and_operator::<T>();
        let last = super::mint::<T>(collection, &owner);

        #[extrinsic_call]
        _(RawOrigin::Signed(operator), collection, token_id);

        assert_eq!(Pallet::<T>::owner_of(collection, token_id), None);
        assert_eq!(TokenByIndex::<T>::get(collection, 0), Some(last));
    }

    #[benchmark]
    fn set_base_uri() {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);
        let base_uri = vec![b'u'; T::StringLimit::get() as usize];

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), collection, base_uri.clone());

        assert!(Collections::<T>::get(collection)
            .is_some_and(|details| details.base_uri.into_inner() == base_uri));
    }

    #[benchmark]
    fn freeze_metadata() {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), collection);

        assert!(Collections::<T>::get(collection).is_some_and(|details| details.metadata_frozen));
    }

    #[benchmark]
    fn transfer_ownership() {
        let caller: T::AccountId = whitelisted_caller();
        let collection = create::<T>(&caller);
        let new_owner: T::AccountId = account("new", 0, 0);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(caller),
            collection,
            lookup::<T>(&new_owner),
        );

        assert!(Pallet::<T>::owned_collection(collection, &new_owner).is_ok());
    }

    /// For a recipient without an account, in addition to the call.
    #[benchmark]
    fn open_account() -> Result<(), BenchmarkError> {
        let payer = somebody::<T>("payer");
        let to: T::AccountId = account("to", 0, 0);

        #[block]
        {
            Pallet::<T>::open_account(&payer, &to)?;
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
