//! What pallet `@Name@` can be asked.

pub(super) use crate::@Name@;

macro_rules! @module@ {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl pallet_@module@::runtime_api::@Name@Api<Block, AccountId, BlockNumber> for Runtime {
                fn latest() -> Option<pallet_@module@::Record<AccountId, BlockNumber>> {
                    @Name@::latest()
                }
            }
        }
    };
}
