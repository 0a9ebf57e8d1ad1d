"""Reads pages as HTML's own parser of Python does, and prints as JSON what they are made of.

Usage: structure.py PAGE…: for each page the elements in their order with their attributes, and the text of each heading.
"""

import html.parser
import json
import sys

VOID = {"meta"}


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.problems, self.headings, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.elements.append([tag, attributes])
        if tag not in VOID:
            self.open.append(tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append([int(tag[1]), ""])

    def handle_startendtag(self, tag, attributes):
        self.problems.append(f"<{tag}/>")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> ends another element")

    def handle_data(self, data):
        if self.open and len(self.open[-1]) == 2 and self.open[-1][1].isdigit():
            self.headings[-1][1] += data
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def handle_comment(self, data):
        self.problems.append("a comment")

    def handle_pi(self, data):
        self.problems.append("an instruction")

    def unknown_decl(self, data):
        self.problems.append("a declaration")


def read(path):
    reader = Reader()
    reader.feed(open(path, encoding="utf-8", newline="").read())
    reader.close()
    return {
        "elements": reader.elements,
        "problems": reader.problems + [f"<{tag}> is not ended" for tag in reader.open],
        "headings": reader.headings,
        "text": "".join(reader.text),
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
