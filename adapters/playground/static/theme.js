/** Light or dark, set before the first paint. Not a module, so that it runs at once. */

(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  window.theme = {
    isDark: () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark",
    toggle() {
      root.dataset.theme = this.isDark() ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
    },
    onChange: (listener) => dark.addEventListener("change", listener),
  };
})();
