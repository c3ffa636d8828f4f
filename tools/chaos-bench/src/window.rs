//! Back-pressure: how many transactions may be on their way, which are sent and in no block yet.

use tokio::sync::Semaphore;

/// The places for transactions on their way.
pub struct Window {
    free: Semaphore,
    size: usize,
}

impl Window {
    pub fn new(size: usize) -> Self {
        Self {
            free: Semaphore::new(size),
            size,
        }
    }

    /// Takes a place, as soon as there is one.
    pub async fn enter(&self) {
        // The semaphore is never closed.
        if let Ok(permit) = self.free.acquire().await {
            permit.forget();
        }
    }

    /// Gives back the places of so many transactions.
    pub fn leave(&self, count: usize) {
        self.free.add_permits(count);
    }

    /// How many places are taken.
    pub fn taken(&self) -> usize {
        self.size.saturating_sub(self.free.available_permits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn nobody_enters_a_full_window() {
        let window = Window::new(2);
        window.enter().await;
        window.enter().await;
        assert_eq!(window.taken(), 2);
        assert!(window.enter().now_or_never().is_none());
        window.leave(1);
        assert!(window.enter().now_or_never().is_some());
        assert_eq!(window.taken(), 2);
        window.leave(2);
        assert_eq!(window.taken(), 0);
    }

    #[tokio::test]
    async fn whoever_waits_enters_when_somebody_leaves() {
        let window = Window::new(1);
        window.enter().await;
        let (waited, ()) = tokio::join!(
            async {
                window.enter().await;
                window.taken()
            },
            async { window.leave(1) }
        );
        assert_eq!(waited, 1);
    }
}
