//! The proposal that takes longest to check, for benchmarks.

use crate::{
    calls::{MAX_CALLS, MAX_DEPTH},
    filters::FilteredCall,
    RuntimeCall,
};
use alloc::{boxed::Box, vec, vec::Vec};

/// The benchmark helper of `pallet-cip`.
pub struct Proposals;

impl pallet_cip::BenchmarkHelper<FilteredCall> for Proposals {
    /// Multisigs with a threshold of one, nested as deep as possible around the maximum number of calls. Each multisig
    /// encodes everything inside it to compute its weight.
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
