//! What nodes tell each other without being asked, and what this one believes of it: blocks ([`block_announces`]) and
//! transactions ([`broadcast`], [`propagation`]). What no honest node sends is dropped before anything else looks at it
//! ([`notifications`]).

pub mod block_announces;
pub mod broadcast;
pub mod notifications;
pub mod propagation;
