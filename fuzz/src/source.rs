//! Bytes, read as decisions. The same bytes always decide the same; when none are left, every decision is
//! the first choice, so that whatever is being made comes to an end.

/// Decisions that are left.
pub struct Source<'a> {
    bytes: &'a [u8],
}

impl<'a> Source<'a> {
    /// Decide by these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Whether nothing is left to decide by.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many bytes are left. What is decided by that takes none, and changes no decision that comes after it.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        *byte
    }

    /// The next bytes, fewer where fewer are left.
    pub fn bytes(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(most.min(self.bytes.len()));
        self.bytes = rest;
        taken
    }

    /// A number below `end`; zero where that is zero.
    pub fn below(&mut self, end: u32) -> u32 {
        let drawn = match end {
            0 | 1 => return 0,
            2..=256 => u32::from(self.byte()),
            257..=65_536 => u32::from_le_bytes([self.byte(), self.byte(), 0, 0]),
            _ => u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()]),
        };
        drawn % end
    }

    /// True once in `n` times, and never when nothing is left.
    pub fn once_in(&mut self, n: u32) -> bool {
        !self.is_empty() && self.below(n) == n - 1
    }

    /// True every other time.
    pub fn flip(&mut self) -> bool {
        self.once_in(2)
    }

    /// One of `choices`, of which there is at least one.
    pub fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn the_same_bytes_decide_the_same_and_then_it_is_the_first_choice() {
        let decide = || {
            let mut source = Source::new(&[3, 255, 7, 9]);
            [
                source.below(2),
                source.pick(&[10, 20, 30]),
                source.below(1_000),
                source.below(5),
                u32::from(source.once_in(1)),
            ]
        };
        assert_eq!(decide(), [1, 10, 2_311 % 1_000, 0, 0]);
        assert_eq!(decide(), decide());
    }
}
