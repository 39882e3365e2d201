// Markdown as students type it, made into elements one by one: nothing typed is ever parsed as HTML. The site's own
// renderer (plugins/texts) knows more, and decides.

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$/;
const NOTE = /^ {0,3}\[\^([^[\]]+)\]:[ ]*(?=\S)/;
const TASK = /^\[([ xX])\] +(?=\S)/;
const SIGNS = { " ": "☐ ", x: "☑ ", X: "☑ " };
const DEEPEST = 12;

// Puts a rendered text into `place`. `level`: that of its highest headings; `image(address)`: what an image shows, or
// nothing.
export function render(place, text, { level = 2, image = () => "" } = {}) {
	const lines = text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n");
	const labels = new Set(lines.map((line) => line.trimStart().match(NOTE)).filter(Boolean).map(([, name]) => label(name)));
	const marked = draw(place, lines, { image, labels });
	if (marked.size < labels.size) draw(place, lines, { image, labels: marked });
	shift(place, level);
}

// The blocks of a text and its footnotes, those with `labels`; what else looks like one stays as typed. Returns the
// labels that have both a note and a mark.
function draw(place, lines, { image, labels }) {
	const notes = new Map();
	place.replaceChildren();
	blocks(place, lines, { image, labels, notes }, 0);
	return number(place, notes);
}

// Footnotes, numbered in the order of their marks, below the text.
function number(place, notes) {
	if (!notes.size) return new Set();
	const listed = element("ol", ...notes.values());
	const region = element("div", element("hr"), listed);
	region.className = "footnotes";
	place.append(region);
	const marks = new Map();
	for (const mark of place.querySelectorAll("sup[data-label]")) {
		const name = mark.dataset.label;
		delete mark.dataset.label;
		if (notes.has(name)) marks.set(name, [...(marks.get(name) ?? []), mark]);
	}
	for (const [n, [name, some]] of [...marks].entries()) {
		const note = notes.get(name);
		note.id = `fn-${n + 1}`;
		for (const [again, mark] of some.entries()) {
			mark.id = `fnref-${n + 1}${again ? `-${again + 1}` : ""}`;
			mark.append(jump(note.id, String(n + 1), { role: "doc-noteref" }));
		}
		const back = element("sup", jump(some[0].id, "↩\ufe0e", { role: "doc-backlink", "aria-label": "Back to the text" }));
		const last = note.lastElementChild;
		(last?.localName === "p" ? last : note).append(back);
		listed.append(note);
	}
	return new Set(marks.keys());
}

function jump(id, words, attributes) {
	const made = element("a", words);
	made.href = `#${id}`;
	for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
	return made;
}

const label = (typed) => typed.trim().split(/\s+/).join(" ").toLowerCase();

function shift(place, level) {
	const headings = [...place.querySelectorAll("h1, h2, h3, h4, h5, h6")];
	const shallowest = Math.min(...headings.map((heading) => Number(heading.localName[1])));
	for (const heading of headings) {
		const made = element(`h${Math.min(6, Number(heading.localName[1]) - shallowest + level)}`);
		made.append(...heading.childNodes);
		heading.replaceWith(made);
	}
}

// What counts as the writer's own words: no quotations, no code, no marks of footnotes.
export function own(place) {
	const parts = [];
	const walk = (node) => {
		if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
		else if (node.localName === "sup") return;
		else if (["blockquote", "pre", "code"].includes(node.localName)) parts.push(node.localName === "code" ? "" : "\n");
		else {
			const inline = ["em", "strong", "del", "a"].includes(node.localName);
			if (!inline) parts.push("\n");
			for (const child of node.childNodes) walk(child);
			if (!inline) parts.push("\n");
		}
	};
	for (const child of place.childNodes) walk(child);
	return parts.join("");
}

function element(name, ...inside) {
	const made = document.createElement(name);
	made.append(...inside);
	return made;
}

function blocks(place, lines, context, depth) {
	for (let n = 0; n < lines.length;) {
		const line = lines[n];
		if (!line.trim()) {
			n += 1;
			continue;
		}
		const [next, made] = block(lines, n, context, depth);
		place.append(made);
		n = next;
	}
}

function block(lines, n, context, depth) {
	const line = lines[n];
	const fence = line.match(FENCE);
	if (fence) {
		let end = n + 1;
		while (end < lines.length && !(lines[end].trim().startsWith(fence[1]) && !lines[end].trim().replaceAll(fence[1][0], ""))) end += 1;
		if (end < lines.length) return [end + 1, element("pre", element("code", lines.slice(n + 1, end).join("\n")))];
	}
	const noted = line.match(NOTE);
	if (noted) return note(lines, n, noted, context, depth);
	const heading = line.match(HEADING);
	if (heading) return [n + 1, inline(element(`h${heading[1].length}`), heading[2], context)];
	if (RULE.test(line)) return [n + 1, element("hr")];
	if (/^ {0,3}>/.test(line) && depth < DEEPEST) {
		let end = n;
		while (end < lines.length && lines[end].trim() && !(end > n && starts(lines[end]) && !/^ {0,3}>/.test(lines[end]))) end += 1;
		const quote = element("blockquote");
		blocks(quote, lines.slice(n, end).map((one) => one.replace(/^ {0,3}> ?/, "")), context, depth + 1);
		return [end, quote];
	}
	if (ITEM.test(line) && depth < DEEPEST) return list(lines, n, context, depth);
	if (line.includes("|") && DIVIDER.test(lines[n + 1] ?? "") && lines[n + 1].includes("|")) return table(lines, n, context);
	let end = n + 1;
	while (end < lines.length && lines[end].trim() && !starts(lines[end])) {
		if (/^ {0,3}(=+|-+) *$/.test(lines[end])) {
			const name = lines[end].includes("=") ? "h1" : "h2";
			return [end + 1, inline(element(name), lines.slice(n, end).join("\n"), context)];
		}
		end += 1;
	}
	return [end, inline(element("p"), lines.slice(n, end).map((one) => one.trimStart()).join("\n").trimEnd(), context)];
}

function starts(line) {
	return FENCE.test(line) || HEADING.test(line) || NOTE.test(line) || (RULE.test(line) && !/^ {0,3}-+ *$/.test(line)) || /^ {0,3}>/.test(line) ||
		/^ {0,3}(?:[-*+]|1[.)])[ ]+\S/.test(line);
}

// A footnote, kept for the end of the text; as typed if no mark names it, or another has its label.
function note(lines, n, [typed, name], context, depth) {
	let end = n + 1;
	for (let blank = false; end < lines.length; end += 1) {
		if (lines[end].trim() && !/^ {2,}/.test(lines[end]) && (blank || starts(lines[end]))) break;
		blank = !lines[end].trim();
	}
	while (!lines[end - 1].trim()) end -= 1;
	const rest = lines.slice(n + 1, end).map((one) => one.replace(/^ {1,4}/, ""));
	const inside = [lines[n].slice(typed.length), ...rest];
	const key = label(name);
	if (context.labels.has(key) && !context.notes.has(key) && depth < DEEPEST) {
		const made = element("li");
		context.notes.set(key, made);
		item(made, inside, false, context, depth);
		return [end, ""];
	}
	const made = document.createDocumentFragment();
	blocks(made, [`\\${lines[n].trimStart()}`, ...rest], context, depth);
	return [end, made];
}

function list(lines, n, context, depth) {
	const first = lines[n].match(ITEM);
	const ordered = /\d/.test(first[2]);
	const made = element(ordered ? "ol" : "ul");
	if (ordered && Number.parseInt(first[2], 10) !== 1) made.start = Number.parseInt(first[2], 10);
	const items = [];
	let loose = false;
	while (n < lines.length) {
		const found = lines[n].match(ITEM);
		if (!found || /\d/.test(found[2]) !== ordered || RULE.test(lines[n])) break;
		loose ||= items.at(-1)?.at(-1) === "";
		const inside = [lines[n].slice(found[0].length)];
		n += 1;
		let blank = false;
		while (n < lines.length) {
			const line = lines[n];
			if (!line.trim()) {
				const after = lines.slice(n).find((one) => one.trim());
				if (after === undefined || (!/^ {2,}/.test(after) && !ITEM.test(after))) break;
				blank = true;
				inside.push("");
			} else if (/^ {2,}/.test(line)) inside.push(line.replace(/^ {2,4}/, ""));
			else if (starts(line) || ITEM.test(line) || blank) break;
			else inside.push(line);
			n += 1;
		}
		items.push(inside);
	}
	for (const inside of items) {
		const one = element("li");
		const task = inside[0].match(TASK);
		if (task) {
			one.className = "task";
			inside[0] = SIGNS[task[1]] + inside[0].slice(task[0].length);
		}
		item(one, inside, loose, context, depth);
		made.append(one);
	}
	return [n, made];
}

// Fills an item; if its list is not `loose`, its only paragraph is made none.
function item(place, inside, loose, context, depth) {
	blocks(place, inside, context, depth + 1);
	const [first, ...rest] = place.children;
	if (!loose && first?.localName === "p" && !rest.some((one) => one.localName === "p")) first.replaceWith(...first.childNodes);
}

function table(lines, n, context) {
	const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
	const row = (line, name) => element("tr", ...cells(line).map((cell) => inline(element(name), cell, context)));
	const head = element("thead", row(lines[n], "th"));
	const body = element("tbody");
	for (n += 2; n < lines.length && lines[n].includes("|"); n += 1) body.append(row(lines[n], "td"));
	return [n, element("table", head, body)];
}

const INLINE = [
	[/\\([\\`*_{}[\]()#+\-.!>~|])/y, (match) => match[1]],
	[/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/y, (match) => element("code", match[2].trim())],
	[/!\[([^\]]*)\]\(\s*<?([^\s<>)]+)>?(?:\s+"[^"]*")?\s*\)/y, (match, context) => picture(match[2], match[1], context.image)],
	[/\[((?:\[[^\]]*\]|[^[\]])*)\]\(\s*<?((?:\([^\s()]*\)|[^\s<>()])+)>?(?:\s+"[^"]*")?\s*\)/y, (match, context) => link(match[2], inline(element("span"), match[1], { ...context, labels: new Set() }).childNodes, match[0])],
	[/\[\^([^[\]]+)\]/y, (match, context) => mark(match, context)],
	[/<((?:https?|mailto):[^\s<>]+)>/y, (match) => link(match[1], [match[1].replace(/^mailto:/, "")], match[0])],
	[/https?:\/\/[^\s<>]*[^\s<>?!.,:*_~'"|\\)\]]/y, (match) => link(match[0], [match[0]], match[0])],
	[/\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/y, (match, context) => inline(element("strong"), match[1], context)],
	[/__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/uy, (match, context) => inline(element("strong"), match[1], context)],
	[/\*(?=[^\s*])((?:\*\*[^*]+\*\*|[^*])*?[^\s*])\*(?!\*)/y, (match, context) => inline(element("em"), match[1], context)],
	[/_(?=[^\s_])([^_]*?[^\s_])_(?![\p{L}\p{N}_])/uy, (match, context) => inline(element("em"), match[1], context)],
	[/~~(?=\S)([\s\S]*?\S)~~/y, (match, context) => inline(element("del"), match[1], context)],
	[/ {2,}\n/y, () => element("br")],
];

function inline(place, text, context) {
	let typed = "";
	for (let n = 0; n < text.length;) {
		const found = /[\\`![<h*_~ ]/.test(text[n]) && !(text[n] === "_" && /[\p{L}\p{N}]/u.test(text[n - 1] ?? "")) && INLINE.find(([form]) => {
			form.lastIndex = n;
			return form.test(text);
		});
		if (!found) {
			typed += text[n];
			n += 1;
			continue;
		}
		const [form, make] = found;
		form.lastIndex = n;
		const match = form.exec(text);
		n = form.lastIndex;
		place.append(typed, make(match, context));
		typed = "";
	}
	place.append(typed);
	return place;
}

function link(address, inside, typed) {
	let protocol;
	try {
		({ protocol } = new URL(address, document.baseURI));
	} catch {
		return typed;
	}
	if (!["http:", "https:", "mailto:"].includes(protocol)) return typed;
	const made = element("a", ...inside);
	made.href = address;
	made.rel = "nofollow noopener ugc";
	made.target = "_blank";
	return made;
}

// The mark of a footnote, which gets its number when all are known.
function mark([typed, name], { labels }) {
	if (!labels.has(label(name))) return typed;
	const made = element("sup");
	made.dataset.label = label(name);
	return made;
}

function picture(address, words, image) {
	if (/^https?:/i.test(address)) return link(address, [words || address], words);
	const source = image(address);
	if (!source) return words || address;
	const made = element("img");
	made.src = source;
	made.alt = words;
	return made;
}
