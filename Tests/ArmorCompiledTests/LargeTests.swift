import ArmorCompiled
import ArmorTestSupport
import Testing

/// Policies as large as the largest that people write, and tables larger than 16 bits can number.
@Suite(.serialized) struct LargeTests {
    /// A profile of more than 10,000 states: read, asked, and compared with itself and with one that allows a file more.
    @Test func tenThousandStates() async throws {
        guard let compiler = TestCompiler.all.first else { return }
        var random = SplitMix(state: 7)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let paths = (0..<700).map { _ in
            "/opt/" + String((0..<24).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
        }
        let rules = paths.map { "\($0) r,\n" }.joined()
        guard let first = try await compiler.compile("profile p {\n\(rules)}\n"),
            let second = try await compiler.compile("profile p {\n\(rules)/opt/more w,\n}\n")
        else { return }
        let old = try #require(try CompiledPolicy.read(first).profile(named: "p"))
        let new = try #require(try CompiledPolicy.read(second).profile(named: "p"))
        #expect(try #require(old.files).machine.count > 10_000)
        for path in paths.prefix(50) {
            #expect(old.decide(.file(Array(path.utf8), .read), .other, .linux61).isAllowed)
            #expect(!old.decide(.file(Array(path.utf8.dropLast()), .read), .other, .linux61).isAllowed)
        }
        #expect(old.difference(to: old, .linux61, .linux61).isEmpty)
        #expect(lines(old.difference(to: new, .linux61, .linux61)) == ["/opt/more (/opt/more) +2,+8"])
    }

    /// A table with more states than 16 bits can number, as parsers write it for kernels with `policy/state32`: one of a parser,
    /// its states renumbered beyond that.
    @Test(arguments: ["small", "families"]) func statesOf32Bits(_ name: String) throws {
        let bytes = try compiledFixture(name)
        let wide = try #require(WideStates(bytes).bytes())
        let narrow = try #require(try CompiledPolicy.read(bytes).profiles.last)
        let profile = try #require(try CompiledPolicy.read(wide).profiles.last)
        #expect(try #require(profile.files).machine.count > 65_536)
        #expect(narrow.difference(to: profile, .linux61, .linux61).isEmpty)
        for path in ["/", "/etc/hosts", "/a", "/x", "/bin/sh"] {
            for subject in Subject.allCases {
                let query = Query.file(Array(path.utf8))
                #expect(profile.words(query, subject, .linux61) == narrow.words(query, subject, .linux61), "\(path)")
            }
        }
    }
}

/// Makes the last machine of a compiled policy, that of files, one whose states need 32 bits.
private struct WideStates {
    private static let more = 70_000
    private let old: [UInt8]

    init(_ bytes: [UInt8]) { old = bytes }

    /// None where the policy is not laid out as expected.
    func bytes() -> [UInt8]? {
        let magic: [UInt8] = [0x1b, 0x5e, 0x78, 0x3d]
        guard let start = old.indices.last(where: { old[$0...].starts(with: magic) }) else { return nil }
        // The blob's length stands before the zeros that the machine is aligned with.
        let heads = (0..<8).map { start - $0 - 5 }.filter { $0 >= 0 && old[$0] == 6 }
        for head in heads {
            let length = old[head + 1..<head + 5].reversed().reduce(0) { $0 << 8 | Int($1) }
            let end = head + 5 + length
            guard end > start, end <= old.count, let machine = machine(start..<end) else { continue }
            let size = start - head - 5 + machine.count
            let count = (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
            return old[..<(head + 1)] + count + old[head + 5..<start] + machine + old[end...]
        }
        return nil
    }

    private func machine(_ range: Range<Int>) -> [UInt8]? {
        func number(_ at: Int, _ width: Int) -> Int { old[at..<at + width].reduce(0) { $0 << 8 | Int($1) } }
        func big(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        var place = range.lowerBound + number(range.lowerBound + 4, 4)
        var result = Array(old[range.lowerBound..<place])
        while place + 12 <= range.upperBound {
            let (id, width, count) = (number(place, 2), number(place + 2, 2), number(place + 8, 4))
            guard place + 12 + count * width <= range.upperBound else { return nil }
            var values = (0..<count).map { number(place + 12 + $0 * width, width) }
            let namesStates = [3, 4, 8].contains(id)
            if namesStates { values = values.map { $0 < 2 ? $0 : $0 + Self.more } }
            // What is told by state has the new ones behind the dead state and the start.
            if [1, 2, 4, 7].contains(id) { values.insert(contentsOf: [Int](repeating: 0, count: Self.more), at: 2) }
            let newWidth = namesStates ? 4 : width
            result += big(id, 2) + big(newWidth, 2) + big(0, 4) + big(values.count, 4)
            result += values.flatMap { big($0, newWidth) }
            while result.count % 8 != 0 { result.append(0) }
            place += (12 + count * width + 7) / 8 * 8
        }
        // What follows keeps its alignment.
        return result.count % 8 == range.count % 8 ? result : nil
    }
}
