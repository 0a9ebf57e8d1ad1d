// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target: what the compiler can prove, it must prove.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "ArmorTestSupport"] + dependencies,
        exclude: ["Fixtures"],
        swiftSettings: strict
    )
}

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "armor",
    products: [.executable(name: "armor", targets: ["armor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        library("ArmorSource"),
        library("ArmorTOML", ["ArmorSource"]),
        library("ArmorJSON", ["ArmorSource"]),
        library("ArmorGlob"),
        library("ArmorImage", ["ArmorSource", "ArmorJSON"]),
        library("ArmorSketch", ["ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorImage", "ArmorPolicy"]),
        library("ArmorAudit", ["ArmorJSON", "ArmorSystemCalls", "CGlibc"]),
        library("ArmorCompiled", ["ArmorSource", "ArmorGlob"]),
        library("ArmorTemplate", ["ArmorSource"]),
        library("ArmorSignature", ["CSodium"]),
        library("ArmorBundle", ["ArmorSource", "ArmorJSON", "ArmorSignature"]),
        library("ArmorPresets", resources: [.embedInCode("Resources")]),
        library("ArmorTarget", ["ArmorSource"]),
        library("ArmorSystemCalls", resources: [.embedInCode("Resources")]),
        library("ArmorPolicy", ["ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorTarget", "ArmorSystemCalls"]),
        library("ArmorSchema", ["ArmorSource", "ArmorPolicy"]),
        library("ArmorExport", ["ArmorSource", "ArmorGlob", "ArmorPolicy"]),
        library(
            "ArmorReport",
            [
                "ArmorSource", "ArmorJSON", "ArmorGlob", "ArmorPolicy", "ArmorExport", "ArmorSeccomp", "ArmorCompiled",
                "ArmorProof",
                "ArmorAudit", "ArmorLearn",
            ],
            resources: [.embedInCode("Resources")]
        ),
        library("ArmorProfile", ["ArmorSource", "ArmorPolicy", "ArmorTarget", "ArmorTemplate"]),
        library("ArmorSeccomp", ["ArmorSource", "ArmorTOML", "ArmorJSON", "ArmorPolicy", "ArmorPresets"]),
        library(
            "ArmorProof",
            [
                "ArmorSource", "ArmorTOML", "ArmorJSON", "ArmorGlob", "ArmorTarget", "ArmorPolicy", "ArmorCompiled",
                "ArmorAudit",
            ]
        ),
        library(
            "ArmorLearn",
            [
                "ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorAudit", "ArmorPolicy", "ArmorCompiled", "ArmorProof",
                "ArmorSeccomp", "ArmorSystemCalls",
            ]
        ),
        .systemLibrary(name: "CGlibc"),
        .systemLibrary(name: "CAppArmor", providers: [.apt(["libapparmor-dev"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
        library(
            "ArmorKernel",
            [
                "ArmorSource", "ArmorTarget", "ArmorCompiled", "ArmorImage", "ArmorBundle", "CAppArmor", "CGlibc",
                system,
                subprocess,
            ]
        ),
        library("ArmorEngine", ["ArmorSource", "ArmorJSON", "ArmorImage", "ArmorKernel", system]),
        library(
            "ArmorSurvey",
            [
                "ArmorSource", "ArmorTarget", "ArmorPolicy", "ArmorCompiled", "ArmorProof", "ArmorKernel",
                "ArmorEngine",
                system,
            ]
        ),
        library(
            "ArmorCommands",
            [
                "ArmorSource", "ArmorTOML", "ArmorJSON", "ArmorTarget", "ArmorPolicy", "ArmorSchema", "ArmorPresets",
                "ArmorProfile", "ArmorExport", "ArmorReport", "ArmorSeccomp", "ArmorCompiled", "ArmorAudit",
                "ArmorProof",
                "ArmorLearn",
                "ArmorImage", "ArmorSketch", "ArmorSignature", "ArmorBundle", "ArmorKernel", "ArmorEngine",
                "ArmorSurvey", argumentParser,
            ]
        ),
        .executableTarget(name: "armor", dependencies: ["ArmorCommands"], swiftSettings: strict),
        .target(
            name: "ArmorTestSupport",
            dependencies: [
                "ArmorSource", "ArmorPolicy", "ArmorPresets", "ArmorCompiled", "ArmorImage", "ArmorKernel", system,
            ],
            path: "Tests/ArmorTestSupport",
            swiftSettings: strict
        ),
        .systemLibrary(name: "CAppArmorLog", path: "Tests/CAppArmorLog"),
        tests("ArmorSource"),
        tests("ArmorTOML", ["ArmorSource"]),
        tests("ArmorJSON", ["ArmorSource"]),
        tests("ArmorGlob"),
        tests("ArmorImage", ["ArmorSource", "ArmorJSON"]),
        tests("ArmorSignature"),
        tests("ArmorBundle", ["ArmorSource", "ArmorSignature", "ArmorKernel"]),
        tests("ArmorSketch", ["ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorImage", "ArmorPolicy", "ArmorPresets"]),
        tests("ArmorAudit", ["CAppArmorLog"]),
        tests("ArmorCompiled", ["ArmorSource", "ArmorGlob", "ArmorTarget", "ArmorKernel"]),
        tests("ArmorTemplate", ["ArmorSource"]),
        tests("ArmorPolicy", ["ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorTarget", "ArmorPresets"]),
        tests("ArmorSchema", ["ArmorSource", "ArmorPolicy"]),
        tests(
            "ArmorProfile",
            [
                "ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorTarget", "ArmorPolicy", "ArmorPresets", "ArmorTemplate",
                "ArmorCompiled", "ArmorKernel", "ArmorCommands",
            ]
        ),
        tests(
            "ArmorProof",
            [
                "ArmorSource", "ArmorGlob", "ArmorTarget", "ArmorPolicy", "ArmorPresets", "ArmorProfile",
                "ArmorTemplate",
                "ArmorCompiled", "ArmorKernel", "ArmorAudit",
            ]
        ),
        tests(
            "ArmorLearn",
            [
                "ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorAudit", "ArmorPolicy", "ArmorCompiled", "ArmorProof",
                "ArmorPresets", "ArmorProfile", "ArmorTarget", "ArmorTemplate", "ArmorKernel",
            ]
        ),
        tests("ArmorExport", ["ArmorSource", "ArmorTOML", "ArmorGlob", "ArmorPolicy", "ArmorPresets"]),
        tests(
            "ArmorReport",
            ["ArmorSource", "ArmorAudit", "ArmorPolicy", "ArmorProof", "ArmorLearn", "ArmorJSON"]
        ),
        tests("ArmorTarget", ["ArmorSource"]),
        tests(
            "ArmorSeccomp",
            ["ArmorSource", "ArmorJSON", "ArmorPolicy", "ArmorPresets", "ArmorSystemCalls"]
        ),
        tests("ArmorKernel", ["ArmorSource", "ArmorTarget", "ArmorCompiled", system]),
        tests("ArmorEngine", ["ArmorSource", "ArmorJSON", "ArmorImage", "ArmorKernel"]),
        tests(
            "ArmorSurvey",
            [
                "ArmorSource", "ArmorTarget", "ArmorPolicy", "ArmorCompiled", "ArmorKernel", "ArmorEngine", "ArmorJSON",
                system,
            ]
        ),
        tests("ArmorCommands", ["ArmorPresets", "ArmorImage", "ArmorSource", "armor"]),
    ]
)

/// What is timed inside of the program exists only where ARMOR_BENCH is set. See Bench/run.
if Context.environment["ARMOR_BENCH"] != nil {
    package.targets += [
        .executableTarget(
            name: "CompiledBench",
            dependencies: ["ArmorCompiled", "ArmorTestSupport"],
            path: "Bench/CompiledBench",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "AuditBench",
            dependencies: ["ArmorAudit", "ArmorKernel"],
            path: "Bench/AuditBench",
            swiftSettings: strict
        ),
    ]
}

/// The fuzzers exist only where ARMOR_FUZZ is set: they need libFuzzer and its instrumentation in each target that they
/// reach. See Fuzz/README.md.
if Context.environment["ARMOR_FUZZ"] != nil {
    let instrumented: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]
    for target in package.targets where target.type == .regular {
        target.swiftSettings = strict + instrumented
    }
    let words: Set = ["FuzzImport", "FuzzJSON", "FuzzPolicy", "FuzzGlob", "FuzzLearn", "FuzzSummary", "FuzzTemplate"]
    func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: name,
            dependencies: ["FuzzSupport"] + dependencies,
            path: "Fuzz/\(name)",
            exclude: words.contains(name) ? ["words.dict"] : [],
            swiftSettings: strict + instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        )
    }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .target(name: "FuzzSupport", dependencies: ["CFuzzer"], path: "Fuzz/FuzzSupport", swiftSettings: strict),
        fuzzer("FuzzTOML", ["ArmorSource", "ArmorTOML"]),
        fuzzer("FuzzJSON", ["ArmorSource", "ArmorJSON"]),
        fuzzer("FuzzEngine", ["ArmorKernel", "ArmorEngine", "ArmorSurvey"]),
        fuzzer(
            "FuzzPolicy",
            ["ArmorSource", "ArmorPolicy", "ArmorPresets", "ArmorProfile", "ArmorTarget", "ArmorTemplate"]
        ),
        fuzzer(
            "FuzzImport",
            [
                "CFuzzer", "ArmorBundle", "ArmorSource", "ArmorPolicy", "ArmorPresets", "ArmorProfile", "ArmorTarget",
                "ArmorTemplate", "ArmorCompiled", "ArmorProof", "ArmorLearn", "ArmorReport", "ArmorExport",
                "ArmorSeccomp",
                "ArmorKernel",
            ]
        ),
        fuzzer("FuzzGlob", ["ArmorGlob"]),
        fuzzer("FuzzAudit", ["ArmorAudit"]),
        fuzzer("FuzzSummary", ["ArmorAudit"]),
        fuzzer(
            "FuzzLearn",
            [
                "ArmorSource", "ArmorPolicy", "ArmorPresets", "ArmorTarget", "ArmorCompiled", "ArmorKernel",
                "ArmorProof", "ArmorAudit",
                "ArmorLearn",
            ]
        ),
        fuzzer("FuzzStrace", ["ArmorAudit"]),
        fuzzer("FuzzSeccomp", ["ArmorPolicy", "ArmorSeccomp"]),
        fuzzer("FuzzCompiled", ["ArmorCompiled", "ArmorGlob"]),
        fuzzer("FuzzTemplate", ["ArmorSource", "ArmorTemplate"]),
        fuzzer("FuzzFeatures", ["ArmorSource", "ArmorTarget"]),
        fuzzer("FuzzImage", ["ArmorImage"]),
        fuzzer("FuzzReport", ["ArmorReport"]),
        fuzzer("FuzzBundle", ["ArmorSource", "ArmorSignature", "ArmorBundle"]),
    ]
}
