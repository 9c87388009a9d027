"""What the pages that gather sums show."""
