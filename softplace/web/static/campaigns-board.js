// The board as a week on which sessions are dragged. Without this script the table below shows the
// same, and each session's page places it by a form.

const box = document.getElementById("board");
const told = JSON.parse(document.getElementById("board-events").textContent);
const refusal = document.getElementById("refusal");
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const table = document.querySelector(".board-table");
const two = (number) => String(number).padStart(2, "0");
const SLOT_MINUTES = 15;

function say(sentence) {
  refusal.textContent = sentence;
  refusal.hidden = sentence === "";
  if (sentence) refusal.scrollIntoView({ block: "nearest" });
}

async function place(address, start, resource, more) {
  say("");
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    version: told.version,
    weekday: (start.getDay() + 6) % 7,
    at: `${two(start.getHours())}:${two(start.getMinutes())}`,
    resource,
    ...more,
  });
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const type = answer.headers.get("Content-Type") ?? "";
    if (answer.ok && type.includes("json")) {
      keepSight();
      location.reload();
      return true;
    }
    say(type.includes("json") ? (await answer.json()).refusal : box.dataset.failure);
  } catch {
    say(box.dataset.failure);
  }
  return false;
}

// The page is read anew after a change: the planner looks on at the same rooms and hours.
const sight = `board ${location.pathname}`;

function keepSight() {
  const body = box.querySelector(".ec-main");
  if (body) sessionStorage.setItem(sight, `${body.scrollLeft} ${body.scrollTop}`);
}

function lookOn() {
  const kept = sessionStorage.getItem(sight);
  const body = box.querySelector(".ec-main");
  sessionStorage.removeItem(sight);
  if (kept && body) [body.scrollLeft, body.scrollTop] = kept.split(" ").map(Number);
}

async function move(change) {
  const { id, start, extendedProps, resourceIds } = change.event;
  const moved = await place(extendedProps.place, start, resourceIds[0], { allocation: id });
  if (!moved) change.revert();
}

// A click opens the request; so does Enter on a block that has the focus.
function open(clicked) {
  location.assign(clicked.event.extendedProps.page);
}

function draw() {
  return window.EventCalendar.create(box, {
    view: "resourceTimelineWeek",
    date: told.monday,
    firstDay: 1,
    locale: document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    dayHeaderFormat: (day) => told.weekdays[(day.getDay() + 6) % 7],
    slotMinTime: `${two(told.first_hour)}:00`,
    slotMaxTime: `${two(told.last_hour)}:00`,
    slotDuration: "01:00",
    snapDuration: `00:${SLOT_MINUTES}`,
    slotWidth: 32,
    slotLabelFormat: (time) => String(time.getHours()),
    eventTimeFormat: () => "",
    resources: told.resources,
    events: told.events,
    eventStartEditable: told.editable,
    eventDurationEditable: false,
    nowIndicator: false,
    eventDidMount: ({ el, event }) => {
      if (event.display === "background") return;
      el.title = event.extendedProps.said;
      el.setAttribute("aria-label", event.extendedProps.said);
    },
    eventClick: open,
    eventDrop: move,
  });
}

// Who waits is dragged onto the week from the list beside it.
function letDrop(calendar) {
  let held = null;
  for (const row of document.querySelectorAll(".waiting li[draggable]")) {
    row.addEventListener("dragstart", (event) => {
      held = row;
      row.classList.add("held");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.textContent.trim());
    });
    row.addEventListener("dragend", () => {
      row.classList.remove("held");
      held = null;
    });
  }
  box.addEventListener("dragover", (event) => {
    if (held) event.preventDefault();
  });
  box.addEventListener("drop", (event) => {
    if (!held) return;
    event.preventDefault();
    const at = calendar.dateFromPoint(event.clientX, event.clientY);
    if (!at?.resource) return;
    const start = new Date(at.date);
    start.setMinutes(Math.floor(start.getMinutes() / SLOT_MINUTES) * SLOT_MINUTES, 0, 0);
    place(held.dataset.place, start, at.resource.id, {});
  });
}

if (window.EventCalendar) {
  box.hidden = false;
  table.open = false;
  letDrop(draw());
  requestAnimationFrame(lookOn);
}
