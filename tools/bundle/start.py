"""Where the one-folder application begins: as the installed command does, the seal first."""

import sys
from multiprocessing import freeze_support

from ui.__main__ import main

freeze_support()
sys.exit(main())
