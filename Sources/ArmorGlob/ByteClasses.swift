/// Bytes that no automaton at hand tells apart, as one letter of a smaller alphabet.
struct ByteClasses {
    /// One byte of each class, the most readable; the classes come in the order in which witnesses prefer them.
    let representatives: [UInt8]
    /// The bytes of each class.
    let members: [ByteSet]

    init(_ programs: [Program]) {
        var sets: Set<ByteSet> = [.withinComponent, ByteSet(Byte.dot)]
        for program in programs {
            for case .one(let set) in program.steps { sets.insert(set) }
        }
        var classOf = [Int](repeating: 0, count: 256)
        var count = 1
        // Most sets are one literal byte, which is a class of its own.
        for byte in sets.compactMap(\.only) {
            classOf[Int(byte)] = count
            count += 1
        }
        for set in sets where set.only == nil {
            // A class of which the set has a part, but not its first byte's side, gives the rest a new name.
            var isFirstInside = [Bool?](repeating: nil, count: count)
            var renamed = [Int?](repeating: nil, count: count)
            for byte in UInt8(1)...255 {
                let old = classOf[Int(byte)]
                let inside = set.contains(byte)
                guard let first = isFirstInside[old] else {
                    isFirstInside[old] = inside
                    continue
                }
                guard inside != first else { continue }
                let new = renamed[old] ?? count
                if new == count {
                    renamed[old] = new
                    count += 1
                }
                classOf[Int(byte)] = new
            }
        }
        var place = [Int?](repeating: nil, count: count)
        var representatives: [UInt8] = []
        var members: [ByteSet] = []
        for byte in Self.preference {
            let name = classOf[Int(byte)]
            if let index = place[name] {
                members[index].insert(byte)
            } else {
                place[name] = members.count
                representatives.append(byte)
                members.append(ByteSet(byte))
            }
        }
        self.representatives = representatives
        self.members = members
    }

    var count: Int { representatives.count }

    /// All bytes but NUL, those that read best first.
    static let preference: [UInt8] = {
        let words = (UInt8(1)...255).filter { Byte.isLetter($0) || Byte.isDigit($0) }
        let ordered =
            words.filter { $0 >= 0x61 } + words.filter { $0 < 0x3a } + words.filter { $0 >= 0x41 && $0 < 0x5b }
        let marks = Array("_-./".utf8)
        let printable = (UInt8(0x21)...0x7e).filter { !ordered.contains($0) && !marks.contains($0) }
        let rest = (UInt8(1)...255).filter { $0 < 0x21 || $0 > 0x7e }
        return ordered + marks + printable + rest
    }()
}

/// The names that there are at all: for paths those that the kernel asks about, which begin with `/` and hold no `//`,
/// no component `.` or `..` and no NUL; for other kinds anything without NUL.
struct Frame {
    /// A state of the automaton of canonical paths.
    enum State: Int {
        case start, slash, component, dot, dots
    }

    let kind: GlobKind
    /// Whether names are read from their end.
    let isReversed: Bool

    var start: State { kind == .path ? .start : .component }

    func accepts(_ state: State) -> Bool {
        guard kind == .path else { return true }
        return state == .slash || (state == .component && !isReversed)
    }

    func next(_ state: State, _ byte: UInt8) -> State? {
        guard kind == .path else { return .component }
        if byte == Byte.slash { return state == .component || state == .start ? .slash : nil }
        switch state {
        case .start where !isReversed: return nil
        case .start, .slash: return byte == Byte.dot ? .dot : .component
        case .dot: return byte == Byte.dot ? .dots : .component
        case .dots, .component: return .component
        }
    }
}
