"""Small exports in each platform's own layout, made by hand for the tests."""

BACKUP_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:app='http://purl.org/atom/app#'><id>tag:blogger.com,1999:blog-7.archive</id>"
    "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>\n"
)
KIND = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
)
FEEDS = "http://www.blogger.com/feeds/7"


def backup_entry(
    kind, number, title="", text="", author="Ada L.", time="2026-10-07T10:00:00.000+01:00", more="", email=""
):
    own = f"{FEEDS}/{number}/comments/default/{number}" if kind == "comment" else f"{FEEDS}/posts/default/{number}"
    mail = f"<email>{email or 'noreply@blogger.com'}</email>"
    return (
        f"<entry><id>tag:blogger.com,1999:blog-7.post-{number}</id><published>{time}</published>{KIND.format(kind)}"
        f"<title type='text'>{title}</title><content type='html'>{text}</content>"
        f"<link rel='self' href='{own}'/><author><name>{author}</name>{mail}</author>{more}</entry>\n"
    )


def in_reply(post, comment=""):
    nested = f"<link rel='related' href='{FEEDS}/{post}/comments/default/{comment}'/>" if comment else ""
    return nested + f"<thr:in-reply-to ref='tag:blogger.com,1999:blog-7.post-{post}' href='http://x/'/>"


def backup(*entries):
    return (BACKUP_HEAD + "".join(entries) + "</feed>").encode()


BACKUP = backup(
    backup_entry("settings", 1, "A setting"),
    backup_entry("template", 2, "Template"),
    backup_entry(
        "post", 10, "On listening", "Brands that &lt;b&gt;listen&lt;/b&gt; learn.", email="ada@example.org",
        more="<category scheme='http://www.blogger.com/atom/ns#' term='listening'/>"
             "<link rel='related' href='http://elsewhere.example/10'/>",
    ),
    backup_entry("post", 11, "A draft", "Not yet.", more="<app:control><app:draft>yes</app:draft></app:control>"),
    backup_entry("page", 12, "About", "This blog."),
    backup_entry("comment", 20, "Nice…", "Nice &amp;amp; short.", "Ben K.", "2026-10-08T09:30:15.123Z", in_reply(10)),
    backup_entry("comment", 21, "", "Thanks, Ben.", "Ada L.", "2026-10-08T10:00:00Z", in_reply(10, 20)),
    backup_entry("comment", 22, "", "Gone.", "Eve", "2026-10-08T11:00:00Z",
                 in_reply(10) + "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"),
    backup_entry("comment", 23, "", "To nobody here.", "Ben K.", "2026-10-08T12:00:00Z", in_reply(10, 99)),
    backup_entry("comment", 24, "", "On the page.", "Ben K.", "2026-10-08T12:00:00Z", in_reply(12)),
)  # fmt: skip

TAKEOUT = b"""<?xml version='1.0' encoding='utf-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>tag:blogger.com,1999:blog-7</id><title>Blog</title>
<entry><id>tag:blogger.com,1999:blog-7.post-10</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Ada L.</name><blogger:type>BLOGGER</blogger:type></author><title>On listening</title>
<content type='html'>&lt;p&gt;Brands that listen.&lt;/p&gt;</content><published>2026-10-07T09:00:00Z</published>
<blogger:filename>/2026/10/on-listening.html</blogger:filename><category scheme='tag:blogger' term='listening'/></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-20</id><blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Ben K.</name></author><content type='html'>Nice.</content><blogger:parent>tag:blogger.com,1999:blog-7.post-10</blogger:parent>
<published>2026-10-08T09:30:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-21</id><blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Ada L.</name></author><content type='html'>Thanks.</content><blogger:parent>tag:blogger.com,1999:blog-7.post-10</blogger:parent>
<blogger:inReplyTo>tag:blogger.com,1999:blog-7.post-20</blogger:inReplyTo><published>2026-10-08T10:00:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-22</id><blogger:type>COMMENT</blogger:type><blogger:status>SPAM_COMMENT</blogger:status>
<author><name>SEO</name></author><content type='html'>Buy.</content><blogger:parent>tag:blogger.com,1999:blog-7.post-10</blogger:parent>
<published>2026-10-08T10:00:00Z</published></entry>
<entry><id>tag:blogger.com,1999:blog-7.post-13</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Ada L.</name></author><title>Binned</title><content type='html'>x</content><published>2026-10-07T09:00:00Z</published>
<blogger:trashed>2026-10-09T09:00:00Z</blogger:trashed></entry>
</feed>
"""


def wxr(version="1.2", cdata=True):
    def data(text):
        return f"<![CDATA[{text}]]>" if cdata else text.replace("&", "&amp;").replace("<", "&lt;")

    def comment(number, author, text, approved="1", parent="0", kind=""):
        return (
            f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{data(author)}</wp:comment_author>"
            f"<wp:comment_author_email>a@b.example</wp:comment_author_email><wp:comment_author_IP>192.0.2.1</wp:comment_author_IP>"
            f"<wp:comment_date>2026-10-08 10:0{number}:00</wp:comment_date>"
            f"<wp:comment_date_gmt>2026-10-08 09:0{number}:00</wp:comment_date_gmt>"
            f"<wp:comment_content>{data(text)}</wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>"
            f"<wp:comment_type>{kind}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        )

    def item(number, kind, title, text, more="", status="publish"):
        return (
            f"<item><title>{title}</title><dc:creator>{data('ada')}</dc:creator><content:encoded>{data(text)}</content:encoded>"
            f"<excerpt:encoded>{data('an excerpt')}</excerpt:encoded><wp:post_id>{number}</wp:post_id>"
            f"<wp:post_date>2026-10-07 10:00:00</wp:post_date><wp:post_date_gmt>2026-10-07 09:00:00</wp:post_date_gmt>"
            f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>\n"
        )

    shown = f"<wp:author_display_name>{data('Ada L.')}</wp:author_display_name>"
    mail = "<wp:author_email>ada@example.org</wp:author_email>"
    author = f"<wp:author><wp:author_login>ada</wp:author_login>{mail}{shown}</wp:author>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:wp="http://wordpress.org/export/{version}/"><channel><title>Blog</title>'
        f"<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>http://blog.example</wp:base_blog_url>"
        + (author if version != "1.0" else "")
        + item(1, "post", "On listening", "Brands & people.\n\nThey <em>listen</em>.",
               comment(1, "Ben K.", "Nice.") + comment(2, "Ada L.", "Thanks.", parent="1")
               + comment(3, "Eve", "Wait.", "0") + comment(4, "SEO", "Buy.", "spam") + comment(5, "Ben K.", "No.", "trash")
               + comment(6, "other.example", "linked", kind="pingback"))
        + item(2, "page", "About", "This blog.")
        + item(3, "attachment", "pic.png", "", status="inherit")
        + item(4, "post", "Binned", "x", status="trash")
        + "</channel></rss>"
    ).encode()  # fmt: skip


DISQUS = b"""<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>f</forum><title>General</title></category>
<thread dsq:id="100"><id>a</id><forum>f</forum><link>http://blog.example/on-listening</link><title>On listening</title></thread>
<post dsq:id="200"><id/><message><![CDATA[<p>Nice.</p>]]></message><createdAt>2026-10-08T09:30:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Ben K.</name><isAnonymous>false</isAnonymous><username>benk</username>
<email>ben@example.org</email></author><ipAddress>192.0.2.1</ipAddress><thread dsq:id="100"/></post>
<post dsq:id="201"><id/><message><![CDATA[<p>Thanks.</p>]]></message><createdAt>2026-10-08T10:30:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Ada L.</name></author><thread dsq:id="100"/><parent dsq:id="200"/></post>
<post dsq:id="202"><id/><message><![CDATA[Buy]]></message><createdAt>2026-10-08T10:30:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>true</isSpam><author><name>SEO</name></author><thread dsq:id="100"/></post>
</disqus>
"""

COMMENTO = b"""{"version": 1, "comments": [
{"commentHex": "a1", "domain": "blog.example", "url": "/on-listening", "commenterHex": "u1", "markdown": "Nice *one*.",
 "html": "", "parentHex": "root", "state": "approved", "creationDate": "2026-10-08T09:30:00.123456Z", "deleted": false},
{"commentHex": "a2", "domain": "blog.example", "url": "/on-listening", "commenterHex": "anonymous", "markdown": "Thanks.",
 "html": "", "parentHex": "a1", "state": "unapproved", "creationDate": "2026-10-08T10:30:00Z", "deleted": false}],
"commenters": [{"commenterHex": "u1", "email": "ben@example.org", "name": "Ben K."}]}
"""

MOODLE = (
    b"id,discussion,parent,userid,userfullname,created,modified,mailed,subject,message,messageformat,messagetrust,attachment,"
    b"totalscore,mailnow,deleted,privatereplyto,privatereplytofullname,wordcount,charcount\n"
    b'1,5,0,11,"Ada L.",1791363600,1791363600,1,"On listening","<p>Brands, that ""listen"".</p>",1,0,,0,0,0,0,,3,20\n'
    b'2,5,1,12,"Ben K.",1791450000,1791450000,1,"Re: On listening","<p>Nice.</p>",1,0,,0,0,0,0,,1,5\n'
    b'3,5,2,11,"Ada L.",1791453600,1791453600,1,"Re: On listening","<p>Thanks.</p>",1,0,,0,0,0,0,,1,7\n'
    b'4,5,2,13,"Ruth A.",1791453600,1791453600,1,"Re: On listening","<p>In private.</p>",1,0,,0,0,0,12,,2,11\n'
)

BLOGGER_PAGE = b"""<!DOCTYPE html><html><head><title>Blog: On listening</title>
<link rel="canonical" href="http://ada.blogspot.example/2026/10/on-listening.html"/></head><body>
<h3 class="post-title">On listening</h3><abbr class="published" title="2026-10-07T10:00:00+01:00">7 Oct</abbr>
<span class="post-author"><span class="fn">Ada L.</span></span>
<div class="post-body"><p>Brands that listen.</p></div>
<ol><li class="comment" id="c20"><div class="comment-block"><cite class="user">Ben K.</cite>
<span class="datetime"><a href="http://x/?showComment=1791448215000#c20">8 October</a></span>
<p class="comment-content">Nice.<br>Really.</p></div>
<div class="comment-replies"><ol id="c20-rt"><li class="comment" id="c21"><div><cite class="user blog-author">Ada L.</cite>
<a href="http://x/?showComment=1791450000000#c21">8 October</a><p class="comment-content">Thanks.</p></div></li></ol></div></li>
<li class="comment" id="c22"><cite class="user">Eve</cite><p class="comment-content"><span class="deleted-comment">This comment has
been removed by the author.</span></p></li></ol></body></html>
"""

OLD_BLOGGER_PAGE = b"""<html><head><title>Old</title></head><body><h3 class="post-title">Old</h3><div class="post-body">Text.</div>
<dl><dt class="comment-author" id="c30"><a href="http://p" rel="nofollow">Ben K.</a> said...</dt><dd class="comment-body"><p>First.</p></dd>
<dd class="comment-footer"><a href="http://x/?showComment=1791448215000#c30">8 October</a></dd></dl></body></html>
"""

WORDPRESS_PAGE = b"""<!DOCTYPE html><html><head><title>On listening</title><link rel="canonical" href="http://wp.example/on-listening/"></head>
<body><h1 class="entry-title">On listening</h1><time class="entry-date" datetime="2026-10-07T10:00:00+01:00">7 Oct</time>
<div class="entry-content"><p>Brands that listen.</p></div><ol class="comment-list">
<li id="comment-5" class="comment"><article id="div-comment-5" class="comment-body"><footer><div class="comment-author"><b class="fn">Ben K.</b>
</div><time datetime="2026-10-08T09:30:00+00:00">8 Oct</time></footer><div class="comment-content"><p>Nice.</p></div></article>
<ol class="children"><li id="comment-6" class="comment"><article id="div-comment-6" class="comment-body"><b class="fn">Ada L.</b>
<time datetime="2026-10-08T10:30:00+00:00">8 Oct</time><div class="comment-content"><p>Thanks.</p></div></article></li></ol></li></ol></body></html>
"""

PASTED = b"""On listening

5 stars2

Brands that listen.
They learn.

Delete the app, they said.
Hi Ada!
ReplyDeleteNice post.
It made me think.
Hi Ben!
DeleteThanks.
Hello both.
ReplyDeleteI agree.

Comments

Popular Posts
"""
