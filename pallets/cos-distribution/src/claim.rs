//! Claims of ICO contributions by Ethereum signature: the text to sign, recovering the signer, the check in the
//! transaction pool, and the payment.

use crate::{
    Claim, Claims, Config, CurrencyOf, Error, EthereumAddress, EthereumSignature, Event, Pallet,
    Unclaimed,
};
use alloc::{format, string::String};
use chaos_primitives::Balance;
use codec::Encode;
use frame_support::{
    pallet_prelude::*,
    traits::{fungible::Mutate, tokens::Preservation},
};
use sp_core::bytes;
use sp_io::{crypto::secp256k1_ecdsa_recover, hashing::keccak_256};
use sp_runtime::{
    traits::{AccountIdConversion, Zero},
    ArithmeticError, ModuleError,
};

/// The priority of claims in the pool. They pay nothing, so they must come before transactions that do: above any
/// reasonable tip, below reports of equivocations. They can't crowd others out for long: there is one for each
/// address of the genesis.
const CLAIM_PRIORITY: TransactionPriority = TransactionPriority::MAX - 1;

/// The text that a contributor signs to claim its contribution to `dest` on the chain with this genesis block. The
/// genesis hash prevents replays on other chains.
pub fn claim_text(dest: &impl Encode, genesis_hash: &impl AsRef<[u8]>) -> String {
    let dest = dest.using_encoded(|raw| bytes::to_hex(raw, false));
    let genesis_hash = bytes::to_hex(genesis_hash.as_ref(), false);
    format!("Claim COS to {dest} on chain {genesis_hash}")
}

/// The Ethereum address whose key signed `text` as a personal message (EIP-191, version `E`: `personal_sign`), or
/// none if no key can have made this signature.
pub fn recover_claimant(text: &str, signature: &EthereumSignature) -> Option<EthereumAddress> {
    let message = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let public = secp256k1_ecdsa_recover(&signature.0, &keccak_256(message.as_bytes())).ok()?;
    let mut address = EthereumAddress::default();
    address.0.copy_from_slice(&keccak_256(&public)[12..]);
    Some(address)
}

impl<T: Config> Pallet<T> {
    /// The account that has what is not claimed yet.
    pub fn pot() -> T::AccountId {
        <T as Config>::PalletId::get().into_account_truncating()
    }

    /// The text to sign for a claim to `dest` on this chain.
    pub fn claim_text(dest: &T::AccountId) -> String {
        let genesis = frame_system::Pallet::<T>::block_hash(
            frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
        );
        claim_text(dest, &genesis)
    }

    pub(crate) fn do_claim(dest: T::AccountId, signature: &EthereumSignature) -> DispatchResult {
        let (claimant, amount) = Self::open_claim(&dest, signature)?;
        let unclaimed = Unclaimed::<T>::get()
            .checked_sub(amount)
            .ok_or(ArithmeticError::Underflow)?;

        Self::let_the_pot_be_emptied();
        CurrencyOf::<T>::transfer(&Self::pot(), &dest, amount, Preservation::Expendable)?;
        Unclaimed::<T>::put(unclaimed);
        Claims::<T>::insert(
            claimant,
            Claim {
                amount,
                claimed_by: Some(dest.clone()),
            },
        );
        Self::deposit_event(Event::Claimed {
            claimant,
            dest,
            amount,
        });
        Ok(())
    }

    /// If somebody sends tokens to the pot, its account keeps its existential deposit as long as nothing else keeps
    /// it alive, and the last claim could never be paid. So from then on this pallet keeps it alive.
    fn let_the_pot_be_emptied() {
        let pot = Self::pot();
        if !frame_system::Pallet::<T>::can_dec_provider(&pot) {
            frame_system::Pallet::<T>::inc_providers(&pot);
        }
    }

    /// Admits only open claims, and each once: two signatures for one claim exclude each other.
    pub(crate) fn validate_claim(
        dest: &T::AccountId,
        signature: &EthereumSignature,
    ) -> TransactionValidity {
        let (claimant, _) = Self::open_claim(dest, signature).map_err(rejection)?;
        ValidTransaction::with_tag_prefix("CosClaim")
            .priority(CLAIM_PRIORITY)
            .and_provides(claimant)
            .propagate(true)
            .build()
    }

    fn open_claim(
        dest: &T::AccountId,
        signature: &EthereumSignature,
    ) -> Result<(EthereumAddress, Balance), Error<T>> {
        let claimant = recover_claimant(&Self::claim_text(dest), signature)
            .ok_or(Error::<T>::InvalidSignature)?;
        let claim = Claims::<T>::get(claimant).ok_or(Error::<T>::NothingToClaim)?;
        ensure!(claim.claimed_by.is_none(), Error::<T>::AlreadyClaimed);
        Ok((claimant, claim.amount))
    }
}

/// The pool's error for a refused claim: `Custom`, with the index of the pallet's error.
fn rejection<T: Config>(error: Error<T>) -> InvalidTransaction {
    match error.into() {
        DispatchError::Module(ModuleError { error, .. }) => InvalidTransaction::Custom(error[0]),
        _ => InvalidTransaction::Call,
    }
}
