// [data-show-when="mode=in_person,hybrid"] is shown while the field named `mode` has one of these values. What is hidden
// is also disabled, so that it is not sent. A box that is not ticked has the value "no". Without script everything is shown.

function chosen(form, name) {
  const field = form.elements[name];
  if (!field) return null;
  if (field.type === "checkbox") return field.checked ? field.value : "no";
  return field instanceof RadioNodeList || "value" in field ? field.value : null;
}

function follow(form) {
  for (const part of form.querySelectorAll("[data-show-when]")) {
    const [name, values] = part.dataset.showWhen.split("=");
    const value = chosen(form, name);
    const shown = value === null || value === "" || values.split(",").includes(value);
    part.hidden = !shown;
    if (part instanceof HTMLFieldSetElement) part.disabled = !shown;
    else for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !shown;
  }
}

for (const form of new Set([...document.querySelectorAll("[data-show-when]")].map((part) => part.closest("form")))) {
  if (!form) continue;
  follow(form);
  form.addEventListener("change", () => follow(form));
}
