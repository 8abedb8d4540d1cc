//! How the allocator gives memory back.
//!
//! glibc lets the size above which a block is a mapping of its own grow with the largest block that
//! was ever freed. After the first big statute every buffer lies on the heap between small things that
//! stay, and the heap no longer shrinks: on federal law that is a sixth of the peak. A fixed size keeps
//! big buffers apart, at no cost in time.

/// Fixes the size above which a block is a mapping of its own. Called before there are threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn settle() {
    const LARGE: libc::c_int = 128 << 10;
    // SAFETY: `mallopt` only sets a number inside the allocator, and no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE);
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

/// Other allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn settle() {}
