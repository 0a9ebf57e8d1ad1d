import ArmorKernel
import FuzzSupport

@testable import ArmorEngine
@testable import ArmorSurvey

// An engine that answers anything, files of /proc with anything in them, and any command line: there is an answer, and a
// command line keeps every word.
fuzz { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let cgroup = ContainerCgroup(file: text) { require(Container.isID(cgroup.id), "a cgroup's id is none") }
    _ = ProcessStatus(file: text)
    let words = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    checkCommandLine(words)
    checkCommandLine(["docker", "run"] + words)
    let answer = Array("HTTP/1.0 200 OK\r\n\r\n".utf8) + bytes
    for whole in [bytes, answer] {
        let engine = EngineClient(.docker, socket: "/s") { _ throws(LocalSocket.Failure) in whole }
        _ = try? engine.information()
        for container in (try? engine.containers()) ?? [] {
            require(Container.isID(container.id), "a container's id is none")
            let state = ContainerState(
                id: container.id,
                engine: "docker",
                container: container,
                processes: [],
                status: nil
            )
            for finding in state.findings { require(!finding.message.isEmpty, "a finding says nothing") }
        }
    }
}

/// Without the option, the words are those that were given; with the option already in them nothing is put in.
func checkCommandLine(_ words: [String]) {
    guard let line = try? EngineCommandLine(words), let arguments = try? line.arguments(profile: "web") else { return }
    guard arguments.count != words.count - 1 else {
        return require(arguments == Array(words.dropFirst()), "words were changed: \(words)")
    }
    let option = ["--security-opt", "apparmor=web"]
    guard let place = arguments.indices.first(where: { arguments[$0...].starts(with: option) }) else {
        broken("the option is not in: \(words)")
    }
    require(["run", "create"].contains(arguments[place - 1]), "the option is not behind run: \(words)")
    require(
        Array(arguments[..<place] + arguments[(place + 2)...]) == Array(words.dropFirst()),
        "words changed: \(words)"
    )
    // Its own answer is taken as it is.
    let again = try? EngineCommandLine([words[0]] + arguments).arguments(profile: "web")
    require(again == arguments, "a second time gives another line: \(words)")
}
