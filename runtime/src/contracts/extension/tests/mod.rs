//! The extension on the runtime's own pallets, with a mock of the contract that calls it.

mod dispatch;
mod mock;
mod paradigms;
