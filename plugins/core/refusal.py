"""The exception that ends a command, telling whoever ran it why it cannot be done."""


class Refusal(Exception):
    """The request is not carried out. The message gives the reason in one sentence, or one reason per line."""

    exit_code = 2

    @property
    def exitcode(self) -> int:
        """The exit code under the name that Pelican looks up when it runs without Cohort's commands."""
        return self.exit_code
