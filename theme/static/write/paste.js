// What is pasted from Word, Google Docs or a web page, as Markdown. The HTML is parsed into a document of its own, in
// which nothing runs and nothing loads; only its words and structure are read.
import TurndownService from "./turndown.js";

const STRUCTURE = "p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table, a[href], b, strong, em, i, br, div, pre, [style*='font-weight'], [style*='font-style']";
const NOTHING = "script, style, title, meta, link, xml, noscript, template, iframe, object, svg, button, input, select, textarea, [hidden]";
const ITEM = /^(?:[·•o§▪–-]|\(?\d{1,3}[.)]|\(?[a-z][.)])[\s\u00a0]+/i;

// Whether HTML says more than its words alone.
export function says(html) {
	return Boolean(new DOMParser().parseFromString(html, "text/html").body.querySelector(STRUCTURE));
}

// `describe`: what stands for the words of a picture that has none.
export function markdown(html, describe = "") {
	const { body } = new DOMParser().parseFromString(fragment(html), "text/html");
	for (const element of body.querySelectorAll(NOTHING)) element.remove();
	comments(body);
	lists(body);
	styles(body);
	headings(body);
	images(body, describe);
	return service().turndown(body).replaceAll("\u00a0", " ").replace(/[ \t]+$/gm, (end) => (end.length > 1 ? "  " : "")).replace(/\n{3,}/g, "\n\n").trim();
}

// Windows marks the part that was selected.
function fragment(html) {
	const marked = html.match(/<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/);
	return marked && marked[1].trim() ? marked[1] : html;
}

function comments(body) {
	const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
	const found = [];
	while (walker.nextNode()) found.push(walker.currentNode);
	for (const comment of found) comment.remove();
}

// Word's lists are paragraphs that begin with a sign: made into lists, one for each level.
function lists(body) {
	const isItem = (one) => /^(?:p|div)$/i.test(one.localName) && (/mso-list:\s*\S*l\d/i.test(one.getAttribute("style") ?? "") || /^MsoListParagraph/.test(one.className));
	for (const first of [...body.querySelectorAll("p, div")].filter(isItem)) {
		if (!first.isConnected || isItem(first.previousElementSibling ?? body) || !first.parentNode) continue;
		const run = [];
		for (let one = first; one && isItem(one); one = one.nextElementSibling) run.push(one);
		const stack = [];
		const place = body.ownerDocument.createElement("div");
		for (const one of run) {
			const level = Number((one.getAttribute("style") ?? "").match(/level(\d)/)?.[1] ?? 1);
			const ordered = /^[\s\u00a0]*\(?(?:\d{1,3}|[a-z])[.)]/i.test(one.textContent);
			for (const sign of one.querySelectorAll("[style*='mso-list']")) if (/ignore/i.test(sign.getAttribute("style"))) sign.remove();
			unsigned(one);
			const item = body.ownerDocument.createElement("li");
			item.append(...one.childNodes);
			while (stack.length > level) stack.pop();
			while (stack.length < level) {
				const list = body.ownerDocument.createElement(ordered ? "ol" : "ul");
				(stack.at(-1)?.lastElementChild ?? stack.at(-1) ?? place).append(list);
				stack.push(list);
			}
			stack.at(-1).append(item);
		}
		first.before(...place.childNodes);
		for (const one of run) one.remove();
	}
}

function unsigned(item) {
	const walker = item.ownerDocument.createTreeWalker(item, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		if (!walker.currentNode.data.trim()) continue;
		walker.currentNode.data = walker.currentNode.data.trimStart().replace(ITEM, "");
		return;
	}
}

// Google Docs writes everything into a <b> that is not bold, and bold and italic into styles.
function styles(body) {
	for (const spaces of body.querySelectorAll("span[style*='mso-spacerun']")) spaces.textContent = " ";
	for (const bold of body.querySelectorAll("b, strong")) if (/(?<!-)font-weight:\s*(?:normal|[1-4]00)/i.test(bold.getAttribute("style") ?? "")) bold.replaceWith(...bold.childNodes);
	for (const span of body.querySelectorAll("span[style]")) {
		const style = span.getAttribute("style");
		if (span.closest("h1, h2, h3, h4, h5, h6") || !span.textContent.trim()) continue;
		const wrap = (name) => {
			const made = body.ownerDocument.createElement(name);
			made.append(...span.childNodes);
			span.append(made);
		};
		if (/(?<!-)font-style:\s*italic/i.test(style) && !span.closest("em, i")) wrap("em");
		if (/(?<!-)font-weight:\s*(?:bold|[6-9]00)/i.test(style) && !span.closest("b, strong")) wrap("strong");
	}
	for (const mark of body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(b, strong)")) mark.replaceWith(...mark.childNodes);
	for (const inside of body.querySelectorAll("li > p:only-child")) inside.replaceWith(...inside.childNodes);
	for (const link of body.querySelectorAll("a[href]")) {
		const address = unwrapped(link.getAttribute("href"));
		if (/^(?:https?|mailto):/i.test(address)) link.setAttribute("href", address);
		else link.replaceWith(...link.childNodes);
	}
	for (const link of body.querySelectorAll("a:not([href])")) link.replaceWith(...link.childNodes);
}

// Google wraps the addresses of links.
function unwrapped(address) {
	try {
		const { hostname, pathname, searchParams } = new URL(address);
		const inner = /(?:^|\.)google\.[a-z.]+$/.test(hostname) && pathname === "/url" && searchParams.get("q");
		return inner || address;
	} catch {
		return address;
	}
}

// The title of a document in Word is a paragraph of its own style, and the post's highest heading is of level two.
function headings(body) {
	const replaced = (one, name) => {
		const made = body.ownerDocument.createElement(name);
		made.append(...one.childNodes);
		one.replaceWith(made);
	};
	for (const title of body.querySelectorAll("p.MsoTitle")) replaced(title, "h1");
	const found = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
	if (found.some((one) => one.localName === "h1")) for (const one of found) replaced(one, `h${Math.min(6, Number(one.localName[1]) + 1)}`);
}

// A picture that goes along stays. Any other is on another site, or inside the clipboard, where no link leads: its
// description stays.
function images(body, describe) {
	for (const image of body.querySelectorAll("img")) {
		const address = image.getAttribute("src") ?? "";
		const words = image.getAttribute("alt")?.trim() ?? "";
		if (/^images\//.test(address)) {
			image.setAttribute("alt", words || describe);
			continue;
		}
		if (!/^https?:/i.test(address) || image.width === 1) {
			image.replaceWith(words);
			continue;
		}
		const link = body.ownerDocument.createElement("a");
		link.setAttribute("href", address);
		link.textContent = words || address;
		image.replaceWith(link);
	}
}

function service() {
	const made = new TurndownService({ headingStyle: "atx", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", hr: "* * *" });
	made.addRule("item", {
		filter: "li",
		replacement(content, item) {
			const list = item.parentNode;
			const n = [...list.children].indexOf(item) + Number(list.getAttribute("start") || 1);
			const sign = list.localName === "ol" ? `${n}. ` : "- ";
			const lines = content.trim().replace(/\n{2,}/g, (gap) => (item.querySelector("p, blockquote, pre") ? gap : "\n"));
			return `${sign}${lines.replace(/\n/g, "\n    ").replace(/^ +$/gm, "")}${item.nextElementSibling ? "\n" : ""}`;
		},
	});
	made.addRule("struck", { filter: ["del", "s", "strike"], replacement: (content) => (content.trim() ? `~~${content.trim()}~~` : content) });
	made.addRule("cell", { filter: ["th", "td"], replacement: (content, cell) => `${cell.previousElementSibling ? " | " : ""}${content.trim().replace(/\s*\n+\s*/g, " ").replaceAll("|", "\\|")}` });
	made.addRule("row", {
		filter: "tr",
		replacement(content, row) {
			const first = !row.previousElementSibling && !row.closest("tbody")?.previousElementSibling?.matches("thead");
			return `\n${content}${first ? `\n${[...row.children].map(() => "----").join(" | ")}` : ""}`;
		},
	});
	made.addRule("parts", { filter: ["thead", "tbody", "tfoot"], replacement: (content) => content });
	made.addRule("table", { filter: "table", replacement: (content, table) => (table.querySelectorAll("tr:first-of-type > *").length > 1 ? `\n\n${content.trim()}\n\n` : `\n\n${content.replace(/^----$/gm, "").trim()}\n\n`) });
	return made;
}
