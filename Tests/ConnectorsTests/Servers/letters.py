"""A mail as Python's own email and html packages read it."""

import email
import email.policy
import html.parser


class Text(html.parser.HTMLParser):
    """The text of an HTML document, its language, and what it would fetch."""

    def __init__(self):
        super().__init__()
        self.paragraphs, self.language, self.tags = [], None, set()
        self.inside = False

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "html":
            self.language = dict(attributes).get("lang")
        if tag == "p":
            self.paragraphs.append("")
            self.inside = True

    def handle_endtag(self, tag):
        if tag == "p":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.paragraphs[-1] += data


def read(content):
    """What a mail says and how it is made; CRLF or LF at its lines' ends."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    plain = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    parser = Text()
    parser.feed(page)
    return {
        "headers": {name: str(value) for name, value in message.items()},
        "type": message.get_content_type(),
        "subject": str(message["subject"]),
        "sender": message["from"].addresses[0].display_name,
        "text": plain,
        "html": "\n\n".join(parser.paragraphs),
        "language": parser.language,
        "tags": sorted(parser.tags),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "longest": max(len(line) for line in content.splitlines()),
        "ascii": content.isascii(),
    }
