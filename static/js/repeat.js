// Reads a rule back while it is being chosen: [data-repeat] holds the address that says it, [data-repeat-said] shows it.

const NAMES = ["starts_date", "starts_time", "ends_time", "ends_date", "all_day", "zone", "repeat", "repeat_interval", "repeat_until", "repeat_times"];

function query(form) {
  const found = new URLSearchParams();
  for (const name of NAMES) {
    const field = form.elements[name];
    if (field && field.value && (field.type !== "checkbox" || field.checked)) found.set(name, field.value);
  }
  for (const box of form.querySelectorAll('input[name="repeat_days"]:checked')) found.append("repeat_days", box.value);
  if (form.elements.repeat_last && form.elements.repeat_last.checked) found.set("repeat_last", "y");
  return found;
}

for (const part of document.querySelectorAll("[data-repeat]")) {
  const form = part.closest("form");
  const said = part.querySelector("[data-repeat-said]");
  let waiting = 0;
  let asked = 0;

  async function say() {
    const number = ++asked;
    try {
      const answer = await fetch(`${part.dataset.repeat}?${query(form)}`, { credentials: "same-origin" });
      if (answer.ok && number === asked) said.innerHTML = await answer.text();
    } catch {
      // Without a connection what was said last stays; saving says it again.
    }
  }

  form.addEventListener("input", (event) => {
    if (!NAMES.includes(event.target.name) && !event.target.name.startsWith("repeat")) return;
    clearTimeout(waiting);
    waiting = setTimeout(say, 250);
  });
}
