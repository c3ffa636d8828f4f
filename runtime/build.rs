//! Compiles the runtime to WebAssembly. With the feature `metadata-hash` the blob carries the Merkle
//! root of its metadata, against which hardware wallets check what they sign. It has an allocator of its own.
//!
//! With the feature `next-version` it is compiled to `chaos_runtime_next.compact.compressed.wasm`,
//! beside the usual file: what tests upgrade a chain to.

fn main() {
    #[cfg(feature = "std")]
    {
        let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults()
            .enable_feature("own-allocator");
        #[cfg(feature = "next-version")]
        let builder = builder.set_file_name("chaos_runtime_next");
        #[cfg(all(feature = "metadata-hash", not(feature = "next-version")))]
        let builder = builder.enable_metadata_hash("COS", 12);
        builder.build();
    }
}
