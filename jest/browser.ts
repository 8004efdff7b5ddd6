// What @grafana/ui asks of a browser and jsdom has not.

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

Object.assign(globalThis, {
  ResizeObserver: Observer,
  IntersectionObserver: Observer,
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
  }),
});

// A combobox draws only the options that fit its list, so the list needs a size.
const sizes = { offsetWidth: 400, offsetHeight: 400, clientWidth: 400, clientHeight: 400 };
for (const [name, size] of Object.entries(sizes)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}
Object.assign(Element.prototype, {
  scrollIntoView: () => {},
  scrollTo: () => {},
  getBoundingClientRect: () => new DOMRect(0, 0, 400, 400),
});
Object.assign(HTMLCanvasElement.prototype, {
  getContext: () => ({ measureText: (text: string) => ({ width: text.length * 8 }) }),
});
globalThis.DOMRect ??= class {
  constructor(
    readonly x = 0,
    readonly y = 0,
    readonly width = 0,
    readonly height = 0
  ) {}
  static fromRect = () => new DOMRect();
  get top() {
    return this.y;
  }
  get left() {
    return this.x;
  }
  get right() {
    return this.x + this.width;
  }
  get bottom() {
    return this.y + this.height;
  }
  toJSON() {
    return {};
  }
} as unknown as typeof DOMRect;
