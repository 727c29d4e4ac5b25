"""Who may reach the server, log in and change articles, and what browsers may do."""
