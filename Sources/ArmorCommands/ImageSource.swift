import ArgumentParser
import ArmorEngine
import ArmorImage
import ArmorKernel
import ArmorPolicy
import ArmorSketch
import ArmorSource

/// Gets an image from where a user says that it is: a file or folder of this host, or an engine.
struct ImageSource {
    let console: Console

    /// An image, and what a policy calls it.
    struct Result {
        let image: Image
        /// With its digest where an engine knows one; none for a file whose image has no name.
        let reference: String?
    }

    /// Reads the image of a word: what is there as a file or folder is one, anything else is a name that engines know.
    ///
    /// - Parameter isName: whether it is such a name whatever files there are.
    func read(_ word: String, isName: Bool = false) async throws -> Result {
        do {
            if !isName, ImageFiles.exists(word) {
                let image = try await ImageReader(try await ImageFiles.open(word)).read()
                return Result(image: image, reference: image.name)
            }
            return try await ask(word)
        } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
    }

    /// The first policy of an image that a command line starts, with what the line says in place of the image's own command.
    ///
    /// - Parameter word: where the image is; none for the one that the line names.
    func policy(_ word: String?, name: String, _ line: EngineCommandLine) async throws -> Sketch {
        let result = try await read(word ?? line.image ?? "", isName: word == nil)
        let command = result.image.config.words(entrypoint: line.entrypoint, command: line.words)
        let sketch = Sketch(result.image, name: name, reference: result.reference, command: command)
        for remark in sketch.remarks { console.say(remark) }
        return sketch
    }

    /// The name that a profile gets for want of another: the last part of the image's name.
    static func profileName(_ result: Result, _ word: String) -> String {
        let name = result.image.name ?? word
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        var stem = last.prefix { $0 != ":" && $0 != "@" }
        for ending in [".gz", ".zst", ".tar"] where stem.hasSuffix(ending) { stem = stem.dropLast(ending.count) }
        let text = String(stem)
        return ProfileName.isValid(text) && ProfileName.reservation(text) == nil ? text : "my-app"
    }

    private func ask(_ word: String) async throws -> Result {
        guard EngineClient.isReference(word) else {
            console.say("\"\(word)\" is neither a file nor the name of an image")
            throw ExitCode.impossible
        }
        let found = EngineSockets.find(
            HostFiles(),
            dockerHost: Environment.variable("DOCKER_HOST"),
            user: Environment.effectiveUser
        )
        console.show(found.errors.map(\.diagnostic))
        for engine in found.clients {
            let known: EngineImage?
            do throws(EngineError) { known = try engine.image(word) } catch {
                console.show([error.diagnostic])
                continue
            }
            guard let known else { continue }
            console.progress("\(engine.name) hands out \(word)")
            defer { console.progress(nil) }
            let archive = try await ImageFiles.archive(try engine.export(word))
            let image = try await ImageReader(archive).read()
            return Result(image: image, reference: known.pinnedNames.sorted().first ?? word)
        }
        let asked = found.clients.map(\.name).joined(separator: ", ")
        console.say(
            asked.isEmpty
                ? "no engine of this host can be asked for \"\(word)\", and there is no file of that name"
                : "there is no image \"\(word)\" in \(asked), and no file of that name: get it with docker pull"
        )
        throw ExitCode.impossible
    }
}
