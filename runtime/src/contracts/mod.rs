//! Smart contracts: what they may do and ask ([`extension`]), what they may be made of ([`code`]) and what they
//! pay for ([`weights`]), and what keeps them as they were published ([`immutable`]).

pub mod call_runtime;
pub mod code;
pub mod dry_run;
pub mod extension;
pub mod immutable;
pub mod weights;
