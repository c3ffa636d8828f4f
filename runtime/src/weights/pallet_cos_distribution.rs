use frame_support::weights::Weight;
pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_cos_distribution::WeightInfo for WeightInfo<T> { fn claim() -> Weight { Weight::from_parts(500_000_000, 10_000) } }
