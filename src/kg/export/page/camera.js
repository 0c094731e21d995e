// Where the network is on the screen: a point of it stands in the middle, `scale` pixels a unit.

export class Camera {
  constructor() { Object.assign(this, { x: 0, y: 0, scale: 1, width: 1, height: 1, whole: 1 }); }

  copy() { return Object.assign(new Camera(), this); }

  isLike(other) {
    return other && ["x", "y", "scale", "width", "height"].every((name) => this[name] === other[name]);
  }

  toScreen(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (this.y - y) * this.scale + this.height / 2];
  }

  toNetwork(left, top) {
    return [(left - this.width / 2) / this.scale + this.x, this.y - (top - this.height / 2) / this.scale];
  }

  // How much larger nodes are drawn than where all is seen: they grow slower than distances.
  get growth() { return Math.max(0.55, Math.min(3, (this.scale / this.whole) ** 0.4)); }

  move(right, down) {
    this.x -= right / this.scale;
    this.y += down / this.scale;
  }

  zoom(factor, left, top) {
    const [x, y] = this.toNetwork(left, top);
    this.scale = Math.max(this.whole / 8, Math.min(this.whole * 400, this.scale * factor));
    const [nowX, nowY] = this.toNetwork(left, top);
    this.x += x - nowX;
    this.y += y - nowY;
  }

  // Returns the camera that shows some points within what panels leave free.
  fitting(points, free, most = Infinity) {
    const box = { left: Infinity, right: -Infinity, low: Infinity, high: -Infinity };
    for (const [x, y] of points) {
      box.left = Math.min(box.left, x); box.right = Math.max(box.right, x);
      box.low = Math.min(box.low, y); box.high = Math.max(box.high, y);
    }
    const next = this.copy();
    if (box.left > box.right) return next;
    const wide = this.width - free.left - free.right, high = this.height - free.top - free.bottom;
    next.scale = Math.min(most, wide / (box.right - box.left || 1e-9), high / (box.high - box.low || 1e-9));
    next.x = (box.left + box.right) / 2 + (free.right - free.left) / 2 / next.scale;
    next.y = (box.low + box.high) / 2 - (free.bottom - free.top) / 2 / next.scale;
    return next;
  }

  // Sets this camera to a place between two others.
  between(from, to, share) {
    const soft = 1 - (1 - share) ** 3;
    this.scale = from.scale * (to.scale / from.scale) ** soft;
    this.x = from.x + (to.x - from.x) * soft;
    this.y = from.y + (to.y - from.y) * soft;
  }
}
