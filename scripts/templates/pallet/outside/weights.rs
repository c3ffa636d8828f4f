
//! Weights for `pallet_@module@`. Not measured yet, and high: `scripts/benchmark.sh pallet_@module@` writes this file.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions for `pallet_@module@`.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_@module@::WeightInfo for WeightInfo<T> {
	fn set_value() -> Weight {
		Weight::from_parts(1_000_000_000, 0)
			.saturating_add(T::DbWeight::get().reads_writes(10, 10))
	}
}
