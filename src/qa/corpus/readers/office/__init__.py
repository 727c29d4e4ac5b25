"""Documents and spreadsheets of office programs."""
