"""What keeps footage and codes on the device and out of the wrong hands."""
