import ArmorGlob

/// One of AppArmor's abstractions that may be proposed in the place of names.
///
/// A list by name, and not all of a folder: an abstraction is taken for what it is for, and most are for more than reading what
/// every machine has. `base` is what the preset `container` says with fewer words; `authentication`, `dbus`, `X`, those of
/// desktops, `user-*` and their like write, execute, or talk to other programs, which a log shows one by one.
/// Some of this list are for that, too, in the releases that are known: they are asked for because people know them from
/// aa-logprof(8), and they are told why they are not taken.
struct KnownAbstraction: Sendable {
    let name: String
    /// Globs of files that exist for this purpose alone, no two with a file in common. Whoever uses the group as a whole
    /// opens files of most of them.
    let signs: [String]
    /// Globs of what it may let be read without that being of note: what its purpose has on every machine, and nobody keeps a
    /// secret in.
    let within: [String]
    /// Whether it may let the same be mapped as code: the library of an interpreter. A program that may read a file can put it
    /// into memory of its own and run it there, of which AppArmor is not asked (mprotect(2) of memory without a file).
    var mapsCode = false

    /// As `includes` has it.
    var include: String { "abstractions/\(name)" }

    /// Of how many signs files were seen where the group is used as a whole: more than half.
    var fewestSigns: Int { signs.count / 2 + 1 }

    /// How many lines of a proposal it takes the place of, at least: fewer are as quickly read as it is.
    static let fewestLines = 3

    /// In the order in which they are tried: what one stands for, no later one does.
    static let all: [KnownAbstraction] = [openssl, certificates, python, perl, ruby, php, fonts, names]

    // MARK: Settings

    private static let openssl = KnownAbstraction(
        name: "openssl",
        signs: ["/etc/ssl/openssl.cnf", "/etc/ssl/{engdef,engines}*.d/{,*}", "/proc/sys/crypto/fips_enabled"],
        within: [
            "/etc/{ssl/*.cnf,ssl/{engdef,engines}*.d/{,*},crypto-policies/*/*.txt}", "/usr/{lib,share}/ssl/*.cnf",
            "/usr/share/crypto-policies/*/*.txt", "/proc/sys/crypto/fips_enabled",
        ]
    )

    /// Of folders that hold keys beside certificates, the certificates alone.
    private static let certificates = KnownAbstraction(
        name: "ssl_certs",
        signs: [
            "/etc/ssl/certs/{,*.0,*.pem}", "/etc/{ssl,pki/tls}/certs/ca-{certificates,bundle}.crt",
            "/usr/{,local/}share/ca-certificates/{,**}",
        ],
        within: [
            "/etc/{,libre}ssl/{,cert.pem,ca-bundle.pem,certs/{,**}}", "/etc/ca-certificates/{,**}",
            "/usr/{,local/}share/ca-certificates/{,**}", "/usr/share/ssl/certs/*", "/var/lib/ca-certificates/{,**}",
            "/{etc,usr/share}/pki/{trust,blacklist,blocklist}/{,**}", "/{etc,usr/share}/crypto-policies/*/*.txt",
            "/var/lib/acme/certs/*/{cert,chain}", "/etc/{letsencrypt,certbot}/archive/*/{cert,chain,fullchain}*.pem",
            "/{etc,var/lib}/dehydrated/certs/*/{{cert,chain,fullchain}*.pem,ocsp*.der}",
        ]
    )

    // MARK: Interpreters

    private static let python = KnownAbstraction(
        name: "python",
        signs: [
            "/usr/{,local/}lib{,32,64}/python3*/encodings/{,**}", "/usr/{,local/}lib{,32,64}/python3*/lib-dynload/{,*}",
            "/usr/{,local/}lib{,32,64}/python3*/{site,dist}-packages/{,**}",
            "/usr/{,local/}lib{,32,64}/python3*/{*.py,__pycache__/*.pyc}",
        ],
        within: [
            "/usr/{,local/}lib{,32,64}/python[23]*/{,**}", "/usr/lib/wx/python/*", "/etc/python[23]*/{,**}",
            "/usr/include/python[23]*/pyconfig.h",
            "/{usr/share,usr/lib,var/lib}/{pyshared,pycentral,python-support}/**",
        ],
        mapsCode: true
    )

    private static let perl = KnownAbstraction(
        name: "perl",
        signs: [
            "/usr/share/perl/{,**}", "/usr/share/perl5/{,**}", "/usr/lib/*/perl-base/{,**}",
            "/usr/lib/*/perl{,5}/{,**}", "/etc/perl/{,**}",
        ],
        within: ["/usr/lib{,32,64}/{,*/}perl{,5,-base}/{,**}", "/usr/share/perl{,5}/{,**}", "/etc/perl/{,**}"],
        mapsCode: true
    )

    private static let ruby = KnownAbstraction(
        name: "ruby",
        signs: [
            "/usr/{,local/}lib{,32,64}/ruby/[0-9]*/{,**}", "/usr/{,local/}lib{,32,64}/ruby/{site,vendor}_ruby/{,**}",
            "/usr/{,local/}lib{,32,64}/ruby/gems/{,**}",
        ],
        within: ["/usr/{,local/}lib{,32,64}/ruby/{,**}"],
        mapsCode: true
    )

    private static let php = KnownAbstraction(
        name: "php",
        signs: [
            "/etc/php*/{,**}", "/usr/lib{,64}/php*/**.so", "/usr/share/php*/{,**}", "/var/lib/php*/{,**}",
        ],
        within: ["/etc/php*/{,**}", "/usr/lib{,64}/php*/{,**}", "/usr/share/{php*,icu,mysql}/{,**}"],
        mapsCode: true
    )

    // MARK: Others

    private static let fonts = KnownAbstraction(
        name: "fonts",
        signs: [
            "/etc/fonts/{,**}", "/usr/share/fonts/{,**}", "/usr/share/fontconfig/{,**}",
            "/var/cache/fontconfig/{,**}",
        ],
        within: [
            "/usr/{,local/}share/{fonts,fonts-*,fontconfig,fonts-config,*-fonts}/{,**}", "/etc/fonts/{,**}",
            "/var/cache/{fonts,fontconfig}/{,**}",
        ]
    )

    /// Users, groups, hosts: reading alone is not of note, and it says much more than that.
    private static let names = KnownAbstraction(
        name: "nameservice",
        signs: [
            "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf",
            "/etc/services", "/etc/protocols", "/etc/gai.conf",
        ],
        within: [
            "/{,usr/}etc/{nsswitch.conf,passwd,group,hosts,host.conf,resolv.conf,services,protocols,gai.conf,netconfig}",
            "/run/{resolvconf,systemd/resolve,NetworkManager,connman,netconfig}/{,stub-}resolv.conf",
        ]
    )

    // MARK: Globs

    /// Texts of this list as globs.
    static func globs(_ texts: [String]) -> [Glob] {
        let globs = texts.compactMap { try? Glob.parse($0) }
        assert(globs.count == texts.count, "a text of the list is no glob")
        return globs
    }
}
