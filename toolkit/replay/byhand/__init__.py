"""What is done by hand before a revision runs: an object made, perhaps another than meant."""
