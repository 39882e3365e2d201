"""The command line: how commands do input and output, how they end, and how they are listed."""
