"use strict";
// Where ./inv serve gives this page a token, buttons take the place of the commands that say what is right here.
(() => {
  const served = document.querySelector('meta[name="cohort-token"]');
  const token = served?.content;
  if (!token) return;
  const send = async (row, choice) => {
    const { form, brand } = row.dataset;
    const { how } = choice.dataset;
    const answer = await fetch(`${served.dataset.at}.right`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Cohort-Token": token },
      body: JSON.stringify(how === "also" ? { form, how, brand } : { form, how }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  for (const choice of document.querySelectorAll(".right-here .choice")) {
    const row = choice.closest("li");
    const said = row.querySelector("output");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = choice.querySelector("span").textContent;
    button.setAttribute("aria-label", `${row.dataset.form}: ${button.textContent}`);
    choice.replaceChildren(button);
    button.addEventListener("click", async () => {
      const buttons = [...row.querySelectorAll("button")];
      buttons.forEach((one) => { one.disabled = true; });
      said.textContent = "Writing …";
      try {
        await send(row, choice);
        said.textContent = "Written to brands.toml; the next build no longer reports it.";
      } catch (error) {
        buttons.forEach((one) => { one.disabled = false; });
        said.textContent = error instanceof TypeError ? "Nothing was written: ./inv serve does not answer." : error.message;
      }
    });
  }
  document.querySelector(".right-here .by-hand").remove();
})();
