/* Runs before first paint. Theme: the stored choice, then the system. The cookie lets the server render it too. */
(function () {
  "use strict";
  var known = { light: 1, dark: 1 };
  var asked = new URLSearchParams(location.search).get("theme");
  var stored = null;
  try { stored = localStorage.getItem("cm-theme"); } catch (e) { /* storage may be blocked */ }
  var theme = known[asked] ? asked : known[stored] ? stored : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.setAttribute("data-bs-theme", theme);
})();
