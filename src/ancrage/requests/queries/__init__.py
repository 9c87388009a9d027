"""Reading requests: those that somebody may see, where they are, who answers, what comes out."""
