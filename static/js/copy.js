// <button data-copy="#id" data-copied="Copied">: copies the text of #id and says so.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const text = "value" in source ? source.value : source.textContent.trim();
  const label = button.querySelector("span") ?? button;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the right to write, the text is at least selected.
    getSelection().selectAllChildren(source);
    return;
  }
  label.dataset.before ??= label.textContent;
  label.setAttribute("role", "status");
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = label.dataset.before;
    label.removeAttribute("role");
  }, 4000);
});
