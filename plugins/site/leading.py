"""Which post leads the home page, and which of its comments stands beneath it.

The instructor's ``lead`` leads, if it is published. Otherwise it is the post of the open week with most comments; where
nobody else has answered one yet, that of the last week in which somebody has; before any answer, the newest post.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..core.model import Comment, Post
from ..corpus.conversation import Conversation
from ..texts.markup import Rendered

Why = Literal["chosen", "answered", "newest"]


@dataclass(frozen=True, slots=True)
class Lead:
    post: Post
    why: Why


def lead(conversation: Conversation, week: int) -> Lead | None:
    """The post that leads while the week with a number is open; None if nobody has posted."""
    corpus = conversation.corpus
    chosen = corpus.post_by_key.get(corpus.course.site.lead_key)
    if chosen and chosen.status == "published":
        return Lead(chosen, "chosen")
    answered = [popular.post for popular in conversation.popular if popular.post.week <= week]
    if answered:
        return Lead(max(answered, key=lambda post: post.week), "answered")
    return Lead(corpus.published[-1], "newest") if corpus.published else None


def best_comment(conversation: Conversation, post: Post, rendered: Mapping[str, Rendered]) -> Comment | None:
    """The comment that most people other than its author answered; ties go to the longer one, then to the earlier. None
    if only the post's own author has commented.
    """

    def rank(comment: Comment) -> tuple[int, int]:
        people = {answer.author.id for answer in conversation.answered_by.get(comment.path, ())}
        return len(people), rendered[comment.path].words

    shown = conversation.corpus.discussion(post).shown
    said = [comment for comment in shown if comment.status == "published" and comment.author != post.author]
    return max(said, key=rank, default=None)
