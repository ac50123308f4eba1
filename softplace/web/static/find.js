// The Find page with a script: tidy addresses, "around me", and a map that moves.
// Without it, or without WebGL, the form, the list and the drawn map do the same work.

const results = document.getElementById("results");
const form = document.getElementById("search");

// --- The form ---------------------------------------------------------------------------

// Empty fields say nothing: they stay out of the address.
document.body.addEventListener("htmx:configRequest", (event) => {
  const parameters = event.detail.parameters;
  for (const name of [...Object.keys(parameters)]) {
    const values = [].concat(parameters[name]).filter((value) => value !== "");
    if (values.length === 0) delete parameters[name];
  }
});

document.body.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    const address = new URL(location.href);
    address.searchParams.set("language", link.hreflang);
    link.href = address.pathname + address.search;
  }
});

// A slip of the network must not leave an old list that looks like an answer.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(failure, () => form.submit());
}

const dayField = form.elements.day;
const whenField = form.elements.when;
dayField.addEventListener("input", () => {
  if (dayField.value) whenField.value = "";
});
whenField.addEventListener("input", () => {
  if (whenField.value) dayField.value = "";
});

const nearMe = document.getElementById("near-me");
if ("geolocation" in navigator && window.isSecureContext) {
  nearMe.hidden = false;
  nearMe.setAttribute("aria-pressed", String(form.elements.lat.value !== ""));
  nearMe.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // About a hundred metres: enough to be near, too little to be a home address.
        form.elements.lat.value = coords.latitude.toFixed(3);
        form.elements.lng.value = coords.longitude.toFixed(3);
        form.elements.where.value = "";
        nearMe.setAttribute("aria-pressed", "true");
        form.requestSubmit();
      },
      () => form.elements.where.focus(),
      { maximumAge: 300000, timeout: 10000 },
    );
  });
}
form.elements.where.addEventListener("input", () => {
  form.elements.lat.value = form.elements.lng.value = "";
  nearMe.setAttribute("aria-pressed", "false");
});

// --- List and map point at each other -----------------------------------------------------

function highlight(rank, on) {
  const rows = results.querySelectorAll(".answer");
  rows[rank - 1]?.classList.toggle("is-near", on);
  for (const mark of results.querySelectorAll(`[data-rank="${rank}"]`)) {
    mark.classList.toggle("is-near", on);
  }
}

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  results.addEventListener(type, (event) => {
    const mark = event.target.closest("[data-rank]");
    const row = event.target.closest(".answer");
    if (mark) highlight(Number(mark.dataset.rank), on);
    else if (row) highlight([...row.parentElement.children].indexOf(row) + 1, on);
  });
}

// --- The moving map -----------------------------------------------------------------------

function hasWebGL() {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

function colours() {
  const probe = document.createElement("i");
  results.querySelector(".map").append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    land: read("--card"), paper: read("--land"), line: read("--line"), town: read("--town"), dot: read("--accent"), edge: read("--card"),
  };
  probe.remove();
  return found;
}

let maplibre = null;
let current = null;

async function library() {
  if (maplibre) return maplibre;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = results.dataset.mapStyle;
  document.head.append(style);
  maplibre = await import(results.dataset.mapLibrary);
  maplibre.setWorkerUrl(results.dataset.mapWorker);
  return maplibre;
}

function styleOfMap() {
  const colour = colours();
  const sources = {
    communes: { type: "geojson", data: new URL(results.dataset.communes, location.href).href },
    places: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  const layers = [
    { id: "paper", type: "background", paint: { "background-color": colour.paper } },
    { id: "land", type: "fill", source: "communes", filter: ["==", ["get", "what"], "boundary"], paint: { "fill-color": colour.land } },
    { id: "borders", type: "line", source: "communes", filter: ["==", ["get", "what"], "boundary"], paint: { "line-color": colour.line, "line-width": 1 } },
    { id: "towns", type: "circle", source: "communes", filter: ["==", ["get", "what"], "town"], paint: { "circle-color": colour.town, "circle-radius": ["interpolate", ["exponential", 2], ["zoom"], 8, ["max", 1.5, ["*", 0.035, ["sqrt", ["get", "population"]]]], 12, ["max", 4, ["*", 0.3, ["sqrt", ["get", "population"]]]]] } },
    { id: "others", type: "circle", source: "places", filter: ["==", ["get", "rank"], 0], paint: { "circle-color": colour.dot, "circle-radius": 4, "circle-opacity": 0.6, "circle-stroke-color": colour.edge, "circle-stroke-width": 1 } },
  ];
  if (results.dataset.basemap) {
    sources.basemap = { type: "raster", tiles: [results.dataset.basemap], tileSize: 256 };
    layers.splice(1, 0, { id: "basemap", type: "raster", source: "basemap" });
    layers.find((layer) => layer.id === "land").paint["fill-opacity"] = 0;
  }
  return { version: 8, sources, layers };
}

function marker(feature) {
  const link = document.createElement("a");
  link.className = feature.properties.rank > 20 ? "marker later" : "marker";
  link.href = feature.properties.link;
  link.dataset.rank = feature.properties.rank;
  link.textContent = feature.properties.rank;
  link.title = feature.properties.name;
  link.setAttribute("aria-label", `${feature.properties.rank}. ${feature.properties.name}`);
  return link;
}

// Names of towns as elements: no fonts have to be fetched. Big towns first, none over another.
function nameTowns(map, towns, places) {
  const shown = [];
  const place = () => {
    shown.splice(0).forEach((mark) => mark.remove());
    const taken = places
      .filter((feature) => feature.properties.rank && feature.properties.rank <= 20)
      .map((feature) => map.project(feature.geometry.coordinates))
      .map((at) => [at.x, at.y - 10, 14]);
    const frame = map.getContainer().getBoundingClientRect();
    for (const town of towns) {
      const at = map.project(town.geometry.coordinates);
      const half = town.properties.name.length * 3.6;
      if (at.x < half || at.y < 0 || at.x > frame.width - half || at.y > frame.height - 20) continue;
      if (taken.some(([x, y, w]) => Math.abs(x - at.x) < w + half && Math.abs(y - at.y) < 18)) continue;
      taken.push([at.x, at.y, half]);
      const element = document.createElement("span");
      element.className = "town";
      element.setAttribute("aria-hidden", "true");
      element.textContent = town.properties.name;
      shown.push(new maplibre.Marker({ element, anchor: "top", offset: [0, 5] }).setLngLat(town.geometry.coordinates).addTo(map));
      if (shown.length >= 24) break;
    }
  };
  place();
  map.on("moveend", place);
}

async function drawMap() {
  const figure = results.querySelector(".map");
  if (!figure || !hasWebGL() || getComputedStyle(figure).display === "none") return;
  const { Map: LiveMap, Marker, NavigationControl, LngLatBounds } = await library();
  const address = `${results.dataset.places}?${figure.dataset.query}`;
  const [places, communes] = await Promise.all(
    [address, results.dataset.communes].map((url) => fetch(url).then((answer) => answer.json())),
  );
  if (!figure.isConnected) return;
  const frame = document.createElement("div");
  frame.className = "map-live";
  const bounds = new LngLatBounds();
  for (const feature of places.features) bounds.extend(feature.geometry.coordinates);
  const spot = figure.dataset.spot?.split(",").map(Number);
  if (spot) bounds.extend(spot);
  const towns = communes.features.filter((feature) => feature.properties.what === "town");
  if (bounds.isEmpty()) for (const town of towns.slice(0, 12)) bounds.extend(town.geometry.coordinates);
  if (bounds.isEmpty()) return;
  figure.append(frame);
  let map;
  try {
    map = new LiveMap({
      container: frame, style: styleOfMap(), bounds, fitBoundsOptions: { padding: 44, maxZoom: 13 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      fadeDuration: 0,
      locale: {
        "Map.Title": figure.dataset.title,
        "NavigationControl.ZoomIn": figure.dataset.zoomIn,
        "NavigationControl.ZoomOut": figure.dataset.zoomOut,
      },
    });
  } catch {
    frame.remove();
    return;
  }
  current?.remove();
  current = map;
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  figure.querySelector(".map-drawing").remove();
  if (spot) {
    const element = document.createElement("span");
    element.className = "here";
    new Marker({ element }).setLngLat(spot).addTo(map);
  }
  for (const feature of places.features.slice().reverse()) {
    if (feature.properties.rank) {
      new Marker({ element: marker(feature) }).setLngLat(feature.geometry.coordinates).addTo(map);
    }
  }
  map.on("load", () => {
    map.getSource("places").setData(places);
    nameTowns(map, towns, places.features);
    figure.dataset.ready = "true";
  });
}

// Where the library or the places do not come, the drawn map stays: nothing is lost but moving it.
const drawMapIfPossible = () => drawMap().catch(() => {});

drawMapIfPossible();
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === results) drawMapIfPossible();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => current?.setStyle(styleOfMap()));
