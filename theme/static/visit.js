// Marks what is new since the last visit
try {
	const { src, dataset } = document.currentScript, site = new URL("..", src), here = location.pathname;
	const now = Date.now(), all = JSON.parse(localStorage[site] ?? "{}"), link = document.getElementById("since");
	const past = [...document.querySelectorAll(":is(.lead, .item, .grid) .meta time, .permalink time")]
		.filter((t) => Date.parse(t.dateTime) <= now);
	let { from = now + 1, last = now } = all, [visit, old, seen] = all[here] ?? [];
	if (now - last > 18e5) from = last;
	if (visit != from) old = seen;
	localStorage[site] = JSON.stringify({ ...all, from, last: now, [here]: [from, old, past.map((t) => t.dateTime)] });
	for (const t of past) {
		if (old && !/\/\d+\/\D*$/.test(here) ? old.includes(t.dateTime) : Date.parse(t.dateTime) <= from) continue;
		t.insertAdjacentHTML("afterend", " <b class=fresh>");
		t.nextElementSibling.append(dataset.fresh);
		if (link?.hidden) [link.href, link.hidden] = [t.parentNode.href];
	}
} catch {}
