"""The words of the field in six languages: for everybody to read, for the secretariat to keep."""
