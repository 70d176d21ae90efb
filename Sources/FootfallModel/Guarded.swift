internal import Glibc

/// A value that one thread at a time may touch.
///
/// It holds a POSIX mutex, since ThreadSanitizer sees what such a one guards; on Linux it sees nothing of the standard
/// library's `Mutex`, and takes all that it guards for races.
// Safe and Sendable: `value` is touched only while the mutex is held; the mutex stands where it was made until the end.
@safe package final class Guarded<Value: ~Copyable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    package init(_ value: consuming sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` when no other thread is in one; it must not call this again.
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
