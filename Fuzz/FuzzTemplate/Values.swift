import ArmorTemplate

/// The numbers that stand beside the values below.
let origins = 0..<4

/// The words of the profile's own template, so that its text as a seed leads far, with values short enough that loops
/// in loops end soon; `bad` and `record` are those that a template must not place.
let values: [String: TemplateValue] = [
    "header": .list([.text("first"), .text("second")]),
    "abi": .text("3.0"),
    "has_abi": .flag(true),
    "preamble": .list([.text("tunables/global")]),
    "variables": .list([]),
    "has_preamble": .flag(false),
    "name": .text("web", origin: 0),
    "head": .text("profile \"web\" {", origin: 1),
    "includes": .list([]),
    "sections": .list([section]),
    "children": .list([
        .record([
            "comments": .list([]), "head": .text("profile \"child\" {"), "includes": .list([]),
            "sections": .list([section]),
        ])
    ]),
    "bad": .text("two\nlines"),
    "record": .record(["title": .text("%{name}")]),
]

private var section: TemplateValue {
    .record([
        "heading": .text("Files"),
        "groups": .list([
            .record([
                "comments": .list([.text("why")]),
                "rules": .list([.text("/a r,", origin: 2), .text("%for x in y", origin: 3)]),
            ])
        ]),
    ])
}
