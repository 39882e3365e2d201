"use strict";
(() => {
  const table = document.querySelector("table.engagement");
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent.trim();
    return value === "" ? null : isNaN(value) ? value.toLocaleLowerCase() : Number(value);
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  const pairs = () => [...body.querySelectorAll("tr.student")].map((row) => [row, row.nextElementSibling]);
  const heads = [...table.querySelectorAll("th[data-column]")];
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.dataset.first ?? "descending";
      const now = head.getAttribute("aria-sort");
      const direction = now === null ? first : now === "ascending" ? "descending" : "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const column = Number(head.dataset.column);
      const keyed = pairs().map(([row, sum]) => [key(row, column), row, sum]);
      keyed.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b));
      body.append(...keyed.flatMap(([, row, sum]) => [row, sum]));
    });
  }
  const filter = document.querySelector(".filter");
  const input = filter.querySelector("input");
  const select = filter.querySelector("select");
  const found = filter.querySelector("output");
  const apply = () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    let count = 0;
    for (const [row, sum] of pairs()) {
      const named = row.cells[0].textContent.toLocaleLowerCase().includes(wanted);
      const has = !select.value || row.querySelector(`.cell.${select.value}`);
      row.hidden = sum.hidden = !(named && has);
      count += !row.hidden;
    }
    found.textContent = wanted || select.value ? `${count} shown` : "";
  };
  input.addEventListener("input", apply);
  select.addEventListener("change", apply);
  filter.hidden = false;
})();
