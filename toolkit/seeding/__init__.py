"""Example projects: made from templates, updated with what their users changed, and run."""
