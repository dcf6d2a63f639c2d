"""The CSV form of a session log: written for other programs, read from whatever people keep.

In order of reading: `rows` splits a file, `columns` knows its headings, `cells` and `dates`
read one cell each, `gather` brings rows together to sessions, `reading` does all of it in
turn, and `writing` is the way back.
"""

from backcare.diary.reader import Diary, read_diary
from backcare.diary.writer import diary_bytes

__all__ = ["Diary", "diary_bytes", "read_diary"]
