// Runs before the first paint: a dark page must not flash white.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("scheme") || "system";
    } catch {
      return "system";
    }
  };
  const apply = () => {
    const scheme = chosen();
    root.dataset.frTheme = scheme === "system" ? (system.matches ? "dark" : "light") : scheme;
  };
  root.classList.add("has-js");
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("ancrage:scheme", apply);
  // Paper is white, whatever the screen.
  addEventListener("beforeprint", () => (root.dataset.frTheme = "light"));
  addEventListener("afterprint", apply);
})();
