// Names that may be misspelt: a small part of the check (plugins/brands), with the same lexicon. It suggests and never
// decides: wrong capitals, wrong forms that the lexicon lists, and capitalised words a letter away from a long name.

const LONG = 6;
const MOST_WORDS = 4;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’‘&.!+-]*/gu;
const NO_PROSE = [
	/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm, /`[^`\n]+`/g, /(?<=\])\([^)\n]*\)/g, /https?:\/\/\S+|www\.\S+/g,
	/[\w.+-]+@[\w.-]+/g, /[#@][\p{L}\p{N}_]+/gu, /[“"„«][^”"“»\n]{1,200}[”"“»]/g, /^ {0,3}>.*$/gm,
];
const LETTERS = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ß: "ss", ı: "i", ħ: "h" };

const plain = (text) => text.normalize("NFC").replace(/[’‘ʼ′`]/g, "'").replace(/[‐‑–]/g, "-").replace(/\s+/g, " ").trim();
const bare = (text) => !/[^\x00-\x7f]/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "");
const squeeze = (text) => bare(text).toLowerCase().replace(/[øłđðþæœßıħ]/g, (letter) => LETTERS[letter]).replaceAll("&", "and").replace(/[^\p{L}\p{N}]/gu, "");

// An index of a lexicon: of each brand its name, other names, wrong forms, and 1 if its name is a common word too.
export function index(brands) {
	const right = new Map(), wrong = new Map(), near = new Map(), accepted = new Set();
	for (const [name, also, wrongs, common] of brands) {
		for (const form of [name, ...also]) {
			const key = squeeze(form);
			if (!key) continue;
			for (const one of [plain(form), plain(form).replace(/^[!?+.']+|[!?+.']+$/g, "")]) {
				for (const variant of [one, bare(one), one.toUpperCase(), bare(one).toUpperCase()]) accepted.add(variant);
			}
			if (!right.has(key)) right.set(key, { form, common, words: plain(form).split(/[ -]/).length });
			if (key.length >= LONG && !/[ -]/.test(plain(form)) && /^\p{Lu}/u.test(form)) {
				for (const less of without(key)) {
					if (near.has(less)) near.get(less).push({ key, form });
					else near.set(less, [{ key, form }]);
				}
			}
		}
		for (const form of wrongs) if (!right.has(squeeze(form)) || plain(form).includes(" ")) wrong.set(squeeze(form), { form: plain(form), name, common });
	}
	return { right, wrong, near, accepted };
}

const without = (key) => new Set([key, ...Array.from(key, (_, n) => key.slice(0, n) + key.slice(n + 1))]);

// What may be meant, in the order of the text: where each begins and ends, what is written, and what is suggested.
export function check(text, { right, wrong, near, accepted }) {
	let prose = text;
	for (const form of NO_PROSE) prose = prose.replace(form, (found) => found.replace(/[^\n]/g, "\ue001"));
	const words = [...prose.matchAll(WORD)].map((match) => ({ start: match.index, end: match.index + match[0].replace(/[^\p{L}\p{N}+!]+$/u, "").length }));
	const found = [];
	for (let n = 0; n < words.length;) {
		const [length, suggestion] = at(n);
		if (suggestion) found.push(suggestion);
		n += length;
	}
	return found;

	function at(n) {
		for (let length = Math.min(MOST_WORDS, words.length - n); length > 0; length -= 1) {
			const { start } = words[n];
			const { end } = words[n + length - 1];
			const typed = prose.slice(start, end);
			if (/\n|[^\p{L}\p{N}\s'’‘&.!+-]/u.test(typed)) continue;
			const written = plain(typed).replace(/'s$/i, "");
			const stop = end - (plain(typed).length - written.length);
			if (accepted.has(written) || accepted.has(written.replace(/[!.]+$/, ""))) return [length, null];
			const meant = of(written, length);
			if (meant) return [length, { start, end: stop, wrong: text.slice(start, stop), right: meant }];
		}
		return [1, null];
	}

	function of(written, length) {
		const key = squeeze(written);
		const lower = written === written.toLowerCase();
		const listed = wrong.get(key);
		if (listed && !(lower && listed.common) && (listed.form.toLowerCase() === written.toLowerCase() || !right.has(key))) return listed.name;
		const known = right.get(key);
		if (known) {
			if (known.common && (lower || /^\p{Lu}\p{Ll}+$/u.test(written))) return "";
			if (known.words !== length && !written.split(/[ -]/).every((word) => /^[\p{Lu}\p{N}&]/u.test(word))) return "";
			return known.form;
		}
		if (length > 1 || key.length < LONG || !/^\p{Lu}/u.test(written) || prose.includes(written.toLowerCase())) return "";
		if (right.has(key.replace(/s$/, "")) || right.has(`${key}s`)) return "";
		for (const less of without(key)) {
			for (const one of near.get(less) ?? []) if (isNear(key, one.key)) return one.form;
		}
		return "";
	}
}

// A slip inside a name; with another beginning or end, it is more likely another word.
const isNear = (word, key) => word[0] === key[0] && word.at(-1) === key.at(-1) && distance(word, key) === 1;

// Whether one letter is missing, added, wrong, or two are swapped: 1, or 0 for the same word, or 2 for anything else.
function distance(a, b) {
	let start = 0;
	while (start < a.length && a[start] === b[start]) start += 1;
	let end = 0;
	while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
	const [one, two] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
	if (!one && !two) return 0;
	if (one.length <= 1 && two.length <= 1) return 1;
	return one.length === 2 && one === two[1] + two[0] ? 1 : 2;
}
