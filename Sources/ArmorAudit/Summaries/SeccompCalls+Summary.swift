import ArmorJSON

extension SeccompCalls {
    /// Writes a line for each call, in an order that depends on the lines alone, and one for what could not be counted.
    func write(to text: inout SummaryBytes) {
        for line in counts.map({ Self.line($0.key, $0.value) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            text.append(raw: line)
        }
        guard malformed > 0 || dropped > 0 else { return }
        text.append("{\"ledger\":\"calls\",\"malformed\":\(malformed),\"dropped\":\(dropped)}\n")
    }

    private static func line(_ key: Key, _ count: Count) -> [UInt8] {
        var text = SummaryBytes()
        text.append("{\"call\":{")
        if let label = key.label {
            text.append("\"label\":")
            text.append(quoted: label.bytes)
            text.append(",")
        }
        text.append("\"arch\":\(key.arch),\"number\":\(key.number),\"action\":\"\(key.action.rawValue)\",\"comm\":")
        text.append(quoted: key.comm)
        text.append("},\"count\":\(count.events),\"trusted\":\(count.trusted)")
        if let first = count.first, let last = count.last { text.append(",\"first\":\(first),\"last\":\(last)") }
        text.append("}\n")
        return text.bytes
    }

    /// Takes a line of a call; false where it says what no record could.
    mutating func read(call value: JSONValue) -> Bool {
        guard let object = value.object?.members, object.allSatisfy({ Self.lineKeys.contains($0.key) }),
            let call = value["call"], let members = call.object?.members,
            members.allSatisfy({ Self.callKeys.contains($0.key) }), let key = Key(summary: call),
            let count = Count(summary: value)
        else { return false }
        add(key, count)
        return true
    }

    /// Takes the line of what could not be counted.
    mutating func read(ledger value: JSONValue) -> Bool {
        guard let malformed = value["malformed"]?.integer, let dropped = value["dropped"]?.integer, malformed >= 0,
            dropped >= 0
        else { return false }
        noteMalformed(malformed)
        noteDropped(dropped)
        return true
    }

    private static let lineKeys: Set<String> = ["call", "count", "trusted", "first", "last"]
    private static let callKeys: Set<String> = ["label", "arch", "number", "action", "comm"]
}

extension SeccompCalls.Key {
    /// The longest name of a program: a kernel's has 15 bytes, but what a text log says may have more.
    private static let longest = Int(UInt16.max)

    fileprivate init?(summary value: JSONValue) {
        guard let arch = value["arch"]?.integer.flatMap(UInt32.init(exactly:)),
            let number = value["number"]?.integer.flatMap(UInt32.init(exactly:)),
            let action = value["action"]?.text.flatMap(SeccompEvent.Action.init(rawValue:)),
            let comm = value["comm"]?.summaryBytes, comm.count <= Self.longest
        else { return nil }
        var label: AuditLabel?
        if let written = value["label"] {
            guard let bytes = written.summaryBytes, !bytes.isEmpty, bytes.count <= Self.longest else { return nil }
            label = AuditLabel(bytes)
        }
        self.init(label: label, arch: arch, number: number, action: action, comm: comm)
    }
}

extension SeccompCalls.Count {
    fileprivate init?(summary value: JSONValue) {
        guard let events = value["count"]?.integer, events > 0, let trusted = value["trusted"]?.integer,
            0...events ~= trusted, (value["first"] == nil) == (value["last"] == nil)
        else { return nil }
        self.init(events: events, trusted: trusted)
        guard value["first"] != nil else { return }
        guard let first = value["first"]?.summaryNumber, let last = value["last"]?.summaryNumber, first <= last else {
            return nil
        }
        (self.first, self.last) = (first, last)
    }
}
