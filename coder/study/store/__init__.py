"""The only code that knows SQL: connection, migrations, rows and the journal."""
