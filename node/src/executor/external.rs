//! Limits the runtime calls of external callers: JSON-RPC and the proofs for light clients.
//!
//! The executor has 64 instances of a runtime, and a call waits when all are taken. External callers get a share of
//! their own, so that making and importing blocks never waits for them. A running call cannot be stopped: the
//! executor offers no way to. It is bounded by the weight and gas of what it does, except for one call that is
//! [refused](UNBOUNDED_CALL). Calls that wait for their turn give up after [`MAX_WAIT`].
//!
//! External is what runs on the threads of JSON-RPC ([`serve_on`]), and what runs as a [`task`].

use sc_executor::{
    error::{Error, Result},
    RuntimeVersion, RuntimeVersionOf,
};
use sp_core::traits::{CallContext, CodeExecutor, Externalities, ReadRuntimeVersion, RuntimeCode};
use std::{
    cell::Cell,
    future::Future,
    pin::pin,
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock},
    task::Poll,
    time::Duration,
};
use tokio::runtime::{self, Handle};

/// How long a call may wait for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);

const BUSY: &str = "too many runtime calls at the moment, try again later";

/// Does as much work as the genesis in its argument asks for. Nobody needs it from a running node.
const UNBOUNDED_CALL: &str = "GenesisBuilder_build_state";

/// Calls that may wait: as many as a few dozen clients make at a time. They occupy threads that the rest of JSON-RPC
/// needs, too.
const MAX_WAITING: usize = 96;

thread_local! {
    static IS_EXTERNAL: Cell<bool> = const { Cell::new(false) };
}

/// The threads of JSON-RPC, on which every call is external.
static JSON_RPC: OnceLock<Vec<runtime::Id>> = OnceLock::new();

/// Set the tokio runtimes on which JSON-RPC is served. A process has one server.
pub fn serve_on(runtimes: &[&Handle]) {
    let ids = runtimes.iter().map(|runtime| runtime.id());
    let _ = JSON_RPC.set(ids.collect());
}

/// Whether a call from this thread is external now.
fn is_external() -> bool {
    let serves = |rpc: &Vec<_>| Handle::try_current().is_ok_and(|now| rpc.contains(&now.id()));
    IS_EXTERNAL.get() || JSON_RPC.get().is_some_and(serves)
}

/// `work`, whose calls are external, whatever thread drives it.
pub async fn task<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    std::future::poll_fn(|context| -> Poll<T> {
        let before = IS_EXTERNAL.replace(true);
        let polled = work.as_mut().poll(context);
        IS_EXTERNAL.set(before);
        polled
    })
    .await
}

/// How many external calls run at a time: one per processor, within bounds.
fn max_concurrent() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8))
}

/// The calls that run, and those that wait.
#[derive(Debug)]
struct Share {
    calls: Mutex<Calls>,
    ended: Condvar,
}

#[derive(Debug)]
struct Calls {
    /// How many more may run.
    free: usize,
    waiting: usize,
}

impl Share {
    fn new(size: usize) -> Self {
        Self {
            calls: Mutex::new(Calls {
                free: size,
                waiting: 0,
            }),
            ended: Condvar::new(),
        }
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().expect("no holder of the lock panics")
    }

    /// A turn, as soon as one is free, unless too many calls wait already or it takes too long.
    fn take(&self, patience: Duration) -> Option<Turn<'_>> {
        let mut calls = self.calls();
        if calls.free == 0 {
            if calls.waiting == MAX_WAITING {
                return None;
            }
            calls.waiting += 1;
            let waited = self
                .ended
                .wait_timeout_while(calls, patience, |calls| calls.free == 0);
            (calls, _) = waited.expect("no holder of the lock panics");
            calls.waiting -= 1;
        }
        calls.free = calls.free.checked_sub(1)?;
        Some(Turn(self))
    }
}

/// The turn of a running call, which ends when it is dropped.
struct Turn<'a>(&'a Share);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.calls().free += 1;
        self.0.ended.notify_one();
    }
}

/// An executor whose external callers wait for each other, and nobody else for them.
#[derive(Clone)]
pub struct LimitedExecutor<E> {
    inner: E,
    share: Arc<Share>,
}

impl<E> LimitedExecutor<E> {
    pub fn new(inner: E) -> Self {
        Self {
            inner,
            share: Arc::new(Share::new(max_concurrent())),
        }
    }
}

impl<E: CodeExecutor<Error = Error>> CodeExecutor for LimitedExecutor<E> {
    type Error = Error;

    fn call(
        &self,
        ext: &mut dyn Externalities,
        code: &RuntimeCode,
        method: &str,
        data: &[u8],
        context: CallContext,
    ) -> (Result<Vec<u8>>, bool) {
        if !is_external() {
            return self.inner.call(ext, code, method, data, context);
        }
        if method == UNBOUNDED_CALL {
            let refusal = format!("{UNBOUNDED_CALL} cannot be called from outside the node");
            return (Err(Error::Other(refusal)), false);
        }
        // Some of JSON-RPC's calls come from threads that drive all the others.
        tokio::task::block_in_place(|| match self.share.take(MAX_WAIT) {
            Some(_turn) => self.inner.call(ext, code, method, data, context),
            None => (Err(Error::Other(BUSY.into())), false),
        })
    }
}

impl<E: RuntimeVersionOf> RuntimeVersionOf for LimitedExecutor<E> {
    fn runtime_version(
        &self,
        ext: &mut dyn Externalities,
        code: &RuntimeCode,
    ) -> Result<RuntimeVersion> {
        self.inner.runtime_version(ext, code)
    }
}

impl<E: ReadRuntimeVersion> ReadRuntimeVersion for LimitedExecutor<E> {
    fn read_runtime_version(
        &self,
        wasm_code: &[u8],
        ext: &mut dyn Externalities,
    ) -> std::result::Result<Vec<u8>, String> {
        self.inner.read_runtime_version(wasm_code, ext)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    const NO_TIME: Duration = Duration::ZERO;

    #[test]
    fn a_share_is_never_exceeded_and_comes_back() {
        let share = Share::new(2);
        let first = share.take(NO_TIME).unwrap();
        let second = share.take(NO_TIME).unwrap();
        assert!(share.take(NO_TIME).is_none());
        drop(first);
        let third = share.take(NO_TIME).unwrap();
        assert!(share.take(NO_TIME).is_none());
        drop((second, third));
        assert_eq!(share.calls().free, 2);
    }

    #[test]
    fn who_waits_gets_the_turn_that_ends() {
        let share = Share::new(1);
        std::thread::scope(|scope| {
            let turn = share.take(NO_TIME).unwrap();
            let waiting = scope.spawn(|| share.take(Duration::from_secs(60)).is_some());
            drop(turn);
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn not_more_wait_than_there_is_room_for() {
        let share = Share::new(0);
        share.calls().waiting = MAX_WAITING;
        // It would never come back otherwise.
        assert!(share.take(Duration::MAX).is_none());
        share.calls().waiting = MAX_WAITING - 1;
        assert!(share.take(NO_TIME).is_none());
        assert_eq!(share.calls().waiting, MAX_WAITING - 1);
    }

    #[test]
    fn a_turn_ends_with_a_call_that_panics() {
        let share = Share::new(1);
        let panics = std::panic::AssertUnwindSafe(|| {
            let _turn = share.take(NO_TIME);
            panic!("a call");
        });
        assert!(std::panic::catch_unwind(panics).is_err());
        assert!(share.take(NO_TIME).is_some());
    }

    #[test]
    fn a_task_marks_the_thread_only_while_it_is_driven() {
        let (told, tell) = futures::channel::oneshot::channel::<()>();
        let mut asking = Box::pin(task(async {
            assert!(IS_EXTERNAL.get());
            let _ = tell.await;
            assert!(IS_EXTERNAL.get());
        }));
        assert!(asking.as_mut().now_or_never().is_none());
        assert!(!IS_EXTERNAL.get());
        told.send(()).unwrap();
        assert!(asking.as_mut().now_or_never().is_some());
        assert!(!IS_EXTERNAL.get());
    }

    /// Answers whenever it is called.
    #[derive(Clone)]
    struct Probe;

    impl ReadRuntimeVersion for Probe {
        fn read_runtime_version(
            &self,
            _: &[u8],
            _: &mut dyn Externalities,
        ) -> std::result::Result<Vec<u8>, String> {
            Ok(Vec::new())
        }
    }

    impl CodeExecutor for Probe {
        type Error = Error;

        fn call(
            &self,
            _: &mut dyn Externalities,
            _: &RuntimeCode,
            _: &str,
            _: &[u8],
            _: CallContext,
        ) -> (Result<Vec<u8>>, bool) {
            (Ok(b"called".to_vec()), false)
        }
    }

    fn call(executor: &LimitedExecutor<Probe>) -> Result<Vec<u8>> {
        call_of(executor, "Core_version")
    }

    fn call_of(executor: &LimitedExecutor<Probe>, method: &str) -> Result<Vec<u8>> {
        let mut ext = sp_io::TestExternalities::default();
        let mut ext = ext.ext();
        let code = RuntimeCode::empty();
        let context = CallContext::Offchain;
        executor.call(&mut ext, &code, method, &[], context).0
    }

    #[test]
    fn consensus_does_not_wait_for_external_calls() {
        let executor = LimitedExecutor {
            inner: Probe,
            share: Arc::new(Share::new(0)),
        };
        assert_eq!(call(&executor).unwrap(), b"called");
    }

    #[test]
    fn an_external_call_uses_a_turn_and_gives_it_back() {
        let executor = LimitedExecutor {
            inner: Probe,
            share: Arc::new(Share::new(1)),
        };
        let asked = task(async { call(&executor) }).now_or_never().unwrap();
        assert_eq!(asked.unwrap(), b"called");
        assert_eq!(executor.share.calls().free, 1);
    }

    #[test]
    fn external_callers_build_no_genesis() {
        let executor = LimitedExecutor::new(Probe);
        let made = || call_of(&executor, UNBOUNDED_CALL);
        assert!(task(async { made() }).now_or_never().unwrap().is_err());
        assert_eq!(made().unwrap(), b"called");
    }
}
