/* Forms: drafts kept on the device, warning before leaving, pickers, drop zones, choosing rows. */
(function () {
  "use strict";
  var C = window.Comity; if (!C) return;
  function $(s, r) { return (r || document).querySelector(s); }
  function $$(s, r) { return Array.prototype.slice.call((r || document).querySelectorAll(s)); }
  var SECRET = /^(csrfmiddlewaretoken|version|password.*)$/;
  var owner = ($("#cm-words") || { dataset: {} }).dataset.person || "";
  var PREFIX = "cm-draft:" + owner + ":";

  /* what a form holds: [[name, value], ...] without files, tokens and passwords */
  function contents(form) { return Array.from(new FormData(form)).filter(function (p) { return typeof p[1] === "string" && !SECRET.test(p[0]); }); }
  function fill(form, pairs) {
    var by = new Map(); pairs.forEach(function (p) { by.set(p[0], (by.get(p[0]) || []).concat(p[1])); });
    $$("input, textarea, select", form).forEach(function (f) {
      if (!f.name || SECRET.test(f.name) || f.type === "file" || f.type === "hidden") return;
      var v = by.get(f.name) || [];
      if (f.type === "checkbox" || f.type === "radio") f.checked = v.indexOf(f.value) >= 0;
      else if (f.multiple) Array.from(f.options).forEach(function (o) { o.selected = v.indexOf(o.value) >= 0; });
      else f.value = v[0] === undefined ? "" : v[0];
      f.dispatchEvent(new CustomEvent("cm:filled"));
    });
  }
  function load(key) { try { return JSON.parse(C.read(key)); } catch (e) { return null; } }
  function drop(key) { try { localStorage.removeItem(key); } catch (e) { /* storage may be blocked */ } }

  function keepDraft(form) {
    if (form.dataset.kept) return; form.dataset.kept = "1";
    var key = PREFIX + form.dataset.draft, before = JSON.stringify(contents(form)), last = before, stored = load(key), state = $("[data-draft-state]", form);
    if (stored && (JSON.stringify(stored.values) === before || $(".cm-errsum", form))) { drop(key); stored = null; }
    if (stored) offer(form, key, stored);
    setInterval(function () {
      var now = JSON.stringify(contents(form)); if (now === last || !form.isConnected) return;
      last = now; C.write(key, JSON.stringify({ values: JSON.parse(now), at: Date.now() }));
      if (state) state.textContent = C.say("saved", C.time());
    }, 10000);
    form.addEventListener("submit", function () { C.write(key, JSON.stringify({ values: contents(form), at: Date.now(), sent: location.pathname })); });
    form.addEventListener("htmx:afterRequest", function (e) { if (e.detail.successful) drop(key); });
  }
  function offer(form, key, stored) {
    var box = C.el("div", "cm-notice is-warning"), text = C.el("div", "", C.say("restore", new Date(stored.at).toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { dateStyle: "medium", timeStyle: "short" })));
    var row = C.el("div", "cm-inline"), yes = C.el("button", "btn btn-sm", C.say("restoreYes")), no = C.el("button", "btn btn-sm btn-ghost-secondary", C.say("restoreNo"));
    yes.type = no.type = "button"; row.append(yes, no); text.append(row); box.append(text); box.setAttribute("role", "status"); form.prepend(box);
    yes.addEventListener("click", function () { fill(form, stored.values); drop(key); box.remove(); });
    no.addEventListener("click", function () { drop(key); box.remove(); });
  }
  /* a draft that was sent and whose form is not here any more was accepted */
  (function () {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf(PREFIX) !== 0) return;
        var d = load(key), here = $$("form[data-draft]").some(function (f) { return PREFIX + f.dataset.draft === key; });
        if (d && d.sent && !here) drop(key);
      });
    } catch (e) { /* storage may be blocked */ }
  })();

  /* groups of fields that only some kinds of record have: shown for the kind chosen, and while they hold something */
  function follow(form) {
    var kind = form.elements.kind, traits; if (!kind || form.dataset.followed) return; form.dataset.followed = "1";
    traits = JSON.parse(form.dataset.traits);
    function show() {
      var mine = traits[kind.value] || [];
      $$("[data-trait]", form).forEach(function (g) {
        var filled = $$("input, textarea, select", g).some(function (f) { return f.type === "checkbox" ? f.checked : f.type !== "search" && f.type !== "hidden" && f.value; });
        g.hidden = mine.indexOf(g.dataset.trait) < 0 && !filled;
      });
    }
    kind.addEventListener("change", show); kind.addEventListener("cm:filled", show); show();
  }

  /* warn before leaving with changes */
  var leaving = false;
  function dirty() { return $$("form[data-leave]").some(function (f) { return f.dataset.before !== undefined && f.dataset.before !== JSON.stringify(contents(f)); }); }
  addEventListener("beforeunload", function (e) { if (!leaving && dirty()) { e.preventDefault(); e.returnValue = C.say("leave"); } });
  document.addEventListener("submit", function (e) { if (!e.target.hasAttribute("data-no-leave") && e.target.method === "post") leaving = true; setTimeout(function () { leaving = false; }, 4000); });

  /* drop zone around a file input */
  function dropZone(zone) {
    if (zone.dataset.ready) return; zone.dataset.ready = "1";
    var input = $("input[type=file]", zone), names = $("[data-drop-names]", zone); if (!input) return;
    ["dragenter", "dragover"].forEach(function (n) { zone.addEventListener(n, function (e) { e.preventDefault(); zone.classList.add("is-over"); }); });
    ["dragleave", "drop"].forEach(function (n) { zone.addEventListener(n, function (e) { e.preventDefault(); zone.classList.remove("is-over"); }); });
    zone.addEventListener("drop", function (e) {
      var files = e.dataTransfer.files; if (!files.length) return;
      if (!input.multiple && files.length > 1) { var one = new DataTransfer(); one.items.add(files[0]); files = one.files; }
      input.files = files; input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", function () { if (names) names.textContent = input.files.length > 1 ? C.say("drop", input.files.length) : ""; });
  }

  /* choosing rows: the bar with the acts shows while a row is chosen */
  var lastBox = null;
  function count() {
    var boxes = $$("[data-select]"), n = boxes.filter(function (b) { return b.checked; }).length;
    $$("[data-bulk]").forEach(function (bar) { bar.hidden = !n; var c = $("[data-bulk-count]", bar); if (c) c.textContent = n ? C.say("selected", n) : ""; });
    $$("[data-select-all]").forEach(function (a) { a.checked = n > 0 && n === boxes.length; a.indeterminate = n > 0 && n < boxes.length; });
  }
  document.addEventListener("change", function (e) {
    if (e.target.matches("[data-select-all]")) { $$("[data-select]").forEach(function (b) { b.checked = e.target.checked; }); count(); }
    else if (e.target.matches("[data-select]")) count();
    if (e.target.matches("[data-no-submit]")) e.stopPropagation();
  }, true);
  document.addEventListener("click", function (e) {
    if (e.target.matches("[data-select]")) {
      var all = $$("[data-select]"), a = all.indexOf(lastBox), b = all.indexOf(e.target);
      if (e.shiftKey && a >= 0) all.slice(Math.min(a, b), Math.max(a, b) + 1).forEach(function (x) { x.checked = e.target.checked; });
      lastBox = e.target; count();
    }
    if (e.target.closest("[data-bulk-clear]")) { $$("[data-select]").forEach(function (x) { x.checked = false; }); count(); }
  });

  /* words without marks and case: ha noi finds Hà Nội */
  function fold(s) { return s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase(); }
  document.addEventListener("input", function (e) {
    if (!e.target.matches("[data-narrow]")) return;
    var q = fold(e.target.value);
    $$("label", e.target.closest("fieldset")).forEach(function (l) { l.hidden = q && fold(l.textContent).indexOf(q) < 0; });
  });

  /* a long filter: its words belong to its own search; what is ticked stays while others are looked for */
  document.addEventListener("htmx:configRequest", function (e) { if (e.target.matches("[data-words]")) e.detail.parameters.words = e.target.value; });
  document.addEventListener("htmx:beforeSwap", function (e) {
    if (!e.target.matches(".cm-found") || !e.detail.shouldSwap) return;
    var kept = e.target.previousElementSibling;
    $$("label", kept).forEach(function (l) { if (!$("input", l).checked) l.remove(); });
    $$("label", e.target).forEach(function (l) { if ($("input", l).checked) kept.append(l); });
  });
  document.addEventListener("htmx:afterSwap", function (e) { /* one may have been ticked while the answer was on its way */
    if (!e.target.matches(".cm-found")) return;
    var kept = $$("input", e.target.previousElementSibling).map(function (b) { return b.value; });
    $$("label", e.target).forEach(function (l) { if (kept.indexOf($("input", l).value) >= 0) l.remove(); });
  });

  /* Picker: <select data-picker>, one or many values; an option's data-also has other words that find it ("; " between them).
     Chips before the field are reached by the arrow keys and removed by Delete. data-lookup="/address" asks the server
     with ?q= and expects {"results": [{"value", "label", "sub"}]}. data-add="/address" adds what is not there
     by its name, as one of data-kinds. The select stays the form's field. */
  function picker(select) {
    if (select.dataset.ready) return; select.dataset.ready = "1";
    var id = select.id || select.name, many = select.multiple, url = select.dataset.lookup, add = select.dataset.add, kinds = JSON.parse(select.dataset.kinds || "[]"), moved = false, at = 0, shown = [], timer, asked = 0;
    var box = C.el("div", "cm-picker"), line = C.el("div", "cm-picker-v"), input = C.el("input"), list = C.el("div", "cm-picker-l"), said = C.el("span", "visually-hidden");
    input.type = "text"; input.autocomplete = "off"; input.id = id + "_find"; input.setAttribute("role", "combobox"); input.setAttribute("aria-expanded", "false"); input.setAttribute("aria-controls", id + "_list"); input.setAttribute("aria-autocomplete", "list");
    input.dataset.noSubmit = "";
    var label = $('label[for="' + CSS.escape(id) + '"]'), about = select.getAttribute("aria-describedby"); if (label) label.htmlFor = input.id; else input.setAttribute("aria-label", select.getAttribute("aria-label") || select.name);
    if (about) input.setAttribute("aria-describedby", about);
    if (select.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
    list.id = id + "_list"; list.setAttribute("role", "listbox"); list.setAttribute("aria-label", label ? label.textContent.trim() : select.name); list.hidden = true;
    said.setAttribute("role", "status"); if (many) list.setAttribute("aria-multiselectable", "true");
    var had = document.activeElement === select; /* a line that goes on was given the focus before it had its picker */
    line.append(input); box.append(line, list, said); select.after(box); select.hidden = true; select.tabIndex = -1;
    function chosen() { return Array.from(select.options).filter(function (o) { return o.selected && o.value; }); }
    function draw() {
      $$(".cm-picker-chip", line).forEach(function (c) { c.remove(); });
      chosen().forEach(function (o) {
        var chip = C.el("span", "cm-picker-chip", o.textContent), x = C.el("button", "", "×"); x.type = "button"; x.setAttribute("aria-label", C.say("remove", o.textContent));
        x.addEventListener("click", function () { leave(o); input.focus(); });
        x.addEventListener("keydown", function (e) { along(e, x, o); });
        chip.append(x); line.insertBefore(chip, input);
      });
      input.placeholder = chosen().length ? "" : C.say("search");
    }
    function leave(o) { o.selected = false; if (!many) select.value = ""; changed(); said.textContent = C.say("removed", o.textContent); }
    /* among the chips: the arrows go on, Delete and Backspace remove and go on to the next one */
    function along(e, x, o) {
      var all = $$(".cm-picker-chip button", line), i = all.indexOf(x), to = null;
      if (e.key === "ArrowLeft") to = all[i - 1] || x; else if (e.key === "ArrowRight") to = all[i + 1] || input; else if (e.key === "Home") to = all[0]; else if (e.key === "End") to = input;
      else if (e.key === "Delete" || e.key === "Backspace") { leave(o); to = $$(".cm-picker-chip button", line)[i] || input; }
      if (to) { e.preventDefault(); to.focus(); }
    }
    function changed() { draw(); select.dispatchEvent(new Event("change", { bubbles: true })); }
    function take(r) {
      if (r.add) { make(r); return; }
      var o = Array.from(select.options).find(function (x) { return x.value === String(r.value); });
      if (!o) { o = new Option(r.label, r.value); select.add(o); }
      if (!many) Array.from(select.options).forEach(function (x) { x.selected = false; });
      o.selected = true; input.value = ""; close(); changed(); said.textContent = C.say("picked", o.textContent);
    }
    /* what can be added under this name: one thing, or one of each kind; nothing if it is there already */
    function addable(q, results) {
      if (!add || !q || results.concat(chosen().map(function (o) { return { label: o.textContent }; })).some(function (r) { return fold(r.label) === fold(q); })) return [];
      return (kinds.length ? kinds : [["", ""]]).map(function (k) { return { add: q, kind: k[0], label: C.say("add", q), sub: k[1] }; });
    }
    function make(r) {
      var body = new FormData(), token = $("[name=csrfmiddlewaretoken]", select.form); body.append("title", r.add); body.append("kind", r.kind); close();
      box.setAttribute("aria-busy", "true");
      fetch(add, { method: "POST", body: body, headers: { Accept: "application/json", "X-CSRFToken": token ? token.value : "" }, credentials: "same-origin" })
        .then(function (a) { return a.json(); })
        .then(function (d) {
          if (!d.results) { C.message(d.error || C.say("addFailed"), "error"); return; }
          $$("select[data-add]").forEach(function (s) { if (s !== select && s.dataset.add === add) s.add(new Option(d.results[0].label, d.results[0].value)); });
          take(d.results[0]);
        })
        .catch(function () { C.message(C.say("addFailed"), "error"); })
        .then(function () { box.removeAttribute("aria-busy"); });
    }
    function close() { moved = false; list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function show(results) {
      results = results.concat(addable(input.value.trim(), results)); shown = results; at = 0; list.textContent = "";
      if (!results.length && !input.value.trim()) { close(); return; } /* nothing was asked yet */
      if (!results.length) { var none = C.el("div", "", C.say("none")); none.setAttribute("role", "option"); none.setAttribute("aria-disabled", "true"); none.setAttribute("aria-selected", "false"); list.append(none); }
      results.forEach(function (r, i) {
        var o = C.el("div", "", r.label); o.id = id + "_o" + i; o.setAttribute("role", "option"); if (r.sub) o.append(C.el("small", "", r.sub));
        o.addEventListener("mousedown", function (e) { e.preventDefault(); take(r); }); list.append(o);
      });
      list.hidden = false; input.setAttribute("aria-expanded", "true"); mark(0);
    }
    function mark(i) { at = i; $$("[role=option]:not([aria-disabled])", list).forEach(function (o, n) { o.classList.toggle("is-at", n === i); o.setAttribute("aria-selected", n === i); if (n === i) { input.setAttribute("aria-activedescendant", o.id); o.scrollIntoView({ block: "nearest" }); } }); }
    /* what the select offers: first what begins with the words, then what has them within, then what another word finds */
    function here(q, taken) {
      var w = fold(q), found = [[], [], []];
      Array.from(select.options).forEach(function (o) {
        if (!o.value || taken.indexOf(o.value) >= 0) return;
        var at = fold(o.textContent.trim()).indexOf(w), also = at < 0 && (o.dataset.also || "").split("; ").find(function (word) { return fold(word).indexOf(w) >= 0; });
        if (at >= 0 || also) found[also ? 2 : at && w ? 1 : 0].push({ value: o.value, label: o.textContent, sub: also || "" });
      });
      return found[0].concat(found[1], found[2]);
    }
    function find() {
      var q = input.value.trim(), mine = ++asked, taken = chosen().map(function (o) { return o.value; });
      if (!url) { show(here(q, taken)); return; }
      fetch(url + (url.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(q), { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (r) { if (!r.ok) throw r; return r.json(); })
        .then(function (d) { if (mine === asked && document.activeElement === input) show(d.results.filter(function (r) { return taken.indexOf(String(r.value)) < 0; })); })
        .catch(function () { if (mine === asked) close(); });
    }
    input.addEventListener("input", function (e) { e.stopPropagation(); clearTimeout(timer); timer = setTimeout(find, url ? 200 : 0); });
    input.addEventListener("focus", find);
    input.addEventListener("click", function () { if (list.hidden) find(); });
    input.addEventListener("blur", function () { setTimeout(close, 120); input.value = ""; });
    input.addEventListener("keydown", function (e) {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); moved = true; if (list.hidden) find(); else if (shown.length) mark((at + (e.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length); }
      else if (e.key === "Enter" && !e.ctrlKey && !e.metaKey) {
        e.preventDefault();
        /* in a line that is written on and on, Enter on an untouched picker ends the line */
        if (!input.value.trim() && !moved && select.form.hasAttribute("data-lines")) { close(); select.form.requestSubmit(); }
        else if (!list.hidden && shown[at]) take(shown[at]);
      }
      else if (e.key === "Escape" && !list.hidden) { e.stopPropagation(); close(); }
      else if (e.key === "Backspace" && !input.value) { var c = chosen(); if (c.length) leave(c[c.length - 1]); }
      else if (e.key === "ArrowLeft" && !input.selectionEnd) { var b = $$(".cm-picker-chip button", line).pop(); if (b) { e.preventDefault(); close(); b.focus(); } }
    });
    select.addEventListener("cm:filled", draw);
    draw(); if (had) input.focus();
  }

  /* a text is completed from what was said before, the rest marked so that typing on replaces it */
  document.addEventListener("input", function (e) {
    var f = e.target; if (!f.dataset.said || !/^insertText/.test(e.inputType || "") || e.isComposing || f.selectionEnd !== f.value.length || f.value.length < 2) return;
    var typed = f.value, found = JSON.parse(f.dataset.said).find(function (s) { return s.length > typed.length && fold(s.slice(0, typed.length)) === fold(typed); });
    if (found) { f.value = typed + found.slice(typed.length); f.setSelectionRange(typed.length, f.value.length); }
  });
  /* `14-15` in a time fills the one after it, too, and goes on to what follows */
  document.addEventListener("keydown", function (e) {
    if (e.key !== "Tab" || e.shiftKey || !e.target.matches("form[data-lines] .is-begins input")) return;
    var parts = e.target.value.split(/\s*[-–—]\s*/), all = $$("input, select", e.target.form).filter(function (x) { return x.offsetParent; }), at = all.indexOf(e.target);
    if (parts.length !== 2 || !parts[0] || !parts[1] || !all[at + 2]) return;
    e.preventDefault(); e.target.value = parts[0]; all[at + 1].value = parts[1]; all[at + 2].focus(); if (all[at + 2].select) all[at + 2].select();
  });

  /* a form for something new begins at its first field; on a phone that would only call the keyboard up */
  function begin(form) {
    if (form.dataset.begun || !matchMedia("(pointer: fine)").matches || document.activeElement !== document.body) return; form.dataset.begun = "1";
    var f = $$("input:not([type=hidden]), select, textarea", form).filter(function (x) { return x.offsetParent; })[0]; if (f) f.focus({ preventScroll: true });
  }

  function ready(where) {
    $$("select[data-picker]", where).forEach(picker);
    $$("[data-drop]", where).forEach(dropZone);
    $$("form[data-traits]", where).forEach(follow);
    $$("form[data-leave]", where).forEach(function (f) { if (f.dataset.before === undefined) f.dataset.before = $(".cm-errsum", f) ? "" : JSON.stringify(contents(f)); });
    $$("form[data-draft]", where).forEach(keepDraft);
    $$("form[data-begin]", where).forEach(begin);
    count();
  }
  document.addEventListener("htmx:afterSettle", function (e) { ready(e.target.parentNode || document); });
  ready(document);
})();
