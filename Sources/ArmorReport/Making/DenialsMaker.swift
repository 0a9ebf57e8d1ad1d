package import ArmorLearn
import ArmorPolicy
import ArmorProof
import ArmorSource

extension DenialFacts {
    private static let most = 50

    /// - Parameters:
    ///   - evidence: what the logs tell of what was not allowed, and of nothing else.
    ///   - timeline: the same by time.
    ///   - replay: the policy, for what it says of each now.
    ///   - risks: what speaks against allowing what.
    package init(_ evidence: ProfileEvidence, _ timeline: Timeline?, _ replay: Replay, _ risks: [Need: [String]]) {
        let needs = evidence.needs.map { (text: $0.key.access.text, need: $0.key, seen: $0.value) }
            .sorted { ($1.seen.count, $0.text, $0.need.child ?? "") < ($0.seen.count, $1.text, $1.need.child ?? "") }
        denied = needs.reduce(0) { $0 + $1.seen.denied }
        done = needs.reduce(0) { $0 + $1.seen.count - $1.seen.denied }
        untrusted = needs.reduce(0) { $0 + $1.seen.count - $1.seen.trusted }
        unasked = NeglectedEvents.all(evidence, where: \.isOpen)
        self.timeline = timeline
        accesses = Bounded(needs, most: Self.most).map { text, need, seen in
            Denied(text, need, seen, replay.answer(need, seen), risks[need] ?? [])
        }
        let floods = evidence.floods.map { Flood(folder: Excerpt.of($0.key), events: $0.value) }
        self.floods = Bounded(floods.sorted { ($1.events, $0.folder) < ($0.events, $1.folder) }, most: Self.most)
    }
}

extension DenialFacts.Denied {
    fileprivate init(_ text: String, _ need: Need, _ seen: Evidence, _ answer: Replay.Answer, _ risks: [String]) {
        access = Excerpt.of(text)
        child = need.child.map(Excerpt.of)
        denied = seen.denied
        done = seen.count - seen.denied
        (first, last) = (seen.first, seen.last)
        trust = seen.trusted == seen.count ? .kernel : seen.trusted > 0 ? .partly : .untrusted
        programs = seen.comms.map(Excerpt.of)
        switch answer {
        case .allowed(let rules):
            now = "allowed now"
            rule = rules.first.map { Excerpt.of($0.told) }
        case .denied(let rules):
            now = rules.isEmpty ? "denied: no rule allows it" : "denied on purpose"
            rule = rules.first.map { Excerpt.of($0.told) }
        case .undecidable(let why):
            now = Excerpt.of("not decided: \(why)")
            rule = nil
        }
        self.risks = risks
    }
}

/// What `armor learn` has against allowing what was denied.
package enum DenialRisks {
    /// The codes by need.
    package static func codes(_ plan: Plan) -> [Need: [String]] {
        var codes: [Need: [String]] = [:]
        func note(_ needs: [Need], _ risks: [Risk]) {
            for need in needs {
                for risk in risks where !codes[need, default: []].contains(risk.code) {
                    codes[need, default: []].append(risk.code)
                }
            }
        }
        for candidate in plan.candidates { note(candidate.needs, candidate.risks) }
        for left in plan.leftOut {
            if case .risk(let risks) = left.reason { note(left.needs, risks) }
        }
        return codes
    }
}
