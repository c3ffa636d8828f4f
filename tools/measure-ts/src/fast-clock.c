// A clock that is behind at first, and fast until it is right: a long chain in a short time.
//
// A program that is started with this library in LD_PRELOAD, BEHIND=10000 and SPEED=20 begins 10,000
// seconds in the past, and its clocks run, and its waits end, twenty times as fast as they should.
// Once it has caught up with the world it goes at the world's pace, so that nobody sees times that
// have not come yet.
//
// It knows the ways to wait that Rust programs have on Linux.
//
//     cc -shared -fPIC -O2 -o fast-clock.so fast-clock.c

#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>

typedef int64_t nanoseconds;
static const nanoseconds SECOND = 1000000000, MILLISECOND = 1000000;

static nanoseconds speed = 1, behind, started;
// For how long the clocks are fast.
static nanoseconds hurry;

static long (*system_call)(long number, ...);
static int (*wait_for_events)(int, struct epoll_event *, int, int);

static nanoseconds of(const struct timespec *time) {
    return time->tv_sec * SECOND + time->tv_nsec;
}

static struct timespec to(nanoseconds time) {
    return (struct timespec){time / SECOND, time % SECOND};
}

static nanoseconds now(void) {
    struct timespec time;
    system_call(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return of(&time);
}

// How far the program's clocks have come ahead of the world's since the start.
static nanoseconds gained(nanoseconds time) {
    nanoseconds elapsed = time - started;
    return (speed - 1) * (elapsed < hurry ? elapsed : hurry);
}

// The world's time at which the program's monotonic clock says `time`.
static nanoseconds when(nanoseconds time) {
    nanoseconds elapsed = time - started;
    return elapsed < speed * hurry ? started + elapsed / speed : time - behind;
}

// How long the world waits while the program does so for `time`.
static nanoseconds shortened(nanoseconds time) {
    nanoseconds present = now();
    return when(present + gained(present) + time) - present;
}

__attribute__((constructor)) static void start(void) {
    system_call = dlsym(RTLD_NEXT, "syscall");
    wait_for_events = dlsym(RTLD_NEXT, "epoll_wait");
    speed = atoll(getenv("SPEED"));
    behind = atoll(getenv("BEHIND")) * SECOND;
    hurry = behind / (speed - 1);
    started = now();
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = system_call(SYS_clock_gettime, clock, time);
    if (result != 0) return result;
    if (clock == CLOCK_REALTIME) *time = to(of(time) + gained(now()) - behind);
    if (clock == CLOCK_MONOTONIC) *time = to(of(time) + gained(of(time)));
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
    struct timespec end = to(flags & TIMER_ABSTIME ? when(of(time)) : shortened(of(time)));
    return system_call(SYS_clock_nanosleep, clock, flags, &end, left);
}

int nanosleep(const struct timespec *time, struct timespec *left) {
    struct timespec end = to(shortened(of(time)));
    return system_call(SYS_nanosleep, &end, left);
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout) {
    if (timeout > 0) timeout = (shortened(timeout * MILLISECOND) + MILLISECOND - 1) / MILLISECOND;
    return wait_for_events(epoll, events, most, timeout);
}

// Locks, and threads that park, wait by `futex`: until a time, or for one.
long syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long a[6];
    for (int i = 0; i < 6; i += 1) a[i] = va_arg(list, long);
    va_end(list);
    const struct timespec *time = (const struct timespec *)a[3];
    int operation = a[1] & FUTEX_CMD_MASK;
    struct timespec end;
    if (number == SYS_futex && time && (operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET)) {
        end = to(operation == FUTEX_WAIT ? shortened(of(time)) : when(of(time)));
        a[3] = (long)&end;
    }
    return system_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
