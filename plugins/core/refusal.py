"""What ends a command: something cannot be done, and whoever asked for it is told why."""


class Refusal(Exception):
    """What was asked for is not done. The message says why in one sentence, or in a line for each of its reasons."""

    exit_code = 2

    @property
    def exitcode(self) -> int:
        """The exit code by the name under which Pelican looks for it, where it is run without Cohort's commands."""
        return self.exit_code
