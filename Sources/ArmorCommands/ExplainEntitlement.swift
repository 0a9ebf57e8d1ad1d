import ArgumentParser
import ArmorPolicy
import ArmorSource

/// What an entitlement means: `armor explain --entitlement NAME`.
struct ExplainEntitlement {
    let console: Console
    let format: ResultFormat

    func run(_ word: String) throws {
        let sources = CommandSources()
        guard let meaning = EntitlementMeaning(word, from: sources) else {
            let known = EntitlementMeaning.names(sources) + Entitlements.newerSpellings.map(\.newer)
            let near = nearest(to: word, in: known).map { " Did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("There is no entitlement \"\(printable(word))\".\(near)")
        }
        switch format {
        case .text: try console.result(meaning.text)
        case .json: try console.result(meaning.json.text + "\n")
        }
    }
}
