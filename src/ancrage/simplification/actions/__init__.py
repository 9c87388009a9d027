"""Every change to blocks, to the cases that gather them, to what authorities answer."""
