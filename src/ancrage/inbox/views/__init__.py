"""The inbox's pages."""
