import ArmorPolicy

/// What mount(2) does with these flags, in the order in which the kernel looks (apparmor_sb_mount in
/// security/apparmor/lsm.c). All but a new mount are asked about without a type; some without a source as well.
enum MountOperation {
    case remount, bind, propagation, move, new

    init(_ flags: UInt32) {
        let propagation = [MountOption.shared, .private, .slave, .unbindable].reduce(0) { $0 | Numbers.flags($1) }
        self =
            if flags & Numbers.flags(.remount) != 0 {
                .remount
            } else if flags & Numbers.flags(.bind) != 0 {
                .bind
            } else if flags & propagation != 0 {
                .propagation
            } else if flags & Numbers.flags(.move) != 0 { .move } else { .new }
    }

    var hasType: Bool { self == .new }
    var hasSource: Bool { self == .new || self == .bind || self == .move }

    var name: String {
        switch self {
        case .remount: "a remount"
        case .bind: "a bind mount"
        case .propagation: "a change of propagation"
        case .move: "a moved mount"
        case .new: "a new mount"
        }
    }
}
