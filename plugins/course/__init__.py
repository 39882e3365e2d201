"""``course.toml``: weeks, people, rules, where the source is kept and where the site is published."""
