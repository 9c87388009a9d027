"""The programme's calendar: what is dated in every capability, on one page and in feeds."""
