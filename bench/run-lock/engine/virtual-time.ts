interface Due {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/** Time that passes only when something is due. What is due at the same moment happens in the order in which it was planned. */
export class VirtualTime {
  /** Milliseconds. */
  now = 0;
  /** A binary heap, the earliest first. */
  private readonly heap: Due[] = [];
  private planned = 0;

  /** @throws RangeError if `time` has passed */
  at(time: number, action: () => void): void {
    if (!(time >= this.now)) throw new RangeError(`${time} has passed: it is ${this.now}`);
    this.heap.push({ at: time, order: this.planned++, action });
    this.rise(this.heap.length - 1);
  }

  /** @param milliseconds not negative */
  after(milliseconds: number, action: () => void): void {
    this.at(this.now + milliseconds, action);
  }

  /**
   * Lets happen what is due until nothing is.
   *
   * @throws RangeError if something is still due after `until`
   */
  run(until: number): void {
    for (let next = this.pop(); next; next = this.pop()) {
      if (next.at > until) throw new RangeError(`not at rest at ${until}`);
      this.now = next.at;
      next.action();
    }
  }

  private pop(): Due | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || this.heap.length === 0) return first;
    this.heap[0] = last;
    this.sink();
    return first;
  }

  private rise(from: number): void {
    for (let child = from; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.swapIfEarlier(child, parent)) return;
      child = parent;
    }
  }

  private sink(): void {
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      const child = this.isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.swapIfEarlier(child, parent)) return;
      parent = child;
    }
  }

  private isEarlier(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    if (!this.isEarlier(child, parent)) return false;
    [this.heap[child], this.heap[parent]] = [this.heap[parent] as Due, this.heap[child] as Due];
    return true;
  }
}
