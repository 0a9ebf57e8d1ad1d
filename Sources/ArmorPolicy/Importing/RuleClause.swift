import ArmorGlob
import ArmorSource

/// What stands behind a rule's keyword, sorted into words, lists and conditions.
struct RuleClause {
    indirect enum Item {
        case word(ProfileToken)
        case list([Item])
        /// `key=word` or `key=(…)`
        case pair(String, Item)
        case arrow
        case atMost

        /// The token, where the item is a word.
        var token: ProfileToken? { if case .word(let token) = self { token } else { nil } }
    }

    /// What it holds, in order; the readers take from the front.
    private(set) var items: ArraySlice<Item>
    private let context: ImportContext

    /// None if brackets do not match, a list is nested or a value is missing.
    init?(_ tokens: ArraySlice<ProfileToken>, _ context: ImportContext) {
        self.context = context
        var rest = tokens
        guard let items = Self.items(&rest, context, depth: 0) else { return nil }
        self.items = items[...]
    }

    private static func items(
        _ rest: inout ArraySlice<ProfileToken>,
        _ context: ImportContext,
        depth: Int
    ) -> [Item]? {
        let isList = depth > 0
        var items: [Item] = []
        while let token = rest.popFirst() {
            switch token.kind {
            case .separator where isList: continue
            case .closing where isList: return items
            case .word where rest.first?.kind == .equals:
                rest.removeFirst()
                guard let value = value(&rest, context, depth: depth) else { return nil }
                items.append(.pair(context.text(token), value))
            case .word, .quoted: items.append(.word(token))
            case .arrow: items.append(.arrow)
            case .atMost: items.append(.atMost)
            case .opening where !isList:
                guard let list = Self.items(&rest, context, depth: 1) else { return nil }
                items.append(.list(list))
            default: return nil
            }
        }
        return isList ? nil : items
    }

    /// The value behind `key=`. Lists nest once, in `peer=(label=(a))`; deeper there is nothing to read.
    private static func value(_ rest: inout ArraySlice<ProfileToken>, _ context: ImportContext, depth: Int) -> Item? {
        guard let token = rest.popFirst() else { return nil }
        if token.isValue { return .word(token) }
        guard token.kind == .opening, depth < 2 else { return nil }
        return items(&rest, context, depth: depth + 1).map(Item.list)
    }

    var isEmpty: Bool { items.isEmpty }

    /// Takes a word outside quotes off the front.
    mutating func keyword() -> String? {
        guard case .word(let token) = items.first, token.kind == .word else { return nil }
        items.removeFirst()
        return context.text(token)
    }

    /// The word at the front, left there.
    var nextKeyword: String? {
        guard case .word(let token) = items.first, token.kind == .word else { return nil }
        return context.text(token)
    }

    /// Takes a word or string off the front.
    mutating func value() -> ProfileToken? {
        guard case .word(let token) = items.first else { return nil }
        items.removeFirst()
        return token
    }

    /// Takes a list, or one word for a list of one.
    mutating func list() -> [Item]? {
        switch items.first {
        case .list(let list):
            items.removeFirst()
            return list
        case .word(let token):
            items.removeFirst()
            return [.word(token)]
        default: return nil
        }
    }

    mutating func arrow() -> Bool {
        guard case .arrow = items.first else { return false }
        items.removeFirst()
        return true
    }

    /// Whether the second word is `in`, which a list follows.
    var isIn: Bool { items.dropFirst().first?.token.map(context.text) == "in" }

    mutating func dropFirst() { items = items.dropFirst() }

    mutating func atMost() -> Bool {
        guard case .atMost = items.first else { return false }
        items.removeFirst()
        return true
    }

    /// Takes all conditions from the front on, each key once.
    mutating func conditions() -> RuleConditions? {
        var conditions = RuleConditions(context)
        while case .pair(let key, let value) = items.first {
            items.removeFirst()
            guard conditions.add(key, value) else { return nil }
        }
        return conditions
    }

    /// Takes the accesses in front: a list in parentheses or one bare word, each looked up in `known`.
    ///
    /// - Returns: the words in their own order; empty where none is there or the list is empty, `nil` where one of the list
    ///   is unknown.
    mutating func access<Word: RawRepresentable & CaseIterable & Hashable>(
        _: Word.Type,
        short: [String: [Word]] = [:]
    ) -> [Word]? where Word.RawValue == String {
        var found: Set<Word> = []
        if case .list(let list) = items.first {
            items.removeFirst()
            for item in list {
                guard let token = item.token, let words = Self.words(context.text(token), short) else { return nil }
                found.formUnion(words)
            }
        } else if let text = nextKeyword, let words: [Word] = Self.words(text, short) {
            items.removeFirst()
            found.formUnion(words)
        }
        return Word.allCases.filter(found.contains)
    }

    private static func words<Word: RawRepresentable>(_ text: String, _ short: [String: [Word]]) -> [Word]?
    where Word.RawValue == String {
        short[text] ?? Word(rawValue: text).map { [$0] }
    }
}

/// The conditions of a rule, `key=value`: each is taken once, and whoever reads them asks at the end that none is left.
struct RuleConditions {
    private var values: [String: RuleClause.Item] = [:]
    private let context: ImportContext
    /// Whether a value that was taken has another form than the key takes.
    private(set) var isBroken = false
    /// Whether a value that was taken is a pattern that this project's globs cannot hold.
    private(set) var isInexpressible = false

    init(_ context: ImportContext) { self.context = context }

    /// Whether everything was taken and has the form that its key takes.
    var isDone: Bool { values.isEmpty && !isBroken }

    mutating func add(_ key: String, _ value: RuleClause.Item) -> Bool {
        values.updateValue(value, forKey: key) == nil
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    /// One word, also where it stands alone in parentheses.
    mutating func token(_ key: String) -> ProfileToken? {
        switch values.removeValue(forKey: key) {
        case nil: return nil
        case .word(let token): return token
        case .list(let list):
            if list.count == 1, case .word(let token) = list[0] { return token }
        default: break
        }
        isBroken = true
        return nil
    }

    mutating func text(_ key: String) -> String? { token(key).map(context.text) }

    /// Notes that a pattern which was taken as a token cannot be held.
    mutating func refuse() { isInexpressible = true }

    /// - Parameter isList: whether the pattern may be alone in parentheses.
    mutating func glob(_ key: String, _ kind: GlobKind, isList: Bool = true) -> Glob? {
        if !isList, case .list = values[key] { isBroken = true }
        guard let token = token(key) else { return nil }
        let glob = kind == .label ? context.label(token) : context.glob(token, kind)
        if glob == nil { isInexpressible = true }
        return glob
    }

    /// The words of a list, or one word.
    mutating func tokens(_ key: String) -> [ProfileToken]? {
        let items: [RuleClause.Item]
        switch values.removeValue(forKey: key) {
        case nil: return nil
        case .list(let list): items = list
        case .word(let token): items = [.word(token)]
        default: items = []
        }
        let tokens = items.compactMap { if case .word(let token) = $0 { token } else { nil } }
        if tokens.count != items.count || tokens.isEmpty { isBroken = true }
        return tokens
    }

    /// The conditions inside `key=(…)`.
    mutating func inner(_ key: String) -> RuleConditions? {
        guard let value = values.removeValue(forKey: key) else { return nil }
        var inner = RuleConditions(context)
        guard case .list(let list) = value, !list.isEmpty else {
            isBroken = true
            return nil
        }
        for item in list {
            guard case .pair(let key, let value) = item, inner.add(key, value) else {
                isBroken = true
                return nil
            }
        }
        return inner
    }
}
