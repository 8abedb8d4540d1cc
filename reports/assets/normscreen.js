// The ranking of statutes: order, filter and chunks. The page is whole without this script; it only
// hides rows, brings them into another order and says how many are shown. Nothing is loaded or
// stored.
"use strict";
document.documentElement.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("ns-rank");
  if (!table) return;
  const CHUNK = 250;
  const german = document.documentElement.lang === "de";
  const collator = new Intl.Collator("de", { numeric: true, sensitivity: "base" });
  const number = (text) =>
    parseFloat(german ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, ""));
  // Words are found whether or not somebody types umlauts and ß.
  const letters = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  const fold = (text) => text.toLowerCase().replace(/[äöüß]/g, (letter) => letters[letter]);
  const books = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv"];
  const named = (text) => fold(text).trim().replace(/^(sgb)\s+([ivx]+)$/, (whole, code, book) =>
    books.includes(book) ? `${code} ${books.indexOf(book) + 1}` : whole);
  const format = new Intl.NumberFormat(german ? "de-DE" : "en-GB");

  const body = table.tBodies[0];
  const rows = [];
  for (const part of Array.from(table.tBodies)) {
    for (const row of Array.from(part.rows)) {
      const cells = Array.from(row.cells, (cell) => cell.textContent);
      rows.push({ row, cells, text: fold(cells[1]), name: row.cells[1].firstChild.textContent });
    }
    if (part !== body) part.remove();
  }

  const count = document.getElementById("ns-count");
  const more = document.getElementById("ns-more");
  const [start, next, all] = more.querySelectorAll("button");
  const filter = document.getElementById("ns-filter");
  const field = (id) => document.getElementById(id);
  const [text, kind, area, grade] = ["ns-text", "ns-kind", "ns-area", "ns-grade"].map(field);
  let order = rows;
  let from = 0;
  let limit = CHUNK;

  function matches(entry) {
    const words = fold(text.value).split(/\s+/).filter(Boolean);
    return words.every((word) => entry.text.includes(word))
      && (!kind.value || entry.cells[2] === kind.value)
      && (!area.value || entry.cells[3] === area.value)
      && (!grade.value || entry.cells[6] === grade.value);
  }

  function show() {
    // A statute of just this abbreviation stands before those that only mention it.
    const name = named(text.value);
    const found = order.filter(matches);
    const first = name ? order.filter((entry) => fold(entry.name).trim() === name) : [];
    const match = first.length ? [...first, ...found.filter((entry) => !first.includes(entry))] : found;
    const shown = match.slice(from, from + limit);
    body.replaceChildren(...shown.map((entry) => entry.row));
    more.hidden = shown.length === match.length;
    start.hidden = from === 0;
    next.hidden = from + limit >= match.length;
    count.textContent = count.dataset.text
      .replace("[shown]", format.format(shown.length))
      .replace("[match]", format.format(match.length))
      .replace("[all]", format.format(rows.length));
  }

  function restart() {
    from = 0;
    limit = CHUNK;
    show();
  }

  // A column of numbers falls at first, one of words rises; what has no number stands last.
  function sort(column, header) {
    const words = column >= 1 && column <= 3 || column === 6;
    const before = header.getAttribute("aria-sort");
    const rising = before ? before !== "ascending" : words || column === 0;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const key = (entry) => column === 1 ? entry.name : words ? entry.cells[column] : number(entry.cells[column]);
    const empty = (value) => value === "" || value === "–" || Number.isNaN(value);
    order = rows
      .map((entry, index) => ({ entry, index, key: key(entry) }))
      .sort((a, b) => {
        if (empty(a.key) !== empty(b.key)) return empty(a.key) ? 1 : -1;
        const difference = empty(a.key) ? 0 : words ? collator.compare(a.key, b.key) : a.key - b.key;
        return (rising ? difference : -difference) || a.index - b.index;
      })
      .map((item) => item.entry);
    restart();
  }

  Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.title = count.dataset.sort.replace("[column]", header.textContent);
    button.addEventListener("click", () => sort(column, header));
    header.replaceChildren(button);
  });
  for (const control of [text, kind, area, grade]) {
    control.addEventListener("input", restart);
  }
  filter.addEventListener("submit", (event) => event.preventDefault());
  start.addEventListener("click", restart);
  next.addEventListener("click", () => {
    limit += CHUNK;
    show();
  });
  all.addEventListener("click", () => {
    from = 0;
    limit = Infinity;
    show();
  });

  // A link to one statute's row must find it, in whichever chunk it stands.
  function target() {
    const id = location.hash.slice(1);
    const index = id ? order.findIndex((entry) => entry.row.id === id) : -1;
    if (index >= limit) {
      from = index - 10;
      limit = CHUNK;
      show();
    }
    if (index >= 0) order[index].row.scrollIntoView({ block: "center" });
  }

  filter.hidden = false;
  show();
  target();
  addEventListener("hashchange", target);
});
