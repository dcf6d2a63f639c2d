"""The CSV form of a session log: written for other programs, read from whatever people keep.

In order of reading: `reader` finds its way in a file and brings its rows together to sessions,
`cells` reads one cell each, and `writer` is the way back.
"""

from backcare.diary.reader import Diary, read_diary
from backcare.diary.writer import diary_bytes

__all__ = ["Diary", "diary_bytes", "read_diary"]
