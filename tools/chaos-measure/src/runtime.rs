//! The compiled runtime, and the CPU time that its functions take.

use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_externalities::Externalities;
use sp_io::{hashing::blake2_256, SubstrateHostFunctions};
use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where the build puts it, in the target folder.
const BUILT: &str = "release/wbuild/chaos-runtime/chaos_runtime.compact.compressed.wasm";

/// Executes functions of a runtime's WebAssembly.
pub struct Runtime {
    executor: WasmExecutor<SubstrateHostFunctions>,
    code: Vec<u8>,
    hash: Vec<u8>,
    /// What every call takes, whatever it does: a new instance.
    overhead: Duration,
}

/// The result of a call into the runtime.
pub struct Called {
    /// What it has returned, or why it was ended.
    pub answer: Result<Vec<u8>, String>,
    /// How long it took, without what every call takes.
    pub time: Duration,
}

impl Runtime {
    /// The runtime in a file, or else the one that was built last.
    pub fn load(path: Option<&Path>) -> Result<Self, String> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => built().ok_or("there is no CARGO_TARGET_DIR: name the runtime's file")?,
        };
        let code = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::new(code)
    }

    /// The runtime with this code, compressed or not.
    pub fn new(code: Vec<u8>) -> Result<Self, String> {
        let hash = blake2_256(&code).to_vec();
        let executor = WasmExecutor::builder().build();
        let mut runtime = Self {
            executor,
            code,
            hash,
            overhead: Duration::ZERO,
        };
        let mut nothing = sp_state_machine::BasicExternalities::new_empty();
        // Compiles it.
        runtime.call(&mut nothing, "Core_version", &[]).answer?;
        let times = (0..20).map(|_| runtime.call(&mut nothing, "Core_version", &[]).time);
        runtime.overhead = times.min().unwrap_or_default();
        Ok(runtime)
    }

    /// Call a function that is exported, on a state.
    pub fn call(&self, state: &mut dyn Externalities, function: &str, data: &[u8]) -> Called {
        let fetcher = WrappedRuntimeCode(self.code.as_slice().into());
        let code = RuntimeCode {
            code_fetcher: &fetcher,
            hash: self.hash.clone(),
            heap_pages: Some(chaos_runtime::configs::contracts::HEAP_PAGES),
        };
        let context = CallContext::Onchain { import: false };
        let before = cpu_time();
        let (answer, _) = self.executor.call(state, &code, function, data, context);
        let time = cpu_time().saturating_sub(before);
        Called {
            answer: answer.map_err(|error| brief(&error.to_string())),
            time: time.saturating_sub(self.overhead),
        }
    }
}

/// The runtime's file, where a build with this target folder puts it.
fn built() -> Option<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    // A binary or a test of this workspace lies in the target folder.
    let own = || {
        let program = env::current_exe().ok()?;
        let release = program
            .ancestors()
            .find(|folder| folder.ends_with("release"))?;
        Some(release.parent()?.to_owned())
    };
    Some(target.or_else(own)?.join(BUILT))
}

/// Without the backtrace.
fn brief(error: &str) -> String {
    let (reason, _) = error.split_once("WASM backtrace").unwrap_or((error, ""));
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The CPU time that this thread has taken. Whoever else runs on this machine is not in it.
fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes to `time`, which is there until it returns.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(result, 0, "Linux has this clock");
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
    Duration::new(seconds, nanoseconds)
}
