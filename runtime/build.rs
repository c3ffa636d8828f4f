//! Compiles the runtime to WebAssembly. With the feature `metadata-hash` the blob carries the Merkle
//! root of its metadata, against which hardware wallets check what they sign.

fn main() {
    #[cfg(feature = "std")]
    {
        let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
        #[cfg(feature = "metadata-hash")]
        let builder = builder.enable_metadata_hash("COS", 12);
        builder.build();
    }
}
