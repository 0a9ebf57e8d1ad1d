import ArmorSurvey
import Testing

/// What `/proc/PID/status` says of privileges.
@Suite struct ProcessStatusTests {
    @Test(
        arguments: [
            (
                "Name:\tsh\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n",
                ProcessStatus(hasNoNewPrivileges: true, isFiltered: true)
            ),
            ("NoNewPrivs:\t0\nSeccomp:\t0\n", ProcessStatus(hasNoNewPrivileges: false, isFiltered: false)),
            // The strict mode of seccomp, which no container uses, is no filter.
            ("NoNewPrivs:\t0\nSeccomp:\t1\n", ProcessStatus(hasNoNewPrivileges: false, isFiltered: false)),
            // The kernel writes a line end in a name as \n, so that a name cannot be a line.
            (
                "Name:\tx\\nNoNewPrivs:\t1\nNoNewPrivs:\t0\nSeccomp:\t2\n",
                ProcessStatus(hasNoNewPrivileges: false, isFiltered: true)
            ),
            ("", nil), ("Name:\tsh\n", nil), ("NoNewPrivs:\tyes\nSeccomp:\t2\n", nil),
        ] as [(String, ProcessStatus?)]
    )
    func files(_ text: String, _ status: ProcessStatus?) { #expect(ProcessStatus(file: text) == status) }
}
