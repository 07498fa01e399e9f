// The builder: a choice is shown at once, and the preview is as high as what is in it.

const form = document.querySelector("[data-embed-builder]");
form?.addEventListener("change", () => form.requestSubmit());

addEventListener("message", ({ data, origin, source }) => {
  const frame = document.querySelector(".embed-preview");
  if (!frame || origin !== location.origin || source !== frame.contentWindow || data?.type !== "eventhub:height") return;
  frame.height = Math.min(2000, Math.max(120, Number(data.height) || 0));
});
