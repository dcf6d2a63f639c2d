"""The CSV form of a session log: written for other programs, read from whatever people keep.

In order of reading: `words` has what people call things; `reader` finds its way in a file, which
`foreign` and `apple` turn into rows if it is no CSV; `layouts`, `headings` and `decide` say which
column is which, `which_day` of several dates, and `people` whose rows they are; `cells` and
`durations` what one cell holds, `events` what was done (`not_done` what a note says of that,
`whether_done` a column, and `unread` what is not read), `gather` which rows are a session;
`preview` shows all of that before anything is stored, with the open `questions`, and `pain_told`
what is not read of pain; and `writer` is the way back.
"""

from backcare.diary.few_values import PARTS_ROWS, line_of_kinds
from backcare.diary.headings import Meanings
from backcare.diary.layouts import DETECT, Layouts, read_layouts
from backcare.diary.pain_told import PAIN_SCALE, line_of_pain, medicine_hint, suggested_pain
from backcare.diary.pain_words import pain_time_unit, speaks_of_pain
from backcare.diary.people import nearly, same_name
from backcare.diary.reader import Diary, Names, WithoutAmount, read_diary
from backcare.diary.unread import line_of_amounts
from backcare.diary.writer import diary_bytes

__all__ = [
    "DETECT",
    "PAIN_SCALE",
    "PARTS_ROWS",
    "Diary",
    "Layouts",
    "Meanings",
    "Names",
    "WithoutAmount",
    "diary_bytes",
    "line_of_amounts",
    "line_of_kinds",
    "line_of_pain",
    "medicine_hint",
    "nearly",
    "pain_time_unit",
    "read_diary",
    "read_layouts",
    "same_name",
    "speaks_of_pain",
    "suggested_pain",
]
