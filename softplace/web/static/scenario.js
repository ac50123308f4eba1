// A scenario with a script: a click on the map fills in the point of the form that is open, and a
// click on a site chooses it. Without it the commune, or the two coordinates, do the same.

const EARTH_RADIUS_METRES = 6371008.8;
const UNIT_METRES = 10;
const unit = (Math.PI / 180) * EARTH_RADIUS_METRES / UNIT_METRES;

function openForm() {
  return document.querySelector("details.edit[open] form");
}

function pointOf(svg, event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const [latitude, longitude] = [Number(svg.dataset.latitude), Number(svg.dataset.longitude)];
  return {
    x: at.x,
    y: at.y,
    latitude: latitude - at.y / unit,
    longitude: longitude + at.x / unit / Math.cos((latitude * Math.PI) / 180),
  };
}

function mark(svg, { x, y }) {
  let ring = svg.querySelector(".chosen");
  if (!ring) {
    ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("class", "chosen");
    svg.append(ring);
  }
  ring.setAttribute("cx", x);
  ring.setAttribute("cy", y);
  ring.setAttribute("r", svg.viewBox.baseVal.width / 50);
}

document.body.addEventListener("click", (event) => {
  const svg = event.target.closest?.("svg.studio-map[data-latitude]");
  const form = openForm();
  if (!svg || !form) return;
  const key = event.target.closest("[data-key]")?.dataset.key;
  const choice = form.elements.key;
  if (key && choice && !form.elements.latitude) {
    if ([...choice.options].some((option) => option.value === key)) choice.value = key;
    return;
  }
  if (!form.elements.latitude) return;
  const at = pointOf(svg, event);
  form.elements.latitude.value = at.latitude.toFixed(5);
  form.elements.longitude.value = at.longitude.toFixed(5);
  form.elements.commune.value = "";
  mark(svg, at);
});

document.body.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.name === "commune" && event.target.value && form?.elements.latitude) {
    form.elements.latitude.value = form.elements.longitude.value = "";
  }
});

// The parts that an edit changes came in around the forms: these go on with the new version, the
// one that was used is empty again unless it was refused, and the keyboard stays where it was.
document.body.addEventListener("htmx:afterOnLoad", (event) => {
  const version = document.getElementById("edits-title")?.dataset.version;
  if (!version) return;
  const used = event.detail.elt.closest?.("details.edit");
  const isRefused = document.querySelector("#notices .error") !== null;
  if (used && !isRefused) used.querySelector("form").reset();
  for (const field of document.querySelectorAll("input[name=version]")) field.value = version;
  if (isRefused) document.getElementById("notices").scrollIntoView({ block: "nearest" });
  if (!event.detail.elt.isConnected) document.getElementById("edits-title").focus({ preventScroll: true });
});

// Where the whole came in anew, the form that was used stays open. (Of forms of one name a browser
// closes the one that comes in while the old one still stands.)
document.body.addEventListener("htmx:afterSettle", () => {
  const used = document.querySelector("details.edit[data-opened]");
  if (!used) return;
  used.open = true;
  used.removeAttribute("data-opened");
  used.querySelector("summary").focus({ preventScroll: true });
});

// A slip of the network must not leave an old map that looks like an answer.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(failure, (event) => event.detail.elt.closest("form")?.submit());
}
