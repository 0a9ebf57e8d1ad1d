import CGlibc

/// How this process takes memory from the system.
package enum ProcessMemory {
    /// Lets all threads allocate from the one heap that the main thread has; called before there are others.
    ///
    /// Commands run on a thread of Swift's pool, and glibc gives each thread a heap of its own, which it grows page by
    /// page with a system call for each (mallopt(3), M_ARENA_MAX): a hundred for one profile. The main heap grows by
    /// M_TOP_PAD at once.
    ///
    /// What a log is read into is freed and taken again a thousand times a gigabyte: below M_MMAP_THRESHOLD it comes from
    /// that heap, which keeps it up to M_TRIM_THRESHOLD, and its pages are there already. glibc finds such a threshold by
    /// itself, but no longer once it was told anything.
    package static func shareOneHeap() {
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_TOP_PAD, 1 << 20)
        _ = mallopt(M_MMAP_THRESHOLD, 1 << 22)
        _ = mallopt(M_TRIM_THRESHOLD, 1 << 25)
    }
}
