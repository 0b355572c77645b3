/* The shell: theme, menus, palette, keyboard, messages, confirmations, lost connection.
   No build step, no inline code, no word of its own: words come from #cm-words in the page. */
(function () {
  "use strict";
  var root = document.documentElement, wordsBox = document.getElementById("cm-words");
  var words = wordsBox ? wordsBox.dataset : {};
  function $(s, r) { return (r || document).querySelector(s); }
  function $$(s, r) { return Array.prototype.slice.call((r || document).querySelectorAll(s)); }
  function say(key, value) { return (words[key] || "").replace("{x}", value === undefined ? "" : value); }
  function read(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function write(key, value) { try { localStorage.setItem(key, value); } catch (e) { /* storage may be blocked */ } }
  function time() { return new Date().toLocaleTimeString(root.lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit" }); }
  function el(tag, cls, text) { var e = document.createElement(tag); if (cls) e.className = cls; if (text) e.textContent = text; return e; }
  window.Comity = { say: say, read: read, write: write, time: time, el: el, message: message, ask: ask };

  /* ---- theme: kept on the device, and in a cookie so that the server can render it ---- */
  document.addEventListener("click", function (e) {
    if (!e.target.closest("[data-theme-toggle]")) return;
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    write("cm-theme", next);
    document.cookie = "cm-theme=" + next + ";path=/;max-age=31536000;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
    document.dispatchEvent(new CustomEvent("cm:theme"));
  });

  /* ---- menus are <details>: one open at a time, closed by a click outside or Esc ---- */
  function closeMenus(except) { $$("details.cm-menu[open]").forEach(function (d) { if (!except || !d.contains(except)) d.open = false; }); }
  document.addEventListener("click", function (e) { closeMenus(e.target); });
  document.addEventListener("keydown", function (e) {
    var open = e.key === "Escape" && $("details.cm-menu[open]");
    if (open) { open.open = false; $("summary", open).focus(); }
  });

  /* ---- what is opened to write in has the focus at its first field, so that one can paste at once ---- */
  document.addEventListener("toggle", function (e) {
    var d = e.target, field = d.open && d.matches && d.matches("details[data-enter]") && d.contains(document.activeElement) && $("textarea", d);
    if (field) field.focus();
  }, true);

  /* ---- small acts ---- */
  var acts = {
    "[data-print]": function () { print(); },
    "[data-reload]": function () { location.reload(); },
    "[data-back]": function () { history.back(); },
    "[data-copy]": function (b) { if (navigator.clipboard) navigator.clipboard.writeText(b.dataset.copy || b.textContent.trim()).then(function () { message(say("copied")); }); },
    "[data-fill]": function (b) {
      var values = JSON.parse(b.dataset.fill), last = null;
      Object.keys(values).forEach(function (name) { var f = $('[name="' + name + '"]'); if (f) { f.value = values[name]; last = f; } });
      if (last && last.form) { var s = $("[type=submit]", last.form); (s || last).focus(); }
    },
    ".cm-errsum a": function (a, e) {
      var f = document.getElementById(a.hash.slice(1)); if (!f) return;
      e.preventDefault(); var find = f.hidden && document.getElementById(f.id + "_find"), at = find || f;
      at.scrollIntoView({ block: "center" }); at.focus({ preventScroll: true });
    },
    "[data-pane]": function (b) { showPane(b); scrollTo(0, 0); }
  };
  document.addEventListener("click", function (e) {
    Object.keys(acts).forEach(function (s) { var b = e.target.closest(s); if (b) acts[s](b, e); });
    var row = e.target.closest("tr[data-href]");
    if (row && !e.target.closest("a, button, input, label, summary, select") && !String(getSelection())) { if (e.ctrlKey || e.metaKey) open(row.dataset.href); else location.href = row.dataset.href; }
  });
  function showPane(b) { var split = $(".cm-split"); if (split) split.dataset.show = b.dataset.pane; $$("[data-pane]").forEach(function (x) { x.classList.toggle("is-on", x === b); x.setAttribute("aria-pressed", x === b); }); }
  if ($("[data-pane]")) showPane($("[data-pane].is-on") || $("[data-pane]"));

  /* ---- dialogs ---- */
  function modal(id) { var m = document.getElementById(id), kit = window.tabler || window.bootstrap; return m && kit && kit.Modal ? kit.Modal.getOrCreateInstance(m) : null; }

  /* Ask before an act that cannot be undone; calls yes() once the person continues */
  function ask(text, yes) {
    var d = el("dialog", "cm-dialog"), box = el("form"), p = el("p", "", text), no = el("button", "btn", say("confirmNo")), ok = el("button", "btn btn-primary", say("confirmYes"));
    box.method = "dialog"; no.type = "submit"; ok.type = "button"; p.id = "cm-ask-" + Date.now(); d.setAttribute("aria-labelledby", p.id);
    var row = el("div", "cm-formend"); row.append(ok, no); box.append(p, row); d.append(box); document.body.append(d);
    d.addEventListener("close", function () { d.remove(); });
    ok.addEventListener("click", function () { d.close(); yes(); });
    d.showModal(); no.focus();
  }
  document.addEventListener("click", function (e) {
    var b = e.target.closest("[data-confirm]");
    if (!b || b.dataset.sure) return;
    e.preventDefault(); e.stopImmediatePropagation();
    ask(b.dataset.confirm, function () { b.dataset.sure = "1"; b.click(); delete b.dataset.sure; });
  }, true);
  document.addEventListener("htmx:confirm", function (e) {
    if (!e.detail.question) return;
    e.preventDefault(); ask(e.detail.question, function () { e.detail.issueRequest(true); });
  });

  /* ---- messages: ten seconds, longer while they have the pointer or the focus ---- */
  var toasts = document.getElementById("toasts");
  function message(text, tone) {
    if (!toasts || !text) return;
    var t = el("div", "cm-toast"), close = el("button", "btn btn-sm btn-icon btn-ghost-secondary", "×");
    t.setAttribute("role", tone === "error" ? "alert" : "status"); t.dataset.toast = ""; close.type = "button"; close.dataset.toastClose = ""; close.setAttribute("aria-label", say("close"));
    t.append(el("span", "", text), close); toasts.append(t);
  }
  function arm(t) {
    if (t.dataset.armed) return; t.dataset.armed = "1";
    var timer, start = function () { timer = setTimeout(function () { t.dataset.leaving = ""; setTimeout(function () { t.remove(); }, 200); }, 10000); }, stop = function () { clearTimeout(timer); };
    t.addEventListener("mouseenter", stop); t.addEventListener("mouseleave", start); t.addEventListener("focusin", stop); t.addEventListener("focusout", start); start();
  }
  if (toasts) {
    new MutationObserver(function () { $$("[data-toast]", toasts).forEach(arm); }).observe(toasts, { childList: true });
    $$("[data-toast]", toasts).forEach(arm);
  }
  document.addEventListener("click", function (e) { var b = e.target.closest("[data-toast-close]"); if (b) b.closest("[data-toast], .cm-toast").remove(); });

  /* ---- palette ---- */
  var pal = document.getElementById("palette"), input = pal && $("input", pal), list = pal && $("#palette-list", pal), start = list && list.innerHTML;
  function openPalette() { var m = modal("palette"); if (m) m.show(); return Boolean(m); }
  function options() { return $$("[role=option]:not([aria-disabled])", list); }
  function point(i) {
    var all = options(); all.forEach(function (o, n) { o.classList.toggle("is-selected", n === i); o.setAttribute("aria-selected", n === i); });
    if (all[i]) { input.setAttribute("aria-activedescendant", all[i].id); all[i].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  }
  document.addEventListener("click", function (e) { if (e.target.closest("[data-palette]") && !e.ctrlKey && !e.metaKey && openPalette()) e.preventDefault(); });
  if (pal) {
    pal.addEventListener("shown.bs.modal", function () { input.focus(); input.select(); point(0); });
    input.addEventListener("input", function () { if (!input.value.trim()) { list.innerHTML = start; point(0); } });
    input.addEventListener("htmx:beforeRequest", function (e) { if (!input.value.trim()) e.preventDefault(); });
    list.addEventListener("htmx:afterSwap", function () { if (!input.value.trim()) list.innerHTML = start; point(0); });
    input.addEventListener("keydown", function (e) {
      var all = options(), at = all.findIndex(function (o) { return o.classList.contains("is-selected"); });
      if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); point((at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % Math.max(all.length, 1)); }
      else if (e.key === "Enter") { e.preventDefault(); if (all[at]) location.href = all[at].href; else if (input.value.trim()) location.href = $(".cm-search").href + "?q=" + encodeURIComponent(input.value.trim()); }
    });
  }

  /* ---- keyboard: single keys never fire while typing and can be turned off ---- */
  var chord = false;
  $$("[data-keys-toggle]").forEach(function (c) { c.checked = read("cm-keys") !== "off"; c.addEventListener("change", function () { write("cm-keys", c.checked ? "on" : "off"); }); });
  function rows() { return $$("[data-list] .cm-row, [data-list] [data-row]").filter(function (r) { return r.offsetParent && !r.closest("details:not([open])"); }); }
  function move(step) {
    var all = rows(); if (!all.length) return;
    var at = all.findIndex(function (r) { return r.classList.contains("is-selected"); }), to = Math.max(0, Math.min(all.length - 1, at + step));
    all.forEach(function (r) { r.classList.remove("is-selected"); });
    all[to].classList.add("is-selected"); all[to].scrollIntoView({ block: "nearest" });
    all[to].dispatchEvent(new CustomEvent("cm:select", { bubbles: true }));
  }
  function press(selector) { var found = $$(selector).filter(function (x) { return x.offsetParent; }); if (found.length) found[found.length - 1].click(); return found.length > 0; }
  var keys = {
    g: function () { chord = true; setTimeout(function () { chord = false; }, 1200); },
    j: function () { move(1); }, k: function () { move(-1); },
    n: function () { press("[data-new]"); }, z: function () { press("[data-undo]"); },
    "[": function () { press("[data-prev]"); }, "]": function () { press("[data-next]"); },
    "?": function () { var m = modal("keys"); if (m) m.show(); },
    "/": function () { openPalette(); },
    Enter: function () { var r = $("[data-list] .is-selected"); if (r && document.activeElement === document.body) { var to = r.href || r.dataset.href; if (to) location.href = to; else r.click(); } }
  };
  document.addEventListener("keydown", function (e) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && !/^(checkbox|radio|button|submit)$/.test(e.target.type) || e.target.isContentEditable;
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); openPalette(); return; }
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter") { var f = e.target.closest("form") || $("form.cm-form"); if (f && f.method === "post") { e.preventDefault(); f.requestSubmit(); } return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || read("cm-keys") === "off" || $(".modal.show, dialog[open]")) return;
    var key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (chord) { chord = false; var link = $('[data-go="' + CSS.escape(key) + '"]'); if (link) { e.preventDefault(); location.href = link.href; } return; }
    if (keys[key]) { if (key !== "Enter") e.preventDefault(); keys[key](); }
    else if (/^[a-z]$/.test(key)) press('.is-selected [data-key="' + key + '"]') || press('[data-key="' + key + '"]');
  });

  /* ---- requests that fail: work is kept, the person is told once ---- */
  var bar = document.getElementById("offline"), lost = false;
  function setLost(now) { if (!bar || lost === now) return; lost = now; bar.hidden = !now; if (now) bar.textContent = say("lost", time()); else message(say("back")); }
  addEventListener("offline", function () { setLost(true); });
  addEventListener("online", function () { setLost(false); });
  document.addEventListener("htmx:sendError", function () { setLost(true); });
  document.addEventListener("htmx:afterRequest", function (e) { if (e.detail.xhr && e.detail.xhr.status) setLost(false); });
  document.addEventListener("htmx:responseError", function (e) {
    var x = e.detail.xhr, code = x.getResponseHeader("X-Error-Code") || x.status + ", " + time();
    message(x.status === 401 ? say("gone") : x.status === 403 ? say("forbidden") : say("failed", code), "error");
  });
  document.addEventListener("htmx:beforeRequest", function (e) { var b = e.target.matches("form") && $("[type=submit]", e.target); if (b) b.classList.add("btn-loading"); });
  document.addEventListener("htmx:afterRequest", function (e) { $$(".btn-loading", e.target).forEach(function (b) { b.classList.remove("btn-loading"); }); });

  /* ---- focus: on what needs attention after a refused save; strips open on today ---- */
  function settle(where) {
    var f = $("[data-focus]", where) || $("[data-written] [data-line-first='1']", where) || $("[data-lines] .is-invalid", where); if (f) { f.focus(); if (f.matches("[data-written] input")) f.select(); }
    $$(".cm-week", where).forEach(function (w) { var t = $(".is-today", w); if (t && w.scrollWidth > w.clientWidth) w.scrollLeft = t.offsetLeft; });
    $$(".cm-line-x", where).forEach(function (x) { /* today in sight, with what was done last before it and a little of what comes */
      var edge = x.getBoundingClientRect().left - x.scrollLeft, now = $(".now line", x), at = function (e) { return e.getBoundingClientRect().left - edge; };
      var done = now ? $$(".stem", x).map(at).filter(function (left) { return left <= at(now); }) : [];
      x.scrollLeft = now ? Math.min(at(now) - x.clientWidth * 0.7, done.length ? Math.max.apply(null, done) - x.clientWidth * 0.25 : Infinity) : x.scrollWidth;
    });
    $$(".cm-legal-x", where).forEach(function (x) { var t = $(".today", x); if (t) x.scrollLeft = Math.max(0, t.offsetLeft - 120); });
  }
  document.addEventListener("htmx:afterSettle", function (e) { settle(e.target); });
  settle(document);

  /* ---- a quotation and the record made from it light up together ---- */
  function light(id) { $$("[data-q]").forEach(function (q) { q.classList.toggle("is-on", q.dataset.q === id); }); }
  ["mouseover", "focusin", "cm:select"].forEach(function (name) { document.addEventListener(name, function (e) { var p = e.target.closest && e.target.closest("[data-for]"); if (p) { light(p.dataset.for); var q = name === "cm:select" && $('[data-q="' + p.dataset.for + '"]'); if (q) q.scrollIntoView({ block: "nearest" }); } }); });
  document.addEventListener("click", function (e) {
    var q = e.target.closest("[data-q]"); if (!q) return;
    light(q.dataset.q);
    $$("[data-for]").forEach(function (p) { var on = p.dataset.for === q.dataset.q; p.classList.toggle("is-selected", on); if (on) p.scrollIntoView({ block: "nearest" }); });
  });
})();
