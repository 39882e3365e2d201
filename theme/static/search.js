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
const metaWeights = { post: 0, lang: 0, address: 0, week: 0, date: 0 }; // displayed, not searched
let indexes, asked = 0, hits = [], shown = 0;

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
		status.textContent = "";
		return;
	}
	try {
		indexes ??= open();
		const answers = await Promise.all((await indexes).map((one) => ask(one, words, filters)));
		if (turn !== asked) return;
		const all = answers.flatMap((answer) => answer.results).sort((a, b) => b.score - a.score);
		hits = words ? all.filter((hit) => hit.score > 0) : all;
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

// An index without the given week, person, brand or language has no results; Pagefind would fail on the filter.
async function ask(index, words, filters) {
	const known = await index.filters();
	const lacks = Object.entries(filters).some(([name, value]) => !(value in (known[name] ?? {})));
	return lacks ? { results: [] } : index.search(words || null, { filters });
}

function sum(words) {
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
