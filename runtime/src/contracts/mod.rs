//! Smart contracts: what they may do and ask ([`extension`]), and what keeps them as they were published
//! ([`immutable`], [`weights`]).

pub mod dry_run;
pub mod extension;
pub mod immutable;
pub mod weights;
