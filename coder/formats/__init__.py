"""File formats of other programs: a registry, one module per format, one neutral document between them."""

from importlib import import_module

from coder.formats.registry import format_for, format_named, formats, losses_of, read, validate, write

# In the order of the documentation, which is also the order in which a file's first bytes are compared.
for _module in ("eaf", "boris", "datavyu", "textgrid", "gseq", "rttm", "subtitles", "table", "parquet"):
    import_module(f"coder.formats.{_module}")

__all__ = ["format_for", "format_named", "formats", "losses_of", "read", "validate", "write"]
