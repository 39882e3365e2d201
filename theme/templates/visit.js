// Marks what is new since the last visit, which ends after half an hour; when it was stays in this browser.
try {
	const { root, fresh, since } = document.currentScript.dataset;
	const key = `visit ${new URL(root, location).pathname}`, now = Date.now();
	let [before, last] = JSON.parse(localStorage.getItem(key)) ?? [now, now];
	if (now - last > 18e5) before = last;
	localStorage.setItem(key, JSON.stringify([before, now]));
	const make = (name, more) => Object.assign(document.createElement(name), more);
	let first;
	for (const time of document.querySelectorAll(".item > .meta time, .grid .meta time, .permalink time")) {
		if (Date.parse(time.dateTime) <= before) continue;
		time.after(" ", make("b", { className: "fresh", textContent: fresh }));
		first ??= time.closest(".comment");
	}
	if (first) document.querySelector(".thread .section-head p").prepend(make("a", { href: `#${first.id}`, textContent: since }), " ");
} catch {}
