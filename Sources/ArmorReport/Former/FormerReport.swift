import ArmorJSON
import ArmorSource

/// What a report keeps in itself for the next one, and what is read of a former one.
///
/// The file is an enemy's for all one knows: only one block of data is looked at, by a strict reader with bounds, and every
/// text in it is cut. What it says is shown as what it says; only its profile is acted on, see ``FormerProfile``.
package struct FormerReport: Sendable {
    /// One policy of it.
    package struct Policy: Sendable {
        package let name: String
        package let digest: String
        package let profile: String
        package let level: RiskAssessment.Level
        package let findings: [Changes.Told]
        /// Titles of the known ways out that were open.
        package let open: [String]

        package init(
            name: String,
            digest: String,
            profile: String,
            level: RiskAssessment.Level,
            findings: [Changes.Told],
            open: [String]
        ) {
            (self.name, self.digest, self.profile) = (name, digest, profile)
            (self.level, self.findings, self.open) = (level, findings, open)
        }
    }

    package let target: String
    /// Milliseconds since 1970.
    package let moment: UInt64?
    package let policies: [Policy]

    package init(target: String, moment: UInt64?, policies: [Policy]) {
        (self.target, self.moment, self.policies) = (target, moment, policies)
    }

    /// Why a file is no report that can be read.
    package enum Failure: Error, Sendable, Equatable {
        case noData
        case badData(String)
        case version(Int)

        /// What to say of the file.
        package var message: String {
            switch self {
            case .noData: "it holds no data of a report: name a file that \"armor report\" wrote, or a policy"
            case .badData(let what): "its data cannot be read: \(what)"
            case .version(let number):
                "its data are of version \(number), and this armor reads \(ReportDocument.version): make it anew"
            }
        }
    }

    /// Bytes of a report that is read at most, 16 MiB, and of its profile, 4 MiB.
    package static let limit = 16 << 20
    private static let profileLimit = 4 << 20
    private static let mostPolicies = 1_000
    private static let mostTexts = 10_000

    /// Whether a file looks like a page, so that it is read as a report and not as a policy.
    package static func looksLikePage(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(15).map { $0 | 0x20 }
        return start.elementsEqual("<!doctype html>".utf8.map { $0 | 0x20 })
    }

    /// Reads the data of a page: the first block that is marked as such. Total for any bytes.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> FormerReport {
        guard let block = block(bytes) else { throw .noData }
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue.parse(block, limits: JSONLimits(bytes: limit, depth: 8)) } catch {
            throw .badData(error.message)
        }
        guard let version = value["version"]?.integer else { throw .badData("it says no version") }
        guard version == ReportDocument.version else { throw .version(version) }
        guard let policies = value["policies"]?.elements, policies.count <= mostPolicies else {
            throw .badData("it has no policies, or too many")
        }
        let moment = value["moment"]?.integer.flatMap { UInt64(exactly: $0) }
        let target = Excerpt.of(value["target"]?.text ?? "")
        return FormerReport(target: target, moment: moment, policies: try policies.map(policy))
    }

    /// The marks around the data, as ``HTMLWriter`` writes them.
    static let id = ID("armor-report")
    private static let beginning = Array("<script type=\"application/json\" id=\"armor-report\">".utf8)

    private static func block(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        guard bytes.count <= limit, let start = position(of: beginning, in: bytes, from: 0) else { return nil }
        let first = start + beginning.count
        // The data hold no such sign: they say it by its number.
        guard let end = bytes[first...].firstIndex(of: UInt8(ascii: "<")) else { return nil }
        return bytes[first..<end]
    }

    private static func position(of mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        while let next = bytes[place...].firstIndex(of: mark[0]) {
            guard next + mark.count <= bytes.count else { return nil }
            if bytes[next..<next + mark.count].elementsEqual(mark) { return next }
            place = next + 1
        }
        return nil
    }

    private static func policy(_ value: JSONValue) throws(Failure) -> Policy {
        guard let name = value["name"]?.text, let digest = value["digest"]?.text, let profile = value["profile"]?.text,
            let level = value["level"]?.text.flatMap(RiskAssessment.Level.init),
            let findings = value["findings"]?.elements, let open = value["open"]?.elements,
            profile.utf8.count <= profileLimit, findings.count <= mostTexts, open.count <= mostTexts
        else { throw .badData("a policy of it is not as armor writes it") }
        return Policy(
            name: name,
            digest: Excerpt.of(digest),
            profile: profile,
            level: level,
            findings: findings.compactMap { finding in
                guard let code = finding["code"]?.text, let message = finding["message"]?.text else { return nil }
                return Changes.Told(code: Excerpt.of(code), message: Excerpt.of(message))
            },
            open: open.compactMap { $0.text.map(Excerpt.of) }
        )
    }
}

extension ReportDocument {
    /// What the next report is compared with.
    var kept: JSONText {
        .fields([
            ("version", .integer(Self.version)), ("generator", .string(generator)), ("target", .string(target)),
            ("moment", moment.map { .unsigned($0.time) }), ("policies", .array(policies.map(\.kept))),
        ])
    }
}

extension PolicyReport {
    /// Everything of it that a later report asks for.
    fileprivate var kept: JSONText {
        .fields([
            ("name", .string(name)), ("digest", .string(digest)), ("level", .string(risk.level.rawValue)),
            (
                "findings",
                .array(
                    risk.findings.shown.map {
                        .fields([("code", .string($0.code)), ("message", .string($0.message))])
                    }
                )
            ),
            ("open", .array(risk.openWays.map { .string($0.title) })), ("profile", .string(profile)),
        ])
    }
}
