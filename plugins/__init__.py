"""Cohort's plugins: a Pelican course blog you can grade from.

One folder per subject, bottom up; a folder may use those above it in this list, as ``tests/test_architecture.py``
specifies and enforces::

    core        the domain: model, problems, dates, TOML, words, languages, strings, addresses, paging, numbers
    atomic      atomic file replacement
    regular     ordinary files read, and nothing else
    scratch     folders for as long as they are needed, and locks
    alone       pages that are one file each and no part of a build
    cache       computed values, kept from run to run
    states      whether files are as they were, by size and time
    edited      text files that somebody else may be editing
    parallel    work shared among forked processes
    templates   how templates become code
    rendering   pages, rendered only if what they show has changed
    options     the plugins' settings in ``pelicanconf.py``
    wording     the theme's strings in a course's language
    texts       content files into header, prose and safe HTML; new files
    brands      the brand check: lexicon and matcher
    course      ``course.toml``: weeks, people, rules, forge, target
    threads     comments into discussions
    roster      who people are elsewhere (private)
    corpus      a course with everything written in it, and its git history
    start       a new course
    images      images: examined, resized, displayed
    feeds       Atom feeds
    search      the search index and page
    publishing  sending a built site to a web server or a branch
    checks      finding and reporting everything wrong in the texts
    imports     other platforms' exports into content files
    grades      the ledger, its rules, exports and snapshots
    pull        new texts from people's feeds
    site        the public pages
    leaks       the scan of what is published
    merging     requests from students' forks, merged or left for a person
    build       Pelican into a folder beside the site, then the swap; serve
    gradebook   the instructor's pages, the sealed copy
    returning   giving back: feedback to Moodle, Canvas or by mail, once
    nudging     mails to students about what is due and who waits
    book        the term as an EPUB and a PDF
    commands    the command line: input and output, refusals, exit codes, listing

Most files are pure: values in, values out. The tests list those that access the disk, the network or Pelican; a
folder's ``__init__`` never does. The commands are in ``tasks.py``.

Data flows one way: Markdown → ``texts`` → ``corpus`` → ``threads`` → pages; ``course.toml`` and ``brands.toml`` →
``checks`` → problems; everything → ``grades`` → ``gradebook``.
"""
