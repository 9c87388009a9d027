"""Every change of needs, of designations and of what Regions ask for."""
