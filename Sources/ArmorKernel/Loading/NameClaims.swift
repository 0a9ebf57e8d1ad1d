import ArmorCompiled

/// Whose the names are that profiles are to be loaded under.
///
/// A name is armor's own if its file in the store carries armor's mark, or if armor recorded that it loaded it. A loaded
/// profile without either is somebody else's, unless it is exactly what would be loaded.
struct NameClaims {
    let host: ArmorHost
    /// The host's parser, which knows what the files of the store's folder define.
    let parser: ParserProgram
    /// Whether the profiles are also kept in the store.
    let persists: Bool
    /// Whether somebody else's may be replaced.
    let takesOver: Bool

    /// Why the profiles of a plan may not be loaded; empty where they may.
    func refusals(_ plan: LoadPlan) async throws -> [LoadRefusal] {
        var refusals: [LoadRefusal] = []
        let definitions = try await definitions(of: plan.names)
        var comparison = LoadedComparison(kernel: host.kernel)
        let loaded = try host.kernel.files.details(of: plan.names)
        for profile in plan.profiles {
            let entry = try host.store.entry(profile.name)
            if persists, let why = BootFolder.refusal(profile.name) {
                refusals.append(LoadRefusal(profile.name, .notAtBoot(why)))
            } else if let reason = fileProblem(profile.name, entry) {
                refusals.append(LoadRefusal(profile.name, reason))
            } else if let file = definitions[profile.name], persists || !takesOver {
                refusals.append(LoadRefusal(profile.name, .definedElsewhere(file)))
            } else if !takesOver, try isForeign(profile.name, entry, plan, loaded, &comparison) {
                refusals.append(LoadRefusal(profile.name, .foreignProfile))
            }
        }
        return refusals
    }

    private func fileProblem(_ name: String, _ entry: ProfileStore.Entry) -> LoadRefusal.Reason? {
        switch entry {
        case .irregular(let kind): persists || !takesOver ? .irregularFile(kind) : nil
        case .foreign: takesOver ? nil : .foreignFile("\(host.store.path)/\(name)")
        case .none, .ours: nil
        }
    }

    private func isForeign(
        _ name: String,
        _ entry: ProfileStore.Entry,
        _ plan: LoadPlan,
        _ loaded: [String: LoadedDetails],
        _ comparison: inout LoadedComparison
    ) throws -> Bool {
        guard loaded[name] != nil else { return false }
        if case .ours = entry { return false }
        if case .ours = try host.records.entry(name) { return false }
        for profile in plan.family(name) {
            guard case .same = try comparison.compare(profile, of: plan.policy, with: loaded[profile.name]) else {
                return true
            }
        }
        return false
    }

    /// Other people's files in the store's folder that define some names, a file of the name itself left out.
    private func definitions(of names: Set<String>) async throws -> [String: String] {
        let files = try host.store.foreignFiles()
        if let all = try? await parser.names(inFiles: files), names.isDisjoint(with: all) { return [:] }
        // Now the files are told apart; one that is broken defines nothing at start-up either.
        var definitions: [String: String] = [:]
        for file in files {
            for name in (try? await parser.names(inFiles: [file])) ?? [] where names.contains(name) {
                if file != "\(host.store.path)/\(name)" { definitions[name] = file }
            }
        }
        return definitions
    }
}
