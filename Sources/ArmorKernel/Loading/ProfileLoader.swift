/// Loads profiles into the kernel and keeps them over a restart.
package struct ProfileLoader: Sendable {
    private let host: ArmorHost
    private let parser: ParserProgram
    private let persists: Bool
    private let takesOver: Bool
    private let patience: Int

    /// - Parameters:
    ///   - persists: whether the profiles are loaded again at the next start of the machine.
    ///   - takesOver: whether profiles and files of others are replaced where they have the same names.
    ///   - patience: how many seconds to wait for another armor.
    package init(
        host: ArmorHost,
        parser: ParserProgram,
        persists: Bool = true,
        takesOver: Bool = false,
        patience: Int = HostLock.patience
    ) {
        self.host = host
        self.parser = parser
        self.persists = persists
        self.takesOver = takesOver
        self.patience = patience
    }

    /// Loads all of the profiles or none: after an error, kernel and store are as they were, or the error says what is
    /// not. The errors are `LoadFailure`s, and operational ones from before anything was changed.
    package func load(_ profiles: [NewProfile]) async throws -> [LoadedResult] {
        let plan = try LoadPlan.make(profiles)
        let lock = try await host.begin(patience: patience)
        defer { lock.release() }
        let claims = NameClaims(host: host, parser: parser, persists: persists, takesOver: takesOver)
        let refusals = try await claims.refusals(plan)
        guard refusals.isEmpty else { throw LoadFailure.refused(refusals) }
        var transaction = try LoadTransaction(host: host, plan: plan, persists: persists)
        return try transaction.run()
    }
}
