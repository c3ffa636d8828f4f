//! Creating collections.

use crate::{Collection, CollectionOptions, Collections, Config, Error, Event, HoldReason, Pallet};
use alloc::vec::Vec;
use chaos_primitives::{CollectionId, Deposits};
use frame_support::{
    ensure,
    traits::{
        tokens::nonfungibles_v2::{Create, Mutate},
        Get, Incrementable,
    },
};
use pallet_nfts::{
    CollectionConfig, CollectionConfigFor, CollectionSetting, CollectionSettings, ItemConfig,
    MintSettings, NextCollectionId, Pallet as Ledger,
};
use sp_runtime::{traits::AccountIdConversion, DispatchError};

impl<T: Config> Pallet<T> {
    /// The account that owns every collection in the ledger.
    pub fn account_id() -> T::AccountId {
        <T as Config>::PalletId::get().into_account_truncating()
    }

    /// See [`Call::create_collection`](crate::Call::create_collection).
    pub fn do_create_collection(
        creator: T::AccountId,
        name: Vec<u8>,
        symbol: Vec<u8>,
        base_uri: Vec<u8>,
        options: CollectionOptions<T::AccountId>,
    ) -> Result<CollectionId, DispatchError> {
        ensure!(!name.is_empty(), Error::<T>::NameEmpty);
        ensure!(!symbol.is_empty(), Error::<T>::SymbolEmpty);
        let details = Collection {
            owner: creator.clone(),
            name: Self::text(name.clone(), Error::<T>::NameTooLong)?,
            symbol: Self::text(symbol.clone(), Error::<T>::SymbolTooLong)?,
            base_uri: Self::text(base_uri.clone(), Error::<T>::UriTooLong)?,
            metadata_frozen: false,
            options: options.clone(),
        };
        ensure!(options.max_supply != Some(0), Error::<T>::MaxSupplyZero);
        if let Some((receiver, _)) = &options.royalty {
            Self::ensure_not_zero(receiver)?;
        }
        // The ledger would start again from 0.
        let next = Self::next_collection_id();
        ensure!(next.increment().is_some(), Error::<T>::NoIdLeft);

        let deposit = <T as Config>::CollectionDeposit::get();
        Self::hold(HoldReason::Collection, &creator, deposit)?;
        let account = Self::account_id();
        let config = ledger_config::<T>(&options);
        let collection = Ledger::<T>::create_collection(&account, &account, &config)?;
        <Ledger<T> as Mutate<T::AccountId, ItemConfig>>::set_collection_metadata(
            None,
            &collection,
            &name,
        )?;
        Collections::<T>::insert(collection, details);
        Self::deposit_event(Event::CollectionCreated {
            collection,
            owner: creator,
            name,
            symbol,
            base_uri,
            options,
        });
        Ok(collection)
    }

    /// The id of the next collection, which is how many there are.
    pub(crate) fn next_collection_id() -> CollectionId {
        NextCollectionId::<T>::get().unwrap_or_default()
    }
}

/// The options in the ledger's terms, so that wallets show them and its own transfers follow them. Only this pallet
/// mints.
fn ledger_config<T: Config>(options: &CollectionOptions<T::AccountId>) -> CollectionConfigFor<T> {
    let mut config = CollectionConfig {
        settings: CollectionSettings::all_enabled(),
        max_supply: options.max_supply,
        mint_settings: MintSettings::default(),
    };
    config.disable_setting(CollectionSetting::UnlockedMaxSupply);
    if !options.transferable {
        config.disable_setting(CollectionSetting::TransferableItems);
    }
    config
}
