// Markdown as students type it, made into elements one by one: nothing typed is ever parsed as HTML. The site's own
// renderer (plugins/texts) knows more, and decides.

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$/;
const DEEPEST = 12;

// Puts a rendered text into `place`. `level`: that of its highest headings; `image(address)`: what an image shows, or
// nothing.
export function render(place, text, { level = 2, image = () => "" } = {}) {
	const lines = text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n");
	place.replaceChildren();
	blocks(place, lines, image, 0);
	const headings = [...place.querySelectorAll("h1, h2, h3, h4, h5, h6")];
	const shallowest = Math.min(...headings.map((heading) => Number(heading.localName[1])));
	for (const heading of headings) {
		const made = element(`h${Math.min(6, Number(heading.localName[1]) - shallowest + level)}`);
		made.append(...heading.childNodes);
		heading.replaceWith(made);
	}
}

// What counts as the writer's own words: no quotations, no code.
export function own(place) {
	const parts = [];
	const walk = (node) => {
		if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
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

function blocks(place, lines, image, depth) {
	for (let n = 0; n < lines.length;) {
		const line = lines[n];
		if (!line.trim()) {
			n += 1;
			continue;
		}
		const [next, made] = block(lines, n, image, depth);
		place.append(made);
		n = next;
	}
}

function block(lines, n, image, depth) {
	const line = lines[n];
	const fence = line.match(FENCE);
	if (fence) {
		let end = n + 1;
		while (end < lines.length && !(lines[end].trim().startsWith(fence[1]) && !lines[end].trim().replaceAll(fence[1][0], ""))) end += 1;
		if (end < lines.length) return [end + 1, element("pre", element("code", lines.slice(n + 1, end).join("\n")))];
	}
	const heading = line.match(HEADING);
	if (heading) return [n + 1, inline(element(`h${heading[1].length}`), heading[2], image)];
	if (RULE.test(line)) return [n + 1, element("hr")];
	if (/^ {0,3}>/.test(line) && depth < DEEPEST) {
		let end = n;
		while (end < lines.length && lines[end].trim() && !(end > n && starts(lines[end]) && !/^ {0,3}>/.test(lines[end]))) end += 1;
		const quote = element("blockquote");
		blocks(quote, lines.slice(n, end).map((one) => one.replace(/^ {0,3}> ?/, "")), image, depth + 1);
		return [end, quote];
	}
	if (ITEM.test(line) && depth < DEEPEST) return list(lines, n, image, depth);
	if (line.includes("|") && DIVIDER.test(lines[n + 1] ?? "") && lines[n + 1].includes("|")) return table(lines, n, image);
	let end = n + 1;
	while (end < lines.length && lines[end].trim() && !starts(lines[end])) {
		if (/^ {0,3}(=+|-+) *$/.test(lines[end])) {
			const name = lines[end].includes("=") ? "h1" : "h2";
			return [end + 1, inline(element(name), lines.slice(n, end).join("\n"), image)];
		}
		end += 1;
	}
	return [end, inline(element("p"), lines.slice(n, end).map((one) => one.trimStart()).join("\n").trimEnd(), image)];
}

function starts(line) {
	return FENCE.test(line) || HEADING.test(line) || (RULE.test(line) && !/^ {0,3}-+ *$/.test(line)) || /^ {0,3}>/.test(line) ||
		/^ {0,3}(?:[-*+]|1[.)])[ ]+\S/.test(line);
}

function list(lines, n, image, depth) {
	const first = lines[n].match(ITEM);
	const ordered = /\d/.test(first[2]);
	const made = element(ordered ? "ol" : "ul");
	if (ordered && Number.parseInt(first[2], 10) !== 1) made.start = Number.parseInt(first[2], 10);
	const items = [];
	while (n < lines.length) {
		const item = lines[n].match(ITEM);
		if (!item || /\d/.test(item[2]) !== ordered || RULE.test(lines[n])) break;
		const inside = [lines[n].slice(item[0].length)];
		n += 1;
		let loose = false;
		while (n < lines.length) {
			const line = lines[n];
			if (!line.trim()) {
				const after = lines.slice(n).find((one) => one.trim());
				if (after === undefined || (!/^ {2,}/.test(after) && !ITEM.test(after))) break;
				loose = true;
				inside.push("");
			} else if (/^ {2,}/.test(line)) inside.push(line.replace(/^ {2,4}/, ""));
			else if (starts(line) || ITEM.test(line) || loose) break;
			else inside.push(line);
			n += 1;
		}
		items.push({ inside, loose });
	}
	for (const { inside, loose } of items) {
		const one = element("li");
		blocks(one, inside, image, depth + 1);
		if (!loose && one.firstElementChild?.localName === "p") one.firstElementChild.replaceWith(...one.firstElementChild.childNodes);
		made.append(one);
	}
	return [n, made];
}

function table(lines, n, image) {
	const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
	const row = (line, name) => element("tr", ...cells(line).map((cell) => inline(element(name), cell, image)));
	const head = element("thead", row(lines[n], "th"));
	const body = element("tbody");
	for (n += 2; n < lines.length && lines[n].includes("|"); n += 1) body.append(row(lines[n], "td"));
	return [n, element("table", head, body)];
}

const INLINE = [
	[/\\([\\`*_{}[\]()#+\-.!>~|])/y, (match) => match[1]],
	[/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/y, (match) => element("code", match[2].trim())],
	[/!\[([^\]]*)\]\(\s*<?([^\s<>)]+)>?(?:\s+"[^"]*")?\s*\)/y, (match, image) => picture(match[2], match[1], image)],
	[/\[((?:\[[^\]]*\]|[^[\]])*)\]\(\s*<?((?:\([^\s()]*\)|[^\s<>()])+)>?(?:\s+"[^"]*")?\s*\)/y, (match, image) => link(match[2], inline(element("span"), match[1], image).childNodes, match[0])],
	[/<((?:https?|mailto):[^\s<>]+)>/y, (match) => link(match[1], [match[1].replace(/^mailto:/, "")], match[0])],
	[/https?:\/\/[^\s<>]*[^\s<>?!.,:*_~'"|\\)\]]/y, (match) => link(match[0], [match[0]], match[0])],
	[/\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/y, (match, image) => inline(element("strong"), match[1], image)],
	[/__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/uy, (match, image) => inline(element("strong"), match[1], image)],
	[/\*(?=[^\s*])((?:\*\*[^*]+\*\*|[^*])*?[^\s*])\*(?!\*)/y, (match, image) => inline(element("em"), match[1], image)],
	[/_(?=[^\s_])([^_]*?[^\s_])_(?![\p{L}\p{N}_])/uy, (match, image) => inline(element("em"), match[1], image)],
	[/~~(?=\S)([\s\S]*?\S)~~/y, (match, image) => inline(element("del"), match[1], image)],
	[/ {2,}\n/y, () => element("br")],
];

function inline(place, text, image) {
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
		place.append(typed, make(match, image));
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

function picture(address, words, image) {
	if (/^https?:/i.test(address)) return link(address, [words || address], words);
	const source = image(address);
	if (!source) return words || address;
	const made = element("img");
	made.src = source;
	made.alt = words;
	return made;
}
