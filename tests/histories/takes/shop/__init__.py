"""A package that imports none of its models by itself."""
