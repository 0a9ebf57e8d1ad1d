/// Whether a line can have been written by the kernel alone.
package enum Trust: Sendable, Hashable {
    /// In a form and a source into which no container can write it.
    case kernel
    /// It may be true; who can write to the source may as well have made it up.
    case untrusted(Doubt)

    package var doubt: Doubt? { if case .untrusted(let doubt) = self { doubt } else { nil } }
}

/// Why a line is not taken for the kernel's own. The first that applies, in this order.
package enum Doubt: UInt8, Sendable, Hashable, CaseIterable {
    /// A message that a program sent to the audit system: it takes the capability audit_write, which every default
    /// container of Docker has.
    case userRecord = 1
    /// A record of `/dev/kmsg` that a program wrote there.
    case foreignFacility
    /// Text such as syslog or dmesg, in which a line end in a program's message makes a line of its own.
    case text
    /// The form is one that is believed, in a source that is not.
    case mixedSource
    /// Another record type or form than this source has for AppArmor's events.
    case form
    /// Values without quotes, which end nobody knows where.
    case interpreted
    /// The older form, of kernels before 2.6.36.
    case obsolete
    /// Something between or behind the fields that no kernel writes.
    case grammar
    /// A field stands twice.
    case repeated
    /// A name that is neither quoted nor hexadecimal.
    case badName
    /// An operation that no kernel known to this reader has.
    case unknownOperation
    /// A field that this kind of event always has is missing.
    case incomplete

    /// strace(1) reports it: AppArmor had no part in it.
    case traced

    /// For reports: what is the matter, to follow "because".
    package var message: String {
        switch self {
        case .userRecord: "a program sent it to the audit system"
        case .foreignFacility: "a program wrote it to /dev/kmsg"
        case .text: "programs can write such lines into this kind of log"
        case .mixedSource: "the source holds other lines than the audit daemon's"
        case .form: "the source has another form for AppArmor's events"
        case .interpreted: "its values are not quoted"
        case .obsolete: "it has the form of kernels before 2.6.36"
        case .grammar: "it holds text that is no field"
        case .repeated: "a field stands twice"
        case .badName: "a name is neither quoted nor hexadecimal"
        case .unknownOperation: "its operation is not known"
        case .incomplete: "a field is missing"
        case .traced: "strace reports it, which the traced program can influence"
        }
    }
}
