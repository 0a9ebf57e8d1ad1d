import FuzzSupport

@testable import ArmorReport

// Any bytes are a former report or a refusal that says something. As a text on a page they are a text. A profile of a report
// that may be compiled has no comments left to hide anything in, and is the same when it is asked about again.
fuzz { bytes in
    let text = HTMLWriter.escaped(String(decoding: bytes, as: UTF8.self))
    require(
        !text.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) || $0.value < 0x20 },
        "a text is markup"
    )
    let report: FormerReport
    do throws(FormerReport.Failure) {
        report = try FormerReport.read(bytes)
    } catch {
        return require(!error.message.isEmpty, "a refusal says nothing")
    }
    for policy in report.policies {
        do throws(FormerProfile.Refusal) {
            let profile = try FormerProfile.checked(policy.profile)
            let lines = profile.utf8.split(separator: UInt8(ascii: "\n"))
            require(!lines.contains { $0.first == UInt8(ascii: "#") }, "a comment is left")
            let again = try FormerProfile.checked(profile)
            require(Array(again.utf8) == Array(profile.utf8), "asked again, it is another")
        } catch {
            require(!error.message.isEmpty, "a refusal says nothing")
        }
    }
}
