"""Which event of which component does what; one module a tab."""
