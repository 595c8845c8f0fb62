"""File formats of other programs: a registry, one module per format, one neutral document between them."""

from importlib import import_module

from coder.interchange.formats.format_registry import (
    format_for,
    format_named,
    formats,
    losses_of,
    read,
    validate,
    write,
)

# In the order of the documentation, which is also the order in which a file's first bytes are compared.
for _module in (
    "elan.eaf_format",
    "boris.boris_format",
    "datavyu.datavyu_format",
    "textgrid",
    "gseq.gseq_format",
    "rttm",
    "subtitles",
    "chat",
    "lena",
    "jwatcher",
    "gridware",
    "video_labels.via",
    "video_labels.cvat",
    "video_labels.label_studio",
    "tables.event_table",
    "tables.program_tables",
    "tables.parquet",
    "tables.data_package",
):
    import_module(f"coder.interchange.formats.{_module}")

__all__ = ["format_for", "format_named", "formats", "losses_of", "read", "validate", "write"]
