// The week as a timeline on which bookings are dragged. Without this script the table below it
// shows the same, and its forms move bookings too.

const box = document.getElementById("timeline");
const told = JSON.parse(document.getElementById("timeline-events").textContent);
const refusal = document.getElementById("refusal");
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const two = (number) => String(number).padStart(2, "0");

function say(sentence) {
  refusal.textContent = sentence;
  refusal.hidden = sentence === "";
}

async function move(change) {
  say("");
  const { start, extendedProps, resourceIds } = change.event;
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    day: `${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`,
    at: `${two(start.getHours())}:${two(start.getMinutes())}`,
    source: extendedProps.source,
    resource: resourceIds[0],
  });
  try {
    const answer = await fetch(extendedProps.move, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const type = answer.headers.get("Content-Type") ?? "";
    if (answer.ok && type.includes("json")) {
      location.reload();
      return;
    }
    say(type.includes("json") ? (await answer.json()).refusal : box.dataset.failure);
  } catch {
    say(box.dataset.failure);
  }
  change.revert();
}

if (window.EventCalendar) {
  box.hidden = false;
  window.EventCalendar.create(box, {
    view: "resourceTimelineWeek",
    date: told.date,
    firstDay: 1,
    // Day before month in English too.
    locale: document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    slotMinTime: `${two(told.first_hour)}:00`,
    slotMaxTime: `${two(told.last_hour)}:00`,
    slotDuration: "01:00",
    snapDuration: "00:15",
    slotWidth: 32,
    slotLabelFormat: (time) => String(time.getHours()),
    eventTimeFormat: () => "",
    resources: told.resources,
    events: told.events,
    eventStartEditable: true,
    eventDurationEditable: false,
    eventDrop: move,
  });
}
