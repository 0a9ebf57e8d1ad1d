import ArmorCompiled
import ArmorGlob
import ArmorPolicy

/// Questions about mounts, message queues, io_uring and buses.
extension QuestionReader {
    func mount(_ keys: FieldReader) throws(BadQuestion) -> Question {
        var flags: UInt32?
        for word in keys.values("options") {
            guard let option = MountOption(rawValue: word) else {
                throw .unknown("mount option", word, MountOption.allCases.map(\.rawValue))
            }
            flags = (flags ?? 0) | Numbers.flags(option)
        }
        let targets = try keys.glob("target", .path)
        let operation = MountOperation(flags ?? 0)
        let sources = try operation.hasSource ? keys.glob("source", .name) : none("source", keys, operation)
        let types = try operation.hasType ? keys.glob("fstype", .name) : none("fstype", keys, operation)
        let set: AccessSet
        do {
            set = try AccessSet.mounts(at: targets, sources: sources, types: types, flags: flags)
        } catch { throw BadQuestion(error.message, help: error.help) }
        return Question("mount \(keys.text)", set) { [flags] texts in
            let bits = (texts.count > 3 ? texts[3] : []).reduce(UInt32(0)) { $0 | 1 << UInt32(($1 &- 1) & 31) }
            return .mount(at: texts[0], source: texts[1], type: texts[2], flags: flags ?? bits, data: [])
        }
    }

    /// What the kernel leaves empty for this operation, and so nobody can ask about.
    private func none(_ key: String, _ keys: FieldReader, _ operation: MountOperation) throws(BadQuestion) -> Glob {
        if keys.has(key) { throw BadQuestion("\(operation.name) has no \(key)", help: "leave out \"\(key)\"") }
        do { return try Glob(kind: .name, pieces: []) } catch { throw BadQuestion(error.message, help: error.help) }
    }

    func mqueues(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let names = try keys.glob("name", .path)
        let labels = try keys.glob("label", .label)
        return try keys.permissions(.mqueue).map { access in
            let text = "mqueue \(PermissionWords.mqueue.text(access)) \(keys.text)"
            return Question(text, .mqueues(names, labels: labels, access)) {
                .mqueue($0[0], label: $0[1], access)
            }
        }
    }

    func ioUrings(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let labels = try keys.glob("label", .label)
        return try keys.permissions(.ioUring).map { access in
            if access == .sqpoll { return Question("io_uring sqpoll", .sqpoll) }
            return Question("io_uring override_creds\(keys.tail("label"))", .overrideCredentials(labels: labels)) {
                .overrideCredentials(label: $0[0])
            }
        }
    }

    func buses(_ keys: FieldReader) throws(BadQuestion) -> [Question] {
        let bus = try keys.glob("bus", .name)
        let name = try keys.glob("name", .name)
        let peer = try keys.has("peer_name") ? keys.glob("peer_name", .name) : name
        let label = try keys.has("peer_label") ? keys.glob("peer_label", .label) : keys.glob("label", .label)
        let path = try keys.glob("path", .name)
        let interface = try keys.glob("interface", .name)
        let member = try keys.glob("member", .name)
        return try keys.permissions(.dbus).map { access in
            let text = "dbus \(PermissionWords.dbus.text(access)) \(keys.text)"
            switch access {
            case .dbusBind:
                return Question(text, .dbus([bus, name], access)) { .dbusBind(bus: $0[0], name: $0[1]) }
            case .eavesdrop: return Question(text, .dbus([bus], access)) { .dbusEavesdrop(bus: $0[0]) }
            default:
                return Question(text, .dbus([bus, peer, label, path, interface, member], access)) { texts in
                    var message = DbusMessage(bus: texts[0])
                    (message.name, message.label, message.path) = (texts[1], texts[2], texts[3])
                    (message.interface, message.member) = (texts[4], texts[5])
                    return .dbus(message, access)
                }
            }
        }
    }
}
