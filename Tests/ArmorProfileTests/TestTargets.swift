import ArmorCommands
import ArmorKernel
import ArmorProfile

/// The targets of rendering tests: every release, as the program itself has it, so that no test depends on the host.
enum TestTargets {
    static let all = Release.allCases.map(rendering)
    static let debian12 = rendering(.debian12)
    static let ubuntu2204 = rendering(.ubuntu2204)
    static let ubuntu2404 = rendering(.ubuntu2404)

    static func rendering(_ release: Release) -> RenderTarget { Target(release).rendering }
}
