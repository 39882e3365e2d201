"""Makes of a course what its pages show. Everything here is a fact of the site, put where a page needs it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property, partial
from itertools import islice, zip_longest
from typing import Final

from ..core import paging
from ..core.model import Brand, Comment, Page, Person, Post, Text, Week
from ..core.paging import Listing
from ..corpus.conversation import Popular, Shown
from ..corpus.kin import Kin
from ..corpus.overview import Quotation
from ..course import sentences
from ..feeds import planning
from ..images import image_tags
from ..images.image_tags import Illustration
from ..images.links import Album
from ..search import documents
from ..texts.markup import excerpt, opening, quoted
from ..texts.new_file import answerable
from ..threads.threads import Discussion, Place
from . import composing, guide, leading, look, mentions, metadata, ring
from .context import Site
from .views import (
    Above,
    Backlink,
    BrandLink,
    BrandPage,
    Brands,
    BrandsPage,
    BrandWeekPage,
    CommentsPage,
    CoursePage,
    Facts,
    Feed,
    FeedsPage,
    Frame,
    GuidePage,
    Head,
    HomePage,
    KinPost,
    LeadPost,
    ListedComment,
    ListedPost,
    Mention,
    MentionsPage,
    MentionsWeek,
    NavLink,
    NotFoundPage,
    PeoplePage,
    PersonCount,
    PersonPage,
    PopularPage,
    PopularPost,
    PostLine,
    PostPage,
    PostsPage,
    RulesPage,
    SearchPage,
    ThreadComment,
    UnansweredPage,
    WeekCount,
    WeekPage,
    WeeksPage,
    WritePage,
)

LATEST: Final = 12
POPULAR: Final = 5
RECENT: Final = 5
WAITING: Final = 3
"""How many posts and comments the home page lists."""
LISTED: Final = 200
"""The maximum number of comments in a list, all its pages together: each is below its post, too."""
DESCRIBED: Final = 150
BEGUN: Final = 190
SAID: Final = 280
SAID_AT_HOME: Final = 110
FOLDED: Final = 110
LED: Final = 320
SAID_OF_LEAD: Final = 220
"""The characters of a text: in a page's description, in a list of posts, in one of comments, in that of the home page,
in one that is folded, in the leading post, and in the comment beneath that.
"""
MOST_AT_HOME: Final = 24
"""How many students the home page names."""
ABOUT: Final = "pages/about.md"
NAMED: Final = 3
NAMED_IN_LIST: Final = 4
"""How many brands a page names for a group of texts, and for one post in a list."""
Listed = tuple[str, str, Callable[[], object]]
"""A page of the site: its address, its template, and what makes the value that it shows."""


class Presenter:
    """Makes the pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.course, self.corpus, self.overview = site.course, site.corpus, site.overview
        self.line = cache(self._line)
        self.listed = cache(self._listed)
        self.comment = cache(self._comment)

    # What several pages show

    @cached_property
    def frame(self) -> Frame:
        course, pages = self.course, self.corpus.pages
        return Frame(
            title=course.title,
            code=course.code,
            term=course.term,
            language=course.language,
            url=course.site.url,
            index=course.site.index,
            publish=self.site.options.publish,
            searchable=self.site.searchable,
            pages=tuple(NavLink(page.path, page.address, page.title) for page in pages),
            bars=look.bars(course.site.accent),
        )

    @property
    def everywhere(self) -> dict[str, object]:
        """What every template and macro knows."""
        return {"say": self.site.say, "frame": self.frame, "INDEX": self.frame.index_file}

    def head(self, address: str, path: str = "") -> Head:
        """The head of a page; ``path``: the post that it shows."""
        return Head(address, self.feeds(address), self.site.cards.get(path))

    def feeds(self, page: str) -> tuple[Feed, ...]:
        """The feeds that a page refers to; for "", those of the whole course."""
        return tuple(Feed(one.kind, one.title, one.address, one.lang) for one in self.site.feeds.get(page, ()))

    def _line(self, post: Post) -> PostLine:
        return PostLine(*_named(post))

    def _listed(self, post: Post) -> ListedPost:
        return ListedPost(*self._as_listed(post))

    def _as_listed(
        self, post: Post, most: int = BEGUN
    ) -> tuple[str, str, str, Person, int, datetime, str, int, Brands, Illustration | None]:
        """The fields of a ``ListedPost``, with so many characters of its text."""
        rendered = self.site.rendered[post.path]
        said = quoted(post.summary, post.lang) or excerpt(opening(rendered), most)
        found = self.brands_of([post])[:NAMED_IN_LIST]
        shown = image_tags.illustration(rendered.html, self.site.gallery.by_path, self.album)
        if shown:
            shown = replace(shown, alt=quoted(shown.alt, post.lang))
        return *_named(post), said, self.overview.count(post), found, shown

    @cached_property
    def album(self) -> Album:
        return Album(self.site.gallery.by_path)

    def _comment(self, comment: Comment, post: Post, most: int = SAID) -> ListedComment:
        said = excerpt(opening(self.site.rendered[comment.path]), most)
        return ListedComment(comment.anchor, comment.author, comment.date, comment.lang, said, self.line(post))

    def popular(self, item: Popular) -> PopularPost:
        return PopularPost(*_named(item.post), item.comments, item.people)

    def brands_of(self, texts: Iterable[Text]) -> Brands:
        return tuple((_link(brand), number) for brand, number in self.overview.brands_of(texts))

    # Posts

    def post(self, post: Post) -> PostPage:
        site, discussion = self.site, self.corpus.discussion(post)
        text = site.rendered[post.path]
        before, after = self.overview.neighbours[post.path]
        number = site.replying.number(discussion.shown)
        linked = site.conversation.mentioned_by.get(post.path, ())
        return PostPage(
            *_named(post),
            summary=post.summary,
            description=post.summary or excerpt(opening(text), DESCRIBED),
            tags=post.tags,
            html=text.html,
            plain=text.plain,
            words=text.words,
            changed=metadata.changed(self.corpus, post),
            in_week=self.course.week_by_number[post.week],
            previous=self.line(before) if before else None,
            next=self.line(after) if after else None,
            brands=self.brands_of([post]),
            rating=self.corpus.rating(post),
            mentioned_by=tuple(_backlink(text, home) for text, home in linked),
            kin=tuple(map(self._kin, site.kindred.of(post))),
            thread=tuple(self._thread(post, discussion)),
            comments=discussion.count,
            removed=discussion.removed,
            key=post.key,
            way=site.replying.way,
            forge=self.forge,
            reply=site.replying.to_post(post, number),
        )

    def _kin(self, kin: Kin) -> KinPost:
        return KinPost(*_named(kin.post), tuple(map(_link, kin.brands)))

    @cached_property
    def forge(self) -> str:
        return self.site.replying.forge.name if self.site.replying.forge else ""

    def _thread(self, post: Post, discussion: Discussion) -> Iterator[ThreadComment]:
        direct = Counter(discussion.above.values())
        above = {place.comment.id: _above(place, direct) for place in discussion.places if place.replies}
        last: Comment | None = None
        for place in discussion.places:
            parent = above[place.parent.id] if place.parent else None
            removed = place.comment.status == "removed"
            follows = place.parent is last
            yield self._tombstone(place, parent, follows) if removed else self._said(place, parent, post, follows)
            last = place.comment

    def _said(self, place: Place, parent: Above | None, post: Post, follows: bool) -> ThreadComment:
        comment, corpus = place.comment, self.corpus
        text = self.site.rendered[comment.path]
        return ThreadComment(
            *_of_thread(place, parent),
            follows=follows,
            html=text.html,
            plain=text.plain,
            rating=comment.rating if comment.author.id != post.author.id else None,
            changed=corpus.changed[comment.path] if comment.path in corpus.edited else None,
            answerable=answerable(comment.id),
        )

    def _tombstone(self, place: Place, parent: Above | None, follows: bool) -> ThreadComment:
        comment = place.comment
        by = self.course.person_by_id.get(comment.removed_by)
        own = comment.removed_by == comment.author.id
        return ThreadComment(
            *_of_thread(place, parent),
            follows=follows,
            changed=self.corpus.changed.get(comment.path),
            removed=True,
            by_author=own,
            removed_by=by.name if by and not own else "",
            reason=comment.public_reason,
        )

    # The course

    def pages(self) -> Iterator[Listed]:
        """Every page but the posts' and the course's own."""
        yield "", "index", self.home
        yield "weeks/", "weeks", self.weeks
        yield "people/", "people", self.people
        posts = self.corpus.published
        for listing in paging.pages(posts[::-1]):
            yield paging.address("posts/", listing.number), "posts", partial(self.posts, listing)
        yield "rules/", "rules", self.rules
        yield "how-to/", "how-to", self.guide
        yield "write/", "write", self.write
        for week in self.course.weeks:
            yield week.address, "week", partial(self.week, week)
        for person in self.overview.people:
            yield f"people/{person.id}/", "person", partial(self.person, person)
        yield from self.comment_pages()
        yield "feeds/", "feeds", self.feeds_page
        if self.site.searchable:
            yield "search/", "search", self.search
        yield from self.brand_pages()

    def not_found(self) -> NotFoundPage:
        return NotFoundPage(tuple(map(self.line, self.corpus.published[: -POPULAR - 1 : -1])))

    def home(self) -> HomePage:
        site, overview, conversation = self.site, self.overview, self.site.conversation
        week = overview.week
        posts = overview.posts_by_week.get(week.number, [])
        published = self.corpus.published
        lead = self.lead()
        others = (post for post in reversed(published) if not lead or post.address != lead.address)
        students = tuple(p for p in overview.people if p.role == "student") if self.course.students else ()
        return HomePage(
            strip=overview.term.around(week.number),
            teachers=self.teachers,
            week=week,
            was_due=bool(week.posts_due and site.as_of > week.posts_due),
            posted=len({post.author for post in posts}),
            posts=len(published),
            lead=lead,
            latest=tuple(map(self.listed, islice(others, LATEST))),
            popular=tuple(map(self.popular, conversation.popular[:POPULAR])),
            waiting=tuple(map(self.line, conversation.unanswered_posts[:WAITING])),
            recent=tuple(self.comment(*shown, SAID_AT_HOME) for shown in overview.shown[:RECENT]),
            posts_by_week={number: len(some) for number, some in overview.posts_by_week.items()},
            students=students if len(students) <= MOST_AT_HOME else (),
            class_size=len(students),
            about=any(page.path == ABOUT for page in self.corpus.pages),
            built=site.as_of,
            commit=self.corpus.commit,
        )

    @cached_property
    def teachers(self) -> tuple[Person, ...]:
        return tuple(person for person in self.course.people if person.role == "instructor")

    def lead(self) -> LeadPost | None:
        site, conversation = self.site, self.site.conversation
        if not (found := leading.lead(conversation, self.overview.week.number)):
            return None
        said = leading.best_comment(conversation, found.post, site.rendered)
        return LeadPost(
            *self._as_listed(found.post, LED),
            why=found.why,
            week_of=self.course.week_by_number[found.post.week],
            said=self.comment(said, found.post, SAID_OF_LEAD) if said else None,
        )

    def weeks(self) -> WeeksPage:
        return WeeksPage(self.overview.term, tuple(map(self._week_count, self.course.weeks)))

    def people(self) -> PeoplePage:
        return PeoplePage(tuple(map(self._person_count, self.overview.people)))

    def posts(self, listing: Listing[Post]) -> PostsPage:
        shown = Listing(tuple(map(self.listed, listing.items)), listing.number, listing.of)
        return PostsPage(shown, len(self.corpus.published))

    def _week_count(self, week: Week) -> WeekCount:
        posts = self.overview.posts_by_week.get(week.number, ())
        return WeekCount(week, len(posts), len(self.overview.comments_by_week.get(week.number, ())))

    def week(self, week: Week) -> WeekPage:
        overview = self.overview
        posts = overview.posts_by_week.get(week.number, [])
        comments = overview.comments_by_week.get(week.number, [])
        answers = tuple(self.site.conversation.answers_by_week.get(week.number, ()))
        return WeekPage(
            strip=overview.term.around(week.number),
            week=week,
            opens_later=bool(week.opens and week.opens > self.site.as_of),
            posts=tuple(map(self.listed, posts)),
            people=tuple(dict.fromkeys(post.author for post in posts)),
            comments=len(comments),
            writers=len({comment.author for comment, _ in comments}),
            brands=self.brands_of(posts)[:NAMED],
            answers=answers,
            ring=ring.ring(answers) if answers else None,
        )

    def _person_count(self, person: Person) -> PersonCount:
        overview = self.overview
        posts = overview.posts_by_person.get(person.id, ())
        return PersonCount(person, len(posts), len(overview.comments_by_person.get(person.id, ())))

    def person(self, person: Person) -> PersonPage:
        overview = self.overview
        posts = overview.posts_by_person.get(person.id, [])
        comments = overview.comments_by_person.get(person.id, [])
        last = max((post.week for _, post in comments), default=0)
        return PersonPage(
            person=person,
            strip=overview.strip(posts, (comment for comment, _ in comments)),
            feeds=self.feeds(f"people/{person.id}/"),
            brands=self.brands_of(posts)[:NAMED],
            posts=tuple(map(self.listed, posts)),
            comments=tuple(self.comment(*one, SAID if one[1].week == last else FOLDED) for one in comments),
        )

    def rules(self) -> RulesPage:
        course, say = self.course, self.site.say
        return RulesPage(
            tuple(sentences.sentences(course, say)),
            tuple(sentences.standing(course, say)),
            tuple(sentences.differences(course, say)),
            self.overview.week,
            course.weeks,
            tuple(sentences.criteria(course, say)),
        )

    def guide(self) -> GuidePage:
        site, course, week = self.site, self.course, self.overview.week
        about = guide.guide(course, site.say)
        return GuidePage(
            guide=about,
            made_up=about.person not in course.people,
            people=course.people,
            week=week,
            new_post=site.replying.new_post(week, self.overview.posts_by_week.get(week.number, [])),
            forge=self.forge,
            folder=site.replying.folder,
            zone=course.timezone,
            example=self.line(self.corpus.published[-1]) if self.corpus.published else None,
        )

    def write(self) -> WritePage:
        site, week = self.site, self.overview.week
        people = self.course.people or self.overview.people
        return WritePage(
            people=tuple(sorted(people, key=lambda one: (one.name.casefold(), one.id))),
            weeks=self.course.weeks,
            week=week,
            way=site.replying.way,
            forge=self.forge,
            folder=site.replying.folder,
            new_post=site.replying.new_post(week, self.overview.posts_by_week.get(week.number, [])),
            ratings=composing.ratings(self.corpus),
            given=composing.given(self.corpus, site.replying, week, site.say),
        )

    def feeds_page(self) -> FeedsPage:
        feeds = self.site.feeds
        people = [(person.name, self.feeds(f"people/{person.id}/")) for person in self.overview.people]
        return FeedsPage(
            course=self.feeds(""),
            languages=tuple(feed for feed in self.feeds("feeds/") if feed.kind == "language"),
            weeks=tuple((week, feeds[week.address][0].address) for week in self.course.weeks if week.address in feeds),
            people=tuple((name, own) for name, own in people if own),
            opml=planning.OPML if any(feed.kind == "person" for _, own in people for feed in own) else "",
        )

    def search(self) -> SearchPage:
        overview, texts = self.overview, self.overview.texts
        return SearchPage(
            weeks=tuple(week for week in self.course.weeks if week.number in overview.posts_by_week),
            people=tuple(sorted({text.author for text in texts}, key=lambda one: (one.name.casefold(), one.id))),
            brands=tuple(brand.name for brand, _, _ in overview.brands),
            languages=tuple(sorted({text.lang for text in texts})),
            said=documents.messages(self.site.say),
        )

    def own(self, page: Page) -> CoursePage:
        html = self.site.rendered[page.path].html
        facts = self.facts() if page.path == ABOUT else None
        return CoursePage(page.path, quoted(page.title, page.lang), page.lang, html, facts)

    def facts(self) -> Facts:
        course, post = self.course, self.corpus.post_by_key.get(self.course.site.lead_key)
        return Facts(
            teachers=self.teachers,
            weeks=course.weeks,
            students=len(course.students),
            chosen=bool(post and post.status == "published"),
        )

    # The discussions

    def comment_pages(self) -> Iterator[Listed]:
        conversation = self.site.conversation
        for comments in paging.pages(self.overview.shown[:LISTED]):
            yield paging.address("comments/", comments.number), "comments", partial(self._comments, comments)
        for popular in paging.pages(conversation.popular):
            yield paging.address("popular/", popular.number), "popular", partial(self._popular, popular)
        unanswered = zip_longest(conversation.unanswered_posts, conversation.unanswered_comments[:LISTED])
        for pair in paging.pages(list(unanswered), paging.MOST // 2):
            yield paging.address("unanswered/", pair.number), "unanswered", partial(self._unanswered, pair)

    def _comments(self, comments: Listing[Shown]) -> CommentsPage:
        listing = Listing(tuple(self.comment(*one) for one in comments.items), comments.number, comments.of)
        weeks = tuple(week for week in self.course.weeks if week.number in self.overview.posts_by_week)
        return CommentsPage(listing, len(self.overview.shown), LISTED, weeks, len(self.corpus.published))

    def _popular(self, popular: Listing[Popular]) -> PopularPage:
        listing = Listing(tuple(map(self.popular, popular.items)), popular.number, popular.of)
        return PopularPage(listing, bool(self.site.conversation.popular), len(self.corpus.published))

    def _unanswered(self, listing: Listing[tuple[Post | None, Shown | None]]) -> UnansweredPage:
        conversation = self.site.conversation
        comments = [shown for _, shown in listing.items if shown]
        every = conversation.unanswered_comments
        return UnansweredPage(
            number=listing.number,
            of=listing.of,
            posts_here=tuple(self.listed(post) for post, _ in listing.items if post),
            comments_here=tuple(self.comment(*shown) for shown in comments),
            posts=len(conversation.unanswered_posts),
            comments=len(every),
            listed=LISTED,
            cut=len(every) > LISTED and bool(comments) and comments[-1] == every[LISTED - 1],
            shown=bool(self.overview.shown),
            published=bool(self.corpus.published),
        )

    # Brands

    def brand_pages(self) -> Iterator[Listed]:
        overview = self.overview
        yield "brands/", "brands", self.brands
        for brand, texts, count in overview.brands:
            found, (own, *further) = mentions.pages(_link(brand), map(self._mention, overview.quotations(brand, texts)))
            weeks = tuple(found)
            yield brand.address, "brand", partial(self.brand, brand, texts, count, weeks, own)
            for part in further:
                yield part.address, "brand_week", partial(BrandWeekPage, _link(brand), weeks, part)

    def brands(self) -> BrandsPage:
        return BrandsPage(tuple((_link(brand), count) for brand, _, count in self.overview.brands))

    def brand(
        self, brand: Brand, texts: Sequence[Text], count: int, weeks: tuple[MentionsWeek, ...], own: MentionsPage
    ) -> BrandPage:  # fmt: skip
        overview = self.overview
        posts = sum(isinstance(text, Post) for text in texts)
        return BrandPage(
            name=brand.name,
            also=brand.also,
            posts=posts,
            comments=len(texts) - posts,
            count=count,
            authors=tuple(dict.fromkeys(text.author for text in texts)),
            alongside=tuple((_link(other), n) for other, n in overview.brands_of(texts) if other != brand)[:NAMED],
            strip=overview.brand_strip(brand, texts),
            quoted=tuple(self._quoted.get(brand, ())),
            weeks=weeks,
            mentions=own,
        )

    @cached_property
    def _quoted(self) -> dict[Brand, list[str]]:
        """The wrong forms of each brand that are left alone for a reason, such as standing in a quotation."""
        found: dict[Brand, list[str]] = defaultdict(list)
        for text in self.overview.texts:
            for report in self.site.checked[text.path].reports:
                finding = report.finding
                if finding.why and finding.wrong not in found[finding.brand]:
                    found[finding.brand].append(finding.wrong)
        return found

    def _mention(self, quotation: Quotation) -> Mention:
        text, post = quotation.text, quotation.post
        anchor = text.anchor if isinstance(text, Comment) else ""
        said = quotation.before, quotation.name, quotation.after
        return Mention(*said, text.author, text.lang, anchor, self.line(post))


def _named(post: Post) -> tuple[str, str, str, Person, int, datetime]:
    """A post as other pages name it: the fields of a ``PostLine``."""
    return post.address, quoted(post.title, post.lang), post.lang, post.author, post.week, post.date


def _of_thread(
    place: Place, parent: Above | None
) -> tuple[str, str, Person, datetime, str, int, Above | None, str, int]:
    """The first fields of a ``ThreadComment``: who wrote it when, and where it stands."""
    comment = place.comment
    return (
        comment.id, comment.anchor, comment.author, comment.date, comment.lang, place.depth, parent, place.missing,
        place.replies,
    )  # fmt: skip


def _link(brand: Brand) -> BrandLink:
    return BrandLink(brand.name, brand.address)


def _backlink(text: Text, home: Post) -> Backlink:
    anchor = text.anchor if isinstance(text, Comment) else ""
    return Backlink(home.address, quoted(home.title, home.lang), home.lang, text.author.name, anchor)


def _above(place: Place, direct: Mapping[str, int]) -> Above:
    """``direct``: how many replies each comment has that answer it itself. A single reply needs no fold, and neither
    does one that only goes on where a fold has begun.
    """
    comment = place.comment
    repliers = tuple(person.name for person in place.repliers)
    removed = comment.status == "removed"
    folds = place.replies > 1 and (place.depth == 0 or direct[comment.id] > 1)
    return Above(
        comment.id, comment.anchor, comment.author.name, removed, place.replies, repliers, place.more_repliers, folds
    )  # fmt: skip
