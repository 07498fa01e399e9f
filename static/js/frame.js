// Menus close on Escape and outside, messages can be closed, what can't be undone is asked about,
// reason templates, and the focus goes to the summary of errors.

const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;

  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) {
    const list = dismiss.closest(".flashes");
    dismiss.closest(".notice").remove();
    if (list && !list.children.length) list.remove();
    document.getElementById("main").focus({ preventScroll: true });
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const dialog = form.dataset.confirmDialog && document.getElementById(form.dataset.confirmDialog);
  if (!dialog || form.dataset.confirmed) return;
  event.preventDefault();
  const { submitter } = event;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return submitter?.focus();
      const answer = document.createElement("input");
      Object.assign(answer, { type: "hidden", name: "confirmed", value: "yes" });
      form.append(answer);
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    },
    { once: true },
  );
});

document.addEventListener("change", (event) => {
  const target = event.target.dataset?.reasonFor;
  if (!target || !event.target.value) return;
  const text = document.getElementById(target);
  text.value = text.value.trim() ? `${text.value.trimEnd()}\n\n${event.target.value}` : event.target.value;
  event.target.value = "";
  text.focus();
});

document.querySelector("[data-error-summary]")?.focus();
