"""How the site is built for publishing: as ``pelicanconf.py`` says, and without a gradebook."""

from pelicanconf import *  # noqa: F403
from pelicanconf import COHORT

COHORT = {**COHORT, "gradebook": None, "publish": True}
