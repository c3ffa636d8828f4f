//! Smart contracts: what they may do and ask ([`extension`]), what code may be uploaded ([`code`]), and what they pay
//! for ([`weights`]). That their code never changes is a rule of [`filters`](crate::filters::ImmutableCode).

pub mod call_runtime;
pub mod code;
pub mod dry_run;
pub mod extension;
pub mod weights;
