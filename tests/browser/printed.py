"""What stands in a PDF that Chromium has printed: its words, and how large they are on paper."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass

_NUMBER = rb"-?(?:\d+\.?\d*|\.\d+)"
_SCALED = re.compile(
    rb"(?P<keep>\bq\b)|(?P<back>\bQ\b)|^(?P<move>(?:%b\s+){6})(?P<which>cm|Tm)\b"
    rb"|/F\d+\s+(?P<size>%b)\s+Tf\b|<(?P<glyphs>[0-9A-Fa-f]+)>\s*Tj|(?P<unread>\]\s*TJ|\)\s*Tj)"
    % (_NUMBER, _NUMBER),
    re.MULTILINE,
)
# A glyph for two letters says in a span which they are.
_WRITTEN = re.compile(
    rb"(?P<begin>\bBT\b)|/(?P<font>F\d+)\s|<(?P<glyphs>[0-9A-Fa-f]+)>\s*Tj"
    rb"|/ActualText\s*(?:\((?P<said>.*?)\)|<FEFF(?P<coded>[0-9A-Fa-f]*)>).*?\bEMC\b",
    re.DOTALL,
)


@dataclass
class Printed:
    """The text of each page of a PDF, and how many letters have which size in points."""

    pages: list[str]
    sizes: Counter[float]

    def has(self, *words: str) -> bool:
        """Say whether one page has all these words, whatever lines they are broken into."""
        pages = ["".join(page.split()) for page in self.pages]
        return any(all("".join(one.split()) in page for one in words) for page in pages)


def read_printed(pdf: bytes) -> Printed:
    """Read what Chromium wrote, page by page, in the order in which it was drawn."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\b(.*?)\nendobj", pdf, re.DOTALL))
    fonts = dict(re.findall(rb"/(F\d+) (\d+) 0 R", pdf))
    letters = {name: _letters(objects, number) for name, number in fonts.items()}
    pages = [thing for thing in objects.values() if re.search(rb"/Type\s*/Page\b", thing)]
    drawn = [_unpacked(objects[re.findall(rb"/Contents (\d+)", page)[0]]) for page in pages]
    sizes: Counter[float] = Counter()
    for content in drawn:
        sizes.update(_sizes(content))
    return Printed([_words(content, letters) for content in drawn], sizes)


def _unpacked(thing: bytes) -> bytes:
    length = int(re.findall(rb"/Length (\d+)", thing)[0])
    start = thing.index(b"stream\n") + len(b"stream\n")
    stream = thing[start : start + length]
    return zlib.decompress(stream) if b"/FlateDecode" in thing else stream


def _letters(objects: dict[bytes, bytes], font: bytes) -> dict[int, str]:
    """Read which letters the glyphs of a font stand for."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    text = _unpacked(objects[table[1]]) if table else b""
    found = {}
    for kind, block in re.findall(rb"beginbf(char|range)(.*?)endbf", text, re.DOTALL):
        codes = re.findall(rb"<([0-9A-Fa-f]+)>", block)
        step = 2 if kind == b"char" else 3
        for start in range(0, len(codes), step):
            first, last, sign = codes[start], codes[start + step - 2], codes[start + step - 1]
            for place in range(int(last, 16) - int(first, 16) + 1):
                *before, after = bytes.fromhex(sign.decode()).decode("utf-16-be")
                found[int(first, 16) + place] = "".join([*before, chr(ord(after) + place)])
    return found


def _glyphs(written: bytes) -> list[int]:
    codes = bytes.fromhex(written.decode())
    return [int.from_bytes(codes[place : place + 2]) for place in range(0, len(codes), 2)]


def _sizes(content: bytes) -> Counter[float]:
    """Go through what draws a page: a letter is as high as its size times all that scales it."""
    page, kept, text, size = 1.0, [], 1.0, 0.0
    found: Counter[float] = Counter()
    for step in _SCALED.finditer(content):
        if step["keep"]:
            kept.append(page)
        elif step["back"]:
            page = kept.pop()
        elif step["move"]:
            across, down = map(float, step["move"].split()[2:4])
            scale = (across**2 + down**2) ** 0.5
            page, text = (page * scale, text) if step["which"] == b"cm" else (page, scale)
        elif step["size"]:
            size = float(step["size"])
        elif step["glyphs"]:
            found[round(size * page * text, 1)] += len(_glyphs(step["glyphs"]))
        else:
            raise ValueError(f"Text is written in a way that is not read here: {step[0]!r}")
    return found


def _words(content: bytes, letters: dict[bytes, dict[int, str]]) -> str:
    """Put a page's letters together, with a space wherever a new text begins."""
    found, font = "", b""
    for step in _WRITTEN.finditer(content):
        font = step["font"] or font
        if step["begin"]:
            found += " "
        elif step["glyphs"]:
            found += "".join(letters[font].get(one, "\ufffd") for one in _glyphs(step["glyphs"]))
        elif step["said"]:
            found += step["said"].decode("latin-1")
        elif step["coded"]:
            found += bytes.fromhex(step["coded"].decode()).decode("utf-16-be")
    return found
