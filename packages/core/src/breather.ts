/** How long the event loop may be kept waiting, in milliseconds: a frame. */
const longest = 16;

/** A function to await between pieces of work: now and then it lets events (a click, a signal, a message) have their turn. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < longest) return;
    await nextTurn();
    last = performance.now();
  };
}

/** The end of the line of events: a message, because a timer of 0 ms waits for 1 ms in Node and 4 ms in browsers. */
const nextTurn = (): Promise<void> =>
  new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(null);
  });
