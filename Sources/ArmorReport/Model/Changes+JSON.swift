import ArmorSource

extension Changes {
    var json: JSONText {
        switch self {
        case .first: .fields([("compared", .boolean(false)), ("why", .string("this is the first report"))])
        case .notCompared(let why): .fields([("compared", .boolean(false)), ("why", .string(why))])
        case .compared(let comparison): comparison.json
        }
    }
}

extension Changes.Comparison {
    fileprivate var json: JSONText {
        .fields([
            ("compared", .boolean(true)), ("former", .string(former)), ("moment", moment.map(JSONText.unsigned)),
            ("former_digest", .string(formerDigest)), ("former_target", .string(formerTarget)),
            ("same_text", .boolean(isSameText)), ("former_level", .string(formerLevel.rawValue)),
            ("wider", .integer(wider)), ("differences", .bounded(lines, \.json)),
            ("undecided", .bounded(undecided, JSONText.string)),
            ("added_children", .bounded(addedChildren, JSONText.string)),
            ("removed_children", .bounded(removedChildren, JSONText.string)),
            ("new_findings", .bounded(newFindings, \.json)), ("gone_findings", .bounded(goneFindings, \.json)),
            ("opened", .strings(opened)), ("shut", .bounded(shut, JSONText.string)),
        ])
    }
}

extension Changes.Line {
    fileprivate var json: JSONText {
        .fields([
            ("change", .string(direction)), ("kind", .string(section)), ("child", child.map(JSONText.string)),
            ("what", .string(what)), ("of", .string(object)), ("who", who.map(JSONText.string)),
            ("example", witness.map(JSONText.string)), ("wider", .boolean(isWider)), ("all", .boolean(isExact)),
        ])
    }
}

extension Changes.Told {
    fileprivate var json: JSONText { .fields([("code", .string(code)), ("message", .string(message))]) }
}
