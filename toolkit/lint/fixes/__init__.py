"""What makes a finding go away: edits of the file that change nothing else in it."""
