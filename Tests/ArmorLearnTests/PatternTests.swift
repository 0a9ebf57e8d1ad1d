import ArmorGlob
import ArmorPolicy
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorLearn

/// One block of `patterns.txt`.
struct PatternCase: Sendable, CustomTestStringConvertible {
    var title = ""
    var names: [String] = []
    var globs: [String] = []
    var strangers: [String] = []
    /// Whether the names are written to; a line with "w" alone says so.
    var isWritten = false

    var testDescription: String { title.isEmpty ? names.first ?? "" : title }

    static func read() throws -> [PatternCase] {
        let text = try text(fixtures().appending(path: "patterns.txt"))
        return text.components(separatedBy: "\n\n").dropFirst().map { block in
            block.split(separator: "\n").reduce(into: PatternCase()) { result, line in
                switch line.first {
                case "#": result.title = String(line.dropFirst(2))
                case "=": result.globs.append(String(line.dropFirst(2)))
                case "!": result.strangers.append(String(line.dropFirst(2)))
                case "w" where line == "w": result.isWritten = true
                default: result.names.append(String(line))
                }
            }
        }
    }
}

struct PatternTests {
    private static let generaliser = PathGeneraliser(variables: VariableTable())

    @Test(arguments: try PatternCase.read())
    func globsOfSamples(_ sample: PatternCase) throws {
        let paths = sample.names.map { Array($0.utf8) }
        let groups = Self.generaliser.groups(paths, for: sample.isWritten ? .writing : .reading)
        for (index, path) in paths.enumerated() {
            let own = groups.filter { $0.members.contains(index) }
            #expect(own.count == 1, "each name has one glob: \(sample.names[index])")
            #expect(own.allSatisfy { $0.glob.matches(path) }, "its glob matches \(sample.names[index])")
        }
        if !sample.globs.isEmpty { #expect(Set(groups.map(\.glob.text)) == Set(sample.globs)) }
        for stranger in sample.strangers {
            let wide = groups.filter { $0.glob.matches(Array(stranger.utf8)) }
            #expect(wide.isEmpty, "\(wide.map(\.glob.text)) matches \(stranger)")
        }
    }

    @Test func whatIsExecutedIsNamed() {
        let paths = (1...20).map { Array("/opt/app/tool-\($0)".utf8) }
        let groups = Self.generaliser.groups(paths, for: .execution)
        #expect(groups.count == 20)
        #expect(groups.allSatisfy { $0.glob.isLiteral })
    }

    /// Whatever the names are: each has a glob that matches it, and none reaches past one component or into what is not
    /// below the folder that all of its samples have in common.
    @Test func noNamesMakeAGlobTooWide() {
        var random = SplitMix(state: 7)
        let letters = Array("ab01.-_{}*[".utf8)
        for _ in 0..<300 {
            let paths = Set(
                (0..<Int.random(in: 2...40, using: &random)).map { _ in
                    (0..<Int.random(in: 1...4, using: &random)).flatMap { _ in
                        [UInt8(ascii: "/")]
                            + (0..<Int.random(in: 1...4, using: &random)).map { _ in
                                letters[Int.random(in: 0..<letters.count, using: &random)]
                            }
                    }
                }
            ).filter { (try? Glob.literal($0)) != nil }.sorted { $0.lexicographicallyPrecedes($1) }
            let groups = Self.generaliser.groups(paths, for: .reading)
            #expect(groups.flatMap(\.members).sorted() == Array(paths.indices))
            for group in groups {
                #expect(group.members.allSatisfy { group.glob.matches(paths[$0]) })
                #expect(!group.glob.text.contains("**"))
                let slashes = Set(group.members.map { paths[$0].count { $0 == UInt8(ascii: "/") } })
                #expect(slashes.count == 1)
                let first = Set(group.members.map { paths[$0].split(separator: UInt8(ascii: "/"))[0] })
                #expect(first.count == 1)
            }
        }
    }
}
