/* The map of many points: views, zoom down to cities, groups of points that overlap, labels that do not.
   Land only: no borders, so no boundary to dispute. The home point, the views, the points and what else is named are
   data of the page (macros/map.html); nothing of a city or country is written here.
   A disc is equal-area around the home city, so every ring is a true distance. Colours are CSS classes.
   Land, rings and arcs are drawn once per view and moved as a whole; points and labels are laid out anew at every zoom. */
(function () {
  "use strict";
  if (!window.Geo || !window.COMITY_LAND) return;
  var NS = "http://www.w3.org/2000/svg", EARTH = 6371, RIM = 141;
  var APART = 15;        /* pixels: points nearer than this are one group */
  var FINEST = 1;        /* km in a pixel at the greatest zoom */
  var STEP = 60, TOP = 60, TOUCHED = 4;
  var land = Geo.feature(window.COMITY_LAND, window.COMITY_LAND.objects.land);
  var locale = document.documentElement.lang === "vi" ? "vi-VN" : "en-GB";

  function el(name, attrs, parent, text) { var e = document.createElementNS(NS, name); for (var k in attrs) e.setAttribute(k, attrs[k]); if (text) e.textContent = text; parent.appendChild(e); return e; }
  function number(n) { return n.toLocaleString(locale); }
  function km(a, b) { return Math.round(Geo.geoDistance(a, b) * EARTH / 10) * 10; }
  function degrees(distance) { return distance / EARTH * 180 / Math.PI; }
  function within(n, least, most) { return Math.max(least, Math.min(most, n)); }
  function say(text, words) { return text.replace(/\{(\w+)\}/g, function (_, key) { return words[key]; }); }
  function apart(a, b) { return a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3]; }

  var SPOTS = [[9, 4, "start"], [-9, 4, "end"], [0, -10, "middle"], [0, 19, "middle"], [9, -9, "start"], [9, 17, "start"], [4, -20, "start"], [0, -24, "middle"], [-9, -9, "end"], [-9, 17, "end"]];
  var FAR = SPOTS.concat([[18, 24, "start"], [30, 10, "start"], [18, 38, "start"], [30, -12, "start"], [-18, 26, "end"]]);
  function room(q, spot, width) { var x = q[0] + spot[0] - (spot[2] === "end" ? width : spot[2] === "middle" ? width / 2 : 0); return [x, q[1] + spot[1] - 12, x + width, q[1] + spot[1] + 4]; }

  function begin(svg) {
    var box = svg.closest(".cm-mapbox"), set = JSON.parse(document.getElementById(svg.dataset.map).textContent), HOME = [set.home.lon, set.home.lat];
    set.points.forEach(function (p) { p.weight = p.weight || 1; p.note = p.note || ""; });
    set.labels.forEach(function (l) { l.islets = l.islets || []; });
    var bar = box.querySelector("[data-map-views]"), buttons = box.querySelector("[data-map-zoom]"), pick = box.querySelector("[data-map-pick]"), said = box.querySelector("[data-map-said]");
    var view = set.views[0], w = 0, h = 0, proj, most = 1, at = { k: 1, x: 0, y: 0 }, base, over, places = [], lit = "", asked = 0;

    /* ---- a view: its projection, and what is drawn once for it ---- */
    function projection() {
      var wide = w > 600;
      if (view.kind === "disc") return Geo.geoAzimuthalEqualArea().rotate([-HOME[0], -HOME[1]]).clipAngle(RIM).precision(.3).fitExtent([[14, wide ? 64 : 58], [w - 14, h - (wide ? 52 : 14)]], Geo.geoCircle().center(HOME).radius(RIM - 1)());
      var found = Geo.geoEqualEarth().rotate([-(view.rotate || 0), 0]);
      if (view.kind === "world") return found.fitExtent([[10, TOP], [w - 10, h - 60]], { type: "Sphere" });
      var b = view.box, middle = (b[0] + b[2]) / 2; /* west, south, east, north */
      return found.rotate([-middle, 0]).fitExtent([[24, 72], [w - 24, h - 56]], { type: "MultiPoint", coordinates: [[b[0], b[1]], [b[0], b[3]], [b[2], b[3]], [b[2], b[1]], [middle, b[1]], [middle, b[3]]] });
    }
    /* a point beyond the rim of the disc sits on the rim, with an arrow outward */
    function place(p) {
      var there = [p.lon, p.lat], away = Geo.geoDistance(HOME, there) * 180 / Math.PI;
      if (view.kind !== "disc" || away < RIM - 2) return { at: there, beyond: false };
      return { at: Geo.geoInterpolate(HOME, there)((RIM - 3) / away), beyond: true };
    }
    function draw() {
      w = svg.clientWidth; h = svg.clientHeight; if (!w || !h) return;
      svg.setAttribute("viewBox", "0 0 " + w + " " + h); svg.textContent = "";
      proj = projection(); most = Math.max(2, EARTH / FINEST / proj.scale());
      base = el("g", { class: "base" }, svg); over = el("g", {}, svg);
      var path = Geo.geoPath(proj), disc = view.kind === "disc";
      if (view.kind !== "box") el("path", { class: "sea", d: path(disc ? Geo.geoCircle().center(HOME).radius(RIM - .5)() : { type: "Sphere" }) }, base);
      el("path", { class: "grat", d: path(Geo.geoGraticule10()) }, base);
      el("path", { class: "land", d: path(land) }, base);
      rings().forEach(function (r) { el("path", { class: "ring", d: path(Geo.geoCircle().center(HOME).radius(degrees(r))()) }, base); });
      places = set.points.map(function (p) { var s = place(p); return { p: p, beyond: s.beyond, q: proj(s.at) }; });
      set.points.forEach(function (p) { el("path", { class: "arc" + (p.hollow ? " soft" : ""), "data-arc": p.id, d: path({ type: "LineString", coordinates: [HOME, place(p).at] }) || "" }, base); });
      at = { k: 1, x: 0, y: 0 };
      lay();
    }

    /* ---- what is laid out at every zoom ---- */
    function shown(q) { return q && [q[0] * at.k + at.x, q[1] * at.k + at.y]; }
    function inside(q, edge) { return q && q[0] > -edge && q[0] < w + edge && q[1] > -edge && q[1] < h + edge; }
    function lay() {
      base.setAttribute("transform", "translate(" + at.x + " " + at.y + ") scale(" + at.k + ")");
      over.textContent = "";
      svg.classList.toggle("is-zoomed", at.k > 1);
      var taken = [], home = shown(proj(HOME)), groups = grouped();
      islets();
      if (inside(home, 0)) taken.push([home[0] - 7, home[1] - 7, home[0] + 12 + set.home.name.length * 7.4, home[1] + 7]);
      var dots = groups.map(function (g) { var r = radius(g) + 2; return [g.q[0] - r, g.q[1] - r, g.q[0] + r, g.q[1] + r]; });
      set.labels.filter(function (l) { return l.always; }).forEach(function (l) { name_place(l, taken, dots); });
      set.labels.filter(function (l) { return !l.always; }).forEach(function (l) { name_place(l, taken, dots); });
      groups.forEach(function (g, n) { if (g.items.length > 1) group(g); else pin(g, n, taken, dots, home); });
      ring_labels(taken.concat(dots));
      over.querySelectorAll(".islet").forEach(function (text) { over.appendChild(text); }); /* above the points */
      if (inside(home, 0)) {
        el("circle", { class: "home-h", cx: home[0], cy: home[1], r: 9 }, over); el("circle", { class: "home", cx: home[0], cy: home[1], r: 4.5 }, over);
        el("text", { class: "homet", x: home[0] + 12, y: home[1] + 5 }, over, set.home.name);
      }
      if (buttons) { buttons.hidden = false; buttons.querySelector("[data-zoom=in]").disabled = at.k >= most; buttons.querySelectorAll("[data-zoom=out], [data-zoom=all]").forEach(function (b) { b.disabled = at.k <= 1; }); }
      if (lit) hot(lit, true);
    }
    /* points that would overlap are one group; the weightiest draws the others to it */
    function grouped() {
      var found = [];
      places.map(function (x) { return { x: x, q: shown(x.q) }; }).filter(function (one) { return inside(one.q, 0); })
        .sort(function (a, b) { return b.x.p.weight - a.x.p.weight; }).forEach(function (one) {
          var near = found.filter(function (g) { return Math.abs(g.q[0] - one.q[0]) < APART && Math.abs(g.q[1] - one.q[1]) < APART; })[0];
          if (near) near.items.push(one.x); else found.push({ q: one.q, items: [one.x] });
        });
      return found;
    }
    function rings() { return (w > 600 ? view.rings : view.rings_narrow || view.rings) || []; }
    function ring_labels(taken) {
      rings().forEach(function (r) {
        var q = shown(proj([HOME[0], HOME[1] - degrees(r)])), b = q && [q[0] + 4, q[1] - 14, q[0] + 60, q[1]];
        if (inside(q, -12) && q[1] < h - 44 && taken.every(function (t) { return apart(b, t); })) el("text", { class: "ringt", x: q[0] + 4, y: q[1] - 4 }, over, number(r) + " km");
      });
    }
    function islets() {
      set.labels.forEach(function (l) { l.islets.forEach(function (i) { var q = shown(proj(i)); if (inside(q, 0)) el("circle", { class: "isle", cx: q[0], cy: q[1], r: within(proj.scale() * at.k / 500, .9, 2.4) }, over); }); });
    }
    function name_place(l, taken, dots) {
      var q = shown(proj([l.lon, l.lat])); if (!inside(q, 0)) return;
      var near = proj.scale() * at.k > 420, text = near ? l.name : l.short, width = text.length * 5.8 + 6;
      function free_of(others) { return (l.always ? FAR : SPOTS).filter(function (s) { var b = room(q, s, width); return b[0] > 2 && b[2] < w - 2 && others.every(function (t) { return apart(b, t); }); })[0]; }
      var free = free_of(taken.concat(dots)) || (l.always ? free_of(taken) || SPOTS[0] : null); /* what must be named gives way to nothing */
      if (!free) return;
      taken.push(room(q, free, width)); el("text", { class: "islet is-" + l.kind, x: q[0] + free[0], y: q[1] + free[1], "text-anchor": free[2] }, over, text);
    }
    function radius(g) { var weight = g.items[0].p.weight; return g.items.length > 1 ? 8 + Math.min(6, Math.sqrt(g.items.length)) : weight > 1 ? within(3.2 + Math.sqrt(weight) * 1.3, 4.5, 14) : 4.5; }
    function told(p) { return p.name + (p.note ? ", " + p.note : ""); }
    function pin(g, n, taken, dots, home) {
      var x = g.items[0], p = x.p, q = g.q, label = told(p) + (x.beyond ? " →" : "");
      var a = el("a", { href: p.href, class: "pin" + (p.hollow ? " hollow" : "") + (p.way ? " is-" + p.way : ""), "data-pin": p.id }, over), r = radius(g);
      el("circle", { class: "hit", cx: q[0], cy: q[1], r: Math.max(12, r) }, a);
      if (x.beyond) { var turn = Math.atan2(q[1] - home[1], q[0] - home[0]) * 180 / Math.PI; el("path", { class: "pt", d: "M-5-5L6 0L-5 5Z", transform: "translate(" + q[0] + " " + q[1] + ") rotate(" + turn + ")" }, a); }
      else el("circle", { class: "pt", cx: q[0], cy: q[1], r: p.hollow && r <= 4.5 ? 4 : r }, a);
      el("title", {}, a, label + ", " + number(km(HOME, [p.lon, p.lat])) + " km");
      if (p.name.length > (at.k > 3 ? 60 : 32)) return; /* its row in the list says it; a label this long would cover its neighbours */
      var text = p.note ? p.name + " " + p.weight : p.name, width = text.length * 6.4 + 14, others = taken.concat(dots.filter(function (_, i) { return i !== n; }));
      for (var i = 0; i < SPOTS.length; i++) {
        var spot = [SPOTS[i][0] + (SPOTS[i][0] > 0 ? r - 4.5 : SPOTS[i][0] < 0 ? 4.5 - r : 0), SPOTS[i][1], SPOTS[i][2]], b = room(q, spot, width);
        if (b[0] < 2 || b[1] < TOP || b[2] > w - 2 || b[3] > h - 2 || !others.every(function (t) { return apart(b, t); })) continue;
        taken.push(b); var label_ = el("text", { class: "name", x: q[0] + spot[0], y: q[1] + spot[1], "text-anchor": spot[2] }, a, p.name);
        if (p.note) el("tspan", { class: "count" }, label_, " " + number(p.weight));
        return;
      }
    }
    function group(g) {
      var first = g.items.slice(0, 4).map(function (x) { return x.p.name; }).join(", ") + (g.items.length > 4 ? " " + say(set.words.more, { count: number(g.items.length - 4) }) : "");
      var label = say(set.words.group, { count: number(g.items.length), names: first }), ids = g.items.map(function (x) { return x.p.id; }).join(" ");
      var a = el("g", { class: "pin group", role: "button", tabindex: 0, "aria-label": label, "data-pins": ids }, over), r = radius(g);
      el("circle", { class: "hit", cx: g.q[0], cy: g.q[1], r: r + 3 }, a); el("circle", { class: "pt", cx: g.q[0], cy: g.q[1], r: r }, a);
      el("text", { class: "groupt", x: g.q[0], y: g.q[1] + 4, "text-anchor": "middle" }, a, number(g.items.length)); el("title", {}, a, label);
      function open() { enter(g); }
      a.addEventListener("click", open);
      a.addEventListener("keydown", function (e) { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); open(); } });
    }
    /* into a group: as near as it takes to part its points, or a list of them where no zoom does */
    function enter(g) {
      var xs = g.items.map(function (x) { return x.q[0]; }), ys = g.items.map(function (x) { return x.q[1]; });
      var left = Math.min.apply(0, xs), top = Math.min.apply(0, ys), wide = Math.max.apply(0, xs) - left, high = Math.max.apply(0, ys) - top;
      var k = Math.min(w / 2 / Math.max(wide, .001), h / 2 / Math.max(high, .001), most);
      if (k <= at.k * 1.05 || Math.max(wide, high) * most < APART) return list(g);
      move(k, w / 2 - (left + wide / 2) * k, h / 2 - (top + high / 2) * k);
      svg.focus();
    }
    function list(g) {
      var ul = pick.querySelector("ul"); ul.textContent = "";
      g.items.forEach(function (x) { var a = document.createElement("a"); a.href = x.p.href; a.textContent = told(x.p); a.dataset.partner = x.p.id; var li = document.createElement("li"); li.appendChild(a); ul.appendChild(li); });
      pick.hidden = false; ul.querySelector("a").focus();
    }
    function close() { if (pick && !pick.hidden) { pick.hidden = true; svg.focus(); } }

    /* ---- moving and zooming ---- */
    function move(k, x, y) {
      at.k = within(k, 1, most); at.x = within(x, w - w * at.k, 0); at.y = within(y, h - h * at.k, 0);
      if (asked) return;
      asked = requestAnimationFrame(function () { asked = 0; lay(); tell(); });
    }
    /* the whole of it is entered towards the home city, a part of it towards its middle */
    function nearer(by) { var home = shown(proj(HOME)), from = at.k === 1 && inside(home, 0) ? home : [w / 2, h / 2]; zoom(by, from[0], from[1]); }
    function zoom(by, cx, cy) { var k = within(at.k * by, 1, most), f = k / at.k; move(k, cx - (cx - at.x) * f, cy - (cy - at.y) * f); }
    var telling; function tell() {
      clearTimeout(telling);
      telling = setTimeout(function () { if (said) said.textContent = say(set.words.said, { count: number(places.filter(function (x) { return inside(shown(x.q), 0); }).length), all: number(places.length) }); }, 600);
    }
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", function (e) {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      var by = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[e.key];
      if (by) move(at.k, at.x + by[0], at.y + by[1]);
      else if (e.key === "+" || e.key === "=") nearer(1.6);
      else if (e.key === "-") nearer(1 / 1.6);
      else if (e.key === "0") move(1, 0, 0);
      else return;
      e.preventDefault(); e.stopPropagation();
      if (document.activeElement !== svg) svg.focus();
    });
    box.addEventListener("keydown", function (e) { if (e.key === "Escape") close(); });
    if (buttons) buttons.addEventListener("click", function (e) { var b = e.target.closest("[data-zoom]"); if (!b) return; if (b.dataset.zoom === "all") move(1, 0, 0); else nearer(b.dataset.zoom === "in" ? 2 : .5); });
    if (pick) pick.querySelector("[data-pick-close]").addEventListener("click", close);
    svg.addEventListener("wheel", function (e) {
      if (!e.ctrlKey && (!svg.closest(".cm-mapsplit") || matchMedia("(max-width: 767.98px)").matches)) return; /* there the page itself scrolls */
      e.preventDefault(); var r = svg.getBoundingClientRect(); zoom(Math.pow(2, -e.deltaY * (e.deltaMode ? 16 : 1) / (e.ctrlKey ? 90 : 320)), e.clientX - r.left, e.clientY - r.top);
    }, { passive: false });
    /* one finger or the mouse moves a zoomed map; two fingers move and zoom. What was a drag is no click. */
    var down = new Map(), dragged = false;
    svg.addEventListener("pointerdown", function (e) { if (e.button) return; if (!down.size) dragged = false; down.set(e.pointerId, { x: e.clientX, y: e.clientY, from: [e.clientX, e.clientY] }); });
    svg.addEventListener("pointermove", function (e) {
      var one = down.get(e.pointerId); if (!one) return;
      if (!dragged && Math.hypot(e.clientX - one.from[0], e.clientY - one.from[1]) < TOUCHED) return;
      if (!dragged) { dragged = true; svg.setPointerCapture(e.pointerId); }
      var other = Array.from(down.entries()).filter(function (d) { return d[0] !== e.pointerId; }).map(function (d) { return d[1]; })[0], r = svg.getBoundingClientRect();
      var dx = e.clientX - one.x, dy = e.clientY - one.y;
      if (other) {
        var was = Math.hypot(one.x - other.x, one.y - other.y), is = Math.hypot(e.clientX - other.x, e.clientY - other.y);
        zoom(is / Math.max(was, 1), (e.clientX + other.x) / 2 - r.left, (e.clientY + other.y) / 2 - r.top); dx /= 2; dy /= 2;
      }
      move(at.k, at.x + dx, at.y + dy); one.x = e.clientX; one.y = e.clientY;
    });
    ["pointerup", "pointercancel"].forEach(function (name) { svg.addEventListener(name, function (e) { down.delete(e.pointerId); }); });
    svg.addEventListener("click", function (e) { if (dragged) { e.preventDefault(); e.stopPropagation(); dragged = false; } }, true);
    svg.addEventListener("dragstart", function (e) { e.preventDefault(); });

    /* ---- views: from the keyboard like from the mouse; the choice is in the address ---- */
    function choose(key) {
      view = set.views.filter(function (v) { return v.key === key; })[0] || set.views[0];
      if (bar) bar.querySelectorAll("[data-view]").forEach(function (b) { var on = b.dataset.view === view.key; b.classList.toggle("active", on); if (on) b.setAttribute("aria-current", "true"); else b.removeAttribute("aria-current"); });
      draw(); tell();
    }
    (svg.closest(".cm-mapsplit") || box).addEventListener("click", function (e) {
      var b = e.target.closest("[data-view]"); if (!b || e.ctrlKey || e.metaKey || e.shiftKey || !set.views.some(function (v) { return v.key === b.dataset.view; })) return;
      e.preventDefault();
      if (set.view) { var there = new URL(location.href); there.searchParams.set("view", b.dataset.view); history.replaceState(history.state, "", there); var kept = document.querySelector(".cm-filters input[name=view]"); if (kept) kept.value = b.dataset.view; }
      choose(b.dataset.view);
      if (!b.closest(".cm-map-top")) svg.scrollIntoView({ block: "nearest" });
    });
    function hot(id, on) {
      lit = on ? id : "";
      svg.querySelectorAll("[data-pin], [data-arc], [data-pins]").forEach(function (n) { var mine = n.dataset.pins ? n.dataset.pins.split(" ").indexOf(id) >= 0 : (n.dataset.pin || n.dataset.arc) === id; n.classList.toggle("is-hot", mine && on); });
    }
    svg.atlas = { draw: function () { var kept = at; draw(); if (kept.k > 1) move(kept.k, kept.x, kept.y); }, hot: hot };
    choose(set.view);
  }

  function each(act) { document.querySelectorAll("[data-map]").forEach(function (svg) { if (svg.atlas) act(svg.atlas); }); }
  function start() { document.querySelectorAll("[data-map]").forEach(function (svg) { if (!svg.atlas) begin(svg); }); }
  var waiting; addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(function () { each(function (map) { map.draw(); }); }, 80); });
  /* a row of the list lights its arc */
  [["mouseover", true], ["focusin", true], ["cm:select", true], ["mouseout", false], ["focusout", false]].forEach(function (one) {
    document.addEventListener(one[0], function (e) { var r = e.target.closest && e.target.closest("[data-partner]"); if (r) each(function (map) { map.hot(r.dataset.partner, one[1]); }); });
  });
  document.addEventListener("htmx:afterSettle", start); /* a filter brings a new map with its list */
  start();
})();
