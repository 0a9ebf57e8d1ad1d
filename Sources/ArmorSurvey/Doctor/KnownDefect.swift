import ArmorSource
import ArmorTarget

/// A defect of a released part of AppArmor that armor's users meet, with the releases that have it.
///
/// Only what was seen or what its own project says is listed; where a release is between two that were looked at and have
/// it, it counts.
struct KnownDefect: Sendable {
    enum Component: String, Sendable { case parser, library }

    /// What else must be so.
    enum Condition: Sendable {
        case always
        /// The kernel takes permission tables above version 1.
        case newPermissionTables
        /// The kernel writes `class=` into its records, as those from 6.12 on do.
        case classInRecords
    }

    let check: Check
    let component: Component
    /// Half open.
    let releases: [Range<ParserVersion>]
    var condition = Condition.always

    func affects(_ version: ParserVersion) -> Bool { releases.contains { $0.contains(version) } }

    /// Not defects, but what hinders: none, one that is not to be trusted, one that is too old.
    static let missing = [noParser, unusableParser]

    static let noParser = Check(
        "H10",
        .error,
        "no apparmor_parser",
        why: "nothing can be compiled, and engines cannot load even their own profile",
        remedy: "install the package apparmor"
    )
    static let unusableParser = Check(
        "H11",
        .error,
        "an apparmor_parser that is not used",
        why: "it is too old, does not run, or could have been changed by others than root",
        remedy: "install the package apparmor again, version 3.0 or later, writable by root alone"
    )

    /// By code.
    static let all = [
        KnownDefect(
            check: mountPropagation,
            component: .parser,
            releases: [v(0, 0, 0)..<v(3, 0, 13), v(3, 1, 0)..<v(3, 1, 7)]
        ),
        KnownDefect(
            check: lostOwner,
            component: .parser,
            releases: [v(4, 1, 0)..<v(4, 1, 3)],
            condition: .newPermissionTables
        ),
        KnownDefect(check: defaultAllow, component: .parser, releases: [v(4, 1, 0)..<v(5, 0, 3)]),
        KnownDefect(
            check: recordsWithClass,
            component: .library,
            releases: [v(0, 0, 0)..<v(3, 1, 0)],
            condition: .classInRecords
        ),
        KnownDefect(check: droppedByte, component: .library, releases: [v(3, 0, 8)..<v(6, 0, 1)]),
        KnownDefect(check: sharedState, component: .library, releases: [v(0, 0, 0)..<v(4, 0, 4)]),
    ]

    private static func v(_ major: Int, _ minor: Int, _ patch: Int) -> ParserVersion {
        ParserVersion(major, minor, patch)
    }

    private static let mountPropagation = Check(
        "H12",
        .warning,
        "parser: rules that change mount propagation allow any mount",
        why: "CVE-2016-1585; mended in 3.0.13, 3.1.7 and 4.0",
        remedy: "update the package apparmor; check flags such rules (B15)"
    )
    private static let lostOwner = Check(
        "H13",
        .error,
        "parser: owner rules are compiled for everyone",
        why: "releases 4.1.0 to 4.1.2 lose owner with this kernel's permission tables; mended in 4.1.3",
        remedy: "update the package apparmor; armor compiles nothing with this one for this kernel"
    )
    private static let defaultAllow = Check(
        "H14",
        .note,
        "parser: the flag default_allow switches confinement off",
        why: "such a profile is loaded as unconfined, and its denials do nothing (seen in 4.1.0 and 5.0.2)",
        remedy: "do not use that flag; write what is allowed"
    )
    private static let recordsWithClass = Check(
        "H15",
        .warning,
        "libapparmor: this kernel's records are not understood",
        why: "before 3.1 it refuses every record that has class=; aa-logprof and aa-notify then see nothing",
        remedy: "update the package libapparmor1; armor reads records itself"
    )
    private static let droppedByte = Check(
        "H16",
        .note,
        "libapparmor: questions about files are asked without the last byte of their path",
        why: "aa_query_file_path and aa_query_link_path ask about /etc/host instead of /etc/hosts",
        remedy: "do not trust programs that use them; armor asks by aa_query_label"
    )
    private static let sharedState = Check(
        "H17",
        .note,
        "libapparmor: records cannot be read by several threads at once",
        why: "up to 4.0.3 parse_record keeps its state in one place",
        remedy: "update the package libapparmor1 where a program of yours does so; armor does not"
    )
}
