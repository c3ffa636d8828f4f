//! Policies: what operations cost, announced before it takes effect.

use crate::{
    Charge, Config, Error, Event, HoldReason, Pallet, Policies, PolicyRecords, Rule, RuleOf, Rules,
    StoredPolicy, Tier, MAX_RULES, MILLION,
};
use alloc::{collections::BTreeSet, vec::Vec};
use chaos_primitives::{is_zero, Balance, Deposits, Erc20Tokens, TokenId};
use codec::Encode;
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

// Not derived, as that would require defaults of accounts and block numbers.
impl<AccountId, BlockNumber> Default for Policies<AccountId, BlockNumber> {
    fn default() -> Self {
        Self {
            current: None,
            announced: None,
        }
    }
}

impl<AccountId, BlockNumber: Copy + Ord> Policies<AccountId, BlockNumber> {
    /// The policy in force at `now`, in the token's time.
    pub fn in_force(&self, now: BlockNumber) -> Option<&StoredPolicy<AccountId>> {
        match &self.announced {
            Some((policy, effective_from)) if *effective_from <= now => Some(policy),
            _ => self.current.as_ref(),
        }
    }

    /// The announced policy that is not in force at `now`, and when it will be.
    pub fn upcoming(&self, now: BlockNumber) -> Option<(&StoredPolicy<AccountId>, BlockNumber)> {
        let (policy, effective_from) = self.announced.as_ref()?;
        (now < *effective_from).then_some((policy, *effective_from))
    }

    /// All stored policies.
    pub fn iter(&self) -> impl Iterator<Item = &StoredPolicy<AccountId>> {
        let announced = self.announced.as_ref().map(|(policy, _)| policy);
        self.current.iter().chain(announced)
    }
}

impl<T: Config> Pallet<T> {
    /// See [`Call::set_policy`](crate::Call::set_policy).
    pub(crate) fn do_set_policy(
        token_id: TokenId,
        owner: T::AccountId,
        rules: Vec<RuleOf<T>>,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, &owner)?;
        check_rules::<T>(&rules)?;
        let now = Self::time(token_id);
        let policies = PolicyRecords::<T>::get(token_id);
        // An empty policy in force is like none.
        let current = policies
            .in_force(now)
            .filter(|policy| policy.rules > 0)
            .cloned();
        let ends_nothing = rules.is_empty() && current.is_none();
        ensure!(
            !ends_nothing || policies.iter().next().is_some(),
            Error::<T>::NoPolicy
        );
        let version = policies
            .iter()
            .map(|policy| policy.version)
            .max()
            .map_or(Some(0), |last| last.checked_add(1))
            .ok_or(ArithmeticError::Overflow)?;
        let effective_from = Self::after_notice(token_id)?;

        for replaced in policies
            .iter()
            .filter(|&policy| Some(policy) != current.as_ref())
        {
            Self::discard(token_id, replaced);
        }
        if ends_nothing {
            PolicyRecords::<T>::remove(token_id);
            Self::deposit_event(Event::PolicyEnded { token_id });
            return Ok(());
        }
        let announced = Self::store(token_id, version, owner, rules)?;
        let policies = Policies {
            current,
            announced: Some((announced, effective_from)),
        };
        PolicyRecords::<T>::insert(token_id, policies);
        Self::deposit_event(Event::PolicyAnnounced {
            token_id,
            version,
            effective_from: Self::block_at(token_id, effective_from),
        });
        Ok(())
    }

    /// Store rules, and hold their deposit.
    fn store(
        token_id: TokenId,
        version: u32,
        depositor: T::AccountId,
        rules: Vec<RuleOf<T>>,
    ) -> Result<StoredPolicy<T::AccountId>, DispatchError> {
        let deposit = policy_deposit::<T>(&rules);
        Self::hold(HoldReason::Policy, &depositor, deposit)?;
        let stored = StoredPolicy {
            version,
            // At most `MAX_RULES`.
            rules: rules.len() as u32,
            depositor,
            deposit,
        };
        for rule in rules {
            Rules::<T>::insert((token_id, version, rule.operation.clone()), rule);
        }
        Ok(stored)
    }

    /// Remove rules, and release their deposit.
    fn discard(token_id: TokenId, policy: &StoredPolicy<T::AccountId>) {
        // Removes all: there are no more than the limit.
        let _ = Rules::<T>::clear_prefix((token_id, policy.version), MAX_RULES, None);
        Self::release(HoldReason::Policy, &policy.depositor, policy.deposit);
    }

    /// The rule in force for an operation.
    pub(crate) fn rule(token_id: TokenId, operation: Vec<u8>) -> Option<RuleOf<T>> {
        let now = Self::time(token_id);
        let operation = crate::Operation::try_from(operation).ok()?;
        let version = PolicyRecords::<T>::get(token_id).in_force(now)?.version;
        Rules::<T>::get((token_id, version, operation))
    }

    /// The rules of a version, in the order of their operations.
    pub(crate) fn rules(token_id: TokenId, version: u32) -> Vec<RuleOf<T>> {
        let mut rules: Vec<_> = Rules::<T>::iter_prefix_values((token_id, version)).collect();
        rules.sort_by(|a, b| a.operation.cmp(&b.operation));
        rules
    }
}

/// The deposit for rules: for their bytes, and for the record of the policy. Planck.
fn policy_deposit<T: Config>(rules: &[RuleOf<T>]) -> Balance {
    // The bytes of at most `MAX_RULES` rules.
    let bytes: usize = rules.iter().map(Encode::encoded_size).sum();
    T::PolicyDepositPerByte::get()
        .saturating_mul(bytes as Balance)
        .saturating_add(T::PolicyDepositBase::get())
}

fn check_rules<T: Config>(rules: &[RuleOf<T>]) -> Result<(), Error<T>> {
    ensure!(rules.len() <= MAX_RULES as usize, Error::TooManyRules);
    let mut operations = BTreeSet::new();
    for Rule {
        operation,
        charge,
        receiver,
        ..
    } in rules
    {
        ensure!(!operation.is_empty(), Error::OperationEmpty);
        ensure!(operations.insert(operation), Error::DuplicateOperation);
        check_charge(charge)?;
        // No operation could succeed.
        ensure!(!receiver.as_ref().is_some_and(is_zero), Error::ZeroAccount);
    }
    Ok(())
}

fn check_charge<T: Config>(charge: &Charge) -> Result<(), Error<T>> {
    match charge {
        Charge::Flat(_) => {}
        Charge::Proportional { rate, min, max } => {
            ensure!(*rate <= MILLION, Error::RateAboveOne);
            ensure!(
                max.is_none_or(|max| *min <= max),
                Error::MinimumAboveMaximum
            );
        }
        Charge::Tiered(tiers) => {
            let is_valid = |tier: &Tier| tier.rate <= MILLION;
            ensure!(!tiers.is_empty(), Error::NoTiers);
            ensure!(tiers.iter().all(is_valid), Error::RateAboveOne);
            ensure!(
                tiers.is_sorted_by(|low, high| low.from < high.from),
                Error::TiersNotAscending
            );
        }
    }
    Ok(())
}

/// The policies of a token of the pallet.
pub type PoliciesOf<T> = Policies<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
