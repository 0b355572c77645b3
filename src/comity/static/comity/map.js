/* Partner map and locator globe. Land only: no borders, so no boundary to dispute. The home point, the views and the
   names of islands are data of the deployment (macros/map.html); nothing of a city is written here.
   A disc is equal-area around the home city, so every ring is a true distance. Colours are CSS classes. */
(function () {
  "use strict";
  if (!window.Geo || !window.COMITY_LAND) return;
  var NS = "http://www.w3.org/2000/svg", EARTH = 6371, RIM = 141;
  var land = Geo.feature(window.COMITY_LAND, window.COMITY_LAND.objects.land);
  var locale = document.documentElement.lang === "vi" ? "vi-VN" : "en-GB";
  function el(name, attrs, parent, text) { var e = document.createElementNS(NS, name); for (var k in attrs) e.setAttribute(k, attrs[k]); if (text) e.textContent = text; parent.appendChild(e); return e; }
  function km(a, b) { return Math.round(Geo.geoDistance(a, b) * EARTH / 10) * 10; }
  function degrees(distance) { return distance / EARTH * 180 / Math.PI; }
  function number(n) { return n.toLocaleString(locale); }
  function pair(text) { return text.split(",").map(Number); }

  /* locator globe */
  document.querySelectorAll("[data-globe]").forEach(function (svg) {
    var pts = svg.dataset.globe.split(" ").map(pair), mid = Geo.geoInterpolate(pts[0], pts[1])(.5);
    var proj = Geo.geoOrthographic().rotate([-mid[0], -mid[1] + 4]).translate([74, 74]).scale(72).clipAngle(90).precision(.4), path = Geo.geoPath(proj);
    el("circle", { class: "sea", cx: 74, cy: 74, r: 72 }, svg);
    el("path", { class: "grat", d: path(Geo.geoGraticule10()) }, svg);
    el("path", { class: "land", d: path(land) }, svg);
    el("path", { class: "arc", d: path({ type: "LineString", coordinates: pts }) }, svg);
    pts.forEach(function (p, i) { var q = proj(p); el("circle", { class: i ? "to" : "from", cx: q[0], cy: q[1], r: i ? 4 : 3.5 }, svg); });
    var d = document.querySelector("[data-distance]");
    if (d) d.textContent = number(km(pts[0], pts[1])) + " " + svg.dataset.km;
  });

  /* the map of many points */
  var svg = document.querySelector("[data-map]");
  if (!svg) return;
  var set = JSON.parse(document.getElementById(svg.dataset.map).textContent), HOME = [set.home.lon, set.home.lat];
  var view = set.views[0];

  function projection(w, h, wide) {
    if (view.kind === "disc") return Geo.geoAzimuthalEqualArea().rotate([-HOME[0], -HOME[1]]).clipAngle(RIM).precision(.3).fitExtent([[14, wide ? 64 : 58], [w - 14, h - (wide ? 52 : 14)]], Geo.geoCircle().center(HOME).radius(RIM - 1)());
    var proj = Geo.geoEqualEarth().rotate([-(view.rotate || 0), 0]);
    if (view.kind === "world") return proj.fitExtent([[10, 60], [w - 10, h - 60]], { type: "Sphere" });
    var b = view.box; /* west, south, east, north */
    return proj.rotate([-(b[0] + b[2]) / 2, 0]).fitExtent([[24, 72], [w - 24, h - 56]], { type: "MultiPoint", coordinates: [[b[0], b[1]], [b[0], b[3]], [b[2], b[3]], [b[2], b[1]]] });
  }
  /* a point beyond the rim of the disc sits on the rim, with an arrow outward */
  function place(p) {
    var at = [p.lon, p.lat], away = Geo.geoDistance(HOME, at) * 180 / Math.PI;
    if (view.kind !== "disc" || away < RIM - 2) return { at: at, beyond: false };
    return { at: Geo.geoInterpolate(HOME, at)((RIM - 3) / away), beyond: true };
  }
  var SPOTS = [[9, 4, "start"], [-9, 4, "end"], [0, -10, "middle"], [0, 19, "middle"], [9, -9, "start"], [9, 17, "start"], [4, -20, "start"], [0, -24, "middle"], [-9, -9, "end"], [-9, 17, "end"]];
  function apart(a, b) { return a[2] < b[0] || a[0] > b[2] || a[3] < b[1] || a[1] > b[3]; }
  function box(q, o, width) { var x = q[0] + o[0] - (o[2] === "end" ? width : o[2] === "middle" ? width / 2 : 0); return [x, q[1] + o[1] - 12, x + width, q[1] + o[1] + 4]; }

  function draw() {
    var w = svg.clientWidth, h = svg.clientHeight; if (!w || !h) return;
    svg.setAttribute("viewBox", "0 0 " + w + " " + h); svg.textContent = "";
    var wide = w > 600, proj = projection(w, h, wide), path = Geo.geoPath(proj), disc = view.kind === "disc", home = proj(HOME);
    if (view.kind !== "box") el("path", { class: "sea", d: path(disc ? Geo.geoCircle().center(HOME).radius(RIM - .5)() : { type: "Sphere" }) }, svg);
    el("path", { class: "grat", d: path(Geo.geoGraticule10()) }, svg);
    el("path", { class: "land", d: path(land) }, svg);
    ((wide ? view.rings : view.rings_narrow || view.rings) || []).forEach(function (r) {
      el("path", { class: "ring", d: path(Geo.geoCircle().center(HOME).radius(degrees(r))()) }, svg);
      var q = proj([HOME[0], HOME[1] - degrees(r)]);
      if (q && q[1] < h - 12 && q[1] > 12) el("text", { class: "ringt", x: q[0] + 4, y: q[1] - 4 }, svg, number(r) + " km");
    });
    (set.islands || []).forEach(function (i) { islands(i, proj, w, h); });
    var pins = set.points.map(function (p) { var s = place(p); return { p: p, s: s, q: proj(s.at) }; }).filter(function (x) { return x.q && x.q[0] > 0 && x.q[0] < w && x.q[1] > 0 && x.q[1] < h; });
    set.points.forEach(function (p) { el("path", { class: "arc" + (p.hollow ? " soft" : ""), "data-arc": p.id, d: path({ type: "LineString", coordinates: [HOME, place(p).at] }) || "" }, svg); });
    var taken = [[home[0] - 7, home[1] - 7, home[0] + 12 + set.home.name.length * 7, home[1] + 7]], dots = pins.map(function (x) { return [x.q[0] - 6, x.q[1] - 6, x.q[0] + 6, x.q[1] + 6]; });
    pins.forEach(function (x, n) { pin(x, n, taken, dots, home, wide); });
    el("circle", { class: "home-h", cx: home[0], cy: home[1], r: 9 }, svg); el("circle", { class: "home", cx: home[0], cy: home[1], r: 4.5 }, svg);
    el("text", { class: "homet", x: home[0] + 12, y: home[1] + 5 }, svg, set.home.name);
  }
  function islands(i, proj, w, h) {
    var q = proj([i.lon, i.lat]), near = (i.label_in || []).indexOf(view.key) >= 0;
    if (!q || q[0] < 0 || q[0] > w || q[1] < 0 || q[1] > h) return;
    [[0, 0], [1, .7], [-1, 1]].forEach(function (o) { var f = near ? 4 : 2; el("circle", { class: "isle", cx: q[0] + o[0] * f, cy: q[1] + o[1] * f, r: near ? 1.6 : 1 }, svg); });
    if (near) el("text", { class: "islet", x: q[0] + 9, y: q[1] + 4 }, svg, i.name);
  }
  function pin(x, n, taken, dots, home, wide) {
    var p = x.p, q = x.q, label = p.name + (x.s.beyond ? " →" : "");
    var a = el("a", { href: p.href, class: "pin" + (p.hollow ? " hollow" : ""), "data-pin": p.id }, svg);
    el("circle", { class: "hit", cx: q[0], cy: q[1], r: 12 }, a);
    if (x.s.beyond) { var turn = Math.atan2(q[1] - home[1], q[0] - home[0]) * 180 / Math.PI; el("path", { class: "pt", d: "M-5-5L6 0L-5 5Z", transform: "translate(" + q[0] + " " + q[1] + ") rotate(" + turn + ")" }, a); }
    else el("circle", { class: "pt", cx: q[0], cy: q[1], r: p.hollow ? 4 : 4.5 }, a);
    el("title", {}, a, label + ", " + number(km(HOME, [p.lon, p.lat])) + " km");
    if (!wide && view.kind !== "box" && km(HOME, [p.lon, p.lat]) < 5000) return;
    var width = p.name.length * 6.4 + 14, others = taken.concat(dots.filter(function (_, i) { return i !== n; }));
    if (p.name.length > 32) return; /* its row in the list says it; a label this long would cover its neighbours */
    for (var i = 0; i < SPOTS.length; i++) {
      var b = box(q, SPOTS[i], width);
      if (b[0] < 2 || b[1] < 60 || b[2] > svg.clientWidth - 2 || !others.every(function (t) { return apart(b, t); })) continue;
      taken.push(b); el("text", { class: "name", x: q[0] + SPOTS[i][0], y: q[1] + SPOTS[i][1], "text-anchor": SPOTS[i][2] }, a, p.name); return;
    }
  }

  /* views: from the keyboard like from the mouse; the choice is in the address */
  var bar = document.querySelector("[data-map-views]");
  function choose(key) {
    view = set.views.filter(function (v) { return v.key === key; })[0] || set.views[0];
    if (bar) bar.querySelectorAll("button").forEach(function (b) { var on = b.dataset.view === view.key; b.classList.toggle("active", on); b.setAttribute("aria-pressed", on); });
    draw();
  }
  if (bar) bar.addEventListener("click", function (e) {
    var b = e.target.closest("[data-view]"); if (!b) return;
    var at = new URL(location.href); at.searchParams.set("view", b.dataset.view); history.replaceState(history.state, "", at);
    choose(b.dataset.view);
  });
  var waiting; addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(draw, 80); });
  choose(new URLSearchParams(location.search).get("view"));

  /* a row of the list lights its arc */
  function hot(id, on) { svg.querySelectorAll("[data-pin], [data-arc]").forEach(function (n) { var mine = (n.dataset.pin || n.dataset.arc) === id; n.classList.toggle("is-hot", mine && on); }); }
  ["mouseover", "focusin", "cm:select"].forEach(function (name) { document.addEventListener(name, function (e) { var r = e.target.closest && e.target.closest("[data-partner]"); if (r) hot(r.dataset.partner, true); }); });
  ["mouseout", "focusout"].forEach(function (name) { document.addEventListener(name, function (e) { var r = e.target.closest && e.target.closest("[data-partner]"); if (r) hot(r.dataset.partner, false); }); });
})();
