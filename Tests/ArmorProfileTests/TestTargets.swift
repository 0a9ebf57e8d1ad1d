import ArmorCommands
import ArmorKernel
import ArmorProfile
import ArmorTarget

/// The targets of rendering tests: every release, as the program itself has it, so that no test depends on the host.
enum TestTargets {
    static let all = Target.releases
    static let debian12 = Target.debian12
    static let ubuntu2204 = Target.ubuntu2204
    static let ubuntu2404 = Target.ubuntu2404
}
