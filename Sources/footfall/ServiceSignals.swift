import Dispatch
import FootfallSources
import Foundation

/// Raises a stop signal on SIGINT and SIGTERM, and asks for a reload on SIGHUP where there is one, for as long as it lives.
final class ServiceSignals {
    private var sources: [any DispatchSourceSignal] = []

    init(_ stop: StopSignal, _ reload: WakeSignal? = nil) {
        // A limit on the size of files then is an error of the write, and reported as a full disk is.
        signal(SIGXFSZ, SIG_IGN)
        // Who reads the notices may go away; the collector goes on.
        signal(SIGPIPE, SIG_IGN)
        let mask = SignalMask(SIGINT, SIGTERM, SIGHUP)
        for number in [SIGINT, SIGTERM] {
            take(number) {
                // A second one ends it at once: what is not committed is read again the next time.
                if stop.isRaised { _exit(130) }
                stop.raise()
            }
        }
        if let reload {
            let hasTerminal = isatty(STDIN_FILENO) == 1
            take(SIGHUP) {
                // A terminal that was closed says the same as somebody who wants a reload, and is gone then.
                if hasTerminal, isatty(STDIN_FILENO) != 1 { stop.raise() } else { reload.call() }
            }
        }
        mask.lift()
    }

    /// Returns when the source hears of the signal: another thread sees to that, and what came before would be lost.
    private func take(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        let isRegistered = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { isRegistered.signal() }
        source.setEventHandler(handler: handler)
        source.resume()
        isRegistered.wait()
        sources.append(source)
    }
}

/// Signals that wait until somebody hears them; the default would end the process.
private struct SignalMask {
    private var before = sigset_t()

    init(_ numbers: Int32...) {
        var held = sigset_t()
        _ = unsafe sigemptyset(&held)
        for number in numbers { _ = unsafe sigaddset(&held, number) }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
    }

    func lift() {
        var before = before
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
