/// Records whose keys are in capitals, as some viewers and people write them: `AppArmor="DENIED" Operation="open"`.
enum Capitals {
    private static let marks: [StaticString] = [
        "AppArmor=\"", "APPARMOR=\"", "Apparmor=\"", "AppArmor=\\\"", "APPARMOR=\\\"",
    ]

    /// The same lines with the keys of such records in small letters; `nil` where there are none.
    ///
    /// Only a text without a key as the kernel writes it is looked through, so that other logs are read once.
    static func lowered(_ text: [UInt8], _ range: Range<Int>) -> [UInt8]? {
        guard text.span.position(of: "apparmor=", in: range) == nil,
            text.span.position(of: "rmor=", in: range) != nil || text.span.position(of: "RMOR=", in: range) != nil,
            marks.contains(where: { text.span.position(of: $0, in: range) != nil })
        else { return nil }
        var result = Array(text[range])
        var position = 0
        while position < result.count {
            let start = position
            while position < result.count, FieldScanner.isWord(result[position]) { position += 1 }
            if position == start {
                position += 1
                continue
            }
            guard position < result.count, result[position] == UInt8(ascii: "=") else { continue }
            let key = result[start..<position].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
            if RecordKeys.contains(key[...]) { result.replaceSubrange(start..<position, with: key) }
        }
        return result
    }
}
