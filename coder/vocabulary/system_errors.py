"""Says what a refusal of the system means: a full disk, a folder that may not be written, no locks, no memory.

None of these is damage, so none of them sends anybody to a backup: each says what to do instead.
"""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOSPC: "the disk is full; make room and try again",
    errno.EDQUOT: "the space that you may use on this disk is used up; make room and try again",
    errno.EFBIG: "the file would be larger than this disk or your account allows; choose another disk",
    errno.EROFS: "it lies on a medium that can only be read; choose a place that can be written",
    errno.EACCES: "you may not do that there; ask for the right to, or choose another place",
    errno.EPERM: "you may not do that there; ask for the right to, or choose another place",
    errno.ENOLCK: "this file system offers no locks, without which two programs could write at once; "
    "keep it on a disk of this computer",
    errno.ENOMEM: "this computer has no memory left for it; close other programs and try again",
    errno.EMFILE: "too many files are open; close something and try again",
    errno.ENFILE: "too many files are open on this computer; close other programs and try again",
    errno.EIO: "the disk could not read or write; check its cable and its health, then try again",
    errno.ENOENT: "there is no such folder or file; check the path, or choose another place",
    errno.ENOTDIR: "a part of the path is no folder; check the path",
    errno.EISDIR: "that is a folder; name a file",
    errno.ENAMETOOLONG: "the name is too long for this disk; choose a shorter one",
    errno.ELOOP: "links lead in a circle there, or a link stands where a file should; name the file itself",
    errno.EBUSY: "another program is using it; close it there and try again",
    errno.ETIMEDOUT: "the folder on the other computer does not answer; try again when it is there",
    errno.ENXIO: "the device is not there; check the path",
}
if hasattr(errno, "ESTALE"):
    _SAID[errno.ESTALE] = "the folder on the other computer has gone for a moment; try again when it is there"


def said(error: OSError) -> str:
    """Return what an error of the system means and what to do about it, to stand after "X cannot be read: "."""
    return _SAID.get(error.errno or 0) or f"the system says {error.strerror or error}; choose another place"
