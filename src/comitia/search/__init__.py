"""The full-text index (Tantivy): analyse, write, query. Derived; rebuilt at will."""
