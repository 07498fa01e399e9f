// Writes the world map (SVG), the label point of every country and the test points of eventhub/regions/map.py.
// Run in a folder where the packages of tools/README.md are installed:
//   node make_world_map.mjs <world.svg> <label_points.json> <map_points.json>
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const d3 = await load("d3-geo");
const { feature } = await load("topojson-client");
const { presimplify, quantile, simplify } = await load("topojson-simplify");
const polylabel = (await load("polylabel")).default;
const json = (name) => JSON.parse(readFileSync(require.resolve(name)));

const WIDTH = 960;
const HEIGHT = 440;
const DOT_RADIUS = 1.6;
const NO_ISO_ID = { Kosovo: "XK", "N. Cyprus": "CY", Somaliland: "SO", "Indian Ocean Ter.": "CX" };
// Parts of a drawn country that ISO 3166-1 counts as countries of their own: drawn as, is, west, east, south, north.
const APART = [
  ["FR", "GF", -56, -50, 1, 7], ["FR", "GP", -62, -60.9, 15.7, 16.6], ["FR", "MQ", -61.4, -60.6, 14.2, 15.1],
  ["FR", "RE", 55, 56.2, -21.6, -20.6], ["FR", "YT", 44.9, 45.5, -13.2, -12.4], ["NO", "SJ", 8, 36, 74, 82],
  ["NO", "SJ", -10, -7, 70, 72], ["NO", "BV", 2, 5, -56, -53], ["NL", "BQ", -70, -62, 11, 18], ["NZ", "TK", -174, -170, -10, -8],
  ["CX", "CC", 96, 98, -13, -11],
];
const TEST_CITIES = {
  Berlin: [52.52437, 13.41053], Reykjavík: [64.13548, -21.89541], London: [51.50853, -0.12574], Cairo: [30.06263, 31.24967],
  Nairobi: [-1.28333, 36.81667], "Cape Town": [-33.92584, 18.42322], Mumbai: [19.07283, 72.88261], Tokyo: [35.6895, 139.69171],
  Sydney: [-33.86785, 151.20732], Suva: [-18.14161, 178.44149], Apia: [-13.83333, -171.76666], Honolulu: [21.30694, -157.85833],
  "Los Angeles": [34.05223, -118.24368], "São Paulo": [-23.5475, -46.63611], Ushuaia: [-54.8, -68.3], Longyearbyen: [78.22334, 15.64689],
};

// The view: Equal Earth turned by 11 degrees so that Chukotka is not torn off; map.py holds the same numbers.
export const projection = d3.geoEqualEarth().rotate([-11, 0]).scale(176).translate([WIDTH / 2, 241]).precision(0.2);

const containment = json("cldr-core/supplemental/territoryContainment.json").supplemental.territoryContainment;
const macro = macroRegions();
const codes = json("cldr-core/supplemental/codeMappings.json").supplemental.codeMappings;
const alpha2 = new Map(Object.entries(codes).filter(([c, m]) => (macro.has(c) || c === "AQ") && m._numeric).map(([c, m]) => [m._numeric, c]));
const codeOf = (f) => NO_ISO_ID[f.properties.name] ?? alpha2.get(f.id);

function macroRegions() {
  const regions = new Map();
  for (const region of containment["001"]._contains) {
    for (const sub of containment[region]._contains.filter((code) => /^\d+$/.test(code))) {
      for (const country of containment[sub]?._contains ?? []) regions.set(country, region);
    }
  }
  return regions;
}

const polygonsOf = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates);
const asPolygon = (coordinates) => ({ type: "Polygon", coordinates });

function ownerOf(code, polygon) {
  const [lon, lat] = d3.geoCentroid(asPolygon(polygon));
  const own = APART.find(([from, , west, east, south, north]) => from === code && lon > west && lon < east && lat > south && lat < north);
  return own ? own[1] : code;
}

function shapes(topology) {
  const owned = new Map();
  for (const f of feature(topology, topology.objects.countries).features) {
    const code = codeOf(f);
    if (!code) continue;
    for (const polygon of polygonsOf(f.geometry)) {
      const owner = ownerOf(code, polygon);
      owned.set(owner, [...(owned.get(owner) ?? []), polygon]);
    }
  }
  return owned;
}

// The middle of the largest part; where that lies outside (a bent country), its pole of inaccessibility.
function labelPoint(polygons) {
  const largest = polygons.map(asPolygon).sort((a, b) => d3.geoArea(b) - d3.geoArea(a))[0];
  const middle = d3.geoCentroid(largest);
  const [lon, lat] = d3.geoContains(largest, middle) ? middle : polylabel(largest.coordinates, 0.1);
  return [Number(lat.toFixed(3)), Number(lon.toFixed(3))];
}

function labelPoints() {
  const points = {};
  for (const size of ["50m", "10m"]) {
    for (const [code, polygons] of shapes(json(`world-atlas/countries-${size}.json`))) points[code] ??= labelPoint(polygons);
  }
  return Object.fromEntries(Object.entries(points).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const tenth = (n) => `${n < 0 ? "-" : ""}${String(Math.abs(n) / 10).replace(/^0\./, ".")}`;
const pair = (x, y) => `${tenth(x)}${y < 0 ? "" : " "}${tenth(y)}`;

// A drawing context for d3.geoPath: relative steps in tenths of a unit, points that do not move left out.
function pen() {
  const rings = [];
  const snap = (x, y) => [Math.round(x * 10), Math.round(y * 10)];
  return {
    moveTo: (x, y) => rings.push([snap(x, y)]),
    lineTo: (x, y) => {
      const ring = rings.at(-1);
      const [px, py] = ring.at(-1);
      const [nx, ny] = snap(x, y);
      if (px !== nx || py !== ny) ring.push([nx, ny]);
    },
    closePath: () => {},
    arc: () => {},
    toString: () => rings.map(ringPath).join(""),
  };
}

function ringPath(ring) {
  const [first, ...rest] = ring;
  if (rest.length < 2) return "";
  let [x, y] = first;
  const steps = rest.map(([nx, ny]) => {
    const step = pair(nx - x, ny - y);
    [x, y] = [nx, ny];
    return step;
  });
  return `M${pair(...first)}l${steps.join(" ").replace(/ -/g, "-")}z`;
}

function outline(polygons) {
  const context = pen();
  d3.geoPath(projection, context)({ type: "MultiPolygon", coordinates: polygons });
  return context.toString();
}

function dot([lat, lon]) {
  const [x, y] = projection([lon, lat]);
  const diameter = 2 * DOT_RADIUS;
  const at = pair(Math.round((x - DOT_RADIUS) * 10), Math.round(y * 10));
  return `M${at}a${DOT_RADIUS} ${DOT_RADIUS} 0 1 0 ${diameter} 0a${DOT_RADIUS} ${DOT_RADIUS} 0 1 0-${diameter} 0z`;
}

function simplified() {
  const topology = presimplify(json("world-atlas/countries-110m.json"));
  return shapes(simplify(topology, quantile(topology, 0.95)));
}

function countryPaths(labels) {
  const drawn = simplified();
  return [...macro].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([code, region]) => {
    const d = drawn.has(code) ? outline(drawn.get(code)) : "";
    if (d) return `<path id="c-${code}" class="m-${region}" d="${d}"/>`;
    return labels[code] ? `<path id="c-${code}" class="m-${region} dot" d="${dot(labels[code])}"/>` : [];
  });
}

function testPoints() {
  return Object.entries(TEST_CITIES).map(([name, [lat, lon]]) => {
    const [x, y] = projection([lon, lat]);
    return { name, lat, lon, x: Number(x.toFixed(4)), y: Number(y.toFixed(4)) };
  });
}

const [svgFile, labelsFile, pointsFile] = process.argv.slice(2);
const labels = labelPoints();
const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" class="world" fill="currentColor" fill-rule="evenodd">`;
writeFileSync(svgFile, `${head}\n${countryPaths(labels).join("\n")}\n</svg>\n`);
writeFileSync(labelsFile, `${JSON.stringify(labels)}\n`);
writeFileSync(pointsFile, `[\n${testPoints().map((p) => `  ${JSON.stringify(p)}`).join(",\n")}\n]\n`);
