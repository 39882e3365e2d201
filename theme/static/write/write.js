// The page /write/: makes a content file of a name, a title and a text. What comes from the address, the clipboard,
// files and the browser's storage is shown as text or made into elements one by one, never parsed into this page.
import { count, forgeAddress, header, looseName, mailAddress, postPath, slug, written } from "./rules.js";
import { own, render } from "./markdown.js";
import { album } from "./album.js";

const form = document.getElementById("desk");
const { author, week, title, text, rating } = form.elements;
const part = (id) => document.getElementById(id);
const given = JSON.parse(form.dataset.given);
const { said } = given;
const root = new URL(form.dataset.root, location.href);
const PREFIX = `cohort-write:${root.pathname}:`;
const YOUR_ID = "your-id";
const posts = new Map(given.posts.map(([key, name, person, address, number, next]) => [key, { name, person, address, number, next }]));
const taken = new Set(given.posts.map(([key]) => key.toLowerCase()));
const kept = album(`${PREFIX}pictures`);
const pictures = new Map(); // the draft's: file name → { blob, url, keeps }
let draft;
let keeps = true; // whether the draft's words are kept

const tell = (name, blanks = {}) => said[name].replace(/\{(\w+)\}/g, (whole, blank) => blanks[blank] ?? whole);
const when = (moment) => new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), { dateStyle: "medium", timeStyle: "short" }).format(moment);

function make(name, properties = {}, ...inside) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...inside);
	return made;
}

// Drafts, one key of the browser's storage each.

function stored(key) {
	try {
		return localStorage.getItem(PREFIX + key);
	} catch {
		return null;
	}
}

function store(key, value) {
	try {
		if (value === null) localStorage.removeItem(PREFIX + key);
		else localStorage.setItem(PREFIX + key, value);
		return true;
	} catch {
		return false;
	}
}

function read(id) {
	try {
		const found = JSON.parse(stored(`draft:${id}`));
		const strings = Object.fromEntries(["post", "to", "title", "text", "path"].map((name) => [name, String(found[name] ?? "")]));
		const numbers = Object.fromEntries(["week", "number", "rating", "changed", "sent"].map((name) => [name, Number(found[name]) || 0]));
		if (!target(strings.post, strings.to) && strings.post) return null;
		return { id, ...strings, ...numbers };
	} catch {
		return null;
	}
}

// The ids of all drafts; nothing if the browser keeps none.
function ids() {
	try {
		const keys = Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n));
		return keys.filter((key) => key.startsWith(`${PREFIX}draft:`)).map((key) => key.slice(`${PREFIX}draft:`.length));
	} catch {
		return null;
	}
}

const drafts = () => (ids() ?? []).map(read).filter(Boolean).sort((a, b) => b.changed - a.changed);

const isEmpty = (one) => !one.title.trim() && !one.text.trim();
const state = () => JSON.stringify([draft.title, draft.text, draft.week, draft.rating]);

function save() {
	clearTimeout(waiting);
	waiting = undefined;
	if (draft.saved === state()) return;
	if (isEmpty(draft) && stored(`draft:${draft.id}`) === null) return;
	draft.changed = Date.now();
	keeps = put();
	part("kept").textContent = keeps ? (draft.forked ? said["kept-other"] : said.kept) : said["not-kept"];
	list();
}

function put() {
	draft.saved = state();
	const { id, forked, saved, ...rest } = draft;
	return store(`draft:${id}`, JSON.stringify(rest));
}

const fresh = (of = {}) => ({ id: crypto.randomUUID?.() ?? String(Date.now() + Math.random()), post: "", to: "", week: given.week, title: "", text: "", path: "", number: 0, rating: 0, changed: 0, sent: 0, ...of });

function target(post, to) {
	const part = /^(?!\.{1,2}(?:\/|$))[^\p{Cc}/\\]+$/u;
	const [folder, name, more] = post.split("/");
	if (!name || more !== undefined || post.length > 300 || !part.test(folder) || !part.test(name)) return null;
	if (to && (to.length > 200 || !part.test(to) || to !== to.trim() || to.endsWith(".md"))) return null;
	return { post, to };
}

// The number at the end of an answer's file name: one that is free on the site, and in this browser's other drafts.
function next(post) {
	const others = drafts().filter((one) => one.post === post && one.id !== draft?.id).map((one) => one.number + 1);
	const known = posts.get(post)?.next ?? Number(written(Date.now(), given.zone).slice(11).replace(":", "")) + 1;
	return Math.max(known, ...others);
}

function open(one) {
	draft = one;
	if (draft.post && !draft.sent) draft.number = draft.number ? Math.max(draft.number, posts.get(draft.post)?.next ?? 0) : next(draft.post);
	draft.saved = state();
	week.value = String(draft.week);
	if (week.selectedIndex < 0) week.value = String(draft.week = given.week);
	title.value = draft.title;
	text.value = draft.text;
	if (rating) rating.value = draft.rating || "";
	const answers = Boolean(draft.post);
	for (const [field, hidden] of [[week, answers], [title, answers], [rating, !answers]]) {
		if (!field) continue;
		field.closest("label").hidden = hidden;
		field.disabled = hidden;
	}
	part("answering").hidden = !answers;
	if (answers) part("answering").replaceChildren(...whom());
	const query = answers ? `?${new URLSearchParams({ post: draft.post, ...(draft.to && { to: draft.to }) })}` : "";
	history.replaceState(null, "", location.pathname + query);
	list();
	bring();
	show();
}

// The sentence that says what is answered, with a link to it if the site knows the post.
function whom() {
	const post = posts.get(draft.post);
	if (!post) return [tell("unknown-post", { post: draft.post })];
	const link = make("a", { textContent: post.name, dir: "auto" });
	link.href = new URL(post.address + (draft.to ? `#comment-${encodeURIComponent(draft.to)}` : ""), root);
	const [before, after] = said[draft.to ? "answer-to" : "answer-on"].split("{post}");
	const fill = (some) => some.replace("{person}", () => post.person).replace("{comment}", () => draft.to);
	return [fill(before), link, fill(after)];
}

function list() {
	const items = drafts().map((one) => {
		const post = posts.get(one.post)?.name ?? one.post;
		const name = one.post ? tell(one.to ? "answer-to" : "answer-on", { post, comment: one.to, person: posts.get(one.post)?.person ?? "" }) : one.title || said.untitled;
		const opens = make("button", { type: "button", className: "named", dir: "auto", textContent: name });
		if (one.id === draft.id) opens.setAttribute("aria-current", "true");
		opens.addEventListener("click", () => {
			save();
			open(read(one.id) ?? fresh());
			(draft.post ? text : title).focus();
		});
		const removes = make("button", { type: "button", className: "button", textContent: said.remove });
		removes.setAttribute("aria-label", `${said.remove}: ${name}`);
		removes.addEventListener("click", () => {
			if (!confirm(said["remove-sure"])) return;
			store(`draft:${one.id}`, null);
			kept.forget(one.id).catch(console.warn);
			if (one.id === draft.id) open(fresh({ post: draft.post, to: draft.to }));
			else list();
			part("new").focus();
		});
		const date = make("span", { className: "meta", textContent: one.sent ? tell("sent", { date: when(one.sent) }) : tell("changed", { date: when(one.changed) }) });
		return make("li", {}, make("div", {}, opens, " ", date), removes);
	});
	part("drafts").replaceChildren(...items);
	part("drafts").closest("section").classList.toggle("none", !items.length);
}

// The file: its path, its text, and the ways it leaves by.

function file() {
	const who = author.value.trim() || YOUR_ID;
	const date = written(Date.now(), given.zone);
	const others = drafts().filter((one) => one.id !== draft.id && one.path).map((one) => one.path.replace(/^.*?posts\//, "").replace(/\.md$/, "").toLowerCase());
	const folder = given.weeks.find((one) => one.number === draft.week)?.folder;
	const path = draft.post
		? `comments/${draft.post}/${who}-${draft.number}.md`
		: draft.sent && draft.path ? draft.path.slice(given.folder.length) : postPath(folder, who, draft.title, new Set([...taken, ...others]), given.letters);
	const fields = draft.post ? { Author: who, Date: date, ...(draft.to && { "Reply-to": draft.to }), ...(rates() && { Rating: draft.rating }) } : { Title: draft.title, Author: who, Date: date };
	return { path: given.folder + path, text: `${header(fields)}\n${draft.text.replace(/^(?:\s*\n)+/, "").trimEnd()}\n` };
}

// Nobody rates a post of their own.
const isOwn = () => Boolean(author.selectedOptions?.[0]?.value) && author.selectedOptions[0].text === posts.get(draft.post)?.person;
const rates = () => rating && draft.rating >= 1 && draft.rating <= 5 && !isOwn();

function missing() {
	if (!author.value.trim()) return ["need-author", author];
	if (!draft.post && !draft.title.trim()) return ["need-title", title];
	return draft.text.trim() ? null : ["need-text", text];
}

function show() {
	const made = file();
	if (rating) rating.closest("label").hidden = !draft.post || isOwn();
	render(part("shown"), draft.text, { level: 3, image: (address) => pictures.get(address.replace(/^(?:\.\.\/|\/)*images\//, ""))?.url ?? "" });
	part("shown-name").textContent = draft.post ? "" : draft.title;
	const name = author.selectedOptions ? author.selectedOptions[0]?.value && author.selectedOptions[0].text : author.value;
	part("shown-by").textContent = name || "";
	const inWeek = draft.post ? posts.get(draft.post)?.number ?? given.week : draft.week;
	const expected = given.weeks.find((one) => one.number === inWeek)?.[draft.post ? "comment" : "post"] ?? 0;
	const n = count(typographic(own(part("shown"))));
	part("count").textContent = tell(expected ? "words-of" : "words", { n, most: expected });
	part("path").textContent = made.path;
	part("file").textContent = made.text;
	part("need").textContent = said[missing()?.[0] ?? "ready"];
	leave(made);
	suggest();
}

// Names that may be misspelt are marked below the text, and listed with what may be meant. The lexicon is loaded with
// the first words; without it, nothing is marked.

let check;
let asked;

async function learn() {
	asked = true;
	try {
		const [{ index, check: found }, brands] = await Promise.all([import("./names.js"), (await fetch(new URL("write/names.json", root))).json()]);
		const known = index(brands);
		check = (typed) => found(typed, known);
		suggest();
	} catch {
		check = undefined;
	}
}

let listed = "";
function suggest() {
	if (!asked && draft.text.trim()) learn();
	const found = check ? check(draft.text) : [];
	const marked = [];
	let end = 0;
	for (const one of found) {
		marked.push(draft.text.slice(end, one.start), make("mark", { textContent: draft.text.slice(one.start, one.end) }));
		end = one.end;
	}
	part("marks").replaceChildren(...marked, `${draft.text.slice(end)}\n`);
	part("marks").scrollTop = text.scrollTop;
	part("names").hidden = !found.length;
	const pairs = [...new Map(found.map((one) => [`${one.wrong}\n${one.right}`, one])).values()];
	if (listed === JSON.stringify(pairs.map(({ wrong, right }) => [wrong, right]))) return;
	listed = JSON.stringify(pairs.map(({ wrong, right }) => [wrong, right]));
	part("suggested").replaceChildren(...pairs.map(({ wrong, right }) => {
		const takes = make("button", { type: "button", className: "button", textContent: tell("use", { right }) });
		takes.addEventListener("click", () => {
			for (const one of check(text.value).filter((other) => other.wrong === wrong && other.right === right).reverse()) {
				text.setRangeText(right, one.start, one.end, "preserve");
			}
			text.dispatchEvent(new Event("input", { bubbles: true }));
			text.focus();
		});
		return make("li", {}, make("span", { dir: "auto", textContent: tell("meant", { wrong, right }) }), takes);
	}));
}

text.addEventListener("scroll", () => {
	part("marks").scrollTop = text.scrollTop;
});

// What is pasted and dropped in.

// Puts words where the cursor is, so that the browser can undo it.
function insert(words) {
	text.focus();
	if (!document.execCommand("insertText", false, words)) {
		text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
		text.dispatchEvent(new Event("input", { bubbles: true }));
	}
}

async function convert(html, otherwise) {
	let words = otherwise;
	try {
		const { markdown, says } = await import("./paste.js");
		if (says(html)) words = markdown(html, said.describe) || otherwise;
	} catch (error) {
		console.warn(error);
	}
	if (words) insert(words);
}

async function take(some) {
	const { documentHtml, isDocument, isPicture, picture } = await import("./files.js");
	for (const one of some) {
		try {
			part("taken").textContent = "";
			if (isDocument(one)) {
				const { html, lost } = await documentHtml(one, async (inside) => `images/${await enclose(inside.name, await picture(inside))}`);
				await convert(html, "");
				if (lost) part("taken").textContent = tell("lost", { n: lost, name: one.name });
			} else if (/^text\/|\.(?:md|txt)$/.test(one.type || one.name)) insert(await one.text());
			else if (isPicture(one)) insert(`\n\n![${said.describe}](images/${await enclose(one.name, await picture(one))})\n\n`);
			else throw new Error(one.type);
		} catch (error) {
			part("taken").textContent = tell("unreadable", { name: one.name });
			console.warn(error);
		}
	}
}

// A picture that goes along: named after its writer, kept with the draft, shown in the preview, downloaded beside the text.
// Returns its name.
async function enclose(name, { blob, ending }) {
	const others = new Set([...pictures.keys(), ...(await kept.names().catch(() => []))]);
	const base = `${author.value.trim() || YOUR_ID}-${slug(name.replace(/\.[^.]*$/, ""), given.letters) || "picture"}`;
	let own = `${base}.${ending}`;
	for (let n = 2; others.has(own); n += 1) own = `${base}-${n}.${ending}`;
	hold(own, blob);
	save();
	enclosed();
	await keep(own);
	return own;
}

function hold(name, blob) {
	pictures.set(name, { blob, url: URL.createObjectURL(blob), keeps: false });
}

async function keep(name) {
	const one = pictures.get(name);
	try {
		await kept.keep(draft.id, name, one.blob);
		one.keeps = true;
	} catch (error) {
		part("kept-pictures").textContent = said["pictures-not-kept"];
		console.warn(error);
	}
}

// The pictures kept with the draft, in place of those of the draft before.
async function bring() {
	for (const { url } of pictures.values()) URL.revokeObjectURL(url);
	pictures.clear();
	part("kept-pictures").textContent = "";
	enclosed();
	const [whose, { id }] = [draft, draft];
	const found = await kept.kept(id).catch(() => []);
	if (draft !== whose) return;
	for (const [name, blob] of found.filter(([one]) => !pictures.has(one))) {
		hold(name, blob);
		pictures.get(name).keeps = true;
		if (draft.id !== id) keep(name);
	}
	enclosed();
	if (found.length) show();
}

function enclosed() {
	part("enclosed").hidden = !pictures.size;
	part("pictures").replaceChildren(...Array.from(pictures, ([name, { blob }]) => {
		const takes = make("button", { type: "button", className: "named", textContent: name });
		takes.addEventListener("click", () => download(name, blob));
		const removes = make("button", { type: "button", className: "button", textContent: said.remove });
		removes.setAttribute("aria-label", `${said.remove}: ${name}`);
		removes.addEventListener("click", () => confirm(said["remove-picture-sure"]) && discard(name));
		return make("li", {}, make("div", {}, takes, " ", make("span", { className: "meta", textContent: `${Math.ceil(blob.size / 1000)} kB` })), removes);
	}));
}

function discard(name) {
	URL.revokeObjectURL(pictures.get(name).url);
	pictures.delete(name);
	kept.remove(draft.id, name).catch(console.warn);
	const mark = new RegExp(`\\n*!\\[[^\\]]*\\]\\(images/${name.replace(/[^\w-]/g, "\\$&")}\\)\\n*`, "g");
	text.value = text.value.replace(mark, (found) => (found.includes("\n") ? "\n\n" : ""));
	text.dispatchEvent(new Event("input", { bubbles: true }));
	enclosed();
	text.focus();
}

text.addEventListener("paste", (event) => {
	const html = event.clipboardData.getData("text/html");
	const some = [...event.clipboardData.files];
	if (html) {
		event.preventDefault();
		convert(html, event.clipboardData.getData("text/plain"));
	} else if (some.length) {
		event.preventDefault();
		take(some);
	}
});
form.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
form.addEventListener("drop", (event) => {
	const html = event.target === text && event.dataTransfer.getData("text/html");
	if (event.dataTransfer.files.length) {
		event.preventDefault();
		take([...event.dataTransfer.files]);
	} else if (html) {
		event.preventDefault();
		convert(html, event.dataTransfer.getData("text/plain"));
	}
});
part("add").addEventListener("change", ({ target: field }) => {
	take([...field.files]);
	field.value = "";
});

// Two hyphens become a dash on the page, which parts words.
const typographic = (typed) => typed.replace(/-{2,3}/g, "\u2014");

function leave(made) {
	const forge = part("to-forge");
	const mail = part("to-mail");
	const long = [];
	if (forge) {
		const whole = forgeAddress(given.forge, made.path, made.text);
		forge.href = whole.length <= given.most ? whole : forgeAddress(given.forge, made.path, "");
		if (whole.length > given.most) long.push(said["too-long"]);
	}
	if (mail) {
		const subject = tell("mail-subject", { title: draft.post || draft.title });
		const whole = mailAddress(given.mail, subject, made.path, made.text);
		mail.href = whole.length <= given.mostOfMail ? whole : mailAddress(given.mail, subject, made.path, "");
		if (whole.length > given.mostOfMail && !forge) long.push(said["too-long-mail"]);
	}
	if (part("long").dataset.copied !== made.text) part("long").textContent = long.join(" ");
}

// Refuses to leave while something is missing; notes otherwise that the text has left.
function leaves(event) {
	const lacks = missing();
	if (lacks) {
		event.preventDefault();
		part("need").textContent = said[lacks[0]];
		lacks[1].focus();
		return null;
	}
	const made = file();
	leave(made);
	Object.assign(draft, { path: made.path, sent: Date.now(), changed: Date.now() });
	keeps = put();
	list();
	return made;
}

function download(name, blob) {
	const link = make("a", { href: URL.createObjectURL(blob), download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

part("to-forge")?.addEventListener("click", leaves);
part("to-mail")?.addEventListener("click", leaves);
part("to-file").addEventListener("click", (event) => {
	const made = leaves(event);
	if (!made) return;
	download(given.forge ? made.path.split("/").pop() : looseName(made.path), new Blob([made.text], { type: "text/markdown" }));
	for (const [name, { blob }] of pictures) if (made.text.includes(`images/${name}`)) download(name, blob);
});
part("to-copy").addEventListener("click", async (event) => {
	const made = leaves(event);
	if (!made) return;
	try {
		await navigator.clipboard.writeText(made.text);
		part("long").textContent = said.copied;
	} catch {
		part("long").textContent = said["copy-failed"];
		part("file").closest("details").open = true;
	}
	part("long").dataset.copied = made.text;
});
part("new").addEventListener("click", () => {
	save();
	open(fresh());
	title.focus();
});

let waiting;
form.addEventListener("input", ({ target: field }) => {
	if (field === author) store("me", author.value);
	if (!draft.post) draft.sent = 0;
	Object.assign(draft, { title: title.value, text: text.value, week: Number(week.value) || given.week, rating: Number(rating?.value) });
	clearTimeout(waiting);
	waiting = setTimeout(save, 300);
	show();
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("pagehide", save);
document.addEventListener("visibilitychange", () => document.hidden && save());
addEventListener("beforeunload", (event) => {
	save();
	const all = keeps && [...pictures.values()].every((one) => one.keeps);
	if (!all && !isEmpty(draft) && !draft.sent) event.preventDefault();
});
// The same draft in two tabs: whoever types second gets a draft of her own, so that neither overwrites the other's.
addEventListener("storage", ({ key, newValue }) => {
	if (key === `${PREFIX}draft:${draft.id}`) {
		const theirs = newValue === null ? null : read(draft.id);
		if (theirs && theirs.title === draft.title && theirs.text === draft.text) return;
		draft.id = fresh().id;
		draft.forked = true;
		draft.saved = undefined;
		if (pictures.size) save();
		for (const name of pictures.keys()) keep(name);
	}
	if (key === null || key.startsWith(PREFIX)) list();
});

function begin() {
	const query = new URLSearchParams(location.search);
	const asked = query.get("post");
	const to = query.get("to") ?? "";
	const wanted = asked ? target(asked, to) : null;
	const mine = drafts().filter((one) => !one.sent && one.post === (wanted?.post ?? "") && one.to === (wanted?.to ?? ""));
	author.value = stored("me") ?? "";
	if (author.selectedIndex < 0) author.value = "";
	open(mine[0] ?? fresh(wanted ?? {}));
	const there = ids();
	if (there) kept.prune(new Set([...there, draft.id])).catch(console.warn);
	if (asked && !wanted) {
		part("answering").hidden = false;
		part("answering").textContent = tell("unknown-post", { post: `${asked} ${to}` });
	}
	part("by-hand").hidden = true;
	form.hidden = false;
}

begin();
