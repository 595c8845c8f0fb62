"""Files of any origin, safely: read within bounds, written whole or not at all."""
