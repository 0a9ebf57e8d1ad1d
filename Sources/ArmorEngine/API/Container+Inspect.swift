import ArmorJSON

extension Container {
    /// Reads the answer to `GET /containers/ID/json`; none where it has no id. What is absent or of another kind than
    /// documented reads as not set, as Podman's answers leave much out.
    init?(_ answer: JSONValue) {
        guard let id = answer["Id"]?.text, Container.isID(id) else { return nil }
        let name = answer["Name"]?.text ?? ""
        let process = answer["State"]?["Pid"]?.integer ?? 0
        self.init(
            id: id,
            name: name.hasPrefix("/") ? String(name.dropFirst()) : name,
            image: answer["Config"]?["Image"]?.text ?? answer["Image"]?.text ?? "",
            profile: answer["AppArmorProfile"]?.text.flatMap { $0.isEmpty ? nil : $0 },
            firstProcess: process > 0 ? process : nil,
            settings: ContainerSettings(answer)
        )
    }
}

extension ContainerSettings {
    init(_ answer: JSONValue) {
        let host = answer["HostConfig"]
        isPrivileged = host?["Privileged"]?.flag ?? false
        addedCapabilities = Self.capabilities(host?["CapAdd"])
        droppedCapabilities = Self.capabilities(host?["CapDrop"])
        hostNamespaces = Set(Self.modes.compactMap { host?[$0.key]?.text == "host" ? $0.namespace : nil })
        securityOptions = Self.texts(host?["SecurityOpt"])
        hasReadOnlyRoot = host?["ReadonlyRootfs"]?.flag ?? false
        // `systempaths=unconfined` becomes two empty lists. null is what engines before 19.03 give, and Podman.
        masksSystemPaths = host?["MaskedPaths"]?.elements?.isEmpty != true
        mounts = (answer["Mounts"]?.elements ?? []).map(Mount.init)
        devices = (host?["Devices"]?.elements ?? []).compactMap { $0["PathOnHost"]?.text }
        memoryLimit = Self.limit(host?["Memory"])
        processLimit = Self.limit(host?["PidsLimit"])
        user = answer["Config"]?["User"]?.text ?? ""
    }

    private static let modes: [(key: String, namespace: Namespace)] = [
        ("PidMode", .pid), ("NetworkMode", .network), ("IpcMode", .ipc), ("UTSMode", .uts), ("UsernsMode", .user),
        ("CgroupnsMode", .cgroup),
    ]

    private static func texts(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap(\.text) }

    /// With and without `CAP_`, in either case: engines differ.
    private static func capabilities(_ value: JSONValue?) -> [String] {
        texts(value).map { text in
            let upper = text.uppercased()
            return upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
        }
    }

    /// 0, -1 and null all mean that there is none.
    private static func limit(_ value: JSONValue?) -> Int? { value?.integer.flatMap { $0 > 0 ? $0 : nil } }
}

extension ContainerSettings.Mount {
    fileprivate init(_ answer: JSONValue) {
        self.init(
            kind: answer["Type"]?.text ?? "",
            source: answer["Source"]?.text ?? "",
            target: answer["Destination"]?.text ?? "",
            isWritable: answer["RW"]?.flag ?? true,
            propagation: answer["Propagation"]?.text ?? ""
        )
    }
}
