import ArmorEngine
import Testing

/// Where the option goes, and what stays as it is. `^` stands for `--security-opt apparmor=web`.
@Suite struct EngineCommandLineTests {
    private static func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

    @Test(
        arguments: [
            ("docker run nginx", "run ^ nginx"),
            ("docker create nginx", "create ^ nginx"),
            ("docker container run nginx", "container run ^ nginx"),
            ("docker container create --name web nginx", "container create ^ --name web nginx"),
            ("/usr/bin/docker run nginx", "run ^ nginx"),
            ("./docker run nginx", "run ^ nginx"),
            // Options of the program itself.
            ("docker --context far run nginx", "--context far run ^ nginx"),
            ("docker --context=far run nginx", "--context=far run ^ nginx"),
            ("docker -c far -D run nginx", "-c far -D run ^ nginx"),
            ("docker -H unix:///x --tlsverify run nginx", "-H unix:///x --tlsverify run ^ nginx"),
            ("docker -Hunix:///x -DH unix:///y run nginx", "-Hunix:///x -DH unix:///y run ^ nginx"),
            ("docker -l=debug run nginx", "-l=debug run ^ nginx"),
            ("docker --context run run nginx", "--context run run ^ nginx"),
            ("podman --root /r --remote run nginx", "--root /r --remote run ^ nginx"),
            ("podman container run --rm nginx", "container run ^ --rm nginx"),
            ("nerdctl -n k8s.io --debug run nginx", "-n k8s.io --debug run ^ nginx"),
            // What belongs to the image and its command is not looked at.
            ("docker run nginx --security-opt apparmor=x", "run ^ nginx --security-opt apparmor=x"),
            ("docker run --rm -it nginx sh -c run", "run ^ --rm -it nginx sh -c run"),
            ("docker run -- nginx --unknown", "run ^ -- nginx --unknown"),
            ("docker run --name run nginx run", "run ^ --name run nginx run"),
            ("docker run -e --security-opt=apparmor=x nginx", "run ^ -e --security-opt=apparmor=x nginx"),
            ("docker run -v /a:/b -p80:80 -dit --init nginx", "run ^ -v /a:/b -p80:80 -dit --init nginx"),
            ("docker run -itu nobody nginx --x", "run ^ -itu nobody nginx --x"),
            ("docker run -d=false nginx", "run ^ -d=false nginx"),
            ("docker run --future=thing nginx", "run ^ --future=thing nginx"),
            ("docker run --read-only=false --privileged nginx", "run ^ --read-only=false --privileged nginx"),
            ("docker run -", "run ^ -"),
            ("docker run", "run ^"),
            // Other security options, and the same profile.
            ("docker run --security-opt seccomp=unconfined nginx", "run ^ --security-opt seccomp=unconfined nginx"),
            ("docker run --security-opt apparmor=web nginx", "run --security-opt apparmor=web nginx"),
            ("docker run --security-opt=apparmor:web nginx", "run --security-opt=apparmor:web nginx"),
        ]
    )
    func theOptionIsPutIn(_ text: String, _ expected: String) throws {
        let words = Self.words(text)
        let line = try EngineCommandLine(words)
        let option = ["--security-opt", "apparmor=web"]
        #expect(try line.arguments(profile: "web") == Self.words(expected).flatMap { $0 == "^" ? option : [$0] })
        #expect(line.programWord == words[0])
    }

    @Test(
        arguments: [
            ("docker run nginx", [], nil),
            ("docker -H unix:///x run nginx", ["DOCKER_HOST=tcp://far:2376"], nil),
            ("docker -H tcp://far:2376 run nginx", [], "-H tcp://far:2376"),
            ("docker --host=ssh://far run nginx", [], "--host ssh://far"),
            ("docker --context far run nginx", [], "--context far"),
            ("docker -c default run nginx", [], nil),
            ("docker run nginx -H tcp://far", [], nil),
            ("docker run nginx", ["DOCKER_HOST=tcp://far:2376"], "DOCKER_HOST=tcp://far:2376"),
            ("docker run nginx", ["DOCKER_HOST=unix:///x", "DOCKER_CONTEXT=far"], "DOCKER_CONTEXT=far"),
            ("docker run nginx", ["DOCKER_HOST=", "CONTAINER_HOST=ssh://far"], nil),
            ("podman --url unix:///x run nginx", [], nil),
            ("podman -c far run nginx", [], "-c far"),
            ("podman run nginx", ["CONTAINER_HOST=ssh://far"], "CONTAINER_HOST=ssh://far"),
            ("nerdctl -H tcp://far run nginx", [], "-H tcp://far"),
        ]
    )
    func anEngineElsewhereIsSeen(_ text: String, _ environment: [String], _ expected: String?) throws {
        let line = try EngineCommandLine(Self.words(text))
        let found = line.elsewhere { name in
            environment.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        #expect(found == expected)
    }

    /// What the container is made of: the image, the words behind it, another entry point; and whether the program stays.
    @Test(
        arguments: [
            ("docker run nginx", "nginx", "", nil, true),
            ("docker run --rm -it nginx sh -c -d", "nginx", "sh -c -d", nil, true),
            ("docker run --entrypoint /bin/sh -- nginx -x", "nginx", "-x", "/bin/sh", true),
            ("docker run -d nginx", "nginx", "", nil, false), ("docker run -itd nginx", "nginx", "", nil, false),
            ("docker run --detach nginx", "nginx", "", nil, false),
            ("docker run --detach=true nginx", "nginx", "", nil, false),
            ("docker run --detach=false nginx", "nginx", "", nil, true),
            ("docker run -d=0 nginx", "nginx", "", nil, true),
            ("docker create nginx", "nginx", "", nil, false), ("podman container run a b", "a", "b", nil, true),
            ("docker run", nil, "", nil, true),
        ] as [(String, String?, String, String?, Bool)]
    )
    func whatIsStarted(_ text: String, _ image: String?, _ words: String, _ entrypoint: String?, _ stays: Bool) throws {
        let line = try EngineCommandLine(Self.words(text))
        #expect(line.image == image && line.words == Self.words(words))
        #expect(line.entrypoint == entrypoint && line.isAttended == stays)
    }

    /// What a policy asks for is put in where the command says nothing of it: of the options on the left those on the right.
    @Test(
        arguments: [
            ("docker run nginx", "", ""),
            ("docker run nginx", "--read-only --user 1 --pids-limit 5", "--read-only --user 1 --pids-limit 5"),
            ("docker run nginx --user 0", "--user 1", "--user 1"),
            ("docker run -u 0 nginx", "--user 1 --read-only", "--read-only"),
            ("docker run -itu0 nginx", "--user 1", ""),
            ("docker run --read-only=false nginx", "--read-only", ""),
            ("docker run --net host nginx", "--network none", ""),
            ("docker run --cap-add CHOWN nginx", "--cap-drop ALL --cap-add KILL", ""),
            ("docker run --cap-drop CHOWN nginx", "--cap-drop ALL --cap-add KILL", ""),
            (
                "docker run --privileged nginx",
                "--cap-drop ALL --security-opt no-new-privileges --device /dev/a:/dev/a:r", ""
            ),
            ("docker run --privileged=false nginx", "--cap-drop ALL", "--cap-drop ALL"),
            (
                "docker run --security-opt seccomp=x nginx",
                "--security-opt seccomp=y --security-opt no-new-privileges",
                "--security-opt no-new-privileges"
            ),
            ("docker run --security-opt no-new-privileges:false nginx", "--security-opt no-new-privileges", ""),
            ("docker run --ulimit nofile=1 nginx", "--ulimit nofile=2:2 --ulimit core=0:0", "--ulimit core=0:0"),
            ("docker run --tmpfs /run:size=1m nginx", "--tmpfs /run --tmpfs /tmp", "--tmpfs /tmp"),
            ("docker run -v /a:/run:ro -v /tmp nginx", "--tmpfs /run --tmpfs /tmp --tmpfs /a/b", "--tmpfs /a/b"),
            ("docker run --mount type=bind,src=/a,dst=/run nginx", "--tmpfs /run:size=1m", ""),
            (
                "docker run --device /dev/x:/dev/a nginx", "--device /dev/a:/dev/a:r --device /dev/x:/dev/x:r",
                "--device /dev/x:/dev/x:r"
            ),
            ("podman run --pod p nginx", "--network none --pid host --read-only", "--read-only"),
        ]
    )
    func whatTheCommandLeavesOpenIsAdded(_ text: String, _ wanted: String, _ expected: String) throws {
        func options(_ text: String) -> [AddedOption] {
            text.split(separator: "--").map { option in
                let parts = option.split(separator: " ").map(String.init)
                return AddedOption(parts[0], parts.count > 1 ? parts[1] : nil)
            }
        }
        let line = try EngineCommandLine(Self.words(text))
        let added = line.added(of: options(wanted))
        #expect(added == options(expected))
        let arguments = try line.arguments(profile: "web", adding: added)
        let rest = Self.words(text).dropFirst(2)
        #expect(arguments == ["run", "--security-opt", "apparmor=web"] + Self.words(expected) + rest)
    }

    /// What the command decides otherwise is told apart from what it says as the policy does.
    @Test func whatIsOverriddenIsKnown() throws {
        let line = try EngineCommandLine(Self.words("docker run --read-only --network none -u 0 --cap-add KILL nginx"))
        let all = [
            AddedOption("read-only"), AddedOption("network", "none"), AddedOption("user", "1"),
            AddedOption("cap-add", "KILL"),
            AddedOption("cap-drop", "ALL"), AddedOption("pids-limit", "5"),
        ]
        #expect(line.overridden(of: all) == [all[2], all[4]])
        #expect(line.added(of: all) == [all[5]])
    }

    @Test func wordsMayHoldAnything() throws {
        let line = try EngineCommandLine(["docker", "run", "-e", "A=b c", "", "x\ny", "^"])
        #expect(
            try line.arguments(profile: "web") == [
                "run", "--security-opt", "apparmor=web", "-e", "A=b c", "", "x\ny", "^",
            ]
        )
    }

    @Test(
        arguments: [
            ("", .empty),
            ("sudo docker run nginx", .unknownProgram("sudo")),
            ("/bin/sh -c docker", .unknownProgram("/bin/sh")),
            ("docker/ run nginx", .unknownProgram("docker/")),
            ("/", .unknownProgram("/")),
            ("docker", .notRun(nil)),
            ("docker ps", .notRun("ps")),
            ("docker compose up", .notRun("compose")),
            ("docker container ls", .notRun("ls")),
            ("docker container", .notRun(nil)),
            ("docker exec web sh", .notRun("exec")),
            ("docker container container run nginx", .notRun("container")),
            ("docker --context", .missingValue("--context")),
            ("docker --new run nginx", .unknownOption("--new")),
            ("docker -x run nginx", .unknownOption("-x")),
            ("docker run --new nginx", .unknownOption("--new")),
            ("docker run -dX nginx", .unknownOption("-X")),
            ("docker run --name", .missingValue("--name")),
            ("docker run -itu", .missingValue("-u")),
            ("docker run --security-opt apparmor=other nginx", .otherProfile("other")),
            ("docker run --security-opt=apparmor=unconfined nginx", .otherProfile("unconfined")),
            ("docker run --security-opt apparmor:docker-default nginx", .otherProfile("docker-default")),
            ("docker run --security-opt apparmor=web --security-opt apparmor= nginx", .otherProfile("")),
            ("podman run --security-opt apparmor=web2 nginx", .otherProfile("web2")),
        ] as [(String, EngineCommandLine.Failure)]
    )
    func whatCannotBeDoneIsSaid(_ line: String, _ failure: EngineCommandLine.Failure) {
        #expect(throws: failure) { try EngineCommandLine(Self.words(line)).arguments(profile: "web") }
        #expect(!failure.message.isEmpty && !failure.help.isEmpty)
    }
}
