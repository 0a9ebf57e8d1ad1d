extension ParserProgram {
    /// The ABI files that AppArmor's releases have; later ones add to them.
    private static let releasedABIs = ["3.0", "4.0", "5.0"]

    /// The names that `abi <abi/NAME>,` may give, sorted, found by compiling an empty profile with each.
    ///
    /// For a parser that the user names: its own base folder is known to it alone.
    package func knownABIs() async -> [String] {
        var found: [String] = []
        for abi in Self.releasedABIs {
            let text = "abi <abi/\(abi)>,\nprofile x {\n}\n"
            if let names = try? await names(text), names == ["x"] { found.append(abi) }
        }
        return found
    }
}
