"""Feeds in the form in which Blogger, WordPress and others serve them, and a server on loopback that serves them."""

import contextlib
import gzip
import threading
import time
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BLOG = "1234567890123456789"
PROFILE = "https://www.blogger.com/profile/"


def blogger_post(number, title="On listening", text="<p>Brands that <b>listen</b> learn.</p>", time="2026-10-07T10:00:00.000+01:00",
                 author="Ada Lovelace", profile="01", count=0, updated="", base="http://ada.example"):  # fmt: skip
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.post-{number}</id><published>{time}</published><updated>{updated or time}</updated>"
        "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>"
        f"<category scheme='http://www.blogger.com/atom/ns#' term='listening'/><title type='text'>{escape(title)}</title>"
        f"<content type='html'>{escape(text)}</content>"
        f"<link rel='replies' type='application/atom+xml' href='{base}/feeds/{number}/comments/default' title='Post Comments'/>"
        f"<link rel='replies' type='text/html' href='{base}/2026/10/p{number}.html#comment-form' title='{count} Comments'/>"
        f"<link rel='edit' type='application/atom+xml' href='{base}/feeds/{BLOG}/posts/default/{number}'/>"
        f"<link rel='self' type='application/atom+xml' href='{base}/feeds/{BLOG}/posts/default/{number}'/>"
        f"<link rel='alternate' type='text/html' href='{base}/2026/10/p{number}.html' title='{escape(title)}'/>"
        f"<author><name>{author}</name><uri>{PROFILE}{profile}</uri><email>noreply@blogger.com</email>"
        "<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='32' height='32' src='//blog.example/p.jpg'/></author>"
        f"<thr:total>{count}</thr:total></entry>\n"
    )


def blogger_comment(number, post, text="Nice.", author="Ben K.", profile="02", time="2026-10-08T09:30:00.000+01:00", parent=0,
                    removed=False, base="http://ada.example"):  # fmt: skip
    gone = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>" if removed else ""
    uri = f"<uri>{PROFILE}{profile}</uri>" if profile else ""
    related = (f"<link rel='related' type='application/atom+xml' href='{base}/feeds/{BLOG}/{post}/comments/default/{parent}'/>"
               if parent else "")  # fmt: skip
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{BLOG}.post-{number}</id><published>{time}</published><updated>{time}</updated>"
        f"<title type='text'>{escape(text[:20])}…</title><content type='html'>{escape(text)}</content>"
        f"<link rel='edit' type='application/atom+xml' href='{base}/feeds/{BLOG}/{post}/comments/default/{number}'/>"
        f"<link rel='self' type='application/atom+xml' href='{base}/feeds/{BLOG}/{post}/comments/default/{number}'/>"
        f"<link rel='alternate' type='text/html' href='{base}/2026/10/p{post}.html?showComment=1791448215000#c{number}' title=''/>"
        f"<author><name>{author}</name>{uri}<email>noreply@blogger.com</email></author>"
        f"<thr:in-reply-to href='{base}/2026/10/p{post}.html' ref='tag:blogger.com,1999:blog-{BLOG}.post-{post}'"
        f" source='{base}/feeds/{BLOG}/posts/default/{post}' type='text/html'/>{related}"
        f"<gd:extendedProperty name='blogger.displayTime' value='8 October 2026 at 09:30'/>{gone}</entry>\n"
    )


def blogger(*entries, base="http://ada.example", kind="posts", following="", author="Ada Lovelace"):
    link = f"<link rel='next' type='application/atom+xml' href='{escape(following)}'/>" if following else ""
    name = f"tag:blogger.com,1999:blog-{BLOG}" + (".comments" if kind == "comments" else "")
    return (
        "<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href=\"http://www.blogger.com/styles/atom.css\" type=\"text/css\"?>"
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
        " xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:gd='http://schemas.google.com/g/2005'"
        f" xmlns:thr='http://purl.org/syndication/thread/1.0'><id>{name}</id><updated>2026-10-08T09:30:00.000+01:00</updated>"
        "<title type='text'>Ada listens</title><subtitle type='html'></subtitle>"
        f"<link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' href='{base}/feeds/{kind}/default'/>"
        f"<link rel='self' type='application/atom+xml' href='{base}/feeds/{BLOG}/{kind}/default'/>"
        f"<link rel='alternate' type='text/html' href='{base}/'/><link rel='hub' href='http://pubsubhubbub.appspot.com/'/>{link}"
        f"<author><name>{author}</name><uri>{PROFILE}01</uri><email>noreply@blogger.com</email></author>"
        "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>"
        "<openSearch:totalResults>2</openSearch:totalResults><openSearch:startIndex>1</openSearch:startIndex>"
        "<openSearch:itemsPerPage>25</openSearch:itemsPerPage>\n" + "".join(entries) + "</feed>"
    ).encode()  # fmt: skip


def press_post(number, title="On waiting", text="<p>Brands that wait.</p>", time="Wed, 07 Oct 2026 09:00:00 +0000", author="ben",
               count=0, guid="", base="http://ben.example", more=""):  # fmt: skip
    page = f"{base}/2026/10/07/p{number}/"
    return (
        f"<item>\n<title>{escape(title)}</title>\n<link>{page}</link>\n<comments>{page}#respond</comments>\n"
        f"<dc:creator><![CDATA[{author}]]></dc:creator>\n<pubDate>{time}</pubDate>\n<category><![CDATA[Uncategorized]]></category>"
        f'<category><![CDATA[waiting]]></category>\n<guid isPermaLink="false">{guid or f"{base}/?p={number}"}</guid>\n'
        f"<description><![CDATA[The beginning [&#8230;]]]></description>\n<content:encoded><![CDATA[{text}]]></content:encoded>\n"
        f"<wfw:commentRss>{page}feed/</wfw:commentRss>\n<slash:comments>{count}</slash:comments>\n{more}</item>\n"
    )


def press_comment(
    number,
    post,
    text="Nice.",
    author="Ada L.",
    time="Thu, 08 Oct 2026 08:30:00 +0000",
    parent=0,
    base="http://ben.example",
):
    page = f"{base}/2026/10/07/p{post}/"
    answer = f'<p>In reply to <a href="{page}#comment-{parent}">Somebody</a>.</p>\n' if parent else ""
    return (
        f"<item>\n<title>Comment on On waiting by {author}</title>\n<link>{page}#comment-{number}</link>\n"
        f"<dc:creator><![CDATA[{author}]]></dc:creator>\n<pubDate>{time}</pubDate>\n"
        f'<guid isPermaLink="false">{base}/?p={post}#comment-{number}</guid>\n'
        f"<description><![CDATA[{text}]]></description>\n<content:encoded><![CDATA[{answer}<p>{text}</p>\n]]></content:encoded>\n</item>\n"
    )


def press(*items, base="http://ben.example", title="Ben waits"):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        '\txmlns:wfw="http://wellformedweb.org/CommentAPI/"\n\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        '\txmlns:atom="http://www.w3.org/2005/Atom"\n\txmlns:sy="http://purl.org/rss/1.0/modules/syndication/"\n'
        '\txmlns:slash="http://purl.org/rss/1.0/modules/slash/"\n\t>\n<channel>\n'
        f'<title>{title}</title>\n<atom:link href="{base}/feed/" rel="self" type="application/rss+xml" />\n<link>{base}</link>\n'
        "<description></description><lastBuildDate>Thu, 08 Oct 2026 08:30:00 +0000</lastBuildDate><language>en-GB</language>\n"
        "<sy:updatePeriod>\nhourly\t</sy:updatePeriod><generator>https://wordpress.org/?v=6.8</generator>\n"
        f"<image><url>{base}/icon.png</url><title>{title}</title><link>{base}</link></image>\n" + "".join(items) + "</channel>\n</rss>\n"
    ).encode()  # fmt: skip


def rss(*items, head="<title>Plain</title><link>http://plain.example/</link>"):
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


class Site:
    """A web server on loopback: what it serves by path, and what it was asked for.

    A value is a body, or a function that is given the request's handler and answers itself.
    """

    def __init__(self):
        self.pages, self.asked, self.gzip = {}, [], False
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append((self.path, self.headers))
                page = site.pages.get(self.path)
                with contextlib.suppress(ConnectionError):
                    if callable(page):
                        page(self)
                    elif page is None:
                        answer(self, 404, b"<!doctype html><title>Not found</title>")
                    else:
                        answer(self, 200, page, **({"Content-Encoding": "gzip"} if site.gzip else {}))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def paths(self):
        return [path for path, _ in self.asked]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(handler, status, body=b"", **headers):
    body = gzip.compress(body) if headers.get("Content-Encoding") == "gzip" and body[:2] != b"\x1f\x8b" else body
    handler.send_response(status)
    for name, value in {"Content-Type": "application/xml", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", headers.get("Content_Length", str(len(body))))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def with_etag(body: Callable[[], bytes]):
    """Serves a body with its ETag and Last-Modified, and 304 to whoever has it."""

    def serve(handler):
        tag = f'W/"{hash(body())}"'
        if handler.headers["If-None-Match"] == tag:
            handler.send_response(304)
            handler.send_header("ETag", tag)
            handler.end_headers()
            handler.close_connection = True
        else:
            answer(handler, 200, body(), ETag=tag, Last_Modified="Thu, 08 Oct 2026 08:30:00 GMT")

    return serve


def redirect(status, target):
    return lambda handler: answer(handler, status, b"", Location=target)


def slowly(body, pause=0.05):
    """Serves a body byte by byte."""

    def serve(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for n in range(len(body)):
            handler.wfile.write(body[n : n + 1])
            handler.wfile.flush()
            time.sleep(pause)

    return serve
