//! The extension with the runtime's pallets and a mock of the calling contract.

mod dispatch;
mod mock;
mod paradigms;
