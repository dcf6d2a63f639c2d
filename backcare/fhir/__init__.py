"""A log and a plan as FHIR, for other health systems, and back.

In order of reading: `codes` is what both ways share, `weeks` the weekly figures, `writer` makes a
bundle, `reader` reads one of ours back and says everything that is wrong with it.
"""

from backcare.fhir.reader import FhirSessions, from_fhir
from backcare.fhir.writer import to_fhir

__all__ = ["FhirSessions", "from_fhir", "to_fhir"]
