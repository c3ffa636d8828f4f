use frame_support::weights::Weight;
pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_validator_set::WeightInfo for WeightInfo<T> { fn add_validator() -> Weight { Weight::from_parts(20_000_000, 4_000) } fn remove_validator() -> Weight { Weight::from_parts(20_000_000, 4_000) } }
