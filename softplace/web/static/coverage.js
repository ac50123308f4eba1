// The hour slider of the Studio: drag through the week and see coverage breathe. The page holds
// one bit for each cell and half hour, or two for a commune of several cells; without this script the form by day and hour does it.

const told = JSON.parse(document.getElementById("week-bits").textContent);
const unpacked = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const [bits, some] = [unpacked(told.bits), unpacked(told.some)];
const figure = document.getElementById("coverage-map");
const shapes = [...figure.querySelectorAll("[data-cell]")];
const range = document.getElementById("week-moment");
const output = document.getElementById("week-said");
const cursor = document.getElementById("week-cursor");
const play = document.getElementById("week-play");
const leave = document.getElementById("week-leave");
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const shares = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 });
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const stepsADay = told.steps / 7;
let timer = 0;

const isSet = (of, cell, step) => ((of[cell * told.bytes + (step >> 3)] >> (7 - (step & 7))) & 1) === 1;

function show(step) {
  const people = told.reached[step];
  for (const shape of shapes) {
    const cell = Number(shape.dataset.cell);
    const isIn = isSet(bits, cell, step);
    shape.classList.toggle("in", isIn);
    shape.classList.toggle("part", !isIn && told.some !== "" && isSet(some, cell, step));
  }
  figure.classList.add("by-hour");
  leave.hidden = false;
  const day = told.days[Math.floor(step / stepsADay)];
  const hour = told.hours[step % stepsADay];
  const sentence = told.said
    .replace("{day}", day)
    .replace("{hour}", hour)
    .replace("{people}", numbers.format(people))
    .replace("{share}", shares.format(told.everyone ? people / told.everyone : 0));
  output.textContent = sentence;
  range.setAttribute("aria-valuetext", sentence);
  cursor.style.transform = `translateX(${(step / told.steps) * 100}%)`;
  cursor.classList.add("shown");
}

function move(step) {
  range.value = (step + told.steps) % told.steps;
  show(Number(range.value));
}

function pause() {
  clearInterval(timer);
  timer = 0;
  play.textContent = told.play;
  output.setAttribute("aria-live", "polite");
}

play.addEventListener("click", () => {
  if (timer) {
    pause();
    return;
  }
  // Who asked for less motion gets an hour a second instead of a week in a minute.
  const [steps, wait] = calm.matches ? [2, 1000] : [1, 160];
  play.textContent = told.pause;
  output.setAttribute("aria-live", "off");
  timer = setInterval(() => move(Number(range.value) + steps), wait);
});

range.addEventListener("input", () => {
  if (timer) pause();
  show(Number(range.value));
});

range.addEventListener("keydown", (event) => {
  const jump = { PageUp: stepsADay, PageDown: -stepsADay }[event.key];
  if (!jump) return;
  event.preventDefault();
  if (timer) pause();
  move(Number(range.value) + jump);
});

leave.addEventListener("click", () => {
  pause();
  figure.classList.remove("by-hour");
  cursor.classList.remove("shown");
  output.textContent = "";
  leave.hidden = true;
  range.focus();
});

range.max = told.steps - 1;
range.value = told.first;
play.textContent = told.play;
document.getElementById("week-controls").hidden = false;
