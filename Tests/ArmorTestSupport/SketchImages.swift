/// Images as they are found in the field, and as an enemy makes them, small.
package enum SketchImages {
    package static let all: [String: ImageBuilder] = [
        "redis": redis, "nginx": nginx, "python": python, "static": staticProgram, "busybox": busybox,
        "hostile": hostile,
        "shell-form": shellForm, "no-command": image("{}") { _ in },
    ]

    private static let loader = "/lib64/ld-linux-x86-64.so.2"
    private static let program = ELFBuilder(interpreter: loader, needed: ["libc.so.6"]).bytes

    private static func image(_ config: String, _ build: (inout TarBuilder) -> Void) -> ImageBuilder {
        var tar = TarBuilder()
        build(&tar)
        // Goldens hold the configuration's digest: it is of one architecture wherever they are made.
        return ImageBuilder(layers: [tar.bytes], config: config, architecture: "amd64")
    }

    private static func debian(_ tar: inout TarBuilder, _ programs: [String]) {
        for folder in ["bin", "lib", "lib64"] { tar.link(folder, to: "usr/\(folder)") }
        tar.file("usr/lib64/ld-linux-x86-64.so.2", ELFBuilder().bytes, mode: 0o755)
        tar.file("usr/lib/x86_64-linux-gnu/libc.so.6", ELFBuilder().bytes)
        for program in ["dash"] + programs { tar.file("usr/bin/\(program)", self.program, mode: 0o755) }
        tar.link("usr/bin/sh", to: "dash")
        tar.file("usr/bin/passwd", program, mode: 0o4755)
        tar.folder("tmp", mode: 0o1777)
        tar.link("var/run", to: "/run")
    }

    private static let redis = image(
        """
        {"Entrypoint":["docker-entrypoint.sh"],"Cmd":["redis-server"],"ExposedPorts":{"6379/tcp":{}},\
        "Volumes":{"/data":{}},"WorkingDir":"/data"}
        """
    ) { tar in
        debian(&tar, ["redis-server", "find", "chown", "id", "setpriv"])
        tar.file("etc/passwd", text: "root:x:0:0::/root:/bin/sh\nredis:x:999:999::/data:/bin/false\n")
        tar.folder("data", owner: 999)
        tar.folder("var/lib/redis", owner: 999)
        tar.file(
            "usr/local/bin/docker-entrypoint.sh",
            text: """
                #!/bin/sh
                set -e
                if [ "$(id -u)" = 0 ]; then
                    find . \\! -user redis -exec chown redis '{}' +
                    exec setpriv --reuid redis --regid redis --clear-groups -- "$0" "$@"
                fi
                exec "$@"

                """,
            mode: 0o755
        )
    }

    private static let nginx = image(
        #"{"Entrypoint":["/docker-entrypoint.sh"],"Cmd":["nginx","-g","daemon off;"],"ExposedPorts":{"80/tcp":{}}}"#
    ) { tar in
        debian(&tar, ["find", "sort", "sed"])
        tar.file("usr/sbin/nginx", program, mode: 0o755)
        tar.link("sbin", to: "usr/sbin")
        tar.file("etc/nginx/nginx.conf")
        tar.file("etc/passwd", text: "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\n")
        tar.folder("var/cache/nginx", owner: 33)
        tar.file("usr/share/GeoIP/x.dat")
        tar.file(
            "var/lib/dpkg/info/nginx.list",
            text: "/usr/sbin/nginx\n/etc/nginx\n/etc/nginx/nginx.conf\n/usr/share/GeoIP\n/usr/share/doc/nginx\n"
        )
        tar.file(
            "docker-entrypoint.sh",
            text:
                "#!/bin/sh\nfind \"/docker-entrypoint.d/\" -type f | sort | while read -r f; do \"$f\"; done\nexec \"$@\"\n",
            mode: 0o755
        )
        tar.file(
            "docker-entrypoint.d/10-site.sh",
            text: "#!/bin/sh\nsed -e s/80/8080/ /etc/nginx/default >/etc/nginx/conf.d/site.conf\n",
            mode: 0o755
        )
    }

    private static let python = image(
        """
        {"Cmd":["gunicorn","main:app"],"User":"1000:1000","WorkingDir":"/app","ExposedPorts":{"8000/tcp":{}},\
        "Volumes":{"/app/uploads":{}}}
        """
    ) { tar in
        debian(&tar, ["python3.11"])
        tar.link("usr/bin/python3", to: "python3.11")
        tar.file("usr/bin/gunicorn", text: "#!/usr/bin/python3\nimport gunicorn\n", mode: 0o755)
        tar.file("app/main.py", text: "app = None\n", owner: 1_000)
        tar.folder("app/uploads", owner: 1_000)
    }

    private static let staticProgram = image(
        #"{"Entrypoint":["/server"],"User":"65532","ExposedPorts":{"8080/tcp":{},"53/udp":{}}}"#
    ) { tar in tar.file("server", ELFBuilder().bytes, mode: 0o755) }

    private static let busybox = image(#"{"Cmd":["sh"]}"#) { tar in
        tar.file("bin/busybox", ELFBuilder().bytes, mode: 0o755)
        for name in ["sh", "ls", "cat"] { tar.hardLink("bin/\(name)", to: "bin/busybox") }
    }

    private static let shellForm = image(
        #"{"Cmd":["/bin/sh","-c","mkdir -p /var/lib/worker && exec worker --data /var/lib/worker"]}"#
    ) { tar in
        debian(&tar, ["mkdir"])
        tar.file(
            "opt/worker/bin/worker",
            ELFBuilder(interpreter: loader, needed: ["libw.so"], runpath: "$ORIGIN/../lib").bytes,
            mode: 0o755
        )
        tar.file("opt/worker/lib/libw.so", ELFBuilder().bytes)
        tar.link("usr/bin/worker", to: "/opt/worker/bin/worker")
    }

    /// Names that would be rules, comments or terminal commands, and settings that would open the system.
    private static let hostile = image(
        """
        {"Entrypoint":["/run\\"\\n] # \\u001b[2J"],"User":"0\\" = x","WorkingDir":"/proc","ExposedPorts":{"80/tcp":{}},\
        "Volumes":{"/":{},"/etc":{},"/proc/sys":{},"/a/../etc":{},"/data\\"]\\nraw = [\\"file,\\"]":{},"/evil":{}}}
        """
    ) { tar in
        tar.file("run\"\n] # \u{1B}[2J", text: "#!/bin/**\n", mode: 0o755)
        tar.file("bin/**", text: "#!/x{a,b}\n", mode: 0o755)
        tar.file("x{a,b}", ELFBuilder(needed: ["../../../etc/shadow", "li\"b\n.so"]).bytes, mode: 0o755)
        tar.file("s\"u\\i,d @{PROC} ^[*]", mode: 0o6755)
        tar.link("evil", to: "/usr/bin")
        tar.folder("usr/bin")
        tar.file("../../etc/cron.d/x", text: "x")
    }
}
