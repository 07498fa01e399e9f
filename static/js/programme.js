// The board of a schedule: sessions move by drag, or by the arrow keys on their handle. Without it, small forms do the same.
// #board[data-order] holds columns ([data-column][data-room]) of sessions ([data-session]); the answer's #board takes its place.

const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

class Board {
  constructor(element) {
    this.element = element;
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("submit", (event) => this.submit(event));
    element.addEventListener("dragstart", (event) => this.start(event));
    element.addEventListener("dragover", (event) => this.over(event));
    element.addEventListener("drop", (event) => this.drop(event));
    element.addEventListener("dragend", () => this.end());
  }

  get columns() {
    return [...this.element.querySelectorAll("[data-column]")];
  }

  key(event) {
    const way = KEYS[event.key];
    if (!way || !event.target.closest("[data-handle]")) return;
    event.preventDefault();
    const session = event.target.closest("[data-session]");
    if (way === "up" || way === "down") {
      const button = session.querySelector(`[data-move=${way}]`);
      if (!button.disabled) this.send(session.dataset.session, { then: way });
      return;
    }
    const mirrored = getComputedStyle(this.element).direction === "rtl";
    const columns = this.columns;
    const at = columns.indexOf(session.closest("[data-column]"));
    const column = columns[at + ((way === "right") === mirrored ? -1 : 1)];
    if (column) this.send(session.dataset.session, { room: column.dataset.room, before: "" });
  }

  // The small forms of sessions in the board are answered in place as well, so that the focus stays.
  submit(event) {
    const form = event.target.closest("form");
    if (!form.closest("[data-session]")) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    this.send(values.session, values, event.submitter?.dataset.move);
  }

  start(event) {
    const session = event.target.closest("[data-session]");
    if (!session) return;
    this.dragged = session;
    session.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", session.dataset.session);
  }

  over(event) {
    const column = event.target.closest(".board-column")?.querySelector("[data-column]");
    if (!this.dragged || !column) return;
    event.preventDefault();
    const next = this.next(column, event.clientY);
    if (next === this.dragged || (next ? next.previousElementSibling : column.lastElementChild) === this.dragged) return;
    column.insertBefore(this.dragged, next);
  }

  // The first session of the column whose middle is below the pointer.
  next(column, y) {
    return [...column.children].find((session) => {
      const box = session.getBoundingClientRect();
      return session !== this.dragged && y < box.top + box.height / 2;
    }) ?? null;
  }

  drop(event) {
    const column = this.dragged?.closest("[data-column]");
    if (!column) return;
    event.preventDefault();
    const before = this.dragged.nextElementSibling?.dataset.session ?? "";
    this.send(this.dragged.dataset.session, { room: column.dataset.room, before });
  }

  end() {
    this.dragged?.classList.remove("dragged");
    this.dragged = null;
  }

  async send(session, values, focus) {
    const body = new FormData();
    const known = { csrf_token: this.element.querySelector("[name=csrf_token]").value, day: this.element.dataset.day };
    for (const [name, value] of Object.entries({ ...known, ...values, session })) body.set(name, value);
    try {
      const answer = await fetch(this.element.dataset.order, { method: "POST", body });
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"), session, focus);
    } catch {
      this.say(this.element.dataset.failed);
    }
  }

  // What the page says about the move is said in the board; the panel with what a version would say follows.
  show(page, session, focus) {
    const board = page.querySelector("#board");
    if (!board) return this.say(this.element.dataset.failed);
    this.element.replaceChildren(...board.childNodes);
    const panel = page.querySelector("[aria-labelledby=publish-title]");
    if (panel) document.querySelector("[aria-labelledby=publish-title]")?.replaceWith(panel);
    const card = this.element.querySelector(`[data-session="${CSS.escape(session)}"]`);
    const wanted = focus && card?.querySelector(`[data-move=${focus}]:not(:disabled)`);
    (wanted || card?.querySelector("[data-handle]"))?.focus();
    this.say(page.querySelector(".flashes p, .main-column > .notice")?.textContent.trim() ?? "");
  }

  say(text) {
    this.element.querySelector("[data-board-status]").textContent = text;
  }
}

for (const element of document.querySelectorAll("[data-board]")) new Board(element);
