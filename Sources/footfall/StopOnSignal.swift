import Dispatch
import FootfallSources
import Foundation

/// Raises a stop signal on SIGINT and SIGTERM for as long as it lives.
final class StopOnSignal {
    private let sources: [any DispatchSourceSignal]

    init(_ stop: StopSignal) {
        // A limit on the size of files then is an error of the write, and reported as a full disk is.
        signal(SIGXFSZ, SIG_IGN)
        // Who reads the notices may go away; the collector goes on.
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGINT, SIGTERM].map { number in
            // The default would end the process before the source hears of the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // A second one ends it at once: what is not committed is read again the next time.
                if stop.isRaised { exit(130) }
                stop.raise()
            }
            source.resume()
            return source
        }
    }
}
