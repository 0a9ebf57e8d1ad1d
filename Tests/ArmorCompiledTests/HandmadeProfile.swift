/// The bytes of a profile that no parser here writes: its rules, files left out, as the words that each name leads to.
///
/// The form is the one of `PolicyStream` and `StateMachine`, without permission tables. A state's transitions lie by
/// themselves, 256 cells each.
struct HandmadeProfile {
    private var children: [[UInt8: Int]] = [[:], [:]]
    private var accept: [UInt32] = [0, 0]

    /// - Parameter words: what each name means, its first byte the class; its beginnings mean nothing.
    init(_ words: [[UInt8]: UInt32]) {
        for (name, word) in words {
            var state = 1
            for byte in name {
                if children[state][byte] == nil {
                    children[state][byte] = children.count
                    children.append([:])
                    accept.append(0)
                }
                state = children[state][byte] ?? 0
            }
            accept[state] = word
        }
    }

    var bytes: [UInt8] {
        func name(_ text: String) -> [UInt8] { [4] + little(text.utf8.count + 1, 2) + Array(text.utf8) + [0] }
        func number(_ value: Int) -> [UInt8] { [2] + little(value, 4) }
        let zero = number(0)
        var bytes = name("version") + number(0x0020_2007) + name("profile") + [7]
        bytes += [5] + little(2, 2) + Array("p".utf8) + [0]
        bytes += name("flags") + [7] + zero + zero + zero + [8]
        bytes += zero + zero + zero + zero + name("caps64") + [7] + zero + zero + zero + zero + [8]
        let blob = machine
        bytes += name("policydb") + [7] + name("aadfa") + [6] + little(blob.count, 4)
        return bytes + blob + [8, 8]
    }

    private var machine: [UInt8] {
        let cells = children.indices.flatMap { state in
            (0..<256).map { byte in children[state][UInt8(byte)].map { (state, $0) } ?? (0, 0) }
        }
        var bytes = big(0x1b5e_783d, 4) + big(24, 4) + big(0, 4) + big(0, 2) + Array("notflex\0".utf8) + [0, 0]
        bytes += table(1, accept.map(Int.init), 4)
        bytes += table(2, children.indices.map { $0 * 256 }, 4)
        bytes += table(3, cells.map(\.0), 2)
        bytes += table(4, children.map { _ in 0 }, 2)
        bytes += table(8, cells.map(\.1), 2)
        return bytes
    }

    private func table(_ number: Int, _ values: [Int], _ width: Int) -> [UInt8] {
        let head = big(number, 2) + big(width, 2) + big(0, 4) + big(values.count, 4)
        let bytes = head + values.flatMap { big($0, width) }
        return bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    }

    private func little(_ value: Int, _ width: Int) -> [UInt8] { big(value, width).reversed() }

    private func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
