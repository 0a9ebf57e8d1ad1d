/// The files that a bundle is kept in. Nothing in them is trusted, and no link among them is followed.
package protocol BundleFiles {
    /// Everything in a folder but `.` and `..`, at most one more than `limit`; `""` is the bundle's own. A name that is no
    /// UTF-8 comes with what is not replaced, so that it is seen and fits no other. Throws where there is no such folder, a link
    /// to one included.
    func names(_ folder: String, limit: Int) throws(BundleError) -> [String]

    /// The bytes of a regular file with one name, read once from its beginning to its end. Throws where there is none, where
    /// it has more than `limit` bytes, and, without waiting, where it is something else.
    func bytes(_ path: String, limit: Int) throws(BundleError) -> [UInt8]
}
