import ArmorSource

/// Adds elements to one array, changes them, and takes them away.
struct ArrayEditor {
    let bytes: [UInt8]
    let lines: LineFinder
    let range: ByteRange
    let elements: [TOMLValue]

    init(_ bytes: [UInt8], _ lines: LineFinder, _ entry: TOMLEntry) throws(DocumentEditError) {
        guard case .array(let elements) = entry.value.kind else {
            throw DocumentEditError(message: "\"\(entry.key)\" is \(entry.value.typeName), not a list to add to")
        }
        if case .table(let first)? = elements.first?.kind, !first.isInline {
            throw DocumentEditError(message: "\"\(entry.key)\" is written as [[\(entry.key)]]; write it as a list")
        }
        (self.bytes, self.lines, self.elements, range) = (bytes, lines, elements, entry.value.range)
    }

    func adding(_ additions: [DocumentAddition]) -> [Replacement] {
        var byPlace: [Int: [DocumentAddition]] = [:]
        for addition in additions { byPlace[kin(of: addition), default: []].append(addition) }
        guard bytes[range].contains(Byte.newline) else { return [tall(byPlace)] }
        return byPlace.sorted { $0.key < $1.key }.flatMap { index, added in
            elements.isEmpty ? [beforeBracket(added)] : behind(elements[index], added)
        }
    }

    // MARK: Kin

    /// The element that an addition goes behind, by its number; 0 where there is none.
    private func kin(of addition: DocumentAddition) -> Int {
        guard case .element(_, let name) = addition.place, !elements.isEmpty else { return 0 }
        // The first slash of a path says nothing; that of "abstractions/base" does.
        let fewest = ["/", "@"].contains(name.prefix(1)) ? 1 : 0
        var best = (index: elements.count - 1, length: fewest)
        for (index, element) in elements.enumerated() {
            let length = Self.commonFolders(name, Self.name(of: element))
            if length > best.length || (length == best.length && best.length > fewest) { best = (index, length) }
        }
        var index = best.index
        // Nothing is put between elements that stand on one line.
        while index + 1 < elements.count,
            lines.start(of: elements[index + 1].range.lowerBound) <= elements[index].range.upperBound
        {
            index += 1
        }
        return index
    }

    private static func name(of element: TOMLValue) -> String {
        switch element.kind {
        case .string(let text): return text
        case .table(let table):
            for entry in table.entries { if case .string(let text) = entry.value.kind { return text } }
            return ""
        default: return ""
        }
    }

    /// How many slashes two names have in common from their beginning.
    private static func commonFolders(_ one: String, _ other: String) -> Int {
        zip(one.utf8, other.utf8).prefix { $0 == $1 }.count { $0.0 == UInt8(ascii: "/") }
    }

    // MARK: Text

    private func text(_ additions: [DocumentAddition], indent: String) -> String {
        additions.map { addition in
            let comments = addition.comments.map { "\(indent)# \($0)\(lines.ending)" }.joined()
            return "\(comments)\(indent)\(addition.text),\(lines.ending)"
        }.joined()
    }

    /// The whole array anew, with a line for each element.
    private func tall(_ byPlace: [Int: [DocumentAddition]]) -> Replacement {
        let base = lines.indent(of: range.lowerBound)
        let indent = base + "    "
        var result = "[" + lines.ending
        if elements.isEmpty { result += text(byPlace[0] ?? [], indent: indent) }
        for (index, element) in elements.enumerated() {
            result += "\(indent)\(String(decoding: bytes[element.range], as: UTF8.self)),\(lines.ending)"
            result += text(byPlace[index] ?? [], indent: indent)
        }
        return Replacement(range: range, text: "\(result)\(base)]")
    }

    /// Into an array that holds comments alone.
    private func beforeBracket(_ additions: [DocumentAddition]) -> Replacement {
        let bracket = range.upperBound - 1
        let place = lines.start(of: bracket)
        return Replacement(range: place..<place, text: text(additions, indent: lines.indent(of: bracket) + "    "))
    }

    /// Behind an element, its comma and the comment beside it.
    private func behind(_ element: TOMLValue, _ additions: [DocumentAddition]) -> [Replacement] {
        let start = element.range.lowerBound
        let indent = lines.isFirst(start) ? lines.indent(of: start) : lines.indent(of: range.lowerBound) + "    "
        let comma = comma(after: element.range.upperBound)
        var place = comma ?? element.range.upperBound
        var replacements: [Replacement] = []
        if comma == nil { replacements.append(Replacement(range: place..<place, text: ",")) }
        let end = place
        while bytes[place] == Byte.blank || bytes[place] == Byte.tab { place += 1 }
        let added = text(additions, indent: indent)
        if bytes[place] == Byte.closeBracket {
            let base = lines.indent(of: range.lowerBound)
            replacements.append(Replacement(range: end..<place, text: lines.ending + added + base))
        } else {
            let next = lines.after(place)
            replacements.append(Replacement(range: next..<next, text: added))
        }
        return replacements
    }

    /// Behind the comma that follows an element; none where the bracket comes first.
    func comma(after offset: Int) -> Int? {
        var index = offset
        while index < range.upperBound {
            switch bytes[index] {
            case Byte.comma: return index + 1
            case Byte.closeBracket: return nil
            case Byte.hash: index = lines.after(index)
            default: index += 1
            }
        }
        return nil
    }
}
