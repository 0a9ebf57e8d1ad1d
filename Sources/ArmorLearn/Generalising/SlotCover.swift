import ArmorGlob

/// Joins names to the globs of others that match them already: of several random names in one folder, one alone may show by
/// its form what varies, and the others not.
struct SlotCover {
    typealias Widened = (template: PathTemplate, nameClass: NameClass?, merged: [PathTemplate])

    /// Each template once, with all that it stands for.
    let joined: [Widened]

    /// More globs than these of one place are not tried: the work would grow with the square of what a log has.
    private static let mostGlobs = 64

    init(_ widened: [Widened]) {
        var order: [PathTemplate] = []
        var byTemplate: [PathTemplate: Widened] = [:]
        var globs: [PathGeneraliser.Slot: [(glob: Glob, template: PathTemplate)]] = [:]
        for entry in widened {
            if byTemplate[entry.template] == nil { order.append(entry.template) }
            var sum = byTemplate[entry.template] ?? (entry.template, entry.nameClass, [])
            sum.merged += entry.merged
            sum.nameClass = sum.nameClass ?? entry.nameClass
            byTemplate[entry.template] = sum
            guard let (slot, text) = Self.pattern(entry.template), globs[slot, default: []].count < Self.mostGlobs,
                let glob = try? Glob.parse("/" + text, kind: .path, variables: { _ in nil })
            else { continue }
            globs[slot, default: []].append((glob, entry.template))
        }
        for entry in widened where entry.template.isLiteral && !globs.isEmpty {
            guard let cover = Self.cover(entry.template, globs) else { continue }
            byTemplate[entry.template] = nil
            byTemplate[cover]?.merged += entry.merged
        }
        joined = order.compactMap { byTemplate[$0] }
    }

    /// The place and the text of a template's one glob; `nil` where it has none, or several.
    private static func pattern(_ template: PathTemplate) -> (PathGeneraliser.Slot, String)? {
        let places = template.components.indices.filter { index in
            if case .pattern = template.components[index] { true } else { false }
        }
        guard places.count == 1, let index = places.first, case .pattern(let text) = template.components[index] else {
            return nil
        }
        return (PathGeneraliser.Slot(template, index), text)
    }

    private static func cover(
        _ template: PathTemplate,
        _ globs: [PathGeneraliser.Slot: [(glob: Glob, template: PathTemplate)]]
    ) -> PathTemplate? {
        for (index, component) in template.components.enumerated() {
            guard case .literal(let name) = component, let known = globs[PathGeneraliser.Slot(template, index)] else {
                continue
            }
            if let match = known.first(where: { $0.glob.matches([Bytes.slash] + name) }) { return match.template }
        }
        return nil
    }
}
