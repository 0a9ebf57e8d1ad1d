import ArmorGlob

/// Names of several pieces with the same separators between them, of which some are numbers or hashes: `app.41.2f9c01ab77d2`.
enum NamePieces {
    /// The pattern of names of which at least two pieces differ, each a number or a hash; `nil` for other names. One piece
    /// that differs has classes of its own.
    static func pattern(_ names: [[UInt8]]) -> NamePattern? {
        guard let first = names.first.map(pieces), names.count > 1 else { return nil }
        let all = names.map(pieces)
        guard all.allSatisfy({ $0.count == first.count }), first.count < mostPieces else { return nil }
        var prefix: [UInt8] = []
        var middle = ""
        var differing = 0
        for index in first.indices {
            let column = all.map { $0[index] }
            if column.allSatisfy({ $0 == first[index] }) {
                if differing == 0 { prefix += first[index] } else { middle += quotedLiteral(Array(first[index])) }
                continue
            }
            guard let glob = glob(column) else { return nil }
            differing += 1
            middle += glob
        }
        return differing > 1 ? NamePattern(nameClass: .pieces, prefix: prefix, middle: middle, suffix: []) : nil
    }

    private static let mostPieces = 32

    /// Runs of letters and digits, and each separator by itself.
    private static func pieces(_ name: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = name.startIndex
        for index in name.indices where !Bytes.alphanumeric.contains(name[index]) {
            if start < index { pieces.append(name[start..<index]) }
            pieces.append(name[index...index])
            start = index + 1
        }
        if start < name.endIndex { pieces.append(name[start...]) }
        return pieces
    }

    private static func glob(_ column: [ArraySlice<UInt8>]) -> String? {
        if column.allSatisfy({ $0.allSatisfy(Bytes.digits.contains) }) { return "[0-9]*" }
        guard let length = column.first?.count, length >= fewestHashDigits,
            column.allSatisfy({ piece in
                piece.count == length && piece.allSatisfy(Bytes.hex.contains)
                    && piece.contains(where: Bytes.digits.contains)
            })
        else { return nil }
        return length <= 16 ? String(repeating: "[0-9A-Fa-f]", count: length) : "[0-9A-Fa-f]*"
    }

    private static let fewestHashDigits = 8
}
