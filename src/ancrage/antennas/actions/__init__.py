"""Every change to the sitings, the antennas and the bookings of their places."""
