// Pan and zoom of the maps: buttons, double click, ctrl + wheel, drag, two fingers, + − 0 and arrows;
// the shape under the pointer or the focus is read out in a line below. A map at rest never takes
// the page's scroll; without this file it is a drawing with links.
const DEEPEST = 24;
const STEP = 0.2; // of the view, for an arrow key

const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));

class Atlas {
  constructor(figure) {
    this.svg = figure.querySelector(".map-drawing");
    this.buttons = [...figure.querySelectorAll("[data-map-zoom]")];
    const { x, y, width, height } = this.svg.viewBox.baseVal;
    this.home = { x, y, width, height };
    this.view = { ...this.home };
    this.readout = figure.querySelector(".map-readout");
    this.patterns = [...this.svg.querySelectorAll("pattern")];
    figure.querySelector(".map-tools").hidden = false;
    this.readout.hidden = false;
    this.listen(figure);
    this.show(this.home);
  }

  get scale() {
    return this.home.width / this.view.width;
  }

  // Units of the drawing under a point of the screen.
  at(clientX, clientY) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse());
  }

  show({ x, y, width }) {
    const height = (width * this.home.height) / this.home.width;
    this.view = {
      x: clamp(x, this.home.x, this.home.x + this.home.width - width),
      y: clamp(y, this.home.y, this.home.y + this.home.height - height),
      width,
      height,
    };
    this.svg.setAttribute("viewBox", Object.values(this.view).map((n) => n.toFixed(1)).join(" "));
    this.svg.classList.toggle("is-zoomed", this.scale > 1.01);
    for (const button of this.buttons) {
      const factor = Number(button.dataset.mapZoom);
      const useless = factor > 1 ? this.scale >= DEEPEST * 0.99 : this.scale < 1.01;
      // A disabled button would throw the focus away: it stays, and says that it does nothing.
      button.setAttribute("aria-disabled", String(useless));
    }
    this.retile();
  }

  // Textures keep their size on the screen, whatever the zoom and the width of the map.
  retile() {
    const unit = 1 / (this.svg.getScreenCTM()?.a || 1);
    for (const pattern of this.patterns) {
      pattern.setAttribute("patternTransform", `scale(${unit.toFixed(3)})`);
    }
  }

  zoom(factor, point = { x: this.view.x + this.view.width / 2, y: this.view.y + this.view.height / 2 }) {
    if (factor === 0) return this.show(this.home);
    const width = clamp(this.view.width / factor, this.home.width / DEEPEST, this.home.width);
    const ratio = width / this.view.width;
    return this.show({
      x: point.x - (point.x - this.view.x) * ratio,
      y: point.y - (point.y - this.view.y) * ratio,
      width,
    });
  }

  // Tells whether the view moved: at the edge, the page may scroll instead.
  pan(dx, dy) {
    const { x, y, width } = this.view;
    this.show({ x: x + dx, y: y + dy, width });
    return Math.abs(this.view.x - x) + Math.abs(this.view.y - y) > 0.5;
  }

  read(target) {
    const title = target.closest(".map-shapes") && (target.querySelector("title") ?? target.parentNode.querySelector("title"));
    if (!title) return;
    this.readout.textContent = title.textContent;
    this.readout.classList.add("is-place");
  }

  // A shape that takes the focus outside of the view comes into it; its halo is drawn above all.
  reveal(shape) {
    for (const css of ["map-halo is-wide", "map-halo"]) {
      const halo = shape.querySelector("path").cloneNode();
      halo.setAttribute("class", css);
      this.svg.append(halo);
    }
    const box = shape.getBBox();
    const { x, y, width, height } = this.view;
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    if (cx < x || cx > x + width || cy < y || cy > y + height) {
      this.show({ x: cx - width / 2, y: cy - height / 2, width });
    }
  }

  listen(figure) {
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.zoom(Number(button.dataset.mapZoom)));
    }
    // Not on the drawing: an SVG that listens to the focus becomes a stop of the Tab key in Chromium.
    const stage = figure.querySelector(".map-stage");
    stage.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("focusin", (event) => {
      if (event.target.matches(".map-shapes a:focus-visible")) this.reveal(event.target);
      this.read(event.target);
    });
    stage.addEventListener("focusout", () => this.svg.querySelectorAll(".map-halo").forEach((halo) => halo.remove()));
    this.svg.addEventListener("pointerover", (event) => this.read(event.target));
    this.svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.svg.addEventListener("dblclick", (event) => this.zoom(2, this.at(event.clientX, event.clientY)));
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
    this.svg.addEventListener("touchend", () => (this.fingers = null));
    new ResizeObserver(() => this.retile()).observe(this.svg);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { width, height } = this.view;
    const moves = {
      "+": () => this.zoom(2),
      "-": () => this.zoom(0.5),
      0: () => this.zoom(0),
      ArrowLeft: () => this.pan(-width * STEP, 0),
      ArrowRight: () => this.pan(width * STEP, 0),
      ArrowUp: () => this.pan(0, -height * STEP),
      ArrowDown: () => this.pan(0, height * STEP),
    };
    if (moves[event.key] && moves[event.key]() !== false) event.preventDefault();
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 300), this.at(event.clientX, event.clientY));
  }

  // Mouse and pen; a drag that ends on a shape is not a click on its link.
  grab(event) {
    if (event.pointerType === "touch" || event.button !== 0 || this.scale < 1.01) return;
    const start = this.at(event.clientX, event.clientY);
    const still = (click) => click.preventDefault();
    const move = (moving) => {
      const isDrag = Math.hypot(moving.clientX - event.clientX, moving.clientY - event.clientY) > 4;
      if (isDrag) this.svg.classList.add("is-moving");
      if (!this.svg.classList.contains("is-moving")) return;
      const now = this.at(moving.clientX, moving.clientY);
      this.pan(start.x - now.x, start.y - now.y);
    };
    const drop = () => {
      for (const [kind, listener] of [["pointermove", move], ["pointerup", drop], ["pointercancel", drop]]) {
        window.removeEventListener(kind, listener);
      }
      if (!this.svg.classList.replace("is-moving", "is-zoomed")) return;
      this.svg.addEventListener("click", still, true);
      setTimeout(() => this.svg.removeEventListener("click", still, true));
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
  }

  pinch(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = event.touches;
    const now = { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, gap: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
    const last = this.fingers ?? now;
    const [from, to] = [this.at(last.x, last.y), this.at(now.x, now.y)];
    this.pan(from.x - to.x, from.y - to.y);
    this.zoom(now.gap / last.gap, this.at(now.x, now.y));
    this.fingers = now;
  }
}

for (const figure of document.querySelectorAll("[data-map]")) new Atlas(figure);
