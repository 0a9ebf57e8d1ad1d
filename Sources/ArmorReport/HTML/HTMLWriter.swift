import ArmorSource

/// Writes pieces of a page as text: the one place where anything is escaped.
struct HTMLWriter {
    private(set) var text = ""

    /// A whole document.
    static func document(_ root: HTML) -> String {
        var writer = HTMLWriter()
        writer.text = "<!doctype html>"
        writer.write(root)
        return writer.text + "\n"
    }

    mutating func write(_ piece: HTML) {
        switch piece {
        case .text(let string): text += Self.escaped(string)
        case .list(let pieces): for piece in pieces { write(piece) }
        // Its hash is that of exactly what stands between the marks.
        case .style(let sheet): text += "\n<style>\(sheet.text)</style>"
        case .data(let id, let json):
            text += "\n<script type=\"application/json\" id=\"\(id.text)\">\(Self.inert(json))</script>"
        case .element(let tag, let attributes, let content): element(tag, attributes, content)
        }
    }

    private mutating func element(_ tag: HTML.Tag, _ attributes: [Attribute], _ content: [HTML]) {
        if tag.beginsLine { text += "\n" }
        text += "<\(tag.rawValue)"
        for attribute in attributes { text += " \(attribute.name.rawValue)=\"\(Self.escaped(attribute.value))\"" }
        text += ">"
        if tag.isVoid { return }
        for piece in content { write(piece) }
        text += "</\(tag.rawValue)>"
    }

    /// What acts on the text around it is shown, then what HTML reads as markup is written as a reference. A text is safe
    /// within an element and within quotes.
    static func escaped(_ string: String) -> String {
        var result = ""
        for scalar in printable(string).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// JSON in which nothing is left that HTML could see as an end or a comment: these signs stand in strings alone, where
    /// JSON can say them by their numbers (HTML, section 4.12.1.3).
    static func inert(_ json: JSONText) -> String {
        var result = ""
        for scalar in json.text.unicodeScalars {
            switch scalar {
            case "<": result += "\\u003c"
            case ">": result += "\\u003e"
            case "&": result += "\\u0026"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
