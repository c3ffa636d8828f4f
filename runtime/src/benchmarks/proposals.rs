//! Makes the proposals that are hardest to look through.

use crate::{
    calls::{MAX_CALLS, MAX_DEPTH},
    filters::FilteredCall,
    RuntimeCall,
};
use alloc::{boxed::Box, vec, vec::Vec};

/// For `pallet-cip`.
pub struct Proposals;

impl pallet_cip::BenchmarkHelper<FilteredCall> for Proposals {
    /// Multisigs of one in each other, each of which encodes all that is in it to know its weight, around as many
    /// calls as there may be.
    fn call(length: u32) -> FilteredCall {
        let remark = |length: u32| -> RuntimeCall {
            let remark = vec![0; length as usize];
            frame_system::Call::remark { remark }.into()
        };
        let multisigs = MAX_DEPTH - 2;
        let mut calls: Vec<_> = (2 + multisigs..MAX_CALLS).map(|_| remark(0)).collect();
        calls.push(remark(length));
        let batch: RuntimeCall = pallet_utility::Call::batch_all { calls }.into();
        (0..multisigs)
            .fold(batch, |call, _| {
                pallet_multisig::Call::as_multi_threshold_1 {
                    other_signatories: vec![],
                    call: Box::new(call),
                }
                .into()
            })
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::ensure_bounded;
    use pallet_cip::BenchmarkHelper;

    #[test]
    fn no_proposal_has_more_calls_or_deeper_ones() {
        let call = Proposals::call(3);
        let worst: &RuntimeCall = call.as_ref();
        assert_eq!(ensure_bounded(worst), Ok(()));
        let batched = |calls| pallet_utility::Call::batch { calls }.into();
        assert!(ensure_bounded(&batched(vec![worst.clone()])).is_err());
    }
}
