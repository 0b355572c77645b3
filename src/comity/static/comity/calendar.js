/* The calendar: an entry is dragged to another day, or moved by its menu or the key M, which open the page that asks for the day. */
(function () {
  "use strict";
  var carried = null;
  function day(e) { return e.target.closest && e.target.closest("[data-moves] [data-day]"); }
  function clear() { document.querySelectorAll(".cm-day.is-over").forEach(function (d) { d.classList.remove("is-over"); }); }
  /* the menu of filters stays open while one chooses; the page around it is new */
  var opened = [], ticked = null;
  document.addEventListener("htmx:beforeSwap", function (e) {
    var at = document.activeElement;
    ticked = e.target.id === "cal" && at && at.matches(".cm-calfilter [type=checkbox]") ? { of: at.closest("details").id, value: at.value } : null;
    opened = Array.from(document.querySelectorAll(".cm-calfilters[open], .cm-calfilters details[open]")).map(function (d) { return d.id; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    opened.forEach(function (id) { var d = document.getElementById(id); if (d) d.open = true; });
    var of = ticked && document.getElementById(ticked.of);
    if (of) (Array.from(of.querySelectorAll("[type=checkbox]")).find(function (b) { return b.value === ticked.value; }) || of.querySelector("summary")).focus();
    ticked = null;
  });
  /* lanes that are wider than the screen open on today */
  function today() {
    document.querySelectorAll(".cm-lanes").forEach(function (wall) {
      var day = wall.querySelector(".cm-wall-d.today");
      if (day && wall.scrollWidth > wall.clientWidth) wall.scrollLeft = day.offsetLeft - wall.clientWidth / 2;
    });
  }
  document.addEventListener("htmx:afterSettle", today);
  today();
  /* the menu of an entry that can be moved: by the second button, the menu key or a long press; with Shift the browser's own */
  var menu = null, owner = null;
  function there(a) { return a.dataset.to + "?next=" + encodeURIComponent(a.closest("[data-moves]").dataset.here); }
  function shut(back) { if (!menu) return; menu.remove(); menu = null; if (back && owner) owner.focus(); owner = null; }
  function show(a, x, y) {
    shut(); owner = a;
    var words = a.closest("[data-moves]").dataset;
    menu = document.createElement("div"); menu.className = "cm-calmenu"; menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", a.title || a.textContent.trim());
    [[words.wordMove, there(a)], [words.wordOpen, a.href], [words.wordTab, a.href, "_blank"]].forEach(function (one) {
      var link = document.createElement("a"); link.setAttribute("role", "menuitem");
      link.href = one[1]; link.textContent = one[0]; if (one[2]) { link.target = one[2]; link.rel = "noopener"; }
      menu.appendChild(link);
    });
    document.body.appendChild(menu);
    menu.style.left = Math.max(4, Math.min(x, innerWidth - menu.offsetWidth - 4)) + "px";
    menu.style.top = Math.max(4, Math.min(y, innerHeight - menu.offsetHeight - 4)) + "px";
    menu.firstChild.focus();
  }
  document.addEventListener("contextmenu", function (e) {
    var a = e.target.closest && e.target.closest("[data-to]"); if (!a || e.shiftKey && e.button === 2) return;
    e.preventDefault();
    var box = a.getBoundingClientRect(), keyed = !e.clientX && !e.clientY;
    show(a, keyed ? box.left : e.clientX, keyed ? box.bottom : e.clientY);
  });
  document.addEventListener("click", function (e) { if (menu && !menu.contains(e.target)) shut(); else if (menu) setTimeout(shut); });
  addEventListener("scroll", function () { shut(); }, true);
  document.addEventListener("keydown", function (e) {
    if (menu) {
      var all = Array.from(menu.children), at = all.indexOf(document.activeElement), to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[e.key];
      if (to !== undefined) { e.preventDefault(); all[to % all.length].focus(); }
      if (e.key === "Escape" || e.key === "Tab") { e.preventDefault(); shut(true); }
      return;
    }
    var a = e.target.closest && e.target.closest("[data-to]"), off = false;
    try { off = localStorage.getItem("cm-keys") === "off"; } catch (error) { off = false; }
    if (a && e.key.toLowerCase() === "m" && !e.ctrlKey && !e.metaKey && !e.altKey && !off) { e.preventDefault(); location.href = there(a); }
  });
  document.addEventListener("dragstart", function (e) {
    var item = e.target.closest && e.target.closest("[data-move]"); if (!item) return;
    carried = item; e.dataTransfer.effectAllowed = "move"; e.dataTransfer.setData("text/plain", item.textContent.trim());
    item.classList.add("is-carried");
  });
  document.addEventListener("dragend", function () { if (carried) carried.classList.remove("is-carried"); carried = null; clear(); });
  document.addEventListener("dragover", function (e) {
    var to = carried && day(e); if (!to) return;
    e.preventDefault(); e.dataTransfer.dropEffect = "move"; clear(); to.classList.add("is-over");
  });
  document.addEventListener("drop", function (e) {
    var to = carried && day(e), form = document.getElementById("cal-move"); if (!to || !form) return;
    e.preventDefault();
    var from = carried.closest("[data-day]"); if (from && from.dataset.day === to.dataset.day) return;
    var begins = carried.dataset.begins, days = 0;
    if (begins && from) days = Math.round((Date.parse(from.dataset.day) - Date.parse(begins)) / 864e5); /* held by a later day of it */
    form.action = carried.dataset.move; form.elements.version.value = carried.dataset.version;
    form.elements.to.value = new Date(Date.parse(to.dataset.day) - days * 864e5).toISOString().slice(0, 10);
    form.requestSubmit();
  });
})();
