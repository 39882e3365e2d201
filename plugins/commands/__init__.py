"""What a person types: how a command asks and tells, refuses and ends, and how commands are listed."""
