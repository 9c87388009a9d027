"""Every change to VTE missions, hirings and aids."""
