"""The register's pages: what there is, one document, how it comes in, what becomes of it."""
