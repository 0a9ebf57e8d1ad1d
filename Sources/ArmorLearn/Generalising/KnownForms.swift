/// The forms of names that vary, and the folders in which they do.
enum KnownForms {
    /// The glob of one component of a path; `nil` where its name does not vary by a known form.
    ///
    /// - Parameter writesToPrograms: whether the path is written, and in a folder of programs or settings. There only the
    ///   generations of Kubernetes' volumes vary, which kubelet makes and no program can.
    static func glob(_ name: [UInt8], at place: NamePlace, writesToPrograms: Bool) -> String? {
        if let generation = volumeGeneration.glob(name) { return generation }
        if writesToPrograms { return nil }
        for (isPlace, forms) in places where isPlace(place) {
            for form in forms { if let glob = form.glob(name) { return glob } }
        }
        return place.isKernels ? nil : SessionName.glob(name)
    }

    /// Kubernetes' atomic writer: a new folder for each update of a Secret, ConfigMap, projected or downward volume, named by
    /// time and a random number of 32 bits (kubernetes/pkg/volume/util/atomic_writer.go).
    private static let volumeGeneration = NameForm(
        .text(".."),
        .digits(4...4),
        .text("_"),
        .digits(2...2),
        .text("_"),
        .digits(2...2),
        .text("_"),
        .digits(2...2),
        .text("_"),
        .digits(2...2),
        .text("_"),
        .digits(2...2),
        .text("."),
        .digits(1...10)
    )

    private static let dash = UInt8(ascii: "-")
    private static let underscore = UInt8(ascii: "_")

    private static let places: [(isPlace: @Sendable (NamePlace) -> Bool, forms: [NameForm])] = [
        // Numbers that the kernel or the system gives.
        ({ $0.folder == ["run", "user"] || $0.folder == ["var", "run", "user"] }, [NameForm(.digits(1...10))]),
        ({ $0.folder == ["dev", "pts"] }, [NameForm(.digits(1...7))]),
        (
            { $0.top == "proc" && ["fd", "fdinfo"].contains($0.parent) && $0.folder.count > 2 },
            [NameForm(.digits(1...7))]
        ),
        (
            { $0.top == "proc" && $0.parent == "map_files" },
            [NameForm(.hex(1...16), .text("-"), .hex(1...16))]
        ),
        (
            { $0.isBelow(["sys", "fs", "cgroup"]) },
            [
                NameForm(.text("user-"), .digits(1...10), .text(".slice")),
                NameForm(.text("user@"), .digits(1...10), .text(".service")),
                NameForm(.text("session-"), .digits(1...10), .text(".scope")),
                NameForm(.text("run-r"), .hex(32...32), .text(".scope")),
                NameForm(.text("kubepods"), .kept, .text("-pod"), .uuid(separator: underscore), .text(".slice")),
                NameForm(.text("kubepods-pod"), .uuid(separator: underscore), .text(".slice")),
                NameForm(.text("pod"), .uuid(separator: dash)),
            ]
        ),
        // Containers, pods and their volumes.
        ({ $0.parent == "overlay2" }, [NameForm(.hex(64...64), .text("-init"))]),
        ({ $0.parent == "l" && $0.above == "overlay2" }, [NameForm(.upperToken(26))]),
        ({ ["sandboxes", "volumes"].contains($0.parent) }, [NameForm(.hex(64...64))]),
        ({ $0.parent == "snapshots" && $0.folder.contains("containerd") }, [NameForm(.digits(1...10))]),
        ({ $0.parent == "netns" }, [NameForm(.hex(12...12)), NameForm(.text("cni-"), .uuid(separator: dash))]),
        (
            { $0.parent == "pods" },
            [
                NameForm(.uuid(separator: dash)), NameForm(.hex(32...32)),
                NameForm(.kept, .text("_"), .uuid(separator: dash)),
            ]
        ),
        ({ $0.above == "containers" && $0.folder.contains("pods") }, [NameForm(.hex(8...8))]),
        (
            { !$0.isKernels },
            [
                NameForm(.text("pvc-"), .uuid(separator: dash)),
                NameForm(.hex(64...64), .text("-json.log")), NameForm(.hex(64...64), .text("-stdin")),
                NameForm(.hex(64...64), .text("-stdout")), NameForm(.hex(64...64), .text("-stderr")),
                NameForm(.text(".tmp-"), .kept, .text(".json"), .digits(6...10)),
            ]
        ),
        // Revisions of snaps.
        (
            { place in
                let isRevision = place.above == "snap" && place.parent != "bin"
                let isSnaps = place.isBelow(["snap"]) || place.isBelow(["var"]) || ["home", "root"].contains(place.top)
                return isRevision && isSnaps
            }, [NameForm(.digits(1...7)), NameForm(.text("x"), .digits(1...7))]
        ),
        // Files that programs replace or lock by others of a name with a random part.
        (
            { !$0.isKernels },
            [
                NameForm(.text(".#"), .kept, .hex(16...16)), NameForm(.text(".#"), .kept, .madeUp(6)),
                NameForm(.text(".nfs"), .hex(16...24)), NameForm(.text(".fuse_hidden"), .hex(16...16)),
                NameForm(.text("."), .kept, .text("."), .madeUp(6)), NameForm(.text(".goutputstream-"), .random(6)),
                NameForm(.kept, .text("."), .digits(1...7), .text("."), .hex(12...12)),
                NameForm(.text("etilqs_"), .token(15...16)), NameForm(.text("etilqs_"), .hex(15...16)),
                NameForm(.kept, .text("-mj"), .upperHex(9...9)),
                NameForm(.text("#sql-"), .hex(1...8), .text("_"), .hex(1...8), .rest),
                NameForm(.text("#sql_"), .hex(1...8), .text("_"), .hex(1...8), .rest),
            ]
        ),
        // Dumps of processes, which are called by the process's number.
        (
            { !$0.isKernels && $0.isLast },
            [
                NameForm(.text("core."), .digits(1...7)),
                NameForm(
                    .text("core."),
                    .kept,
                    .text("."),
                    .hex(32...32),
                    .text("."),
                    .digits(1...7),
                    .text("."),
                    .digits(10...20),
                    .rest
                ),
                NameForm(.text("hs_err_pid"), .digits(1...7), .rest),
                NameForm(.text("java_pid"), .digits(1...7), .rest),
                NameForm(.text(".java_pid"), .digits(1...7)), NameForm(.text(".attach_pid"), .digits(1...7)),
            ]
        ),
        // Folders for temporary files.
        (
            { $0.isTemporary },
            [
                NameForm(.text("systemd-private-"), .hex(32...32), .text("-"), .kept, .text("-"), .random(6)),
                NameForm(.text("snap."), .digits(1...10), .text("_"), .kept, .text("_"), .madeUp(6)),
                NameForm(.text("dotnet-diagnostic-"), .digits(1...7), .text("-"), .digits(1...20), .text("-socket")),
                NameForm(.text("clr-debug-pipe-"), .digits(1...7), .text("-"), .digits(1...20), .text("-in")),
                NameForm(.text("clr-debug-pipe-"), .digits(1...7), .text("-"), .digits(1...20), .text("-out")),
                NameForm(.text("PostgreSQL."), .digits(6...10)),
                // Ruby's Tempfile: date, process, a number in base 36.
                NameForm(.kept, .digits(8...8), .text("-"), .digits(1...7), .text("-"), .token(5...8), .rest),
                // Go's os.CreateTemp and Java's File.createTempFile: a number of 32 or of 63 bits.
                NameForm(.kept, .digits(9...20)), NameForm(.kept, .digits(9...20), .text(".tmp")),
                NameForm(.digits(9...20), .text(".tmp")),
            ]
        ),
    ]
}

/// Sessions of PHP, as its `session` extension names them: `sess_` and 22 to 256 letters, digits, commas and dashes.
enum SessionName {
    static func glob(_ name: [UInt8]) -> String? {
        let head = Array("sess_".utf8)
        let identifier = name.dropFirst(head.count)
        guard name.starts(with: head), (22...250).contains(identifier.count),
            identifier.contains(where: Bytes.digits.contains)
        else { return nil }
        let classes: [(Set<UInt8>, String)] = [
            (Bytes.lower.union(Bytes.digits), "[0-9a-z]*"), (Bytes.alphanumeric, "[0-9A-Za-z]*"),
            (Bytes.alphanumeric.union(",-".utf8), "[-,0-9A-Za-z]*"),
        ]
        guard let (_, any) = classes.first(where: { identifier.allSatisfy($0.0.contains) }) else { return nil }
        return "sess_" + any
    }
}
