import ArmorCompiled
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Finds the grants of a plan that allow an access.
struct CandidateFinder {
    private let finder: RuleFinder

    /// - Parameter child: the child or hat that is asked about; `nil` for the profile itself.
    init(_ candidates: [Candidate], child: String?, _ side: Learner.Side) {
        // Each rule's place is the number of its grant.
        let source = SourceFile(name: "<proposal>", bytes: [UInt8](repeating: 0x20, count: candidates.count))
        let layer = Layer(source: source, depth: 0, isPreset: false)
        var body = ProfileBody()
        for (index, candidate) in candidates.enumerated() where candidate.child == child {
            let origin = Origin(place: Place(source, index..<index + 1), layer: layer)
            body.rules += candidate.values.map { Rule($0, .allow, logged: false, origins: [origin]) }
        }
        let name = side.asked.profile.name + (child.map { "//\($0)" } ?? "")
        finder = RuleFinder(body, variables: side.policy.variables, name: name)
    }

    /// The numbers of the grants, in their order.
    func grants(allowing access: Access) -> [Int] {
        let rules = finder.find(access, .owner).allows + finder.find(access, .other).allows
        return Set(rules.compactMap { $0.origin?.place.range.lowerBound }).sorted()
    }
}
