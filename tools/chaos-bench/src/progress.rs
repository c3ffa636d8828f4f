//! Says on the standard error what goes on: in one line that changes, or in one line after the other
//! where nobody looks at it.

use std::{
    io::{stderr, IsTerminal, Write},
    time::Duration,
};

pub struct Progress {
    terminal: bool,
}

impl Progress {
    pub fn new() -> Self {
        let terminal = stderr().is_terminal();
        Self { terminal }
    }

    /// How often there is something new to say.
    pub fn interval(&self) -> Duration {
        Duration::from_secs(if self.terminal { 1 } else { 5 })
    }

    /// In the place of what was said before. It is no use to fail where this can't be said.
    pub fn say(&self, text: &str) {
        let _ = if self.terminal {
            write!(stderr(), "\r\x1b[K{text}")
        } else {
            writeln!(stderr(), "{text}")
        };
        let _ = stderr().flush();
    }

    /// What was said stays.
    pub fn done(&self) {
        if self.terminal {
            let _ = writeln!(stderr());
        }
    }
}
