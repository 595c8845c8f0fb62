"""Files of other programs: importing and exporting."""
