package import ArmorKernel
import ArmorPolicy
package import ArmorProfile

extension Target {
    /// The part of a target that rendering looks at.
    package var rendering: RenderTarget {
        let features = self.features
        return RenderTarget(
            name: name,
            parser: ParserRelease(parserVersion.major, parserVersion.minor, parserVersion.patch),
            abis: abis,
            feature: { features.has($0) }
        )
    }
}
