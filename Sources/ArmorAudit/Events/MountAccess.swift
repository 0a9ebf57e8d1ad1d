/// A mount, an unmount or a change of the root.
package struct MountAccess: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case mount, umount
        case pivotRoot = "pivot_root"
    }

    package var action: Action
    /// The mount point; of pivot_root the new root.
    package var name: [UInt8]
    /// What is mounted; of pivot_root where the old root goes.
    package var source: [UInt8]?
    package var fileSystem: [UInt8]?
    /// `rw`, `nosuid`, `bind`, … in the kernel's order.
    package var flags: [String]
}
