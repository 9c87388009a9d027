// Comfort only: every page works without it.
const show = (element) => element.removeAttribute("hidden");

for (const button of document.querySelectorAll("[data-menu]")) {
  const parts = document.querySelectorAll("[data-collapsible]");
  show(button);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    for (const part of parts) part.classList.toggle("is-open", open);
  });
}

for (const chooser of document.querySelectorAll("[data-theme-chooser]")) {
  const select = chooser.querySelector("select");
  show(chooser);
  try {
    select.value = localStorage.getItem("scheme") || "system";
  } catch {
    select.value = "system";
  }
  select.addEventListener("change", () => {
    localStorage.setItem("scheme", select.value);
    document.dispatchEvent(new Event("ancrage:scheme"));
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const label = button.textContent;
  const text = button.parentElement.querySelector("[data-copy-text]").textContent;
  show(button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copié";
    setTimeout(() => (button.textContent = label), 2000);
  });
}
