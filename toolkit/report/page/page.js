"use strict";
const rows = [...document.querySelectorAll("nav li")];
const links = rows.map((row) => row.firstElementChild);
const articles = [...document.querySelectorAll("article")];
const form = document.querySelector("form");
const search = form.querySelector("[type=search]");
const boxes = [...form.querySelectorAll("[type=checkbox]")];
const words = articles.map((article) => article.textContent.toLowerCase());

// Rows that do not fit are left out, and then no line of the graph leads anywhere.
function filter() {
  const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
  const wanted = search.value.trim().toLowerCase();
  rows.forEach((row, place) => {
    row.hidden = !verdicts.includes(row.dataset.verdict) || !words[place].includes(wanted);
  });
  const shown = rows.filter((row) => !row.hidden).length;
  document.querySelector("nav").classList.toggle("filtered", shown < rows.length);
  form.querySelector("output").value = shown < rows.length ? `${shown} of ${rows.length} shown` : "";
}

// The address says which revision is open.
function mark() {
  const open = articles.indexOf(document.querySelector("article:target"));
  links.forEach((link, place) => {
    if (place === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  links[open]?.scrollIntoView({ block: "nearest" });
}

// From a row: up, down, home, end. From what is open: Escape to its row; once more closes it.
function key(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target === search) return;
  const shown = links.filter((link) => !link.parentElement.hidden);
  const place = shown.indexOf(document.activeElement);
  const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (place >= 0 && to !== undefined) {
    event.preventDefault();
    shown[to]?.focus();
  } else if (event.key === "Escape") {
    const row = document.querySelector("[aria-current]");
    if (row && row !== document.activeElement && row.checkVisibility()) row.focus();
    else location.hash = "";
  }
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", key);
addEventListener("hashchange", mark);
addEventListener("load", () => { filter(); mark(); });
