internal import FootfallModel
internal import FootfallSources
internal import FootfallStore

/// What is wrong with the sources now, by what their notices say.
final class TroubleBook: Sendable {
    private struct Place: Hashable {
        var source: String
        var key: String
    }

    private struct State {
        var troubles: [Place: SourceTrouble] = [:]
        var hasChanged = true
    }

    private let state = Guarded(State())

    /// Notes what a notice begins or ends; a source that has ended by an error is in trouble until the next start.
    func note(_ notice: SourceNotice) {
        var change = notice.trouble
        if change == nil, notice.level == .error { change = .begins("ended") }
        guard let change else { return }
        let place = Place(source: change.source ?? notice.source, key: change.key)
        state.withLock { state in
            if !change.begins {
                if state.troubles.removeValue(forKey: place) != nil { state.hasChanged = true }
                return
            }
            let known = state.troubles[place]
            let trouble = SourceTrouble(
                source: place.source,
                key: place.key,
                text: change.text ?? notice.text,
                since: known?.since ?? .now,
                isWaiting: change.isWaiting
            )
            guard trouble != known else { return }
            state.troubles[place] = trouble
            state.hasChanged = true
        }
    }

    /// Hands all troubles to `write` where something has changed; tried again the next time where that throws.
    func write(_ write: ([SourceTrouble]) throws(StoreError) -> Void) throws(StoreError) {
        let changed: [SourceTrouble]? = state.withLock { state in
            guard state.hasChanged else { return nil }
            state.hasChanged = false
            return Array(state.troubles.values)
        }
        guard let changed else { return }
        do throws(StoreError) {
            try write(changed)
        } catch {
            state.withLock { $0.hasChanged = true }
            throw error
        }
    }
}
