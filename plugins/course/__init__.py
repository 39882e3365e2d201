"""``course.toml``: weeks, people, rules, where the source lives and where the site goes."""
