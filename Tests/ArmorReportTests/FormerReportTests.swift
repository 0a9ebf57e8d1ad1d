import ArmorSource
import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorReport

/// A former report is somebody's file: what it says is read within bounds, and nothing of it reaches the parser unseen.
struct FormerReportTests {
    private static func page(_ json: String) -> [UInt8] {
        Array("<!doctype html>\n<script type=\"application/json\" id=\"armor-report\">\(json)</script>".utf8)
    }

    private static let policy =
        #"{"name":"web","digest":"ab","level":"high","findings":[{"code":"B01","message":"m"}],"open":["mount"],"profile":"profile web {}"}"#

    @Test func readsWhatWasKept() throws {
        let document = Sample.document(policies: [
            Sample.policy(name: "web", profile: "profile \"web\" {\n  # <b> & \n}\n")
        ])
        let report = try FormerReport.read(Array(document.html.utf8))
        let policy = try #require(report.policies.first)
        #expect(
            report.policies.count == 1 && report.moment == document.moment?.time && report.target == document.target
        )
        #expect(policy.name == "web" && policy.profile == document.policies.first?.profile)
        #expect(policy.level == .high && policy.findings == [Changes.Told(code: "B01", message: "a finding")])
        #expect(policy.open == ["a way"])
    }

    @Test(arguments: [
        ("", FormerReport.Failure.noData), ("<!doctype html>", .noData),
        ("<!doctype html><script type=\"application/json\" id=\"armor-report\">", .noData),
    ])
    func refusesPagesWithoutData(_ text: String, _ failure: FormerReport.Failure) {
        #expect(throws: failure) { try FormerReport.read(Array(text.utf8)) }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"version":1}"#, #"{"version":"1","policies":[]}"#,
        #"{"version":1,"policies":{}}"#,
        #"{"version":1,"policies":[{}]}"#, #"{"version":1,"version":1,"policies":[]}"#,
        #"{"version":1,"policies":[\#(policy.replacing("high", with: "HIGH"))]}"#,
        #"{"version":1,"policies":[\#(policy.replacing("\"open\":[\"mount\"]", with: "\"open\":1"))]}"#,
        #"{"version":1,"policies":[[[[[[[[[[]]]]]]]]]]}"#,
    ])
    func refusesBadData(_ json: String) {
        do {
            _ = try FormerReport.read(Self.page(json))
            Issue.record("\(json) was read")
        } catch {
            guard case .badData = error else {
                Issue.record("\(json): \(error)")
                return
            }
            #expect(!error.message.isEmpty)
        }
    }

    @Test func refusesOtherVersions() {
        #expect(throws: FormerReport.Failure.version(2)) {
            try FormerReport.read(Self.page(#"{"version":2,"policies":[]}"#))
        }
    }

    @Test func textsAreCutAndCounted() throws {
        let long = String(repeating: "x", count: 100_000)
        let json =
            #"{"version":1,"target":"\#(long)","policies":[\#(Self.policy.replacing("\"m\"", with: "\"\(long)\""))]}"#
        let report = try FormerReport.read(Self.page(json))
        #expect(report.target.utf8.count < 500)
        #expect(report.policies.allSatisfy { $0.findings.allSatisfy { $0.message.utf8.count < 500 } })
        let many = "[" + Array(repeating: Self.policy, count: 1_001).joined(separator: ",") + "]"
        #expect(throws: FormerReport.Failure.self) {
            try FormerReport.read(Self.page(#"{"version":1,"policies":\#(many)}"#))
        }
    }

    /// Any bytes are a report or none.
    @Test func mutationsAreRead() {
        let page = Self.page(#"{"version":1,"target":"t","policies":[\#(Self.policy)]}"#)
        var generator = SplitMix(state: 11)
        for _ in 0..<5_000 {
            let bytes = mutated(page, Array("{}[]\",:<>\\u0n1\u{0}".utf8), using: &generator)
            if let report = try? FormerReport.read(bytes) {
                for policy in report.policies { _ = try? FormerProfile.checked(policy.profile) }
            }
        }
    }

    @Test(arguments: [
        ("<!doctype html>", true), ("<!DOCTYPE HTML>\n<html>", true), ("name = \"web\"", false), ("", false),
    ])
    func knowsPages(_ text: String, _ isPage: Bool) { #expect(FormerReport.looksLikePage(Array(text.utf8)) == isPage) }

    // MARK: The profile

    @Test(arguments: [
        "profile web {\n  include <abstractions/base>\n}", "include \"/etc/shadow\"\nprofile web {}",
        "profile web { include if exists <local/web> }", "profile web {\n  /a r, #include <x>\n}",
        "profile web {}include </etc/shadow>", "include\t</etc/shadow>", "include", "/a r,#include \"/etc/shadow\"",
    ])
    func refusesIncludes(_ text: String) {
        #expect(throws: FormerProfile.Refusal.includes) { try FormerProfile.checked(text) }
    }

    @Test(arguments: [
        "abi \"/etc/shadow\",\n", "abi </etc/shadow>,", "abi <abi/../x>,", "abi <abi/>,", "abi", "abi\n<abi/4.0>\n,",
    ])
    func refusesABIs(_ text: String) {
        #expect(throws: FormerProfile.Refusal.abi) { try FormerProfile.checked(text) }
    }

    @Test(arguments: [
        ("abi <abi/4.0>,\nprofile web {}\n", "abi <abi/4.0>,\nprofile web {}\n"),
        ("# include <x>\n  #include <y>\n/usr/include/** r,\n", "/usr/include/** r,\n"),
        ("/usr/{lib,include}/** r,\n/usr/{include,abi}/** r,", "/usr/{lib,include}/** r,\n/usr/{include,abi}/** r,"),
        ("/abi r,\n/include r,", "/abi r,\n/include r,"),
    ])
    func keepsTheRest(_ text: String, _ kept: String) throws { #expect(try FormerProfile.checked(text) == kept) }

    /// What armor itself renders can be compared.
    @Test(arguments: ["nginx", "postgres", "redis", "python-web", "batch-job", "static-binary"])
    func takesRenderedProfiles(_ sample: String) throws {
        let profile = try text(projectRoot.appending(path: "samples/\(sample)/expected.profile"))
        #expect(try FormerProfile.checked(profile).contains("profile "))
    }
}
