/// What armor writes down in `/run` of each profile that it loaded: its text, and whether it is kept.
package enum LoadRecord {
    /// The last line of the record of a profile that the next start-up does not load.
    private static let notKept = "# loaded without being kept over a restart\n"

    static func text(of profile: NewProfile, isKept: Bool) -> String {
        isKept ? profile.text : profile.text + notKept
    }

    package static func isKept(_ record: String) -> Bool { !record.hasSuffix(notKept) }
}
