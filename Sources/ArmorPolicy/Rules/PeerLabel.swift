extension TableReader {
    /// A label of `unix` and `dbus` rules is the peer's (apparmor.d(5)); parsers refuse one that stands outside it.
    func refuseLabelOutsidePeer() {
        context.error(
            "conflict",
            "\"label\" goes inside \"peer\"",
            at: keyRange("label"),
            help: "write peer = { label = … }"
        )
    }
}
