
    impl pallet_@module@::runtime_api::@Name@Api<Block, crate::AccountId, crate::BlockNumber> for Runtime {
        fn latest() -> Option<pallet_@module@::Record<crate::AccountId, crate::BlockNumber>> {
            crate::@Name@::latest()
        }
    }
