"""Says what a refusal of the system means: a full disk, a folder that may not be written, no locks, no memory.

None of these is damage, so none of them sends anybody to a backup: each says what to do instead.
"""

from __future__ import annotations

import errno

from coder.vocabulary.language import tr

_SAID = {
    errno.ENOSPC: tr("the disk is full; make room and try again"),
    errno.EDQUOT: tr("the space that you may use on this disk is used up; make room and try again"),
    errno.EFBIG: tr("the file would be larger than this disk or your account allows; choose another disk"),
    errno.EROFS: tr("it lies on a medium that can only be read; choose a place that can be written"),
    errno.EACCES: tr("you may not do that there; ask for the right to, or choose another place"),
    errno.EPERM: tr("you may not do that there; ask for the right to, or choose another place"),
    errno.ENOLCK: tr(
        "this file system offers no locks, without which two programs could write at once; "
        "keep it on a disk of this computer"
    ),
    errno.ENOMEM: tr("this computer has no memory left for it; close other programs and try again"),
    errno.EMFILE: tr("too many files are open; close something and try again"),
    errno.ENFILE: tr("too many files are open on this computer; close other programs and try again"),
    errno.EIO: tr("the disk could not read or write; check its cable and its health, then try again"),
    errno.ENOENT: tr("there is no such folder or file; check the path, or choose another place"),
    errno.ENOTDIR: tr("a part of the path is no folder; check the path"),
    errno.EISDIR: tr("that is a folder; name a file"),
    errno.ENAMETOOLONG: tr("the name is too long for this disk; choose a shorter one"),
    errno.ELOOP: tr("links lead in a circle there, or a link stands where a file should; name the file itself"),
    errno.EBUSY: tr("another program is using it; close it there and try again"),
    errno.ETIMEDOUT: tr("the folder on the other computer does not answer; try again when it is there"),
    errno.ENXIO: tr("the device is not there; check the path"),
}
if hasattr(errno, "ESTALE"):
    _SAID[errno.ESTALE] = tr("the folder on the other computer has gone for a moment; try again when it is there")


def said(error: OSError) -> str:
    """Return what an error of the system means and what to do about it, to stand after "X cannot be read: "."""
    return _SAID.get(error.errno or 0) or tr(
        "the system says {value}; choose another place", value=error.strerror or error
    )
