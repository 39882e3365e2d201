"use strict";
// Where ./inv serve gives this page a token, an instructor decides about comments here.
(() => {
  const served = document.querySelector('meta[name="cohort-token"]');
  const token = served?.content;
  const section = document.querySelector(".decide");
  if (!token || !section) return;
  const who = section.querySelector(".who select");
  const dialog = document.querySelector("dialog.reason");
  const send = async (value) => {
    const answer = await fetch(`${served.dataset.at}.decide`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Cohort-Token": token },
      body: JSON.stringify(value),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const reason = () => new Promise((resolve) => {
    const input = dialog.querySelector("input");
    input.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue ? input.value.trim().replace(/\s+/g, " ") : null), { once: true });
    dialog.showModal();
  });
  const statuses = { approve: "published", spam: "spam", remove: "removed", wait: "pending" };
  const show = (comment) => {
    for (const button of comment.querySelectorAll("button")) {
      button.hidden = statuses[button.dataset.did] === comment.dataset.status || (button.dataset.did === "remove" && !who?.value);
    }
  };
  for (const comment of section.querySelectorAll(".decided")) {
    comment.querySelector(".choices").hidden = false;
    show(comment);
    comment.addEventListener("click", async (event) => {
      const button = event.target.closest("button[data-did]");
      if (!button) return;
      const { did } = button.dataset, { path, seen } = comment.dataset;
      const said = comment.querySelector("output");
      const why = did === "remove" ? await reason() : "";
      if (why === null) return;
      const buttons = [...comment.querySelectorAll("button")];
      buttons.forEach((one) => { one.disabled = true; });
      said.textContent = "Writing …";
      try {
        const answer = await send(did === "remove" ? { path, did, seen, by: who.value, reason: why } : { path, did, seen });
        comment.dataset.seen = answer.seen;
        comment.dataset.status = statuses[did];
        said.textContent = `${answer.said}.`;
      } catch (error) {
        said.textContent = error instanceof TypeError ? "Nothing was written: ./inv serve does not answer." : error.message;
      }
      buttons.forEach((one) => { one.disabled = false; });
      show(comment);
    });
  }
  document.addEventListener("built", (event) => { if (dialog.open) event.preventDefault(); });
  if (who?.options.length > 1) section.querySelector(".who").hidden = false;
  section.querySelector(".instead")?.remove();
})();
