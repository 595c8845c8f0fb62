"""Built-in coding schemes, one TOML file each."""
