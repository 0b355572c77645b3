/* The locator globe of a partner's page. Land only: no borders, so no boundary to dispute. Colours are CSS classes. */
(function () {
  "use strict";
  if (!window.Geo || !window.COMITY_LAND) return;
  var NS = "http://www.w3.org/2000/svg", EARTH = 6371;
  var land = Geo.feature(window.COMITY_LAND, window.COMITY_LAND.objects.land);
  var locale = document.documentElement.lang === "vi" ? "vi-VN" : "en-GB";
  function el(name, attrs, parent, text) { var e = document.createElementNS(NS, name); for (var k in attrs) e.setAttribute(k, attrs[k]); if (text) e.textContent = text; parent.appendChild(e); return e; }
  function km(a, b) { return Math.round(Geo.geoDistance(a, b) * EARTH / 10) * 10; }
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
})();
