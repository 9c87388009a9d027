"""Every change to a mission, its candidates, its readings and its effect."""
