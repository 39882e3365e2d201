// Opens a sealed copy: asks for the passphrase, decrypts, and navigates between pages. Makes no network requests.
"use strict";
(() => {
	const MAGIC = "COHORT", VERSION = 1, HEAD = 39, SALT = 11, NONCE = 27, TAG = 16;
	const LEAST_ROUNDS = 600000, MOST_ROUNDS = 10000000;
	const WRONG = "The passphrase is wrong, or this file was changed: nothing was opened.";
	const DAMAGED = "This file is incomplete or was changed: ask for a new copy.";
	const OLD = "This browser cannot open the copy: use a newer Chrome, Edge, Firefox (from 113) or Safari (from 16.4).";
	const FROM_DISK = "The copy opens from disk only, or from an address with https: save it, and open the file.";
	const ROOT = "https://copy.invalid/book/";

	let pages = null;
	let shown = "";
	let walking = false;
	const downloads = new Map();

	class Refused extends Error {}

	function sealedBytes() {
		const text = document.getElementById("sealed")?.textContent ?? "";
		let bytes;
		try {
			const decoded = atob(text);
			if (btoa(decoded) !== text) throw new Refused(DAMAGED);
			bytes = Uint8Array.from(decoded, (letter) => letter.charCodeAt(0));
		} catch {
			throw new Refused(DAMAGED);
		}
		const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
		if (bytes.length <= HEAD + TAG || magic !== MAGIC || bytes[MAGIC.length] !== VERSION) throw new Refused(DAMAGED);
		return bytes;
	}

	const tidy = (passphrase) => passphrase.normalize("NFKC").replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");

	async function decrypted(bytes, passphrase) {
		const head = bytes.subarray(0, HEAD);
		const rounds = new DataView(bytes.buffer).getUint32(MAGIC.length + 1);
		if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) throw new Refused(DAMAGED);
		const words = new TextEncoder().encode(tidy(passphrase));
		const material = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
		const derive = { name: "PBKDF2", hash: "SHA-256", salt: head.subarray(SALT, NONCE), iterations: rounds };
		const cipher = { name: "AES-GCM", length: 256 };
		const key = await crypto.subtle.deriveKey(derive, material, cipher, false, ["decrypt"]);
		const how = { name: "AES-GCM", iv: head.subarray(NONCE), additionalData: head };
		try {
			return await crypto.subtle.decrypt(how, key, bytes.subarray(HEAD));
		} catch {
			throw new Refused(WRONG);
		}
	}

	async function unpacked(plain) {
		const stream = new Blob([plain]).stream().pipeThrough(new DecompressionStream("gzip"));
		return new Map(Object.entries(await new Response(stream).json()));
	}

	// A link's destination: a page or table in this copy, the web, or none.
	function destination(address, href) {
		let url;
		try {
			url = new URL(href, ROOT + address);
		} catch {
			return {};
		}
		if (!url.href.startsWith(ROOT)) {
			return url.origin === new URL(ROOT).origin || !/^(https?|mailto):$/.test(url.protocol) ? {} : { web: url.href };
		}
		let path = url.href.slice(ROOT.length).replace(/[?#].*$/s, "");
		try {
			path = decodeURIComponent(path);
		} catch {
			return {};
		}
		if (path === "" || path.endsWith("/")) path += "index.html";
		if (!pages.has(path)) return {};
		return path.endsWith(".html") ? { page: path, anchor: url.hash.slice(1) } : { table: path };
	}

	function tableAddress(path) {
		if (!downloads.has(path)) {
			const type = path.endsWith(".json") ? "application/json" : "text/csv;charset=utf-8";
			downloads.set(path, URL.createObjectURL(new Blob([pages.get(path)], { type })));
		}
		return downloads.get(path);
	}

	// Turn a link without a destination into plain text; remove a button or navigation item.
	function unlink(link) {
		if (link.matches(".button, nav a")) (link.closest("nav li") ?? link).remove();
		else if (link.closest("svg")) link.removeAttribute("href");
		else link.replaceWith(...link.childNodes);
	}

	function prepare(parsed, address) {
		for (const link of parsed.body.querySelectorAll("a[href]")) {
			const to = destination(address, link.getAttribute("href"));
			if (to.page) {
				link.dataset.page = to.page;
				link.dataset.anchor = to.anchor;
				link.setAttribute("href", `#${to.anchor}`);
			} else if (to.table) {
				link.setAttribute("href", tableAddress(to.table));
				link.setAttribute("download", to.table.split("/").pop());
			} else if (to.web) {
				link.setAttribute("target", "_blank");
				link.setAttribute("rel", "noopener noreferrer");
			} else unlink(link);
		}
		for (const image of parsed.body.querySelectorAll("img:not([src^='data:'])")) image.replaceWith(image.alt);
	}

	// Run the theme's own scripts, which sort and filter; the CSP allows only their hashes.
	async function run(scripts, address) {
		const known = document.querySelector("meta[http-equiv]").content;
		for (const text of scripts) {
			const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
			if (!known.includes(`'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`)) continue;
			if (address !== shown) return;
			const script = document.createElement("script");
			script.textContent = text;
			document.body.append(script);
		}
	}

	function show(address) {
		if (address !== shown) {
			const parsed = new DOMParser().parseFromString(pages.get(address), "text/html");
			prepare(parsed, address);
			const scripts = [...parsed.body.querySelectorAll("script")];
			for (const script of scripts) script.remove();
			document.title = parsed.title;
			document.documentElement.lang = parsed.documentElement.lang;
			document.body.replaceWith(document.adoptNode(parsed.body));
			shown = address;
			run(scripts.map((script) => script.textContent), address);
		}
	}

	// The copy's URL gets only the fragment, never the page, so that the browser history contains nobody's name.
	// Only a navigation to the fragment sets :target. Browsers report it with popstate, synchronously or later, so
	// navigating to the current fragment again would loop forever.
	function point(anchor, state) {
		let place = null;
		try {
			place = document.getElementById(decodeURIComponent(anchor));
		} catch {
			return;
		}
		if (!place) return;
		if (document.querySelector(":target") === place) {
			place.scrollIntoView();
			return;
		}
		walking = true;
		location.replace(`#${anchor}`);
		walking = false;
		history.replaceState(state, "");
	}

	function focusHeading() {
		const heading = document.querySelector("main h1");
		if (!heading) return;
		heading.tabIndex = -1;
		heading.focus({ preventScroll: true });
	}

	function go(address, anchor) {
		const turned = address !== shown;
		const state = { page: address };
		history.pushState(state, "", `#${anchor}`);
		show(address);
		if (turned) {
			scrollTo(0, 0);
			focusHeading();
		}
		point(anchor, state);
	}

	addEventListener("click", (event) => {
		const link = event.target.closest?.("a[data-page]");
		if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
		event.preventDefault();
		go(link.dataset.page, link.dataset.anchor);
	});

	addEventListener("popstate", () => {
		const address = history.state?.page;
		if (walking || !pages?.has(address)) return;
		const turned = address !== shown;
		show(address);
		if (turned) focusHeading();
		point(location.hash.slice(1), history.state);
	});

	function begin() {
		const wanted = history.state?.page;
		const address = pages.has(wanted) ? wanted : pages.keys().next().value;
		const anchor = address === wanted ? location.hash.slice(1) : "";
		const state = { page: address };
		history.replaceState(state, "", `#${anchor}`);
		show(address);
		scrollTo(0, 0);
		focusHeading();
		point(anchor, state);
	}

	function lock() {
		if (!document.getElementById("sealed")) {
			document.body.textContent = DAMAGED;
			return;
		}
		const form = document.getElementById("lock");
		const field = document.getElementById("passphrase");
		const problem = document.getElementById("problem");
		const progress = document.getElementById("progress");
		let busy = false;

		function refuse(sentence) {
			problem.textContent = sentence;
			field.setAttribute("aria-invalid", "true");
			field.focus();
			field.select();
		}

		document.getElementById("needed").remove();
		form.hidden = false;
		field.focus();
		document.getElementById("visible").addEventListener("change", (event) => {
			field.type = event.target.checked ? "text" : "password";
		});
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			if (busy) return;
			busy = true;
			problem.textContent = "";
			field.removeAttribute("aria-invalid");
			progress.textContent = "Opening …";
			form.setAttribute("aria-busy", "true");
			try {
				if (!crypto.subtle) throw new Refused(FROM_DISK);
				if (typeof DecompressionStream === "undefined") throw new Refused(OLD);
				pages = await unpacked(await decrypted(sealedBytes(), field.value));
				begin();
			} catch (error) {
				pages = null;
				refuse(error instanceof Refused ? error.message : DAMAGED);
			} finally {
				busy = false;
				progress.textContent = "";
				form.removeAttribute("aria-busy");
			}
		});
	}

	document.addEventListener("DOMContentLoaded", lock);
})();
