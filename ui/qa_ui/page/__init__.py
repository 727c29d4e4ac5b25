"""The Gradio page: components, events and what they need of the library."""
