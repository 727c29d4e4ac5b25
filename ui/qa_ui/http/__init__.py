"""The HTTP API, its documentation, the MCP tools and the counters."""
