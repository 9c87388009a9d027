"""The road of each territory from identification to evaluation, and the nation's map of it."""
