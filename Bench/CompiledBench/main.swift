import ArmorCompiled
import ArmorTestSupport
import Foundation

// Times what is done with compiled policies, the best of some rounds: CompiledBench OLD NEW. Writes one line a figure, its
// name and its value in nanoseconds, or a number where that is none. CompiledBench OLD NEW COUNT compares them so
// often and says nothing, for valgrind to count the instructions of: those of two less those of one are one comparison's.
// CompiledBench mutants COUNT SEED FILE… reads and asks so many changed policies.

let clock = ContinuousClock()

func best(_ rounds: Int, _ body: () throws -> Void) rethrows -> Int {
    var least = Duration.seconds(3_600)
    for _ in 0..<rounds { least = min(least, try clock.measure(body)) }
    let (seconds, attoseconds) = least.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
}

let arguments = CommandLine.arguments
if arguments.count > 4, arguments[1] == "mutants", let count = Int(arguments[2]), let seed = UInt64(arguments[3]) {
    let originals = try arguments[4...].map { Array(try Data(contentsOf: URL(filePath: $0))) }
    var random = SplitMix(state: seed)
    var (readable, slowest) = (0, 0)
    for number in 0..<count {
        let bytes = CompiledMutants.changed(originals[number % originals.count], using: &random)
        slowest = max(slowest, best(1) { readable += CompiledMutants.answers(bytes) ? 1 : 0 })
    }
    print("mutants \(count)\nreadable \(readable)\nslowest \(slowest)")
    exit(0)
}
guard 3...4 ~= arguments.count else {
    print("usage: CompiledBench OLD NEW [COUNT]")
    exit(64)
}
let files = try arguments[1...2].map { Array(try Data(contentsOf: URL(filePath: $0))) }
let old = try CompiledPolicy.read(files[0]).profiles[0]
let new = try CompiledPolicy.read(files[1]).profiles[0]
if arguments.count == 4 {
    for _ in 0..<(Int(arguments[3]) ?? 1) where old.difference(to: new, .linux61, .linux61).isEmpty { exit(1) }
    exit(0)
}
print("bytes \(files[0].count)")
print("states \(old.files?.machine.count ?? 0)")
print("read", try best(20) { _ = try CompiledPolicy.read(files[0]) })

let query = Query.file(Array("/usr/lib/share/data/config12/x1".utf8.prefix(30)))
var allowed = 0
let repeats = 200_000
let asked = best(10) {
    for _ in 0..<repeats { allowed += Int(old.words(query, .other, .linux61).allow & 4) }
}
print("query \(asked / repeats)")

var isEmpty = true
print("diff", best(5) { isEmpty = old.difference(to: new, .linux61, .linux61).isEmpty })
print("same", best(5) { isEmpty = old.difference(to: old, .linux61, .linux61).isEmpty && isEmpty })
// Something must depend on the answers, or there is nothing to measure.
if allowed == .max, isEmpty { print("none") }
