//! A cache of valid signatures.
//!
//! Bitcoin Core's signature cache is the model. Only successes are remembered, under a keyed hash of all
//! that they depend on, so that the answer is always that of the function itself. The key is drawn at
//! random by each process: nobody outside can look for inputs whose hashes collide.

use schnellru::{ByMemoryUsage, LruMap};
use std::{
    array,
    sync::{
        atomic::{AtomicU64, Ordering},
        Mutex, MutexGuard, OnceLock, PoisonError,
    },
};

/// How many threads can look something up at once.
const SHARDS: usize = 16;

/// Upper bound of the memory of an entry in bytes, with its share of a table that doubles when it grows. A test
/// measures it.
const ENTRY: usize = 256;

/// A host function that verifies. Part of what is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Function {
    Ed25519Verify,
    Sr25519Verify,
    EcdsaVerify,
    EcdsaVerifyPrehashed,
    EcdsaRecoverCompressed,
}

/// All that the answer of a host function depends on. `signature` and `key` have the same length in every
/// call of one function, so no two questions are the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub function: Function,
    pub signature: &'a [u8],
    pub message: &'a [u8],
    /// Empty where the function says which it is.
    pub key: &'a [u8],
}

/// Where a function recovers a public key: that key, compressed. Otherwise nothing but that it succeeded.
pub type Success = [u8; 33];

/// Host functions have no state of their own, so there is one cache for the whole process.
static CACHE: OnceLock<Option<Cache>> = OnceLock::new();

/// Remember signatures from now on, in at most this much memory; none with 0. Only the first call counts.
pub fn enable(max_bytes: usize) {
    CACHE.get_or_init(|| (max_bytes > 0).then(|| Cache::new(max_bytes)));
}

/// The cache of this process, if it has one.
pub fn cache() -> Option<&'static Cache> {
    CACHE.get()?.as_ref()
}

type Shard = Mutex<LruMap<[u8; 32], Success, ByMemoryUsage>>;

/// The successes that were used last.
pub struct Cache {
    salt: [u8; 32],
    shards: [Shard; SHARDS],
    max_bytes: usize,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl Cache {
    /// A cache of at most `max_bytes` of memory.
    pub fn new(max_bytes: usize) -> Self {
        let limit = ByMemoryUsage::new(max_bytes / SHARDS);
        Self {
            salt: rand::random(),
            shards: array::from_fn(|_| Mutex::new(LruMap::new(limit))),
            max_bytes,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }
    }

    /// The answer to `question`, from the cache or else by `verify`, which has to answer just that question.
    pub fn answer<Error>(
        &self,
        question: Question,
        verify: impl FnOnce() -> Result<Success, Error>,
    ) -> Result<Success, Error> {
        if let Some(success) = self.recall(question) {
            return Ok(success);
        }
        let success = verify()?;
        let hash = self.hash(question);
        lock(self.shard(&hash)).insert(hash, success);
        Ok(success)
    }

    /// The answer to `question`, if it is remembered.
    pub fn recall(&self, question: Question) -> Option<Success> {
        let hash = self.hash(question);
        let remembered = lock(self.shard(&hash)).get(&hash).copied();
        let count = match remembered {
            Some(_) => &self.hits,
            None => &self.misses,
        };
        count.fetch_add(1, Ordering::Relaxed);
        remembered
    }

    /// Whether the question's answer is remembered. It then stays for longer.
    pub fn knows(&self, question: Question) -> bool {
        let hash = self.hash(question);
        let known = lock(self.shard(&hash)).get(&hash).is_some();
        known
    }

    /// Remember `success` as the answer to `question`.
    pub fn remember(&self, question: Question, success: Success) {
        self.misses.fetch_add(1, Ordering::Relaxed);
        let hash = self.hash(question);
        lock(self.shard(&hash)).insert(hash, success);
    }

    /// How many successes certainly fit.
    pub fn capacity(&self) -> usize {
        self.max_bytes / ENTRY
    }

    /// How often an answer was remembered.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// How often one had to be worked out.
    pub fn misses(&self) -> u64 {
        self.misses.load(Ordering::Relaxed)
    }

    fn shard(&self, hash: &[u8; 32]) -> &Shard {
        &self.shards[usize::from(hash[0]) % SHARDS]
    }

    fn hash(&self, question: Question) -> [u8; 32] {
        let mut hash = [0; 32];
        let digest = blake2b_simd::Params::new()
            .hash_length(hash.len())
            .key(&self.salt)
            .to_state()
            .update(&[question.function as u8])
            .update(question.signature)
            .update(question.key)
            .update(question.message)
            .finalize();
        hash.copy_from_slice(digest.as_bytes());
        hash
    }
}

/// A thread that panicked while it held the lock left a whole table: insertions are not interrupted.
fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;

    fn question(message: &[u8]) -> Question<'_> {
        Question {
            function: Function::Sr25519Verify,
            signature: &[1; 64],
            message,
            key: &[2; 32],
        }
    }

    fn unknown() -> Result<Success, &'static str> {
        Err("not remembered")
    }

    fn memory(cache: &Cache) -> usize {
        cache
            .shards
            .iter()
            .map(|shard| lock(shard).memory_usage())
            .sum()
    }

    #[test]
    fn a_success_is_remembered() {
        let cache = Cache::new(MIB);
        assert_eq!(
            cache.answer(question(b"a"), || Ok::<_, ()>([7; 33])),
            Ok([7; 33])
        );
        assert_eq!(cache.answer(question(b"a"), unknown), Ok([7; 33]));
        assert_eq!((cache.hits(), cache.misses()), (1, 1));
    }

    #[test]
    fn what_is_remembered_is_known() {
        let cache = Cache::new(MIB);
        assert!(!cache.knows(question(b"a")));
        cache.remember(question(b"a"), [7; 33]);
        assert!(cache.knows(question(b"a")) && !cache.knows(question(b"b")));
        assert_eq!(cache.answer(question(b"a"), unknown), Ok([7; 33]));
    }

    #[test]
    fn a_failure_is_not_remembered() {
        let cache = Cache::new(MIB);
        assert_eq!(cache.answer(question(b"a"), || Err("bad")), Err("bad"));
        assert_eq!(cache.answer(question(b"a"), unknown), Err("not remembered"));
        assert_eq!((cache.hits(), cache.misses()), (0, 2));
    }

    #[test]
    fn every_part_of_the_question_matters() {
        let cache = Cache::new(MIB);
        let asked = question(b"a");
        cache.answer(asked, || Ok::<_, ()>([0; 33])).unwrap();
        let others = [
            Question {
                function: Function::Ed25519Verify,
                ..asked
            },
            Question {
                signature: &[9; 64],
                ..asked
            },
            Question {
                key: &[9; 32],
                ..asked
            },
            Question {
                message: b"b",
                ..asked
            },
            Question {
                message: b"",
                ..asked
            },
        ];
        for other in others {
            assert_eq!(
                cache.answer(other, unknown),
                Err("not remembered"),
                "{other:?}"
            );
        }
    }

    #[test]
    fn two_processes_hash_differently() {
        let (one, other) = (Cache::new(MIB), Cache::new(MIB));
        assert_ne!(one.hash(question(b"a")), other.hash(question(b"a")));
    }

    #[test]
    fn memory_is_bounded_and_what_was_asked_for_last_stays() {
        let cache = Cache::new(MIB);
        let many = 4 * cache.capacity() as u32;
        for i in 0..many {
            cache
                .answer(question(&i.to_le_bytes()), || Ok::<_, ()>([0; 33]))
                .unwrap();
            assert!(memory(&cache) <= MIB);
        }
        for i in many - cache.capacity() as u32 / 2..many {
            assert_eq!(
                cache.answer(question(&i.to_le_bytes()), unknown),
                Ok([0; 33]),
                "{i}"
            );
        }
        assert_eq!(
            cache.answer(question(&0u32.to_le_bytes()), unknown),
            Err("not remembered")
        );
    }

    #[test]
    fn the_capacity_fits() {
        let cache = Cache::new(MIB);
        let entries: usize = {
            for i in 0..4 * cache.capacity() as u32 {
                cache
                    .answer(question(&i.to_le_bytes()), || Ok::<_, ()>([0; 33]))
                    .unwrap();
            }
            cache.shards.iter().map(|shard| lock(shard).len()).sum()
        };
        assert!(
            entries >= cache.capacity(),
            "{entries} < {}",
            cache.capacity()
        );
    }
}
