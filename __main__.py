"""What ``inv`` runs: the commands of ``tasks.py``."""

from invoke.collection import Collection

import tasks
from plugins.commands.program import Cohort

if __name__ == "__main__":
    Cohort(Collection.from_module(tasks), tasks.COMMANDS).run()
