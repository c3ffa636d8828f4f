//! The global allocator of the compiled runtime: free lists for small allocations.
//!
//! The SDK's allocator calls the host for every allocation and every deallocation, which took a quarter of the time in
//! which blocks of transfers are executed.
//!
//! As in the host's allocator (`sc-allocator`), sizes are powers of two. So it doesn't matter who allocated a block of
//! memory: what host functions return is reused, too.

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    ptr,
};

/// The allocator beneath. Its allocations are aligned to [`ALIGNED`] bytes and have at least the next power of two of
/// the requested size; the two bytes before them are free to use.
pub trait Host {
    /// Null if no memory is left.
    fn malloc(&self, size: usize) -> *mut u8;

    /// # Safety
    ///
    /// `piece` comes from `malloc` and is freed once.
    unsafe fn free(&self, piece: *mut u8);
}

/// Alignment of the host's allocations. Bytes.
const ALIGNED: usize = 8;

/// Smallest allocation, in bytes: it has room for a pointer.
const SMALLEST: usize = 8;

/// Largest allocation that is kept when it is freed. Bytes.
const LARGEST: usize = 128;

/// How many sizes there are from the smallest to the largest.
const SIZES: usize = (LARGEST / SMALLEST).ilog2() as usize + 1;

/// Maximum bytes in a free list. All of them together hold at most 40 MiB of the runtime's 256.
const MAX_KEPT: usize = 4 * 1024 * 1024;

/// Distance of an allocation with a larger alignment from the host's allocation. Stored in the two bytes before it.
type Offset = u16;

/// A free list of one size and alignment. Each free allocation stores the address of the next.
#[derive(Clone, Copy)]
struct Kept {
    first: *mut u8,
    bytes: usize,
}

/// See the [module](self).
pub struct Recycler<H> {
    host: H,
    /// By size. The second row is for an alignment of twice [`ALIGNED`], which balances have.
    kept: UnsafeCell<[[Kept; SIZES]; 2]>,
}

// SAFETY: the runtime is single-threaded.
unsafe impl<H> Sync for Recycler<H> {}

impl<H: Host> Recycler<H> {
    pub const fn new(host: H) -> Self {
        let none = Kept {
            first: ptr::null_mut(),
            bytes: 0,
        };
        Self {
            host,
            kept: UnsafeCell::new([[none; SIZES]; 2]),
        }
    }

    /// The free list for this `size`, a power of two. `None` if such allocations are not kept.
    ///
    /// # Safety
    ///
    /// Only one such reference may exist at a time.
    #[allow(clippy::mut_from_ref)]
    unsafe fn kept(&self, size: usize, align: usize) -> Option<&mut Kept> {
        if size > LARGEST || align > 2 * ALIGNED {
            return None;
        }
        let row = usize::from(align > ALIGNED);
        let column = (size / SMALLEST).ilog2() as usize;
        (*self.kept.get()).get_mut(row)?.get_mut(column)
    }

    unsafe fn malloc(&self, size: usize, align: usize) -> *mut u8 {
        if align <= ALIGNED {
            return self.host.malloc(size);
        }
        let Some(with_room) = size.checked_add(align - ALIGNED) else {
            return ptr::null_mut();
        };
        let given = self.host.malloc(with_room);
        let offset = given.align_offset(align);
        match Offset::try_from(offset) {
            Ok(offset) if !given.is_null() => {
                let piece = given.add(offset.into());
                piece.cast::<Offset>().sub(1).write_unaligned(offset);
                piece
            }
            _ => ptr::null_mut(),
        }
    }

    unsafe fn free(&self, piece: *mut u8, align: usize) {
        let offset = match align {
            ..=ALIGNED => 0,
            _ => piece.cast::<Offset>().sub(1).read_unaligned(),
        };
        self.host.free(piece.sub(offset.into()));
    }
}

/// The size that is allocated for a request of `size` bytes.
fn piece_for(size: usize) -> Option<usize> {
    size.max(SMALLEST).checked_next_power_of_two()
}

// SAFETY: allocations are at least as large and as aligned as requested, by the contract of `Host`, and are kept only
// after they were freed. What is allocated with a size and an alignment is freed with the same.
unsafe impl<H: Host> GlobalAlloc for Recycler<H> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(size) = piece_for(layout.size()) else {
            return ptr::null_mut();
        };
        if let Some(kept) = self.kept(size, layout.align()) {
            let piece = kept.first;
            if !piece.is_null() {
                kept.first = piece.cast::<*mut u8>().read();
                kept.bytes -= size;
                return piece;
            }
        }
        self.malloc(size, layout.align())
    }

    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        if let Some(size) = piece_for(layout.size()) {
            if let Some(kept) = self.kept(size, layout.align()) {
                if kept.bytes + size <= MAX_KEPT {
                    piece.cast::<*mut u8>().write(kept.first);
                    kept.first = piece;
                    kept.bytes += size;
                    return;
                }
            }
        }
        self.free(piece, layout.align());
    }

    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if piece_for(layout.size()) == piece_for(new_size) {
            return piece;
        }
        let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
        if !new.is_null() {
            ptr::copy_nonoverlapping(piece, new, layout.size().min(new_size));
            self.dealloc(piece, layout);
        }
        new
    }
}

#[cfg(all(feature = "own-allocator", target_arch = "wasm32"))]
mod global {
    use super::{Host, Recycler};

    struct Node;

    impl Host for Node {
        fn malloc(&self, size: usize) -> *mut u8 {
            sp_io::allocator::malloc(size as u32)
        }

        unsafe fn free(&self, piece: *mut u8) {
            sp_io::allocator::free(piece)
        }
    }

    #[global_allocator]
    static ALLOCATOR: Recycler<Node> = Recycler::new(Node);
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::RefCell;
    use proptest::prelude::*;
    use std::{alloc, collections::BTreeMap};

    /// A host that keeps a header before each allocation, as the node does, and checks what is freed.
    #[derive(Default)]
    struct Strict(RefCell<BTreeMap<*mut u8, Layout>>);

    impl Host for Strict {
        fn malloc(&self, size: usize) -> *mut u8 {
            let layout = Layout::from_size_align(ALIGNED + piece_for(size).unwrap(), ALIGNED);
            let layout = layout.unwrap();
            let header = unsafe { alloc::alloc_zeroed(layout) };
            let piece = header.wrapping_add(ALIGNED);
            self.0.borrow_mut().insert(piece, layout);
            piece
        }

        unsafe fn free(&self, piece: *mut u8) {
            let layout = self
                .0
                .borrow_mut()
                .remove(&piece)
                .expect("it was allocated here");
            alloc::dealloc(piece.sub(ALIGNED), layout);
        }
    }

    impl Drop for Strict {
        fn drop(&mut self) {
            for (piece, layout) in self.0.take() {
                unsafe { alloc::dealloc(piece.sub(ALIGNED), layout) };
            }
        }
    }

    type Tested = Recycler<Strict>;

    fn tested() -> Tested {
        Recycler::new(Strict::default())
    }

    fn given(memory: &Tested) -> usize {
        memory.host.0.borrow().len()
    }

    /// An allocation in use, with every byte set to `mark`.
    struct Used {
        piece: *mut u8,
        layout: Layout,
        mark: u8,
    }

    impl Used {
        fn new(piece: *mut u8, layout: Layout, mark: u8) -> Self {
            assert!(!piece.is_null());
            assert_eq!(piece as usize % layout.align(), 0);
            unsafe { piece.write_bytes(mark, layout.size()) };
            Self {
                piece,
                layout,
                mark,
            }
        }

        fn has_its_mark(&self, bytes: usize) -> bool {
            let bytes = unsafe { core::slice::from_raw_parts(self.piece, bytes) };
            bytes.iter().all(|byte| *byte == self.mark)
        }
    }

    #[derive(Clone, Debug)]
    enum Action {
        Alloc(usize, usize),
        /// A host function returns this many bytes.
        Return(usize),
        Realloc(prop::sample::Index, usize),
        Dealloc(prop::sample::Index),
    }

    fn any_action() -> impl Strategy<Value = Action> {
        let size = || prop_oneof![8 => 1..=LARGEST + 1, 1 => 1..2_000usize];
        let align = prop::sample::select(vec![1, 4, 8, 16, 32]);
        prop_oneof![
            3 => (size(), align).prop_map(|(size, align)| Action::Alloc(size, align)),
            2 => size().prop_map(Action::Return),
            1 => (any::<prop::sample::Index>(), size()).prop_map(|(i, size)| Action::Realloc(i, size)),
            4 => any::<prop::sample::Index>().prop_map(Action::Dealloc),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// No allocation is handed out twice, and only what came from the host is freed there.
        #[test]
        fn what_is_in_use_stays_as_it_is(actions in prop::collection::vec(any_action(), 1..200)) {
            let memory = tested();
            let mut used = Vec::<Used>::new();
            for (action, mark) in actions.into_iter().zip((1..=250).cycle()) {
                match action {
                    Action::Alloc(size, align) => {
                        let layout = Layout::from_size_align(size, align).unwrap();
                        used.push(Used::new(unsafe { memory.alloc(layout) }, layout, mark));
                    }
                    Action::Return(size) => {
                        let layout = Layout::from_size_align(size, 1).unwrap();
                        used.push(Used::new(memory.host.malloc(size), layout, mark));
                    }
                    Action::Realloc(which, size) if !used.is_empty() => {
                        let Used { piece, layout, mark } = used.swap_remove(which.index(used.len()));
                        let piece = unsafe { memory.realloc(piece, layout, size) };
                        let kept = size.min(layout.size());
                        let layout = Layout::from_size_align(size, layout.align()).unwrap();
                        let moved = Used { piece, layout, mark };
                        prop_assert!(moved.has_its_mark(kept));
                        used.push(Used::new(piece, layout, mark));
                    }
                    Action::Dealloc(which) if !used.is_empty() => {
                        let used = used.swap_remove(which.index(used.len()));
                        prop_assert!(used.has_its_mark(used.layout.size()));
                        unsafe { memory.dealloc(used.piece, used.layout) };
                    }
                    _ => {}
                }
                prop_assert!(used.iter().all(|used| used.has_its_mark(used.layout.size())));
            }
        }
    }

    #[test]
    fn small_pieces_are_used_again() {
        let memory = tested();
        for align in [1, 8, 16] {
            let layout = Layout::from_size_align(100, align).unwrap();
            unsafe {
                let piece = memory.alloc(layout);
                memory.dealloc(piece, layout);
                let had = given(&memory);
                assert_eq!(memory.alloc(layout), piece);
                assert_eq!(given(&memory), had);
            }
        }
    }

    #[test]
    fn what_the_host_returns_is_used_again() {
        let memory = tested();
        let returned = memory.host.malloc(70);
        unsafe { memory.dealloc(returned, Layout::from_size_align(70, 1).unwrap()) };
        let used = unsafe { memory.alloc(Layout::from_size_align(128, 8).unwrap()) };
        assert_eq!(used, returned);
    }

    #[test]
    fn large_pieces_are_given_back() {
        let memory = tested();
        for layout in [(129, 1), (1 << 20, 8), (1_000, 16), (8, 64)] {
            let layout = Layout::from_size_align(layout.0, layout.1).unwrap();
            unsafe { memory.dealloc(memory.alloc(layout), layout) };
            assert_eq!(given(&memory), 0);
        }
    }

    #[test]
    fn no_more_is_kept_than_the_bound() {
        let memory = tested();
        let layout = Layout::from_size_align(128, 1).unwrap();
        let most = MAX_KEPT / 128;
        let pieces: Vec<_> = (0..most + 10)
            .map(|_| unsafe { memory.alloc(layout) })
            .collect();
        for piece in pieces {
            unsafe { memory.dealloc(piece, layout) };
        }
        assert_eq!(given(&memory), most);
    }
}
