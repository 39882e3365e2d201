// How a file is named, dated, begun and counted. Its rules are those of plugins/core/addresses.py, core/words.py,
// texts/new_file.py and threads/replying.py; tests/site/write_vectors.json holds both to the same answers.

// A name as part of a file's name. `letters`: what letters beyond ASCII become, by range; any other is left out.
export function slug(text, letters) {
	let made = text;
	if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(made)) {
		made = [...text].map((letter) => plain(letter, letters)).join("");
		made = made.toLowerCase().replaceAll("'", "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
	}
	return made.slice(0, 80).replace(/^-+|-+$/g, "");
}

function plain(letter, letters) {
	const code = letter.codePointAt(0);
	if (code < 128) return letter;
	for (const [first, some] of letters) if (code >= first && code < first + some.length) return some[code - first];
	return letter.normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
}

// The path of a post below the content folder. `taken`: the paths, without their ending, of the posts there are.
export function postPath(folder, author, title, taken, letters) {
	const name = slug(title, letters) || "post";
	const key = (n) => `${folder}/${author}-${n > 1 ? `${name}-${n}` : name}`;
	let n = 1;
	while (taken.has(key(n).toLowerCase())) n += 1;
	return `posts/${key(n)}.md`;
}

// The lines with which a file begins.
export function header(fields) {
	const line = ([key, value]) => `${key}: ${key === "Title" ? value.trim().split(/\s+/).join(" ") : value}\n`;
	return Object.entries(fields).map(line).join("");
}

// A moment as written in a header, in a zone: with its offset if the clocks there show that time twice.
export function written(moment, zone) {
	const shown = wall(moment, zone);
	for (let minutes = 15; minutes <= 180; minutes += 15) {
		if (wall(moment - minutes * 60000, zone) === shown) return `${shown} ${offset(moment, shown)}`;
	}
	return shown;
}

function wall(moment, zone) {
	const format = new Intl.DateTimeFormat("en-GB", {
		timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23",
		year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
	});
	const { year, month, day, hour, minute } =
		Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
	return `${year.padStart(4, "0")}-${month}-${day} ${hour}:${minute}`;
}

function offset(moment, shown) {
	const minutes = Math.round((Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(moment / 60000) * 60000) / 60000);
	const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
	return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

// As Python's urllib.parse.quote has it.
export function quote(text, safe = "") {
	const whole = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
	const quoted = encodeURIComponent(whole).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
	return safe ? quoted.replaceAll(quote(safe), safe) : quoted;
}

export function forgeAddress(forge, path, text) {
	const begun = text ? `&${forge.text}=${quote(text)}` : "";
	return `${forge.page}?${forge.name}=${quote(path, "/")}${begun}`;
}

// The name of a file that says where it belongs, as plugins/imports/own_texts.py reads it: week-03--ada-my-post.md.
export function looseName(path) {
	const parts = path.split("/");
	return parts.slice(parts.findLastIndex((part) => part === "posts" || part === "comments") + 1).join("--");
}

export function mailAddress(mail, subject, path, text) {
	const about = quote(`${subject.slice(0, 60)}: ${path}`);
	return `mailto:${quote(mail, "@")}?subject=${about}${text ? `&body=${quote(text.replaceAll("\n", "\r\n"))}` : ""}`;
}

const CHARACTERS = "\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303c\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u312f" +
	"\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\ua48c\\uf900-\\ufaff\\uff66-\\uff9d" +
	"\\u{16fe0}-\\u{18dff}\\u{1aff0}-\\u{1b2ff}\\u{20000}-\\u{3ffff}";
const ON_CHARACTERS = "\\u3099\\u309a\\uff9e\\uff9f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
const KIN = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u1950-\\u19df\\u1a20-\\u1aaf\\ua9e0-\\ua9ff\\uaa60-\\uaadf\\u{11700}-\\u{1174f}";
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const DASHES = "\\u2012-\\u2015\\u0f0b\\u0f0c";
const LETTER = `(?=[${KIN}])\\p{L}`;
const LETTERS = 3;
const WORD = /[\p{L}\p{N}]/u;
const IS_LETTER = new RegExp(LETTER, "u");
const TOKEN = new RegExp(
	`[${CHARACTERS}][${ON_CHARACTERS}]*|${LETTER}(?:(?=[${KIN}])[^\\p{L}\\p{N}])*|(?:(?!${LETTER})[^${SPACE}${DASHES}${CHARACTERS}])+`,
	"gu",
);

// The words of a text, as the gradebook counts them.
export function count(text) {
	const units = (text.match(TOKEN) ?? []).filter((token) => WORD.test(token));
	const letters = units.filter((unit) => IS_LETTER.test(unit[0] + (unit[1] ?? ""))).length;
	return units.length - letters + Math.ceil(letters / LETTERS);
}
