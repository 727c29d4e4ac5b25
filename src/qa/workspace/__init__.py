"""What people keep beside the index: conversations, saved questions, feeds; one database."""
