//! Limits the pending calls and unread answers of a connection.
//!
//! `jsonrpsee` reads requests as fast as they arrive, and buffers each answer until the client reads it. This module
//! counts the bytes of answers that are not yet written to the socket:
//!
//! - above [`MAX_UNREAD`], the calls of the connection wait;
//! - with [`MAX_WAITING`] calls, or [`MAX_WAITING_BYTES`] of them, the server stops reading from the connection;
//! - a connection whose client reads less than [`MIN_RATE`] for [`READ_TIMEOUT`] is closed;
//! - when all connections together have [`CONGESTED`] unread bytes, those with more than [`MAX_UNREAD`] are closed as
//!   soon as they read less than [`CONGESTED_MIN_RATE`], and only [`MAX_CALLS_WHEN_CONGESTED`] calls run at a time.
//!
//! The unread bytes of a closed connection no longer count, and its waiting calls never run.
//!
//! Messages other than calls, and most notifications, are not counted. For their sake, the server also stops reading
//! from a client that reads more slowly than the server writes, and from all clients when it has [`MAX_TASKS`].
//!
//! Notifications with values of keys are counted. The number of others is bounded by the message buffer, and the SDK
//! ends a subscription with more than 16 of them waiting.

use futures::task::AtomicWaker;
use std::{
    future::Future,
    io,
    pin::{pin, Pin},
    sync::{
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Relaxed},
        },
        Arc,
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    runtime::Handle,
    sync::{Mutex, MutexGuard, Notify, Semaphore, SemaphorePermit},
    time::{sleep, timeout_at, Instant, Sleep},
};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Maximum number of concurrent calls of a connection.
const MAX_CALLS: usize = 8;
/// Number of unanswered calls at which the server stops reading from a connection,
const MAX_WAITING: usize = 64;
/// and their size in bytes.
const MAX_WAITING_BYTES: usize = 8 * MIB;
/// Number of tasks of the whole server above which it stops reading from connections. Each message is a task of a
/// kilobyte until its answer is ready, and each subscription is a task: 200 connections may have 1,024 each.
const MAX_TASKS: usize = 256 * 1024;
/// Maximum size of the keys that a connection watches, in bytes,
const MAX_WATCHED: usize = 4 * MIB;
/// and that all connections watch together.
const MAX_WATCHED_IN_TOTAL: usize = 64 * MIB;
/// Unread bytes above which the calls of a connection wait.
const MAX_UNREAD: usize = MIB;
/// Unread bytes of all connections at which slow readers are closed.
const CONGESTED: usize = 256 * MIB;
/// Maximum number of concurrent calls of all connections then. The size of their answers is not known in advance.
const MAX_CALLS_WHEN_CONGESTED: usize = 16;
/// Bytes of unread answers and of requests, of all connections, at which no call runs.
const FULL: usize = 2 * CONGESTED;

/// Minimum rate at which a client with unread answers has to read, in bytes per second,
const MIN_RATE: u64 = 16 * KIB as u64;
/// and while the server is congested.
const CONGESTED_MIN_RATE: u64 = MIB as u64;

/// How long a call may wait.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may read too slowly.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may be idle. WebSockets are pinged more often than that.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);
/// After this time without a write, on a socket that accepts writes, no answer is left to be written.
const QUIET: Duration = Duration::from_secs(1);
/// The same on a socket that has just become writable again: what is left is written at once.
const DRAINED: Duration = Duration::from_millis(50);

/// Why a call does not run.
#[derive(Debug, PartialEq, Eq)]
pub enum Busy {
    /// Other calls of the connection take too long.
    Calls,
    /// The client does not read its answers, or has disconnected.
    Unread,
}

/// The totals of all connections.
#[derive(Debug)]
pub struct All {
    /// Bytes of pending requests,
    requested: AtomicUsize,
    /// and of unread answers.
    unread: AtomicUsize,
    watched: AtomicUsize,
    /// Permits for calls while the server is congested.
    calls: Semaphore,
    /// Notified when unread bytes fall below a limit.
    has_room: Notify,
}

impl Default for All {
    fn default() -> Self {
        Self {
            requested: AtomicUsize::new(0),
            unread: AtomicUsize::new(0),
            watched: AtomicUsize::new(0),
            calls: Semaphore::new(MAX_CALLS_WHEN_CONGESTED),
            has_room: Notify::new(),
        }
    }
}

impl All {
    fn is_congested(&self) -> bool {
        self.unread.load(Relaxed) >= CONGESTED
    }

    fn is_full(&self) -> bool {
        let unread = self.unread.load(Relaxed);
        unread.saturating_add(self.requested.load(Relaxed)) >= FULL
    }

    fn forget(&self, bytes: usize) {
        let before = self.unread.fetch_sub(bytes, Relaxed);
        let ends = |much: usize| before >= much && before.saturating_sub(bytes) < much;
        if ends(CONGESTED) || ends(FULL) {
            self.has_room.notify_waiters();
        }
    }
}

#[derive(Debug)]
pub struct Connection {
    calls: Semaphore,
    notifying: Mutex<()>,
    waiting: AtomicUsize,
    requested: AtomicUsize,
    watched: AtomicUsize,
    /// Wakes the task that reads requests.
    reader: AtomicWaker,
    unread: AtomicUsize,
    all: Arc<All>,
    has_read: Notify,
    /// Notified when the connection is closed.
    gone: Notify,
    since: Instant,
    /// Time of the last write, in milliseconds after `since`.
    written: AtomicU64,
    /// Whether a write is pending because the client does not read.
    stalls: AtomicBool,
    /// Set when the client has disconnected, or was too slow for too long.
    closed: AtomicBool,
}

impl Connection {
    /// A connection that counts towards `all`.
    pub fn new(all: Arc<All>) -> Self {
        Self {
            calls: Semaphore::new(MAX_CALLS),
            notifying: Mutex::new(()),
            waiting: AtomicUsize::new(0),
            requested: AtomicUsize::new(0),
            watched: AtomicUsize::new(0),
            reader: AtomicWaker::new(),
            unread: AtomicUsize::new(0),
            all,
            has_read: Notify::new(),
            gone: Notify::new(),
            since: Instant::now(),
            written: AtomicU64::new(0),
            stalls: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        }
    }

    /// Stop reading and writing, and end the calls that wait.
    fn close(&self) {
        self.closed.store(true, Relaxed);
        self.calls.close();
        self.gone.notify_waiters();
        self.forget(usize::MAX);
        self.reader.wake();
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Relaxed)
    }

    /// Count a call with this many bytes of parameters, without waiting for its turn.
    pub fn arrive(&self, bytes: usize) -> Turn<'_> {
        self.waiting.fetch_add(1, Relaxed);
        self.requested.fetch_add(bytes, Relaxed);
        self.all.requested.fetch_add(bytes, Relaxed);
        Turn {
            connection: self,
            bytes,
            _permit: None,
            permit_of_all: None,
        }
    }

    /// Wait for the turn of a call with this many bytes of parameters.
    pub async fn turn(&self, bytes: usize) -> Result<Turn<'_>, Busy> {
        let deadline = Instant::now() + CALL_TIMEOUT;
        let mut turn = self.arrive(bytes);
        let permit = timeout_at(deadline, self.calls.acquire())
            .await
            .map_err(|_| Busy::Calls)?
            .map_err(|_| Busy::Calls)?;
        turn._permit = Some(permit);
        turn.permit_of_all = timeout_at(deadline, self.wait_for_room())
            .await
            .map_err(|_| Busy::Unread)??;
        Ok(turn)
    }

    /// Wait for room for a notification, one at a time, or several would take the same room.
    pub async fn room(&self) -> Result<Room<'_>, Busy> {
        let turn = self.notifying.lock().await;
        let permit_of_all = self.wait_for_room().await?;
        Ok(Room {
            connection: self,
            _turn: turn,
            _permit_of_all: permit_of_all,
        })
    }

    /// Watch keys of this many bytes, unless that exceeds a limit.
    pub fn watch(&self, bytes: usize) -> Option<Watched<'_>> {
        let watched = Watched {
            connection: self,
            bytes,
        };
        let own = self.watched.fetch_add(bytes, Relaxed);
        let all = self.all.watched.fetch_add(bytes, Relaxed);
        let has_room = own.saturating_add(bytes) <= MAX_WATCHED
            && all.saturating_add(bytes) <= MAX_WATCHED_IN_TOTAL;
        has_room.then_some(watched)
    }

    /// Wait until a call may run. Returns a permit if the server is congested.
    async fn wait_for_room(&self) -> Result<Option<SemaphorePermit<'_>>, Busy> {
        loop {
            let mut gone = pin!(self.gone.notified());
            let mut read = pin!(self.has_read.notified());
            let mut room = pin!(self.all.has_room.notified());
            // Notifications from here on are not missed.
            gone.as_mut().enable();
            read.as_mut().enable();
            room.as_mut().enable();
            if self.is_closed() {
                return Err(Busy::Unread);
            }
            if !self.may_proceed() {
                tokio::select! {
                    () = gone => {}
                    () = read => {}
                    () = room => {}
                    () = sleep(QUIET) => {}
                }
                self.forget_if_quiet();
            } else if self.all.is_congested() {
                tokio::select! {
                    biased;
                    () = gone => {}
                    () = room => {}
                    permit = self.all.calls.acquire() => {
                        let permit = permit.map_err(|_| Busy::Unread)?;
                        if self.may_proceed() {
                            return Ok(Some(permit));
                        }
                    }
                }
            } else {
                return Ok(None);
            }
        }
    }

    fn may_proceed(&self) -> bool {
        self.unread.load(Relaxed) <= MAX_UNREAD && !self.all.is_full()
    }

    /// Count an answer that waits to be written.
    fn add_unread(&self, bytes: usize) {
        self.all.unread.fetch_add(bytes, Relaxed);
        self.unread.fetch_add(bytes, AcqRel);
        // Nobody will write it. If the connection is closed after this check, `close` subtracts these bytes.
        if self.is_closed() {
            self.forget(usize::MAX);
        }
    }

    /// Count bytes that were written. Some of them belong to messages that are not counted as answers.
    fn count_written(&self, bytes: usize) {
        let now = self.since.elapsed().as_millis();
        self.written
            .store(u64::try_from(now).unwrap_or(u64::MAX), Relaxed);
        self.stalls.store(false, Relaxed);
        self.forget(bytes);
    }

    fn forget(&self, bytes: usize) {
        let before = self
            .unread
            .fetch_update(AcqRel, Relaxed, |unread| Some(unread.saturating_sub(bytes)))
            .unwrap_or_else(|unread| unread);
        self.all.forget(before.min(bytes));
        self.has_read.notify_waiters();
    }

    /// Some counted answers are never written: those of a batch whose response is too large.
    fn forget_if_quiet(&self) {
        if self.is_quiet(QUIET) {
            self.forget(usize::MAX);
        }
    }

    /// Whether nothing was written for this long although the socket accepts writes.
    fn is_quiet(&self, time: Duration) -> bool {
        let written = Duration::from_millis(self.written.load(Relaxed));
        let quiet = self.since.elapsed().saturating_sub(written);
        !self.stalls.load(Relaxed) && quiet >= time
    }

    /// Whether the unread answers of this client keep other connections waiting.
    fn blocks_others(&self) -> bool {
        self.all.is_congested() && self.unread.load(Relaxed) > MAX_UNREAD
    }

    /// The rate at which its client has to read, in bytes per second.
    fn min_rate(&self) -> u64 {
        if self.blocks_others() {
            CONGESTED_MIN_RATE
        } else {
            MIN_RATE
        }
    }

    fn accepts_requests(&self) -> bool {
        self.waiting.load(Relaxed) < MAX_WAITING && self.requested.load(Relaxed) < MAX_WAITING_BYTES
    }
}

/// The turn of a call, which ends with its answer, or when this is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    connection: &'a Connection,
    bytes: usize,
    _permit: Option<SemaphorePermit<'a>>,
    permit_of_all: Option<SemaphorePermit<'a>>,
}

impl Turn<'_> {
    /// Let calls of other connections run while this one, which takes long, goes on.
    pub fn make_way(&mut self) {
        self.permit_of_all = None;
    }

    /// End with an answer of this many bytes.
    pub fn end(self, bytes: usize) {
        self.connection.add_unread(bytes);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.connection.all.requested.fetch_sub(self.bytes, Relaxed);
        self.connection.requested.fetch_sub(self.bytes, Relaxed);
        self.connection.waiting.fetch_sub(1, Relaxed);
        self.connection.reader.wake();
    }
}

/// Keys that are watched, until this is dropped.
pub struct Watched<'a> {
    connection: &'a Connection,
    bytes: usize,
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.connection.watched.fetch_sub(self.bytes, Relaxed);
        self.connection.all.watched.fetch_sub(self.bytes, Relaxed);
    }
}

/// Room for a notification.
pub struct Room<'a> {
    connection: &'a Connection,
    _turn: MutexGuard<'a, ()>,
    _permit_of_all: Option<SemaphorePermit<'a>>,
}

impl Room<'_> {
    /// Use the room for a notification of this many bytes.
    pub fn take(self, bytes: usize) {
        self.connection.add_unread(bytes);
    }
}

/// The socket of a `connection`.
pub struct Socket<S> {
    inner: S,
    connection: Arc<Connection>,
    active: Instant,
    idle: Pin<Box<Sleep>>,
    stalled: Option<Stall>,
    /// Set while the server does not read because writes are pending: when to check again.
    held: Option<Pin<Box<Sleep>>>,
}

impl<S> Drop for Socket<S> {
    fn drop(&mut self) {
        self.connection.close();
    }
}

/// A period in which the client reads more slowly than the server writes.
struct Stall {
    since: Instant,
    /// When a write last had to wait. While one is waiting, this is updated every [`QUIET`].
    seen: Instant,
    /// Bytes that the client has read since.
    taken: u64,
    /// When to check again.
    look: Pin<Box<Sleep>>,
}

impl Stall {
    fn begin() -> Self {
        let now = Instant::now();
        Self {
            since: now,
            seen: now,
            taken: 0,
            look: Box::pin(sleep(QUIET)),
        }
    }

    /// Whether it has ended unnoticed, because nothing was left to write.
    fn is_over(&self) -> bool {
        self.seen.elapsed() > 2 * QUIET
    }

    /// Whether the client has read at this rate, in bytes per second, for long enough to judge.
    fn keeps_up(&self, rate: u64) -> bool {
        let time = self.since.elapsed();
        time >= QUIET && u128::from(self.taken) * 1_000 >= u128::from(rate) * time.as_millis()
    }
}

impl<S> Socket<S> {
    pub fn new(inner: S, connection: Arc<Connection>) -> Self {
        Self {
            inner,
            connection,
            active: Instant::now(),
            idle: Box::pin(sleep(IDLE_TIMEOUT)),
            stalled: None,
            held: None,
        }
    }

    /// Wait until the socket accepts writes, for a limited time.
    fn poll_stalled(&mut self, context: &mut Context) -> Poll<io::Error> {
        self.connection.stalls.store(true, Relaxed);
        self.hold();
        self.stalled.take_if(|stall| stall.is_over());
        let stall = self.stalled.get_or_insert_with(Stall::begin);
        stall.seen = Instant::now();
        while stall.look.as_mut().poll(context).is_ready() {
            if stall.since.elapsed() >= READ_TIMEOUT || self.connection.blocks_others() {
                // It would not be read from any more, either.
                self.connection.close();
                return Poll::Ready(closed(DOES_NOT_READ));
            }
            stall.look.set(sleep(QUIET));
        }
        Poll::Pending
    }

    /// Record that this many bytes were written.
    fn record_write(&mut self, bytes: usize) {
        self.active = Instant::now();
        self.connection.count_written(bytes);
        if let Some(stall) = &mut self.stalled {
            stall.taken = stall.taken.saturating_add(bytes as u64);
            if stall.keeps_up(self.connection.min_rate()) {
                self.stalled = None;
            }
        }
    }

    fn hold(&mut self) {
        self.held.get_or_insert_with(|| Box::pin(sleep(DRAINED)));
    }

    /// Whether writes have to come first, and reading has to wait.
    fn is_held(&mut self, context: &mut Context) -> bool {
        if has_too_many_tasks() {
            self.hold();
        }
        while let Some(look) = &mut self.held {
            if look.as_mut().poll(context).is_pending() {
                return true;
            }
            if self.connection.is_quiet(DRAINED) && !has_too_many_tasks() {
                self.held = None;
            } else {
                look.set(sleep(DRAINED));
            }
        }
        false
    }

    /// Wait for data, for a limited time.
    fn poll_idle(&mut self, context: &mut Context) -> Poll<io::Error> {
        while self.idle.as_mut().poll(context).is_ready() {
            let rest = IDLE_TIMEOUT.saturating_sub(self.active.elapsed());
            if rest.is_zero() {
                return Poll::Ready(closed("the connection is idle"));
            }
            self.idle.set(sleep(rest));
        }
        Poll::Pending
    }
}

/// Whether the server has fallen behind with its answers.
fn has_too_many_tasks() -> bool {
    Handle::current().metrics().num_alive_tasks() > MAX_TASKS
}

const DOES_NOT_READ: &str = "the client does not read";

fn closed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, why)
}

impl<S: AsyncRead + Unpin> AsyncRead for Socket<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context,
        buffer: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.connection.reader.register(context.waker());
        if this.connection.is_closed() {
            return Poll::Ready(Err(closed(DOES_NOT_READ)));
        }
        if !this.connection.accepts_requests() || this.is_held(context) {
            return Poll::Pending;
        }
        match Pin::new(&mut this.inner).poll_read(context, buffer) {
            Poll::Ready(read) => {
                this.active = Instant::now();
                Poll::Ready(read)
            }
            Poll::Pending => this.poll_idle(context).map(Err),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Socket<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_write(context, bytes) {
            Poll::Ready(written) => {
                this.record_write(*written.as_ref().unwrap_or(&0));
                Poll::Ready(written)
            }
            Poll::Pending => this.poll_stalled(context).map(Err),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{pin_mut, FutureExt};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        time::timeout,
    };

    fn connection() -> Arc<Connection> {
        Arc::new(Connection::new(Arc::default()))
    }

    /// Run a test with timers.
    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap()
            .block_on(test);
    }

    /// Pretend that the `socket` has accepted no writes for this long.
    fn stall<S>(socket: &mut Socket<S>, time: Duration) {
        socket.stalled = Some(Stall {
            since: Instant::now() - time,
            seen: Instant::now(),
            taken: 0,
            look: Box::pin(sleep(Duration::ZERO)),
        });
    }

    #[test]
    fn concurrent_calls_of_a_connection_are_limited() {
        run(async {
            let connection = connection();
            let mut turns = Vec::new();
            for _ in 0..MAX_CALLS {
                turns.push(connection.turn(0).await.unwrap());
            }
            assert!(connection.turn(0).now_or_never().is_none());
            turns.pop();
            assert!(connection.turn(0).await.is_ok());
        });
    }

    #[test]
    fn calls_wait_while_the_client_does_not_read() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(MAX_UNREAD + 1);
            connection.stalls.store(true, Relaxed);
            let waiting = connection.turn(0);
            pin_mut!(waiting);
            assert!(waiting.as_mut().now_or_never().is_none());
            connection.count_written(1);
            assert!(waiting.now_or_never().unwrap().is_ok());
        });
    }

    #[test]
    fn unread_bytes_of_all_connections_are_limited() {
        run(async {
            let all = Arc::new(All::default());
            let [lazy, other] = [(); 2].map(|()| Connection::new(all.clone()));
            lazy.turn(0).await.unwrap().end(FULL);
            assert!(other.turn(0).now_or_never().is_none());
            lazy.close();
            assert!(other.turn(0).now_or_never().unwrap().is_ok());
        });
    }

    #[test]
    fn answers_that_are_never_written_stop_counting() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(MAX_UNREAD + 1);
            assert!(connection.turn(0).await.is_ok());
        });
    }

    #[test]
    fn counters_return_to_zero() {
        run(async {
            let connection = connection();
            connection.turn(10).await.unwrap().end(20);
            drop(connection.turn(30).await.unwrap());
            assert_eq!(connection.all.requested.load(Relaxed), 0);
            assert_eq!(connection.all.unread.load(Relaxed), 20);
            connection.count_written(25);
            assert_eq!(connection.all.unread.load(Relaxed), 0);
            assert_eq!(connection.unread.load(Relaxed), 0);
            assert_eq!(connection.waiting.load(Relaxed), 0);
        });
    }

    #[test]
    fn a_connection_with_too_many_calls_is_not_read_from() {
        run(async {
            let connection = connection();
            let (mut client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection.clone());
            client.write_all(b"ab").await.unwrap();
            connection.waiting.store(MAX_WAITING - 1, Relaxed);
            let turn = connection.turn(0).await.unwrap();
            assert!(socket.read_u8().now_or_never().is_none());
            drop(turn);
            assert_eq!(socket.read_u8().await.unwrap(), b'a');

            let turn = connection.arrive(MAX_WAITING_BYTES);
            assert!(socket.read_u8().now_or_never().is_none());
            drop(turn);
            assert_eq!(socket.read_u8().await.unwrap(), b'b');
        });
    }

    #[test]
    fn a_client_that_reads_nothing_is_disconnected() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection());
            socket.write_all(&[0; 64]).await.unwrap();
            let mut more = Box::pin(socket.write_u8(0));
            assert!(more.as_mut().now_or_never().is_none());
            drop(more);
            assert!(socket.read_u8().now_or_never().is_none());
            stall(&mut socket, READ_TIMEOUT);
            let error = socket.write_u8(0).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            let error = socket.read_u8().await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_slow_reader_is_disconnected_sooner_under_congestion() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(FULL);
            let (_client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection);
            socket.write_all(&[0; 64]).await.unwrap();
            stall(&mut socket, QUIET);
            // Below the timeout after which it would be closed in any case.
            let written = timeout(READ_TIMEOUT / 2, socket.write_u8(0)).await;
            let error = written.unwrap().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn reading_a_few_bytes_at_a_time_does_not_prevent_disconnection() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(MAX_UNREAD);
            let (mut client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection);
            socket.write_all(&[0; 64]).await.unwrap();
            stall(&mut socket, READ_TIMEOUT);
            client.read_exact(&mut [0; 32]).await.unwrap();
            socket.write_all(&[0; 32]).await.unwrap();
            let error = socket.write_u8(0).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_client_that_reads_fast_enough_stays_connected() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(MAX_UNREAD);
            let (_client, server) = tokio::io::duplex(MIB);
            let mut socket = Socket::new(server, connection.clone());
            stall(&mut socket, READ_TIMEOUT);
            let enough = MIN_RATE as usize * (READ_TIMEOUT.as_secs() as usize + 1);
            socket.write_all(&vec![0; enough]).await.unwrap();
            assert!(socket.stalled.is_none());
        });
    }

    #[test]
    fn nothing_is_read_from_a_client_that_does_not_read() {
        run(async {
            let (mut client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection());
            socket.write_all(&[0; 64]).await.unwrap();
            assert!(socket.write_u8(0).now_or_never().is_none());
            client.write_all(b"a").await.unwrap();
            assert!(timeout(4 * DRAINED, socket.read_u8()).await.is_err());
            // The client reads a little, but writes are still pending.
            client.read_u8().await.unwrap();
            socket.write_u8(0).await.unwrap();
            assert!(socket.write_u8(0).now_or_never().is_none());
            assert!(timeout(4 * DRAINED, socket.read_u8()).await.is_err());
            client.read_exact(&mut [0; 64]).await.unwrap();
            socket.write_u8(0).await.unwrap();
            assert_eq!(socket.read_u8().await.unwrap(), b'a');
        });
    }

    #[test]
    fn the_timeout_restarts_after_a_pause_without_writes() {
        run(async {
            let connection = connection();
            connection.turn(0).await.unwrap().end(MAX_UNREAD);
            let (_client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection);
            socket.write_all(&[0; 64]).await.unwrap();
            stall(&mut socket, READ_TIMEOUT);
            socket.stalled.as_mut().unwrap().seen -= 3 * QUIET;
            assert!(socket.write_u8(0).now_or_never().is_none());
            let stalled = socket.stalled.as_ref().unwrap();
            assert!(stalled.since.elapsed() < READ_TIMEOUT);
        });
    }

    #[test]
    fn notifications_take_room_one_at_a_time() {
        run(async {
            let connection = connection();
            let first = connection.room().await.unwrap();
            assert!(connection.room().now_or_never().is_none());
            first.take(MAX_UNREAD + 1);
            assert!(connection.room().now_or_never().is_none());
            connection.count_written(1);
            assert!(connection.room().now_or_never().unwrap().is_ok());
        });
    }

    #[test]
    fn disconnection_ends_waiting_calls_and_frees_room() {
        run(async {
            let all = Arc::new(All::default());
            let [gone, other] = [(); 2].map(|()| Arc::new(Connection::new(all.clone())));
            let socket = Socket::new(tokio::io::duplex(64).1, gone.clone());
            let running = gone.turn(0).await.unwrap();
            gone.add_unread(FULL);
            let waiting: Vec<_> = (0..MAX_WAITING)
                .map(|_| {
                    let gone = gone.clone();
                    tokio::spawn(async move { gone.turn(1).await.map(drop) })
                })
                .collect();
            let notifying = tokio::spawn({
                let gone = gone.clone();
                async move { gone.room().await.map(drop) }
            });
            let others = other.turn(0);
            pin_mut!(others);
            assert!(others.as_mut().now_or_never().is_none());
            assert!(timeout(QUIET / 10, others.as_mut()).await.is_err());

            drop(socket);
            // At once, before they would check again.
            let ends = timeout(QUIET / 2, async {
                for call in waiting {
                    assert!(call.await.unwrap().is_err());
                }
                assert_eq!(notifying.await.unwrap(), Err(Busy::Unread));
                others.await.unwrap();
            });
            ends.await.unwrap();
            running.end(MIB);
            assert_eq!(all.unread.load(Relaxed), 0);
        });
    }

    #[test]
    fn few_calls_run_at_a_time_under_congestion() {
        run(async {
            let all = Arc::new(All::default());
            let connections: Vec<_> = (0..=MAX_CALLS_WHEN_CONGESTED)
                .map(|_| Connection::new(all.clone()))
                .collect();
            let lazy = Connection::new(all);
            lazy.add_unread(CONGESTED);
            let mut turns = Vec::new();
            for connection in &connections[1..] {
                turns.push(connection.turn(0).await.unwrap());
            }
            let one_more = connections[0].turn(0);
            pin_mut!(one_more);
            assert!(one_more.as_mut().now_or_never().is_none());
            turns[0].make_way();
            assert!(one_more.now_or_never().unwrap().is_ok());

            turns.push(connections[0].turn(0).await.unwrap());
            let [gone, waiting] = [(); 2].map(|()| Connection::new(lazy.all.clone()));
            let (of_gone, of_waiting) = (gone.turn(0), waiting.turn(0));
            pin_mut!(of_gone, of_waiting);
            assert!(of_gone.as_mut().now_or_never().is_none());
            assert!(of_waiting.as_mut().now_or_never().is_none());
            gone.close();
            assert!(of_gone.now_or_never().unwrap().is_err());
            lazy.count_written(1);
            assert!(of_waiting.now_or_never().unwrap().is_ok());
        });
    }

    #[test]
    fn clients_must_read_faster_under_congestion() {
        let connection = connection();
        assert_eq!(connection.min_rate(), MIN_RATE);
        connection.add_unread(CONGESTED);
        assert_eq!(connection.min_rate(), CONGESTED_MIN_RATE);
    }

    #[test]
    fn an_idle_connection_is_closed() {
        run(async {
            let (_client, server) = tokio::io::duplex(64);
            let mut socket = Socket::new(server, connection());
            assert!(socket.read_u8().now_or_never().is_none());
            socket.active -= IDLE_TIMEOUT;
            socket.idle = Box::pin(sleep(Duration::ZERO));
            let error = socket.read_u8().await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }
}
