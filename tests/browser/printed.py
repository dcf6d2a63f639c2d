"""What stands in a PDF that Chromium has printed: its words, and how large they are on paper."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field

_NUMBER = rb"-?(?:\d+\.?\d*|\.\d+)"
_STEP = re.compile(
    rb"(?P<keep>\bq\b)|(?P<back>\bQ\b)|(?P<begin>\bBT\b)|(?P<end>\bEMC\b)"
    rb"|(?P<move>(?:%b\s+){6})(?P<which>cm|Tm)\b|/(?P<font>F\d+)\s+(?P<size>%b)\s+Tf\b"
    rb"|/ActualText\s*(?:\((?P<said>.*?)(?<!\\)\)|<(?P<coded>[0-9A-Fa-f]*)>)"
    rb"|<(?P<glyphs>[0-9A-Fa-f]+)>\s*Tj|(?P<unread>\]\s*TJ|\)\s*Tj)" % (_NUMBER, _NUMBER)
)


@dataclass
class Printed:
    """The text of each page of a PDF, and how many letters have which size in points."""

    pages: list[str] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)

    def has(self, *words: str) -> bool:
        """Say whether one page has all these words, whatever lines they are broken into."""
        pages = ["".join(page.split()) for page in self.pages]
        return any(all("".join(one.split()) in page for one in words) for page in pages)


def read_printed(pdf: bytes) -> Printed:
    """Read what Chromium wrote, page by page, in the order in which it was drawn."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\b(.*?)\nendobj", pdf, re.DOTALL))
    names = dict(re.findall(rb"/(F\d+) (\d+) 0 R", pdf))
    letters = {name: _letters(objects, number) for name, number in names.items()}
    printed = Printed()
    for page in objects.values():
        if re.search(rb"/Type\s*/Page\b", page):
            (content,) = re.findall(rb"/Contents (\d+) 0 R", page)
            printed.pages.append(_read_page(_unpacked(objects[content]), letters, printed.sizes))
    return printed


def _unpacked(thing: bytes) -> bytes:
    length = int(re.findall(rb"/Length (\d+)", thing)[0])
    start = thing.index(b"stream\n") + len(b"stream\n")
    stream = thing[start : start + length]
    return zlib.decompress(stream) if b"/FlateDecode" in thing else stream


def _letters(objects: dict[bytes, bytes], font: bytes) -> dict[int, str]:
    """Read which letters the glyphs of a font stand for."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    found = {}
    text = _unpacked(objects[table[1]]) if table else b""
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", text, re.DOTALL):
        codes = re.findall(rb"<([0-9A-Fa-f]+)>", block)
        step = 2 if kind == b"char" else 3
        for start in range(0, len(codes), step):
            first, last, sign = codes[start], codes[start + step - 2], codes[start + step - 1]
            for place in range(int(last, 16) - int(first, 16) + 1):
                *before, after = bytes.fromhex(sign.decode()).decode("utf-16-be")
                found[int(first, 16) + place] = "".join([*before, chr(ord(after) + place)])
    return found


def _read_page(content: bytes, letters: dict[bytes, dict[int, str]], sizes: Counter[float]) -> str:
    """Go through what draws a page: a letter is as high as its size times all that scales it."""
    page, kept, text, size, font, said, words = 1.0, [], 1.0, 0.0, b"", False, ""
    for step in _STEP.finditer(content):
        if step["keep"]:
            kept.append(page)
        elif step["back"]:
            page = kept.pop()
        elif step["begin"]:
            text, words = 1.0, f"{words} "
        elif step["move"]:
            across, down = map(float, step["move"].split()[2:4])
            scale = (across**2 + down**2) ** 0.5
            page, text = (page * scale, text) if step["which"] == b"cm" else (page, scale)
        elif step["font"]:
            font, size = step["font"], float(step["size"])
        elif step["said"] is not None or step["coded"] is not None:
            coded = bytes.fromhex((step["coded"] or b"").decode()).removeprefix(b"\xfe\xff")
            words += (step["said"] or b"").decode("latin-1") + coded.decode("utf-16-be")
            said = True
        elif step["end"]:
            said = False
        elif step["glyphs"]:
            codes = bytes.fromhex(step["glyphs"].decode())
            glyphs = [int.from_bytes(codes[i : i + 2]) for i in range(0, len(codes), 2)]
            sizes[round(size * page * text, 1)] += len(glyphs)
            if not said:
                words += "".join(letters[font].get(glyph, "\ufffd") for glyph in glyphs)
        else:
            raise ValueError(f"Text is written in a way that is not read here: {step[0]!r}")
    return words
