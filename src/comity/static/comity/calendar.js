/* The calendar: an entry is dragged to another day. The same is done by the keyboard on the entry's own page. */
(function () {
  "use strict";
  var carried = null;
  function day(e) { return e.target.closest && e.target.closest("[data-moves] [data-day]"); }
  function clear() { document.querySelectorAll(".cm-day.is-over").forEach(function (d) { d.classList.remove("is-over"); }); }
  /* the menu of filters stays open while one chooses; the page around it is new */
  var opened = [];
  document.addEventListener("htmx:beforeSwap", function () {
    opened = Array.from(document.querySelectorAll(".cm-calfilters[open], .cm-calfilters details[open]")).map(function (d) { return d.id; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    opened.forEach(function (id) { var d = document.getElementById(id); if (d) d.open = true; });
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
