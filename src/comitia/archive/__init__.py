"""Messages exactly as received, their threads and what is derived from them.

Which messages enter is judged by mail; who may read them is told by access."""
