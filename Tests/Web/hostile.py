"""Lines whose writers mean harm: what must neither run, nor break a page, nor deceive who reads it."""

import json

script = "<script>window.harmed=1</script>"
image = "<img src=x onerror=window.harmed=1>"
attribute = '" onmouseover="window.harmed=1" x="'
template = "{{#query}}{{{query}}}{{/query}}"
link = "javascript:window.harmed=1"
colours = "\x1b[31mred\x1b[0m\x07"
turned = "user\u202egnp.exe"
hidden = "ad\u200bmin\ufeff"
tags = "a\U000e0041b"
word = "W" * 3000
# To who goes by what people call characters, U+0D4E is one with what follows it, and U+0301 with what stands before it:
# then there is no sign here that means anything. Browsers, shells and spreadsheets go by code points.
mark, accent = "\u0d4e", "\u0301"
joined_image = f"x{mark}<img src=x onerror=window.harmed=1 {mark}>"
joined_refresh = f"{mark}<meta http-equiv=refresh content=0;url=/status {mark}>"
joined_attribute = f'"{accent} onmouseover="{accent}window.harmed=1" x="{accent}'

names = [script, image, attribute, template, link, colours, turned, hidden, tags, word, "'; drop table event; --", "a\\\"b", "é日本👩‍👩‍👧"]
names += [joined_image, joined_refresh, joined_attribute, accent + "abc", "foo bar" + mark, f'a"{accent}b', "//" + mark]


def records():
    """Of a program that takes any text for a name, and writes JSON."""
    lines = []
    for number, name in enumerate(names):
        lines.append(
            json.dumps(
                {
                    "activity": "user_login",
                    "app_id": names[-1 - number],
                    "ip": "192.0.2.66",
                    "timestamp": f"2026-11-22T20:{number:02}:00.000Z",
                    "user_agent": name,
                    "user_id": name,
                    name: name,
                }
            )
        )
    return "\n".join(lines) + "\n"


def log():
    """Of a program that writes syslog lines as they come."""
    hosts = ["evil", "<b>evil</b>", "evil\x1b[2J"]
    lines = []
    for number, name in enumerate(names + ["nul\0nul"]):
        said = f"Failed password for invalid user {name} from 203.0.113.99 port 4711 ssh2"
        lines.append(f"Nov 22 21:{number:02}:00 {hosts[number % 3]} sshd[99]: {said}".encode("utf-8", "surrogateescape"))
    lines.append(b"Nov 22 21:50:00 evil sshd[99]: Failed password for root\xff\xfe from 203.0.113.99 port 4711 ssh2")
    return b"\n".join(lines) + b"\n"
