"""Cohort's plugins: a Pelican course blog you can grade from.

A folder a subject, from the ground up; a folder uses those above it in this list (``tests/test_architecture.py`` says
which, and keeps it)::

    core        the words of the domain: model, problems, dates, TOML, words, languages, strings, addresses, numbers
    atomic      a file replaced in one step
    cache       what was computed, remembered from run to run
    parallel    work shared out among copies of the process
    options     the settings of these plugins in ``pelicanconf.py``
    wording     the theme's strings in a course's language
    texts       a content file into header, prose and safe HTML; how a new file begins
    brands      the brand check: lexicon and matcher
    course      ``course.toml``: weeks, people, rules, forge, target
    threads     comments into discussions
    roster      who people are elsewhere (private)
    corpus      the course with everything written in it, and what git knows of it
    start       a new course
    images      images: examined, made small, shown
    feeds       Atom feeds
    search      what is indexed, and the search page
    publishing  a built site to a web server or a branch
    checks      everything wrong in the texts, and how it is told
    imports     other platforms' exports into content files
    grades      the ledger, its rules, exports and snapshots
    pull        new texts of people's feeds
    site        the public pages
    leaks       the scan of what is published
    build       Pelican into a folder beside the site, then the swap; serve
    gradebook   the instructor's pages, the sealed copy
    commands    how a command asks, tells, refuses and ends, and how commands are listed

Most files are pure: values in, values out. The tests name those that touch the disk, the network or Pelican; a
folder's ``__init__`` never does. What a person types stands in ``tasks.py``.

Data goes one way: Markdown → ``texts`` → ``corpus`` → ``threads`` → pages; ``course.toml`` and ``brands.toml`` →
``checks`` → problems; everything → ``grades`` → ``gradebook``.
"""
