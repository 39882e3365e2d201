// The search page, built on Pagefind's API: no third-party requests; the query is kept in the URL.
const form = document.querySelector("form.search");
const status = document.getElementById("found");
const list = document.getElementById("hits");
const more = document.getElementById("more");
const start = document.getElementById("start");
const said = JSON.parse(status.dataset.said);
const root = new URL(form.dataset.root, location.href);
const page = document.documentElement;
const plural = new Intl.PluralRules(page.lang);
const FILTERS = ["week", "person", "brand", "language"];
const AT_ONCE = 10;
const BELOW = 3;
const MOST_LOOKED_AT = 200;
const MOST_WORDS = 6;
const SHORTEST = 4;
const metaWeights = { post: 0, lang: 0, address: 0, week: 0, date: 0 }; // displayed, not searched
let indexes, names, partly = false, asked = 0, hits = [], shown = 0;

// One index per language, since each index stems words by its own language. Pagefind reads an instance's language from
// the page when it is created, and loads one language's WebAssembly per module, so each gets its own module.
async function open() {
	const folder = new URL("pagefind/", root);
	const { languages } = await (await fetch(new URL("pagefind-entry.json", folder), { cache: "no-cache" })).json();
	const names = Object.keys(languages);
	const modules = await Promise.all(names.map((name) => import(new URL(`pagefind.js?${name}`, folder))));
	const own = page.lang;
	return modules.map(({ createInstance }, n) => {
		page.lang = names[n];
		try {
			return createInstance({ basePath: folder.pathname, baseUrl: root.pathname, noWorker: true, ranking: { metaWeights } });
		} finally {
			page.lang = own;
		}
	});
}

function question() {
	const fields = new FormData(form);
	const filters = {};
	for (const name of FILTERS) if (fields.get(name)) filters[name] = fields.get(name);
	return { words: fields.get("q").trim(), filters };
}

function address({ words, filters }) {
	const parameters = new URLSearchParams({ ...(words && { q: words }), ...filters });
	return location.pathname + (parameters.size ? `?${parameters}` : "");
}

function fill() {
	const parameters = new URLSearchParams(location.search);
	for (const name of ["q", ...FILTERS]) {
		const field = form.elements[name];
		if (!field) continue;
		field.value = parameters.get(name) ?? "";
		if (field.selectedIndex === -1) field.value = "";
	}
}

async function search() {
	const turn = ++asked;
	const { words, filters } = question();
	const idle = !words && !Object.keys(filters).length;
	start.hidden = !idle;
	if (idle) {
		hits = [];
		list.replaceChildren();
		more.hidden = true;
		suggest("");
		status.textContent = "";
		return;
	}
	try {
		indexes ??= open();
		let found = await look(words, filters);
		partly = false;
		const several = [...new Set(words.split(/\s+/))];
		if (!found.length && several.length > 1 && several.length <= MOST_WORDS) {
			found = await partial(several, filters);
			partly = found.length > 0;
		}
		if (turn !== asked) return;
		hits = found;
		const meant = words ? await suggestion(words) : "";
		if (turn !== asked) return;
		suggest(hits.length && !partly ? "" : meant);
		shown = 0;
		await show(turn);
		if (turn === asked) status.textContent = sum(words);
	} catch (error) {
		indexes = undefined;
		if (turn !== asked) return;
		status.textContent = said.broken;
		start.hidden = false;
		console.warn(error);
	}
}

// Every text that has the words and shows where: Pagefind also finds what merely begins alike, and marks none of it.
async function look(words, filters) {
	const answers = await Promise.all((await indexes).map((one) => ask(one, words, filters)));
	const all = answers.flatMap((answer) => answer.results).sort((a, b) => b.score - a.score);
	if (!words) return all;
	const scored = all.filter((hit) => hit.score > 0);
	const first = await Promise.all(scored.slice(0, AT_ONCE).map((hit) => hit.data()));
	if (first.every(marked)) return scored;
	const data = await Promise.all(scored.slice(0, MOST_LOOKED_AT).map((hit) => hit.data()));
	return data.filter(marked).map((one) => ({ data: () => one }));
}

function marked({ excerpt, sub_results: parts, meta }) {
	const words = plainly(question().words).split(/\s+/);
	const titled = words.some((word) => plainly(`${meta.post} ${meta.person}`).includes(word));
	const marks = [excerpt, ...parts.map((part) => part.excerpt)].flatMap((one) => [...one.matchAll(/<mark>(.*?)<\/mark>/g)]);
	return titled || marks.some(([, mark]) => words.some((word) => alike(word, plainly(mark))));
}

function plainly(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Whether a marked word is one that was asked for, or another form of it, rather than a letter with which both begin.
function alike(word, mark) {
	const letters = mark.replace(/[^\p{L}\p{N}]/gu, "");
	if (letters.length < 3 && /^[ -~]*$/.test(letters)) return letters === word;
	return word.includes(letters) || letters.startsWith(word.slice(0, 3));
}

// Where no text has all words, those that have all but one.
async function partial(words, filters) {
	const found = await Promise.all(words.map((word) => look(words.filter((one) => one !== word).join(" "), filters)));
	const addresses = new Set();
	const each = await Promise.all(found.flat().map((hit) => hit.data()));
	return each.filter(({ meta }) => !addresses.has(meta.address) && addresses.add(meta.address)).map((one) => ({ data: () => one }));
}

// The question with the names of brands that it nearly has.
async function suggestion(words) {
	names ??= fetch(new URL("write/names.json", root)).then((answer) => answer.json()).then((all) => all.map(([name]) => name));
	const known = await names.catch(() => []);
	const meant = words.split(/\s+/).map((word) => {
		if (word.length < SHORTEST || known.some((name) => name.toLowerCase() === word.toLowerCase())) return word;
		const near = known.map((name) => [distance(word.toLowerCase(), name.toLowerCase()), name]).sort(([a], [b]) => a - b)[0];
		return near && near[0] <= (word.length < 7 ? 1 : 2) ? near[1] : word;
	}).join(" ");
	return meant === words ? "" : meant;
}

// How many letters are added, left out, changed, or swapped with their neighbour.
function distance(one, other) {
	if (Math.abs(one.length - other.length) > 2) return 3;
	let before = [], last = Array.from({ length: other.length + 1 }, (_, n) => n);
	for (let i = 1; i <= one.length; i++) {
		const now = [i];
		for (let j = 1; j <= other.length; j++) {
			now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
			if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
		}
		[before, last] = [last, now];
	}
	return last[other.length];
}

function suggest(meant) {
	const place = document.getElementById("meant");
	place.hidden = !meant;
	const link = place.querySelector("a");
	link.textContent = said.meant.replace("{q}", () => meant);
	link.href = address({ ...question(), words: meant });
}

// An index without the given week, person, brand or language has no results; Pagefind would fail on the filter.
async function ask(index, words, filters) {
	const known = await index.filters();
	const lacks = Object.entries(filters).some(([name, value]) => !(value in (known[name] ?? {})));
	return lacks ? { results: [] } : index.search(words || null, { filters });
}

function sum(words) {
	if (partly) return said.partly;
	if (!hits.length) return words ? said.none.replace("{q}", () => words) : said.nothing;
	return (said.found[plural.select(hits.length)] ?? said.found.other).replace("{n}", hits.length);
}

async function show(turn) {
	const some = await Promise.all(hits.slice(shown, shown + AT_ONCE).map((hit) => hit.data()));
	if (turn !== asked) return;
	const items = some.map(item);
	if (shown) list.append(...items);
	else list.replaceChildren(...items);
	shown += some.length;
	more.hidden = shown >= hits.length;
	return items[0];
}

function item({ meta, filters, excerpt, sub_results: parts }) {
	const { words, filters: chosen } = question();
	const made = document.getElementById("hit").content.cloneNode(true);
	const language = filters.language?.[0] ?? "";
	const link = made.querySelector("h3 a");
	link.href = new URL(meta.address, root);
	link.textContent = meta.post;
	link.lang = meta.lang;
	link.dir = "auto";
	for (const name of ["person", "week", "date"]) made.querySelector(`[data-part=${name}]`).textContent = meta[name];
	const field = form.elements.person;
	const name = chosen.person ? field.selectedOptions[0].text : "";
	const own = parts.find((part) => !part.anchor);
	const comments = words ? parts.filter((part) => part.anchor && (!name || part.title === name)) : [];
	const first = made.querySelector(".excerpt");
	if (own || !comments.length) mark(first, own?.excerpt ?? excerpt, language, meta.post);
	else first.remove();
	const below = made.querySelector(".said");
	for (const part of comments.slice(0, BELOW)) {
		const line = document.getElementById("part").content.cloneNode(true);
		const to = line.querySelector("a");
		to.href = new URL(`${meta.address}#${part.anchor.id}`, root);
		to.textContent = part.title;
		mark(line.querySelector(".excerpt"), part.excerpt, language, part.title);
		below.append(line);
	}
	if (!below.children.length) below.remove();
	return made.firstElementChild;
}

// Pagefind adds <mark> tags to escaped text; neither is parsed as HTML here. An excerpt that starts with its own
// heading is shown without it.
function mark(place, excerpt, language, heading) {
	place.lang = language;
	place.dir = "auto";
	const parts = excerpt.split(/<\/?mark>/).map((part) =>
		part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&"));
	let cut = parts.join("").startsWith(heading) ? heading.length : 0;
	place.replaceChildren();
	for (const [n, part] of parts.entries()) {
		let text = part.slice(cut);
		if (cut && text) text = text.replace(/^[.\s]+/, "");
		cut = Math.max(0, cut - part.length);
		if (!text) continue;
		place.append(n % 2 ? Object.assign(document.createElement("mark"), { textContent: text }) : text);
	}
	if (/[\p{L}\p{N},;:]\s*$/u.test(place.textContent)) place.append(" …");
}

let waiting;
form.addEventListener("input", () => {
	clearTimeout(waiting);
	waiting = setTimeout(() => {
		history.replaceState(null, "", address(question()));
		search();
	}, 200);
});
form.addEventListener("submit", (event) => {
	event.preventDefault();
	clearTimeout(waiting);
	if (address(question()) !== location.pathname + location.search) history.pushState(null, "", address(question()));
	search();
});
more.addEventListener("click", async () => (await show(asked))?.querySelector("a")?.focus());
addEventListener("popstate", () => {
	fill();
	search();
});
fill();
form.hidden = false;
search();
