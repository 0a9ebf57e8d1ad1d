import ArmorKernel
import ArmorTarget

extension Doctor {
    /// The parser, where there is one that can be used.
    func examineParser(_ features: Features?) async -> (DoctorArea, ParserProgram?) {
        var area = DoctorArea("parser")
        let program: ParserProgram
        do throws(ParserError) {
            program = try await parser()
        } catch {
            area.fact("apparmor_parser", error.message)
            let isMissing = if case .missing = error.reason { true } else { false }
            area.findings.append((isMissing ? KnownDefect.noParser : KnownDefect.unusableParser).found(error.message))
            return (area, nil)
        }
        area.fact("apparmor_parser", "\(program.version) (\(program.path))")
        area.findings = defects(of: .parser, program.version, features)
        return (area, program)
    }

    /// The library that other programs use; armor has its own in it. Its file does not tell the release, its package does.
    func examineLibrary() -> DoctorArea {
        var area = DoctorArea("libapparmor")
        guard let packages = DebianPackages(host, versionsOf: ["libapparmor1"]) else {
            area.unseen.append("the version of libapparmor: there is no package database of dpkg's")
            return area
        }
        guard let text = packages.versions["libapparmor1"] else {
            area.fact("package", "not installed")
            return area
        }
        area.fact("package", "libapparmor1 \(text)")
        guard let version = ParserVersion(package: text) else {
            area.unseen.append("the defects of libapparmor: its version cannot be read")
            return area
        }
        area.findings = defects(of: .library, version, nil)
        return area
    }

    private func defects(
        of component: KnownDefect.Component,
        _ version: ParserVersion,
        _ features: Features?
    ) -> [Finding] {
        KnownDefect.all.filter { defect in
            guard defect.component == component, defect.affects(version) else { return false }
            switch defect.condition {
            case .always: return true
            case .newPermissionTables: return (features?.number("policy/permstable32_version") ?? 0) > 1
            case .classInRecords: return host.kernelRelease.map { $0 >= KernelRelease(6, 12) } ?? true
            }
        }.map { defect in
            defect.check.found("\(defect.check.title) (\(version))")
        }
    }
}
