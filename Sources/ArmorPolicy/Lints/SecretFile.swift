/// Files that hold private keys or credentials, by their names: who reads one can act as somebody else. Whether a file is one
/// is decided here alone, for everything that proposes or judges a grant.
package enum SecretFile: String, Sendable, Hashable {
    case privateKey = "a private key"
    case credentials = "credentials"

    /// The code of the lint about such files, and of the risk that `learn` asks to accept.
    package static let code = "B10"

    /// What a file holds by its path; `nil` where the path says nothing of secrets.
    ///
    /// - Parameter path: absolute, of any bytes.
    package init?(path: [UInt8]) {
        let names = path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        guard let name = names.last, path.last != UInt8(ascii: "/"), let top = names.first,
            !Self.kernelFolders.contains(top), !name.hasSuffix(".pub"), !Self.publicFiles.contains(name)
        else { return nil }
        let folders = names.dropLast()
        if Self.isCredentials(name, in: folders) {
            self = .credentials
        } else if Self.isKey(name, in: folders) {
            self = .privateKey
        } else {
            return nil
        }
    }

    /// Names that a glob is tried with: one that matches any of them in its folder grants secrets that nobody asked for.
    package static let sampleNames = [
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "authorized_keys", "server.key", "tls.key", "privkey.pem",
        "privkey1.pem", "key.pem", "ssh_host_rsa_key", "credentials", ".netrc", ".pgpass", ".git-credentials",
        "keystore.jks", "client.p12",
    ]

    /// Folders of the kernel's, which holds no files.
    private static let kernelFolders: Set = ["proc", "sys", "dev"]
    /// The keys by which answers of DNS are checked: public, whatever their names.
    private static let publicFiles: Set = ["root.key", "trusted-key.key", "known_hosts"]

    // MARK: Keys

    private static let keyFolders: Set = [".ssh", ".gnupg"]
    /// Folders in which a certificate's file may be its key.
    private static let privateFolders: Set = ["private", "keys", "secrets"]
    private static let keyNames: Set = [
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk", "authorized_keys",
        "authorized_keys2",
        "key.pem",
        "krb5.keytab", "secring.gpg",
    ]
    private static let keyEndings = [
        ".key", "_key", "-key.pem", "_key.pem", ".key.pem", ".p12", ".pfx", ".jks", ".keystore", ".ppk", ".keytab",
    ]

    private static func isKey(_ name: String, in folders: ArraySlice<String>) -> Bool {
        if keyNames.contains(name) || keyEndings.contains(where: name.hasSuffix) { return true }
        if folders.contains(where: keyFolders.contains) { return true }
        let above = folders.dropLast().last ?? ""
        if folders.contains("private"), ["ssl", "tls", "pki", "certs"].contains(where: folders.contains) {
            return true
        }
        guard name.hasSuffix(".pem") else { return false }
        // certbot(1): live/NAME/privkey.pem is a link to archive/NAME/privkeyN.pem.
        if name.hasPrefix("privkey") || above == "keys" && folders.contains("letsencrypt") { return true }
        return folders.contains(where: privateFolders.contains)
    }

    // MARK: Credentials

    private static let credentialNames: Set = [
        ".netrc", "_netrc", ".pgpass", ".git-credentials", ".my.cnf", ".mylogin.cnf", ".pypirc", ".vault-token",
        ".dockercfg", "ipsec.secrets", "chap-secrets", "pap-secrets", ".htpasswd",
        "application_default_credentials.json", ".dockerconfigjson", "kubeconfig", "k3s.yaml", "opasswd",
    ]
    /// The tables of passwords, with the copies that tools keep of them, wherever a root file system is (shadow(5), sudoers(5)).
    private static let passwordTables: Set = ["shadow", "shadow-", "gshadow", "gshadow-", "sudoers"]
    /// Files by the end of their paths.
    private static let credentialPaths: [(folder: [String], name: String)] = [
        ([".aws"], "credentials"), ([".aws"], "config"), ([".kube"], "config"), ([".docker"], "config.json"),
        (["gcloud"], "credentials.db"), (["gcloud"], "access_tokens.db"), ([".azure"], "accessTokens.json"),
        ([".azure"], "msal_token_cache.json"), (["gh"], "hosts.yml"), (["etc", "kubernetes"], "admin.conf"),
        (["etc", "kubernetes"], "super-admin.conf"), (["etc", "kubernetes"], "kubelet.conf"),
        (["etc", "kubernetes"], "controller-manager.conf"), (["etc", "kubernetes"], "scheduler.conf"),
    ]

    private static func isCredentials(_ name: String, in folders: ArraySlice<String>) -> Bool {
        if credentialNames.contains(name) || folders.last == "etc" && passwordTables.contains(name) { return true }
        if folders.suffix(2).elementsEqual(["etc", "sudoers.d"]) { return true }
        // Where engines and Kubernetes put what a container is given to prove who it is.
        if folders.starts(with: ["run", "secrets"]) || folders.starts(with: ["var", "run", "secrets"]) { return true }
        if folders.last == "serviceaccount", name == "token" { return true }
        if folders.elementsEqual(["etc", "wireguard"]), name.hasSuffix(".conf") { return true }
        return credentialPaths.contains { $0.name == name && folders.suffix($0.folder.count).elementsEqual($0.folder) }
    }
}
