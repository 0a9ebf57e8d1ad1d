import ArmorSource

/// What is asked of the profiles that armor loaded.
package enum ProfileChecks {
    package static let all = [notLoaded, complain]

    static let notLoaded = Check(
        "S01",
        .error,
        "kept by armor and not loaded",
        why: "containers that name it do not start, and those that ran under it are unconfined since it was removed",
        remedy: "load it again: armor load POLICY"
    )
    static let complain = Check(
        "S02",
        .note,
        "armor's profile in complain mode",
        why: "what it does not allow is logged and done",
        remedy: "load the policy with mode = \"enforce\" when nothing is left to learn"
    )
}
