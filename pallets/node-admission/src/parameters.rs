//! The parameters, and the genesis.

use crate::{
    Config, CurrentCodeUploads, CurrentParameters, Error, Event, GenesisConfig, GenesisMember,
    Members, Pallet, ParametersOf, PeerIds, Role, ValidatorOf, MAX_DEPOSIT, MAX_ROTATION_PERIOD,
    MAX_VOTE_PERIOD, MAX_WAITING_PERIOD,
};
use alloc::{format, string::String};
use chaos_primitives::Validators;
use frame_support::{
    ensure,
    traits::{fungible::Inspect, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchResult, Permill};

chaos_primitives::refusals! {
    /// Why parameters are refused.
    pub enum ParametersError for Error {
        /// The threshold is zero.
        ThresholdZero = "expected a threshold above 0, found 0",
        /// The vote period is zero blocks.
        VotePeriodZero = "expected a votePeriod of at least 1 block, found 0",
        /// The number of inactive sessions is zero.
        InactiveSessionsZero = "expected inactiveSessions of at least 1, found 0",
        /// The minimum of validators is zero, or exceeds the most that there can be.
        MinValidatorsOutOfBounds = "expected minValidators of at least 1 and at most what the chain can have",
        /// The deposit is below the existential deposit, so that it might not be released.
        DepositTooLow = "expected a deposit of at least the existential deposit",
        /// The vote period exceeds [`MAX_VOTE_PERIOD`].
        VotePeriodTooLong = "expected a votePeriod of at most 91 days",
        /// The waiting period exceeds [`MAX_WAITING_PERIOD`].
        WaitingPeriodTooLong = "expected a waitingPeriod of at most 364 days",
        /// The rotation period exceeds [`MAX_ROTATION_PERIOD`].
        RotationPeriodTooLong = "expected a rotationPeriod of at most 91 days",
        /// The deposit exceeds [`MAX_DEPOSIT`].
        DepositTooHigh = "expected a deposit of at most 100000 COS",
    }
}

impl<T: Config> Pallet<T> {
    /// See [`Call::set_parameters`](crate::Call::set_parameters).
    pub(crate) fn do_set_parameters(parameters: ParametersOf<T>) -> DispatchResult {
        Self::check_parameters(&parameters).map_err(Error::<T>::from)?;
        CurrentParameters::<T>::put(parameters);
        Self::recount_all();
        Self::deposit_event(Event::ParametersSet { parameters });
        Ok(())
    }

    pub(crate) fn check_parameters(parameters: &ParametersOf<T>) -> Result<(), ParametersError> {
        ensure!(
            !parameters.threshold.is_zero(),
            ParametersError::ThresholdZero
        );
        ensure!(
            !parameters.vote_period.is_zero(),
            ParametersError::VotePeriodZero
        );
        ensure!(
            parameters.inactive_sessions > 0,
            ParametersError::InactiveSessionsZero
        );
        ensure!(
            (1..=T::Validators::max_validators()).contains(&parameters.min_validators),
            ParametersError::MinValidatorsOutOfBounds
        );
        let existential_deposit = <T::Currency as Inspect<_>>::minimum_balance();
        ensure!(
            parameters.deposit >= existential_deposit.max(1),
            ParametersError::DepositTooLow
        );
        ensure!(
            parameters.vote_period <= BlockNumberFor::<T>::from(MAX_VOTE_PERIOD),
            ParametersError::VotePeriodTooLong
        );
        ensure!(
            parameters.waiting_period <= BlockNumberFor::<T>::from(MAX_WAITING_PERIOD),
            ParametersError::WaitingPeriodTooLong
        );
        ensure!(
            parameters.rotation_period <= BlockNumberFor::<T>::from(MAX_ROTATION_PERIOD),
            ParametersError::RotationPeriodTooLong
        );
        ensure!(
            parameters.deposit <= MAX_DEPOSIT,
            ParametersError::DepositTooHigh
        );
        Ok(())
    }

    /// Store the members and parameters of the genesis.
    pub(crate) fn build_genesis(genesis: &GenesisConfig<T>) -> Result<(), String> {
        Self::check_parameters(&genesis.parameters).map_err(|error| format!("{error}"))?;
        // A transaction with it would not decode, but JSON can have any number.
        if genesis.parameters.threshold > Permill::one() {
            return Err("expected a threshold of at most 1000000 parts per million".into());
        }
        CurrentParameters::<T>::put(genesis.parameters);
        CurrentCodeUploads::<T>::put(genesis.code_uploads);
        let validators = T::Validators::validators();
        // FRAME builds the default genesis in a native test of every runtime. Chain specs are built by
        // the compiled runtime, which takes it for the mistake that it is.
        if cfg!(feature = "std") && validators.is_empty() && genesis.members.is_empty() {
            return Ok(());
        }
        for (entry, member) in genesis.members.iter().enumerate() {
            Self::build_member(member).map_err(|error| format!("member {entry} {error}"))?;
        }
        for validator in &validators {
            if !ValidatorOf::<T>::contains_key(validator) {
                return Err(format!("validator {validator:?} is not among the members"));
            }
        }
        if validators.len() < genesis.parameters.min_validators as usize {
            return Err(format!(
                "expected at least {} validators, found {}",
                genesis.parameters.min_validators,
                validators.len()
            ));
        }
        // No motion has to be counted again.
        crate::Recount::<T>::kill();
        Ok(())
    }

    fn build_member(member: &GenesisMember<T::AccountId>) -> Result<(), String> {
        let label = Self::label(member.label.clone().into_bytes())
            .map_err(|_| format!("has a label of more than {} bytes", crate::MAX_LABEL))?;
        if PeerIds::<T>::contains_key(&member.peer_id) {
            return Err(format!("has the peer id of another: {}", member.peer_id));
        }
        if Members::<T>::count() >= T::MaxMembers::get() {
            return Err(format!("is one too many: {} may be", T::MaxMembers::get()));
        }
        if member.role == Role::Validator {
            if ValidatorOf::<T>::contains_key(&member.account) {
                return Err("is the second validator of its account".into());
            }
            if !T::Validators::validators().contains(&member.account) {
                return Err("is not among the validators of the chain".into());
            }
        }
        // The first members pay no deposit: the chain's creator vouches for them.
        Self::insert_member(
            member.account.clone(),
            member.peer_id.clone(),
            member.role,
            label,
            0,
        )
        .map_err(|error| format!("can't be one: {error:?}"))
    }
}
