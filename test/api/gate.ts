/** A promise that a test keeps when it likes. */
export class Gate<Value> {
  readonly opened: Promise<Value>;
  #open: (value: Value) => void = nothing;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(value: Value): void {
    this.#open(value);
  }
}

function nothing(): void {}
