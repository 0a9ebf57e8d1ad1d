package import ArmorSource
package import ArmorTOML

/// The part of a policy that one kind of rule is read from.
package struct SectionReader {
    package let context: ReadingContext
    package let entry: TOMLEntry

    package init(_ context: ReadingContext, _ entry: TOMLEntry) {
        self.context = context
        self.entry = entry
    }

    /// The section as one table with the keys that it may have.
    package func table(keys: [KeySchema]) -> TableReader? { table(names: keys.map(\.name)) }

    /// The same, of another language.
    package func table(names: [String]) -> TableReader? {
        guard case .table(let table) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"\(entry.key)\" must be a table, not \(entry.value.typeName)",
                at: entry.value.range,
                help: "write [\(entry.key)]"
            )
            return nil
        }
        return TableReader(context, table, names: names)
    }

    /// The section as a list of tables, each a rule with its own qualifiers; `make` reads what the rule names.
    package func rules(keys: [KeySchema], _ make: (TableReader, Action) -> [any RuleValue]) -> [Rule] {
        guard case .array(let items) = entry.value.kind else {
            context.error(
                "wrong-type",
                "\"\(entry.key)\" must be a list of tables, not \(entry.value.typeName)",
                at: entry.value.range,
                help: "write [[\(entry.key)]]"
            )
            return []
        }
        return items.flatMap { item -> [Rule] in
            guard case .table(let table) = item.kind else {
                context.error("wrong-type", "\"\(entry.key)\" must hold tables", at: item.range)
                return []
            }
            return context.sound {
                let reader = TableReader(context, table, keys: keys + Qualifiers.tableKeys)
                let qualifiers = Qualifiers(reader, nil, comment: item.comment ?? entry.value.comment ?? entry.comment)
                return make(reader, qualifiers.action).map { rule($0, qualifiers, at: item.range) }
            }
        }
    }

    /// The elements of a list in this section's table.
    package func elements(_ list: TOMLEntry) -> [Element] {
        Self.elements(list, context)
    }

    /// The elements of a list: strings and tables.
    package static func elements(_ list: TOMLEntry, _ context: ReadingContext) -> [Element] {
        guard case .array(let items) = list.value.kind else {
            context.error(
                "wrong-type",
                "\"\(list.key)\" must be a list, not \(list.value.typeName)",
                at: list.value.range,
                help: "write [ … ] around it"
            )
            return []
        }
        return items.compactMap { item in
            let comment = item.comment ?? list.comment
            switch item.kind {
            case .string(let text): return Element(content: .text(text), range: item.range, comment: comment)
            case .table(let table): return Element(content: .table(table), range: item.range, comment: comment)
            default:
                context.error(
                    "wrong-type",
                    "\"\(list.key)\" holds strings and tables, not \(item.typeName)",
                    at: item.range
                )
                return nil
            }
        }
    }

    /// The lists `allow` and `deny` of a section; `make` reads one element, `keys` are those of its table form.
    package func allowDeny(
        keys: [KeySchema],
        _ make: (Element.Form, Action, ByteRange) -> [any RuleValue]
    ) -> [Rule] {
        guard let section = table(keys: ValueSchema.allowDenyKeys(.string, keys)) else { return [] }
        return [("allow", Action.allow), ("deny", Action.deny)].flatMap { key, action -> [Rule] in
            guard let list = section.table[key] else { return [] }
            return elements(list).flatMap { element in
                context.sound {
                    let (form, qualifiers) = element.read(context, action, keys: keys)
                    return make(form, action, element.range).map { rule($0, qualifiers, at: element.range) }
                }
            }
        }
    }

    /// A rule with its qualifiers and its place.
    package func rule(_ value: any RuleValue, _ qualifiers: Qualifiers, at range: ByteRange) -> Rule {
        let origin = Origin(
            place: context.place(range),
            layer: context.layer,
            reason: qualifiers.reason,
            isKept: qualifiers.isKept
        )
        return Rule(
            value,
            qualifiers.action,
            logged: qualifiers.logged,
            priority: qualifiers.priority,
            origins: [origin]
        )
    }
}

/// An element of a list: a string, or a table with the same meaning and qualifiers.
package struct Element {
    package enum Content {
        case text(String)
        case table(TOMLTable)
    }

    /// What `read` gives: the string, or a reader of the table.
    package enum Form {
        case text(String)
        case table(TableReader)
    }

    package let content: Content
    package let range: ByteRange
    package let comment: String?

    /// The element's form and its qualifiers; `keys` are the table's beside the qualifiers.
    package func read(_ context: ReadingContext, _ action: Action, keys: [KeySchema]) -> (Form, Qualifiers) {
        switch content {
        case .text(let text):
            return (.text(text), Qualifiers(action, reason: comment))
        case .table(let table):
            let reader = TableReader(context, table, keys: keys + Qualifiers.elementKeys)
            return (.table(reader), Qualifiers(reader, action, comment: comment))
        }
    }
}
