# What the site says. Another language is one more file: copy this one to “is.ftl”, “pt-BR.ftl” or the like, say each
# text in that language, and set “language” in course.toml. What it leaves out is shown in English, and a build says so.
#
# Each line is a name and its text (Fluent: projectfluent.org). { $n } is filled in by the page. { $n -> … } chooses by
# the forms that the plural has in the language: one, two, few, many, other. Text is text, not HTML; <words> like these
# are links or marks: keep them, around the words they belong to. The names of months and days need no translation.

## Dates, by the letters of CLDR: d day, MMMM month, MMM short month, y year, EEEE day of the week, HH:mm time

date-day = d MMMM y
date-short = d MMM
date-short-time = d MMM y, HH:mm
date-weekday = EEEE d MMMM y
date-deadline = EEEE d MMMM, HH:mm
date-due = EEE d MMM, HH:mm

## Lists

list = { $before }, { $next }
list-and = { $before } and { $last }

# A sentence that others are put together for; two full stops at its end become one.
sentence = { $said }.

## Counts

posts = { $n ->
    [one] { $n } post
   *[other] { $n } posts
}
comments = { $n ->
    [one] { $n } comment
   *[other] { $n } comments
}
words = { $n ->
    [one] { $n } word
   *[other] { $n } words
}
ratings = { $n ->
    [one] { $n } rating
   *[other] { $n } ratings
}
stars = { $n ->
    [one] { $n } star
   *[other] { $n } stars
}
mentions = { $n ->
    [one] { $n } mention
   *[other] { $n } mentions
}
mentions-in-posts = { $n ->
    [one] { $n } mention in posts
   *[other] { $n } mentions in posts
}
mentions-in-comments = { $n ->
    [one] { $n } mention in comments
   *[other] { $n } mentions in comments
}

## Every page

home-description = { $course }: posts and conversations of the class
page-title = { $page } · { $course }
skip = Skip to content
site = Site
on-this-page = On this page
nav-home = This week
nav-weeks = Weeks
nav-people = Students
nav-brands = Brands
nav-search = Search
footer-posts = All posts
footer-comments = All comments
footer-how-to = How to write and answer
footer-rules = How it counts
footer-feeds = Feeds (RSS)
built = Built { $day }, { $time }.
built-from = Built { $day }, { $time }, from commit { $commit }.

## Weeks, people and texts, wherever they are named

week = Week { $number }
week-titled = Week { $number }, { $title }
guest = Guest
author = Author
role-student = Student
role-instructor = Instructor
role-guest = Guest
section = Section { $name }
brands-named = Mentions { $brands }
no-comments-yet = No comments yet
no-posts-yet = No posts yet.
first-will-appear = The first will appear here after the next build.
first-post-will-appear = The first post will appear here after the next build.
how-to = How to write and answer
newest-first = Newest first
oldest-first = Oldest first
on-post = on { $post }
date-on-post = { $date }, on { $post }

## The term, week by week

strip = The term, week by week
strip-posts = Posts
strip-comments = Comments
strip-mentions-in-posts = Mentions in posts
strip-mentions-in-comments = Mentions in comments
strip-hint = One bar a day. Choose a week to read it.

## The home page

taught-by = Taught by { $people }
due = Due { $date }
was-due = Was due { $date }
people-posted = { $n ->
    [one] { $n } person has posted.
   *[other] { $n } people have posted.
}
first-post-to-come = The first post is still to come.
answers-by = Answers by { $date }.
write-your-post = Write your post
write-your-post-for = for week { $week }
# Why a post leads the home page.
lead-chosen = Chosen by the instructor
lead-answered = Most answered of { $week }
lead-newest = The newest post
about-course = The course
about-lead = What leads the home page
about-lead-rule = The post of the open week with most comments leads the home page; until somebody has answered one, that of the last week in which somebody has. Ties go to the post that more people talk about, then to the newer one.
about-lead-chosen = The instructor chose the post that leads the home page. Otherwise it is the one of the open week with most comments.
about-lead-comment = Beneath it stands the comment that most other people answered; ties go to the longer one.
all-weeks = { $n ->
    [one] { $n } week
   *[other] All { $n } weeks
}
in-the-thread = in the thread
latest-posts = Latest posts
all-posts-counted = { $n ->
    [one] All { $n } post
   *[other] All { $n } posts
}
all-posts = All posts
home-empty = The first will appear here after the next build. It can be yours: <guide>how to write and answer</guide>.
popular-posts = Popular posts
popular-note = Most comments first. <all>All of them</all>
waiting = Waiting for an answer
waiting-note = Oldest first. <all>All posts and comments</all>
recent-comments = Recent comments
comment-by-on = { $person } on { $post }
weeks = Weeks
students = Students
all-students = { $n ->
    [one] { $n } student
   *[other] All { $n } students
}
people-empty = No students are listed yet. Whoever is in the course appears here, with what they have written.
people-follow = Follow somebody
people-follow-note = Everybody’s page has a feed of what they write, and one of the replies to them. <feeds>How feeds work</feeds>
instructors = Instructors
guests = Guests

## The page of a week

from-day = From { $date }
week-from = Week { $number }, from { $date }
posts-due = Posts due
comments-due = Comments due
posts-label = Posts
comments-label = Comments
comments-from-people = { $people ->
    [one] { $comments }, from { $people } person
   *[other] { $comments }, from { $people } people
}
most-written-about = Most written about
who-has-posted = Who has posted
by-on-date = { $person }, { $date }
answers = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
ring-lede = { $answers }, by { $people ->
    [one] one person
   *[other] { $people } people
}. Most answered: { $most }.
ring-key = Everybody on a ring, by name. A full line: both answered each other. A larger dot was answered more.
ring-list = Who answered whom, in words
# After some names: “and 95 more”.
more-people = { $n } more
who-answered-whom = Who answered whom
below-these-posts = Below this week’s posts
answered = { $person } answered { $people }
times = { $n ->
    [2] twice
    [one] { $n } time
   *[other] { $n } times
}
week-not-open = { $week } is not open yet.
week-no-posts = { $week } has no posts yet.
week-opens = It opens { $date }.
week-due = due { $date }

## The page of a person

writes-most-about = Writes most about { $brands }.
feed-of = Feed of { $person } (RSS)
feed-of-replies = Replies to { $person } (RSS)
person-empty = Posts and comments will appear here.
person-empty-note = Whatever { $person } writes appears after the next build.

## The page of a post

minutes-and-words = { $minutes } min read, { $words ->
    [one] { $words } word
   *[other] { $words } words
}
posts-of-this-week = Posts of this week
previous-in-week = Previous in week { $week }
next-in-week = Next in week { $week }
about-this-post = About this post
brands-mentioned = Brands mentioned
rated-by-readers = Rated by readers
rating = { $n ->
    [one] <strong>{ $average }</strong> of 5, from { $n } rating
   *[other] <strong>{ $average }</strong> of 5, from { $n } ratings
}
# What was written since the reader was here last.
fresh = New
fresh-since = New since your last visit
others-on-brand = Others on { $brand }
others-on-brands = Others on these brands
others-with-words = Others with words in common
shares-brands = On { $brands }, too
mentioned-by = Mentioned by
mentioned-in-comment = { $person }, in a comment
tags = Tags
moving-image = Show it moving
removed = { $n } removed.
thread-oldest-first = Oldest first.
thread-feed = Feed (RSS)
nobody-replied = Nobody has replied to { $person }.
# Who replied, where a branch can be folded away.
replies-from = { $n ->
    [one] { $n } reply, from { $people }
   *[other] { $n } replies, from { $people }
}
replies-from-and-others = { $n ->
    [one] { $n } reply, from { $people } and others
   *[other] { $n } replies, from { $people } and others
}
reply-how = You write on a page of this site, which makes the file and keeps your draft. Your reply appears after the next build. <guide>How to answer</guide>
write-your-comment = Write your comment
comment-on-forge = Comment on { $forge }
comment-by-mail = Comment by e-mail
comment-by-copy = Comment by hand
in-reply-to-post-of = in reply to the post of { $person }
file-begins = The file <code>{ $path }</code> begins like this:

## A comment

comment-removed = Comment removed
comment-removed-by-author = Comment removed by its author
comment-removed-by = Comment removed by { $person }
removed-on = { $removed }, { $date }
removed-because = { $removed }: { $reason }
replies-are-kept = Replies to it are kept.
removed-comment = a removed comment
in-reply-to-of-removed = In reply to { $person }
in-reply-to = in reply to { $person }
edited = edited { $date }
orphan = This comment replies to <code>{ $missing }</code>, which does not exist. It is shown here so that nothing is lost.
rated-this-post = Rated this post { $rating } of 5
reply = Reply
reply-to = to { $person }, { $date }
# Beneath a comment; what follows is for screen readers.
link-to = Link
link-to-comment = to this comment

## Lists of posts and comments

pager = Pages of this list
pager-newer = Newer
pager-older = Older
pager-previous = Previous
pager-next = Next
page-of = Page { $number } of { $of }
page-named = { $name }, page { $number } of { $of }

all-comments = All comments
newest-listed = These are the newest { $n }. Older ones are below their posts: { $weeks }.
these-posts-wait = These posts wait for one.
unanswered = Unanswered
unanswered-lede = What nobody else has answered yet, oldest first. One sentence is enough to keep a conversation going.
every-post-answered = Every post has an answer.
every-comment-answered = Every comment has an answer.
oldest-first-own-apart = Oldest first, without comments by a post’s own author
oldest-listed = These are the oldest { $n }.
unanswered-empty = Posts and comments without an answer will appear here, oldest first.
popular-lede = Every post that somebody has answered, the most comments first. Ties go to the post that more people talk about, then to the newer one. Nothing else counts.
popular-heading = Posts, the most comments first
from-other-people = { $n ->
    [one] from { $n } other person
   *[other] from { $n } other people
}
no-post-answered = No post has an answer yet.
popular-empty = Posts will appear here once somebody has answered them.

## Brands

brands = Brands
brands-lede = { $n ->
    [one] { $n } brand is named in posts and comments.
   *[other] { $n } brands are named in posts and comments.
}
brands-empty = No brand is named yet.
brands-empty-note = When a post or a comment names a brand the course knows, the brand gets a page here with every sentence that names it.
brand-lede = { $mentions } in { $texts }, by { $people ->
    [one] { $people } person
   *[other] { $people } people
}: { $names }
often-alongside = Often alongside { $brands }.
every-mention = Every mention
every-mention-note = Newest week first, each in its own sentence
mention-weeks = Mentions by week
brand-in-week = { $brand }, week { $week }
in-comment = { $person }, comment
how-written = How the name is written
spelt = The course spells it <strong>{ $brand }</strong>.
spelt-also = The course spells it <strong>{ $brand }</strong>; also right: { $also }.
spelt-quoted = Quoted, and so left as written: { $forms }.

## Search

search = Search
search-no-script = Searching needs JavaScript, which is switched off here. You can read <posts>all posts</posts> and <comments>all comments</comments> without it.
search-from-disk = Search needs a server, because a browser loads no search index from the disk: type <code>./inv serve</code>, and open the address that it prints.
search-words = Words in posts and comments
search-week = Week
search-any-week = Any week
search-person = Person
search-anybody = Anybody
search-brand = Brand
search-any-brand = Any brand
search-language = Language
search-any-language = Any language
search-start = Posts are found together with their comments. You can also browse <posts>all posts</posts> and <weeks>all weeks</weeks>.
search-more = Show more
search-week-and-date = { $week }, { $date }
# Chosen by the form of the plural that { $n } has.
search-found = { $form ->
    [one] Found in { $n } post.
   *[other] Found in { $n } posts.
}
search-none = Nothing was found for “{ $q }”. Try fewer words, or another week or person.
search-nothing = Nothing was found. Try another week or person.
search-meant = Do you mean “{ $q }”?
search-partly = No text has all of these words; these have all but one.
search-broken = The search index could not be loaded. The lists below lead to every text.

## Feeds

feeds = Feeds
feeds-lede = A feed tells you what is new here, so that you need not come and look: a new post, a comment, a reply to you. It is free, and nobody asks for your e-mail address.
feeds-how = How to follow one
feeds-how-reader = Get a feed reader: a program or an app that collects feeds, such as Thunderbird, NetNewsWire or Feeder.
feeds-how-copy = Choose a feed on this page and copy its address: right-click its link, or press and hold it on a phone, and choose “Copy link”.
feeds-how-paste = Paste the address where the reader says “Add feed” or “Subscribe”. From then on it fetches what is new.
feeds-course = The whole course
feeds-empty = Nobody has written anything yet; the feeds begin with the first post.
feeds-course-note = Each lists the newest thirty, as all feeds do. Every post with comments also has a feed of them; the link is above them.
feeds-languages = Posts in one language
feeds-weeks = Posts of a week
feeds-people = People
feeds-people-note = What somebody writes, and what others answer: follow the replies to yourself and you will not miss one. To follow the whole class at once, save <list>the list of the class</list> (OPML) and choose “Import” in the reader.
feeds-of-person = Posts and comments
feeds-of-person-whom = of { $person }
feeds-replies = Replies
feeds-replies-whom = to { $person }
feed-title-replies = Replies to { $person }
feed-title-comments = Comments on “{ $post }”
feed-title-language = Posts in { $language }
entry-comment = { $person } on “{ $post }”
entry-answer = { $person } to { $answered } on “{ $post }”

## An address that is not there

not-found = Not found
not-found-heading = This page is not here.
not-found-lede = It may have been renamed or removed. The <home>home page</home> and the <weeks>weeks</weeks> lead to every text.

## How the course counts

rules = How the course counts
rules-lede = What is expected of you, by when, and what it earns. The instructor’s gradebook follows these rules and no others. There is a separate page on <guide>how to write and answer</guide>.
rules-each-week = Each week
rules-different = Exceptions
rules-deadlines = Deadlines
rules-deadlines-table = Table of deadlines
rules-week = Week
rules-posts-due = Posts are due
rules-comments-due = Comments are due
rules-no-deadline = No deadline
rules-criteria = Marks for quality
rules-criteria-note = The instructor can give marks by these criteria, each with a reason.
rules-criteria-everybody = Where a criterion holds, it holds for everybody who is asked for a post.
rules-criterion = { $name }, up to { $points }
rules-held-always = Holds in every week.
rules-held-where-marked = Holds where it is marked.
# { $weeks } is such as “2, 3 and 5 to 7”; each “5 to 7” is the string after it.
rules-held-in = { $n ->
    [one] Holds in week { $weeks }.
   *[other] Holds in weeks { $weeks }.
}
rules-from-to = { $first } to { $last }
rules-levels-table = Levels of { $name }
rules-level-points = Points
rules-level = Level
rules-level-means = What it means
rules-always = Always

## What is expected, in sentences. { $number } is a small number in words, by the next string

number = { $n ->
    [0] no
    [1] one
    [2] two
    [3] three
    [4] four
    [5] five
    [6] six
    [7] seven
    [8] eight
    [9] nine
    [10] ten
    [11] eleven
    [12] twelve
   *[other] { $n }
}
rules-nothing-expected = Nothing is expected.
# { $asked } is one of the next four, or a post’s and a comment’s joined by “list-and”; its first letter becomes a capital.
rules-expected = { $n ->
    [one] { $asked } is expected of you each week.
   *[other] { $asked } are expected of you each week.
}
rules-posts = { $n ->
    [one] { $number } post
   *[other] { $number } posts
}
rules-posts-words = { $n ->
    [one] { $number } post of { $words } words or more
   *[other] { $number } posts of { $words } words or more each
}
rules-comments = { $n ->
    [one] { $number } comment
   *[other] { $number } comments
}
rules-comments-words = { $n ->
    [one] { $number } comment of { $words } words or more
   *[other] { $number } comments of { $words } words or more each
}
rules-people = The comments that count answer at least { $number } different people.
rules-people-again = The comments that count answer at least { $number } different people; { $again } more may answer the same person again.
rules-same-person = They may all answer the same person.
rules-first-count = The first texts that meet the rules count; more are welcome but earn nothing.
rules-best = { $n ->
    [one] Your best { $number } week of { $all } count; the others are left out of the total.
   *[other] Your best { $number } weeks of { $all } count; the others are left out of the total.
}
rules-best-are = The best weeks are those in which you earn the greatest share of the points; an excused week is not counted among them.
rules-post-earns = { $n ->
    [1] a post earns { $points } point
   *[other] a post earns { $points } points
}
rules-comment-earns = { $n ->
    [1] a comment earns { $points } point
   *[other] a comment earns { $points } points
}
rules-on-time = On time, { $earned }; the whole week is worth { $points }.
rules-late-nothing = Work handed in after the deadline earns nothing.
rules-late = { $percent ->
    [50] Late work earns half its points within { $length } of the deadline, and nothing after that.
    [100] Late work earns full points within { $length } of the deadline, and nothing after that.
   *[other] Late work earns { $share } % of its points within { $length } of the deadline, and nothing after that.
}
rules-days = { $n ->
    [one] { $number } day
   *[other] { $number } days
}
rules-hours = { $n ->
    [1] { $hours } hour
   *[other] { $hours } hours
}
rules-weight = { $n ->
    [0] The week counts for nothing.
    [0.5] The week counts half.
    [2] The week counts twice.
   *[other] The week counts { $weight } times.
}
rules-since = Weeks that open on { $date } or later
rules-since-time = Weeks that open on { $date }, { $time }, or later
rules-header-date = The date in a text's header says when it was written; the instructor sees the repository's history beside it.
rules-folder = A text belongs to the week of its folder, whenever it was written.
rules-own-words = Only your own words are counted: not quotations, code, or passages of twelve words or more from an earlier text in the course. Chinese and Japanese are counted by characters, Thai and related scripts by letters.
rules-self = Answers to yourself are welcome but earn nothing.
rules-errors = Brand-name errors and ratings never change points.
rules-zone = All times are in the time zone { $zone }.

## How to write and answer

guide-description = How to write a post and answer one: the file, its first lines, Markdown by example, and what happens next
guide-lede = A post is a plain text file, and so is an answer. There is no program to install, and nothing you do here can break anything. Your first post takes about ten minutes.
guide-you = Your id
guide-you-made-up = Your id is a short name that says a text is yours. It is part of your page’s address: the page of the person with the id <code>ada</code> is <code>/people/ada/</code>. Type it exactly like that, in small letters.
guide-you-listed = Your id is a short name that says a text is yours. It is part of your page’s address: <page>{ $person }’s page</page> is <code>/people/{ $id }/</code>, so the id is <code>{ $id }</code>. Type it exactly like that, in small letters.
guide-you-all = Everybody’s id

guide-post = Write a post
guide-write = On the page <write>Write</write>, you choose your name and type: it makes the file for you. All of what follows is the way by hand.
guide-forge-open = Choose <strong>Begin a post</strong>, above. It opens a new file on { $forge }, in the week’s folder, with its first lines filled in. { $forge } asks you to sign in; where it says that you need a copy of your own (a “fork”) to write in, say yes.
guide-forge-name = The name of the file is above the text. Replace <code>your-id</code> with your id, and <code>your-title</code> with a word or two, with hyphens instead of spaces: <code>{ $name }</code>.
guide-forge-write = Fill in the first lines, leave one line empty, and write.
guide-forge-commit = Choose the button <strong>Commit changes</strong>, and confirm: “commit” is { $forge }’s word for “save”.
guide-forge-commit-github = Choose the button <strong>Commit changes</strong>, and confirm: “commit” is GitHub’s word for “save”. In a copy of your own it reads “Propose changes”; then choose “Create pull request”, which sends your text to the course.
guide-mail-open = Choose <strong>Begin a post</strong>, above. It opens an e-mail to the course, with its first lines filled in.
guide-mail-name = The subject ends with the name your file gets. Replace <code>your-id</code> with your id, and <code>your-title</code> with a word or two, with hyphens instead of spaces: <code>{ $name }</code>.
guide-mail-write = Fill in the first lines, leave one line empty, and write. Then send it.
guide-copy-new = Make a new file with a program for plain text: Notepad on Windows, TextEdit on a Mac (choose “Make Plain Text” first), not Word.
guide-copy-open = Choose <strong>Begin a post</strong>, above. It shows where the file goes and how it begins: copy that.
guide-copy-name = Name it after your id and a word or two, with hyphens instead of spaces: <code>{ $name }</code>.
guide-copy-write = Fill in the first lines, leave one line empty, and write. Then hand the file in the way your instructor has told you.
guide-folder = This week’s folder is <code>{ $folder }</code>: a post belongs to the week of its folder.
guide-due = Posts for week { $week } are due { $date }.

guide-header = Its first lines
guide-header-lede = They say whose text it is and when it was written. An empty line ends them; everything after it is your post.
guide-sample-title = What I heard in the shop
guide-sample-post = Last week I listened to the people in front of me.
guide-title-field = What readers see above your post. Write it as you like, capitals and all.
guide-author-field = Your id, not your name.
guide-date-field = Year, month, day, and the time on the clock: it decides whether you are on time. Times are those of { $zone }.
guide-more-lines = Lines you may add
guide-summary-field = One sentence for the lists of posts. Without it, they show the beginning of your post.
guide-tags-field = A few subjects, separated by commas.
guide-lang-field = The language, if it is not that of the course: <code>is</code> for Icelandic, <code>zh</code> for Chinese. Write in the language you think in.
guide-sic-field = A misspelling you use on purpose, because you write about it.
guide-status-field = <code>draft</code> keeps the post off the site until you take the line out.

guide-markdown = Markdown
guide-markdown-lede = Markdown is plain text with a few marks, like those people use in e-mails. These ten are all you need, and mostly you need only the first.
guide-markdown-more = And six more, for the day you need them:
guide-you-type = You type
guide-it-becomes = It becomes
guide-label = { $label }:
guide-new-line = For a new line within a paragraph, end the line with two spaces.

# The ten samples: what each is, and how it is typed.
sample-paragraph = A new paragraph
sample-paragraph-typed =
    One thought.

    The next thought.
sample-stress = Emphasis
sample-stress-typed = Now *listen* to them, and **answer**.
sample-heading = A heading
sample-heading-typed = ## What they said
sample-list = A list
sample-list-typed =
    - the shop
    - the street
sample-numbered = A numbered list
sample-numbered-typed =
    1. They ask.
    2. You answer.
sample-link = A link
sample-link-typed = Read [their letter](https://example.org).
sample-quotation = A quotation
sample-quotation-typed =
    > We are sorry.

    That was all.
sample-line = A new line
sample-line-typed =
    Roses are red,{"  "}
    violets are blue.
sample-typed = Exactly as typed
sample-typed-typed = They typed `*sorry*`.
sample-table = A table
sample-table-typed =
    Week | Calls
    ---- | ----
    1 | 40
    2 | 12

# Six more, which few people need; and an image, whose line is made of the two strings below.
sample-nested = A list in a list
sample-nested-typed =
    - the shop
      - the till
      - the door
    - the street
sample-tasks = Tasks
sample-tasks-typed =
    - [x] They asked.
    - [ ] Somebody answers.
sample-footnote = A footnote
sample-footnote-typed =
    Two in three waited.[^1]

    {"["}^1]: I counted on Monday.
sample-struck = Struck out
sample-struck-typed = They ~~forgot~~ answered.
sample-address = A bare link
sample-address-typed = It is at https://example.org.
sample-lines = Lines exactly as typed
sample-lines-typed =
    ```
    Mon    40 calls
    Wed     2 calls
    ```
sample-picture = A picture

guide-pictures = Pictures
guide-pictures-folder = Put the picture in the folder <code>{ $folder }</code>, and name it in your post where it belongs:
guide-pictures-words = Three people wait at the till
guide-pictures-name = till
guide-pictures-alt = The words in the brackets are for readers who cannot see the picture: say what it shows. Use a picture you have the right to share, and ask the people in it.

guide-quoting = Quoting
guide-quoting-how = Begin a line with <code>{ $mark }</code>, and everybody sees that the words are somebody else’s. Below it, say whose they are, with a link. Quotations are welcome; only your own words are counted.
guide-quoting-names = If you quote a misspelt name, keep it as it was, in quotation marks, and the check will leave it alone.

guide-answer = Answer somebody
guide-answer-write = Below every comment is <strong>Reply</strong>, and below every post <strong>Write your comment</strong>. Both open the page on which you write, with whom you answer filled in.
guide-answer-forge = By hand: below every post is <strong>Comment on { $forge }</strong>, which opens a new file with its first lines filled in.
guide-answer-mail = By hand: below every post is <strong>Comment by e-mail</strong>, which opens an e-mail with its first lines filled in.
guide-answer-copy = By hand: below every post is <strong>Comment by hand</strong>, which shows where the file goes and how it begins.
guide-answer-id = To answer a comment, add the line <code>Reply-to</code> with the comment’s id: <strong>Link to this comment</strong> shows it in the address, after <code>#comment-</code>.
guide-sample-answer = I saw the same in our street. Did anybody ask them?
guide-answer-fill-in = Put your id after Author and into the name of the file, and the time after Date. Then write, and send it as you send a post.
guide-answer-try = You can try it below { $post }.
guide-answer-rating = A line <code>Rating: 4</code> rates a post, from 1 to 5. Ratings never change points.

guide-check = What the check says
guide-check-lede = The check looks for slips in your text: a date that cannot be read, a misspelt brand name, an answer to nobody. Each is reported in one line that begins with the place: the file, the line, and the position in that line.
guide-check-place = Here it is line 8, character 12. Open the file again, fix that place, and save it. The most common are:
guide-check-name = A name is misspelt
guide-check-name-do = Use the spelling it suggests; if you meant what you wrote, put it in quotation marks.
guide-check-date = The date cannot be read
guide-check-date-do = Write it like <code>{ $date }</code>: year first, then month and day.
guide-check-author = The author is unknown
guide-check-author-do = Look your id up <you>above</you>; it is probably one letter off.
guide-check-greeting = Your answer addresses somebody else
guide-check-greeting-do = You greet Ben below a comment by Ruth: the line suggests the <code>Reply-to</code> you probably meant.
guide-check-after = The check costs you no points, and nothing it says holds your post back.

guide-after = What happens next
guide-after-build = The site is rebuilt from time to time, and your text appears after the next build: your post in its week and on your page, your answer below the text it answers. <feeds>A feed</feeds> tells you when somebody answers you.
guide-after-change = You can change a text at any time: open its file again. Earlier versions are kept, and an answer that was changed says so. To take an answer back, add the line <code>Status: removed</code>; the replies to it stay.
guide-after-public = What you write is public. Leave out what you would not tell a stranger: addresses, telephone numbers, other people’s news. <rules>The rules</rules> say what it counts, and by when.

## How a new file begins. What follows is written into the file itself

your-post-goes-here = Your post goes here, in place of this line.
your-answer-goes-here = Your answer goes here, in place of this line.
fill-in = Put your id after Author and into the name of the file, and the time after Date, like { $example }.
mail-post = Post for week { $week }
mail-answer = Answer to { $person }

## The page on which one writes. Where its script does not run, it shows the way by hand

write = Write
write-description = Write a post or an answer: your name, a title, and your words; the page makes the file
write-lede = Your name, a title, and your words: this page makes the file of them, and keeps what you type in this browser until you hand it in.
write-by-hand = By hand
write-by-hand-post = The desk on this page needs JavaScript. Without it, a post is begun by hand. <guide>How to write and answer</guide>
write-by-hand-from-disk = The desk on this page needs JavaScript and a server, because a browser loads none of its scripts from the disk: type <code>./inv serve</code>, and open the address that it prints. Without them, a post is begun by hand. <guide>How to write and answer</guide>
write-by-hand-begin = Begin a post
write-by-hand-answer = To answer somebody, make a file <code>your-id-1.md</code> (or a higher number, if there is such a file) in the folder <code>{ $folder }</code> and the post’s own below it, with the lines <code>Author:</code>, <code>Date:</code> and, if you answer a comment, <code>Reply-to:</code>. If you came here by a Reply link, this page’s address has the post’s folder after <code>post=</code>, and after <code>to=</code> what belongs after <code>Reply-to:</code>.
write-author = Your name
write-choose = Choose your name
write-your-id = Your id
write-week = Week
write-rating = Your rating of the post, if you like
write-no-rating = No rating
write-title = Title
write-text = Your text
write-hint = Leave an empty line between paragraphs. <guide>Marks for headings, links and quotations</guide>
write-add = Add a picture or a Word file
write-add-note = Or drop it on this page. What you paste from Word or a web page keeps its headings, lists and links.
write-enclosed = Pictures that go along
write-enclosed-note = Write in the brackets in your text what each one shows. They are kept with your draft. Hand them in too, in the folder <code>{ $folder }</code>: choose a name to download that picture.
write-names = Did you mean these names?
write-names-note = Suggestions only: leave what you meant as it is.
write-preview = How it will look
write-preview-note = The published page may differ in details.
write-hand-in = Hand it in
write-hand-in-forge = { $forge } opens in a new tab with your text filled in. Sign in there, and choose Commit changes, which means “save”. If it proposes a copy of your own (a “fork”), say yes.
write-hand-in-mail = Your e-mail program opens with your text filled in. Send it.
write-hand-in-copy = Download the file, and hand it in the way your instructor has told you.
write-to-forge = Open on { $forge }
write-to-mail = Send by e-mail
write-to-file = Download the file
write-to-copy = Copy the text
write-file = The file
write-file-path = The file’s place and name:
write-drafts = Your drafts in this browser
write-drafts-note = They stay here, on this computer and in this browser, until you delete them.
write-new = Begin a new post
# What the script says. It fills in the variables.
write-said-words = Words: { $n }
write-said-words-of = Words: { $n } of { $most } expected
write-said-kept = Kept in this browser
write-said-kept-other = This draft is open in another tab too; what you type here is kept as a draft of its own.
write-said-not-kept = This browser keeps no drafts: copy your text before you leave.
write-said-pictures-not-kept = This browser keeps no pictures: download them before you leave.
write-said-untitled = Without a title
write-said-answer-to = Your answer to { $comment } below “{ $post }”
write-said-answer-on = Your answer to “{ $post }” by { $person }
write-said-unknown-post = This site does not know the post { $post } yet: check the address, or follow a Reply link again.
write-said-changed = Last changed { $date }
write-said-sent = Handed over { $date }
write-said-remove = Delete
write-said-remove-sure = Delete this draft? It cannot be brought back.
write-said-remove-picture-sure = Delete this picture, here and in your text? It cannot be brought back.
write-said-need-author = Still missing: your name.
write-said-need-title = Still missing: a title.
write-said-need-text = Still missing: your text.
write-said-ready = Nothing is missing.
write-said-copied = Copied.
write-said-copy-failed = This browser did not copy it: open “The file” below, and copy its text by hand.
write-said-too-long = Your text is too long to be carried over by a link. First choose “Copy the text”, then open the page, and paste it there.
write-said-too-long-mail = Your text is too long to be carried over by a link. First choose “Copy the text”, then open the e-mail, and paste it there.
write-said-use = Use “{ $right }”
write-said-meant = “{ $wrong }”
write-said-describe = what the picture shows
write-said-lost = Pictures in “{ $name }” that this browser cannot read, and which stay behind: { $n }.
write-said-unreadable = “{ $name }” could not be read: it takes pictures (JPEG, PNG, GIF, WebP) and Word’s .docx files.
write-said-mail-subject = { $title }

## The term as a book, by ./inv book

book-of = Posts of { $person }
book-authors = { $n ->
    [one] { $n } person of the class
   *[other] { $n } people of the class
}
book-people = { $n ->
    [one] { $n } person wrote them.
   *[other] { $n } people wrote them.
}
book-dates = The oldest is from { $first }, the newest from { $last }.
book-on-site = The conversations go on at <site>{ $address }</site>.
book-contents = Contents
book-writers = Who wrote
# What reading programs show in a menu.
book-cover = Cover
book-title-page = Title page
book-landmarks = Places in this book
book-accessibility = All text can be read aloud and set in any size. Weeks, posts and comments have headings, and the contents lead to each post.

## Nudges: the mails to students that ./inv nudge writes

nudge-subject-due = { $course }, week { $number }: still due
nudge-subject-waiting = { $course }, week { $number }: waiting for your answer
nudge-hello = Hello { $name },
nudge-lede = This is how things stand for you in { $course }, week { $number }, on { $date } at { $time }. All times are those of { $zone }.
nudge-due = Still due
# { $what } is one of “rules-posts” and the three after it.
nudge-by = { $what }, by { $date }.
nudge-late = { $what }: the deadline was { $date }; late work is taken until { $until }.
nudge-undated = { $what }, without a deadline.
nudge-done = You have written { $done } of { $of }.
nudge-post = “{ $title }”
nudge-comment = Your comment of { $date } on “{ $post }”
# { $text } is one of the two before, { $words } is “words”.
nudge-too-short = { $text } does not count yet: it has { $words } of your own.
nudge-oneself = { $text } does not count: it answers yourself.
nudge-again = { $text } does not count: you had already answered { $person }.
nudge-waiting = Waiting for your answer
nudge-asks = { $person } on “{ $post }”, { $date }: “{ $said }”
nudge-more = { $n ->
    [one] { $n } more comment
   *[other] { $n } more comments
}
nudge-next = Whom you could answer next
nudge-suggests = “{ $post }” by { $person }
nudge-suggests-unanswered = “{ $post }” by { $person }, which nobody has answered yet
nudge-write = You can write here:
