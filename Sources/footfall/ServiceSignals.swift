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
        for number in [SIGINT, SIGTERM] {
            take(number) {
                // A second one ends it at once: what is not committed is read again the next time.
                if stop.isRaised { _exit(130) }
                stop.raise()
            }
        }
        guard let reload else { return }
        let hasTerminal = isatty(STDIN_FILENO) == 1
        take(SIGHUP) {
            // A terminal that was closed says the same as somebody who wants a reload, and is gone then.
            if hasTerminal, isatty(STDIN_FILENO) != 1 { stop.raise() } else { reload.call() }
        }
    }

    private func take(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
        // The default would end the process before the source hears of the signal.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        sources.append(source)
    }
}
