"""The group's report: read as a document, drafted by several at once, frozen, translated."""
